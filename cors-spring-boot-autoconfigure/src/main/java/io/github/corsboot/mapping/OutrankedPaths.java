package io.github.corsboot.mapping;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import io.github.corsboot.policy.CorsPolicy;
import io.github.corsboot.policy.OriginPattern;
import org.jspecify.annotations.Nullable;

import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;

/**
 * Finds the patterns that lose to broader ones: compares all that may match the same
 * path, and asks the mapping who decides a sample of it.
 */
final class OutrankedPaths {

	private static final Comparator<MappedPolicy> EVERYBODY_AND_CREDENTIALS_FIRST = Comparator
		.comparing(MappedPolicy::policy,
				Comparator.comparing(CorsPolicy::allowsAnyOrigin).thenComparing(CorsPolicy::allowCredentials))
		.reversed();

	/** How many entries of a policy are compared one by one. */
	private static final int MAX_ENTRIES = 1000;

	/** How many patterns are named that outrank the same one. */
	private static final int MAX_BROADER = 10;

	private final PolicyMapping mapping;

	private final Map<String, PolicyMapping> atHosts = new HashMap<>();

	private final List<Pattern> patterns;

	/** One of those policies that allow the same. */
	private final IdentityHashMap<MappedPolicy, MappedPolicy> equivalents = new IdentityHashMap<>();

	private final IdentityHashMap<MappedPolicy, IdentityHashMap<MappedPolicy, Boolean>> allowMore = new IdentityHashMap<>();

	OutrankedPaths(PolicyMapping mapping) {
		this.mapping = mapping;
		this.patterns = mapping.policies()
			.stream()
			.sorted(EVERYBODY_AND_CREDENTIALS_FIRST)
			.flatMap((policy) -> Pattern.of(policy).stream())
			.toList();
		Map<List<?>, MappedPolicy> equivalent = new HashMap<>();
		for (MappedPolicy each : mapping.policies()) {
			CorsPolicy policy = each.policy();
			this.equivalents.put(each,
					equivalent.computeIfAbsent(
							List.of(policy.allowCredentials(), Set.copyOf(policy.allowedMethods()),
									policy.allowedOrigins(), policy.allowsAnyOrigin(), each.originsFrom()),
							(key) -> each));
		}
	}

	List<OutrankedPath> find() {
		Map<List<String>, LiteralStarts> byHosts = new LinkedHashMap<>();
		Map<String, Set<LiteralStarts>> byHost = new HashMap<>();
		for (int i = 0; i < this.patterns.size(); i++) {
			Pattern pattern = this.patterns.get(i);
			if (!pattern.isLiteral()) {
				List<String> hosts = pattern.policy().hosts();
				LiteralStarts starts = byHosts.computeIfAbsent(hosts, (key) -> new LiteralStarts());
				starts.add(LiteralStarts.of(pattern.segments()), i);
				for (String host : hosts.isEmpty() ? List.of("") : hosts) {
					byHost.computeIfAbsent(host, (key) -> new LinkedHashSet<>()).add(starts);
				}
			}
		}
		List<OutrankedPath> found = new ArrayList<>();
		for (MappedPolicy policy : this.mapping.policies()) {
			Set<LiteralStarts> sameHost = new LinkedHashSet<>();
			for (String host : policy.hosts().isEmpty() ? List.of("") : policy.hosts()) {
				sameHost.addAll(byHost.getOrDefault(host, Set.of()));
			}
			for (Pattern pattern : Pattern.of(policy)) {
				add(found,
						related(sameHost, pattern)
							.filter((other) -> other.ranksBefore(pattern) && isBroader(other, pattern))
							.filter((other) -> decidesAtAnyHost(other, pattern))
							.limit(MAX_BROADER + 1)
							.map((other) -> pattern.outrankedBy(other, List.of()))
							.toList());
			}
		}
		return found;
	}

	private static void add(List<OutrankedPath> found, List<OutrankedPath> first) {
		found.addAll(first.subList(0, Math.min(first.size(), MAX_BROADER)));
		if (first.size() > MAX_BROADER) {
			found.set(found.size() - 1, found.get(found.size() - 1).withMore());
		}
	}

	List<OutrankedPath> findByHost() {
		LiteralStarts forHosts = new LiteralStarts();
		for (int i = 0; i < this.patterns.size(); i++) {
			if (!this.patterns.get(i).policy().hosts().isEmpty()) {
				forHosts.add(LiteralStarts.of(this.patterns.get(i).segments()), i);
			}
		}
		List<OutrankedPath> found = new ArrayList<>();
		for (MappedPolicy policy : this.mapping.policies()) {
			for (Pattern pattern : policy.countsForNamedHostsOnly() ? List.<Pattern>of() : Pattern.of(policy)) {
				related(Set.of(forHosts), pattern).filter((other) -> isBroader(other, pattern))
					.map((other) -> pattern.outrankedBy(other, hostsWhereItDecides(other, pattern)))
					.filter((outranked) -> !outranked.hosts().isEmpty())
					.findFirst()
					.ifPresent(found::add);
			}
		}
		return found;
	}

	private Stream<Pattern> related(Collection<LiteralStarts> starts, Pattern pattern) {
		String start = LiteralStarts.of(pattern.segments());
		return starts.stream().flatMap((each) -> each.related(start).stream()).sorted().map(this.patterns::get);
	}

	private boolean isBroader(Pattern broader, Pattern pattern) {
		// No single pattern has all that one that begins with '**' shares with others.
		return !PathOverlap.beginsWithRest(broader.segments()) && pattern.isNarrowerThan(broader)
				&& PathOverlap.canMatchTheSame(broader.segments(), pattern.segments())
				&& allowsMore(broader.policy(), pattern.policy());
	}

	private boolean decidesAtAnyHost(Pattern broader, Pattern pattern) {
		List<String> common = pattern.common(broader);
		List<PathContainer> samples = PathOverlap.samples(common);
		List<String> hosts = pattern.policy().hosts();
		if (hosts.isEmpty()) {
			return decides(broader, pattern, common, samples, null);
		}
		Set<String> others = Set.copyOf(broader.policy().hosts());
		return hosts.stream()
			.anyMatch((host) -> others.contains(host) && decides(broader, pattern, common, samples, host));
	}

	private List<String> hostsWhereItDecides(Pattern broader, Pattern pattern) {
		List<String> common = pattern.common(broader);
		List<PathContainer> samples = PathOverlap.samples(common);
		Set<String> same = Set.copyOf(pattern.policy().hosts());
		return broader.policy()
			.hosts()
			.stream()
			.filter((host) -> !same.contains(host) && pattern.policy().countsForName(host)
					&& decides(broader, pattern, common, samples, host))
			.toList();
	}

	/**
	 * Return whether a broader pattern decides what it has in common with another.
	 */
	private boolean decides(Pattern broader, Pattern pattern, List<String> common, List<PathContainer> samples,
			@Nullable String host) {
		PolicyMapping atHost = (host != null) ? this.atHosts.computeIfAbsent(host, this::atHost) : this.mapping;
		for (PathContainer sample : samples) {
			if (!broader.path().matches(sample) || !pattern.path().matches(sample)) {
				// A regular expression or '?', of which there are no samples.
				return !isNamed(String.join("/", common), host);
			}
			PathPolicies decided = atHost.find(sample.value());
			if (decided != null && isOneOf(decided, broader.policy()) && !isOneOf(decided, pattern.policy())
					&& !broader.hasNarrower(sample)) {
				return true;
			}
		}
		return false;
	}

	private PolicyMapping atHost(String host) {
		return this.mapping.forHost(MappedPolicy.isHostPattern(host) ? host.replace("*", "corsboot-sample") : host);
	}

	private static boolean isOneOf(PathPolicies decided, MappedPolicy policy) {
		return decided.policies().stream().anyMatch((each) -> each.policy().equals(policy.policy()));
	}

	private boolean isNamed(String path, @Nullable String host) {
		return this.patterns.stream()
			.anyMatch((pattern) -> pattern.path().getPatternString().equals(path)
					&& ((host != null) ? pattern.policy().hosts().contains(host) : pattern.policy().hosts().isEmpty()));
	}

	private boolean allowsMore(MappedPolicy policy, MappedPolicy than) {
		return this.allowMore.computeIfAbsent(equivalent(than), (key) -> new IdentityHashMap<>())
			.computeIfAbsent(equivalent(policy), (key) -> computeAllowsMore(key, equivalent(than)));
	}

	private MappedPolicy equivalent(MappedPolicy policy) {
		return this.equivalents.getOrDefault(policy, policy);
	}

	private static boolean computeAllowsMore(MappedPolicy mapped, MappedPolicy thanMapped) {
		CorsPolicy policy = mapped.policy();
		CorsPolicy than = thanMapped.policy();
		if (policy.allowedOrigins().isEmpty() && mapped.originsFrom().isEmpty()) {
			return false;
		}
		return (policy.allowCredentials() && !than.allowCredentials())
				|| policy.allowedMethods()
					.stream()
					.anyMatch((method) -> !method.equals("*") && !than.allowsMethod(method))
				|| (policy.allowedMethods().contains("*") && !than.allowedMethods().contains("*"))
				|| (!than.allowsAnyOrigin() && (allowsMoreOrigins(policy, than)
						|| !thanMapped.originsFrom().containsAll(mapped.originsFrom())));
	}

	private static boolean allowsMoreOrigins(CorsPolicy policy, CorsPolicy than) {
		List<OriginPattern> patterns = new ArrayList<>();
		for (OriginPattern entry : first(policy)) {
			if (!than.allowsOrigin(sample(entry))) {
				if (entry.isExact()) {
					return true;
				}
				patterns.add(entry);
			}
		}
		return !patterns.isEmpty() && !new HashSet<>(first(than)).containsAll(patterns);
	}

	/**
	 * Return an origin that hardly any entry allows but one that allows all that this one
	 * does.
	 */
	private static String sample(OriginPattern entry) {
		return entry.toString().replaceFirst(":\\*$", ":48729").replace("*", "corsboot-sample");
	}

	private static List<OriginPattern> first(CorsPolicy policy) {
		List<OriginPattern> origins = policy.allowedOrigins();
		return origins.subList(0, Math.min(origins.size(), MAX_ENTRIES));
	}

	private record Pattern(MappedPolicy policy, PathPattern path, List<String> segments) {

		static List<Pattern> of(MappedPolicy policy) {
			return policy.paths()
				.stream()
				.map((path) -> new Pattern(policy, path, PathOverlap.segments(path)))
				.toList();
		}

		boolean isLiteral() {
			return new PatternText(this.path.getPatternString()).isLiteral();
		}

		boolean ranksBefore(Pattern other) {
			return PathPattern.SPECIFICITY_COMPARATOR.compare(this.path, other.path) < 0;
		}

		boolean isNarrowerThan(Pattern other) {
			return PathOverlap.hasLiteralForWildcard(this.segments, other.segments)
					|| (ranksBefore(other) && !PathOverlap.hasLiteralForWildcard(other.segments, this.segments));
		}

		/**
		 * Return whether the policy has another pattern for a path, which decides before.
		 */
		boolean hasNarrower(PathContainer path) {
			return this.policy.paths()
				.stream()
				.anyMatch((other) -> PathPattern.SPECIFICITY_COMPARATOR.compare(other, this.path) < 0
						&& other.matches(path));
		}

		List<String> common(Pattern broader) {
			return ranksBefore(broader) ? PathOverlap.common(this.segments, broader.segments)
					: PathOverlap.common(broader.segments, this.segments);
		}

		OutrankedPath outrankedBy(Pattern broader, List<String> hosts) {
			return new OutrankedPath(broader.policy, broader.path, this.policy, this.path,
					String.join("/", common(broader)), hosts, false);
		}

	}

}
