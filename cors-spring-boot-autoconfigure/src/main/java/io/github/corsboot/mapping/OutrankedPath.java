package io.github.corsboot.mapping;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.corsboot.policy.CorsPolicy;
import io.github.corsboot.policy.OriginPattern;

import org.springframework.web.util.pattern.PathPattern;

/**
 * A path pattern such as {@code /private/**} that loses to a broader one that allows
 * more: to one with wildcards such as {@code /{a}/{b}}, since Spring ranks patterns that
 * end in {@code /**} last, or to one of a policy for some hosts.
 *
 * @param broader the policy that decides
 * @param broaderPath its pattern
 * @param outranked the policy that does not decide
 * @param outrankedPath its pattern
 * @param addition the pattern, or the hosts, that the outranked policy would need in
 * addition
 * @param more whether further patterns outrank the same one, which are not named
 * @since 0.1.0
 */
public record OutrankedPath(MappedPolicy broader, PathPattern broaderPath, MappedPolicy outranked,
		PathPattern outrankedPath, String addition, boolean more) {

	private static final Comparator<MappedPolicy> EVERYBODY_AND_CREDENTIALS_FIRST = Comparator
		.comparing(MappedPolicy::policy,
				Comparator.comparing(CorsPolicy::allowsAnyOrigin).thenComparing(CorsPolicy::allowCredentials))
		.reversed();

	/** How many entries of a policy are compared one by one. */
	private static final int MAX_ENTRIES = 1000;

	/** How many patterns are named that outrank the same one. */
	private static final int MAX_BROADER = 10;

	/**
	 * Find all such patterns.
	 * @param policies the policies
	 * @return the patterns, each with the first ten that outrank it: those of policies
	 * for everybody, of policies with credentials, and then the others; possibly none
	 */
	public static List<OutrankedPath> find(Collection<MappedPolicy> policies) {
		List<Pattern> broader = new ArrayList<>();
		for (MappedPolicy policy : policies) {
			for (Pattern pattern : Pattern.of(policy)) {
				if (!pattern.endsWithRest() && PathOverlap.hasWildcard(pattern.segments())) {
					broader.add(pattern);
				}
			}
		}
		broader.sort(Comparator.comparing(Pattern::policy, EVERYBODY_AND_CREDENTIALS_FIRST));
		LiteralStarts starts = new LiteralStarts();
		for (int i = 0; i < broader.size(); i++) {
			starts.add(LiteralStarts.of(broader.get(i).segments()), i);
		}
		List<OutrankedPath> found = new ArrayList<>();
		for (MappedPolicy policy : policies) {
			IdentityHashMap<MappedPolicy, Boolean> allowMore = new IdentityHashMap<>();
			for (Pattern pattern : Pattern.of(policy)) {
				if (pattern.endsWithRest()) {
					add(found,
							starts.related(LiteralStarts.of(pattern.segments()))
								.stream()
								.sorted()
								.map(broader::get)
								.filter((other) -> other.outranks(pattern) && allowMore.computeIfAbsent(other.policy(),
										(key) -> allowsMore(key.policy(), policy.policy())))
								.map((other) -> other.outranking(pattern))
								.filter((outranked) -> !outranked.isMended())
								.limit(MAX_BROADER + 1)
								.toList());
				}
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

	/**
	 * Return whether the outranked policy has the addition, which decides instead of the
	 * broader pattern.
	 */
	private boolean isMended() {
		return this.outranked.paths()
			.stream()
			.anyMatch((own) -> own.getPatternString().equals(this.addition)
					&& PathPattern.SPECIFICITY_COMPARATOR.compare(own, this.broaderPath) < 0);
	}

	private OutrankedPath withMore() {
		return new OutrankedPath(this.broader, this.broaderPath, this.outranked, this.outrankedPath, this.addition,
				true);
	}

	/**
	 * Find the patterns of policies for every host that lose to a policy for some hosts.
	 * @param policies the policies
	 * @return each pattern once, with the first policy that outranks it: one for
	 * everybody, one with credentials, or another; possibly none
	 */
	public static List<OutrankedPath> findByHost(Collection<MappedPolicy> policies) {
		List<MappedPolicy> forHosts = policies.stream()
			.filter((policy) -> !policy.hosts().isEmpty())
			.sorted(EVERYBODY_AND_CREDENTIALS_FIRST)
			.toList();
		Map<String, List<MappedPolicy>> byHost = new HashMap<>();
		for (MappedPolicy policy : forHosts) {
			policy.hosts().forEach((host) -> byHost.computeIfAbsent(host, (key) -> new ArrayList<>()).add(policy));
		}
		List<OutrankedPath> found = new ArrayList<>();
		for (MappedPolicy policy : policies) {
			IdentityHashMap<MappedPolicy, Boolean> allowMore = new IdentityHashMap<>();
			for (PathPattern path : policy.hosts().isEmpty() ? policy.paths() : List.<PathPattern>of()) {
				forHosts.stream()
					.filter((other) -> allowMore.computeIfAbsent(other,
							(key) -> allowsMore(key.policy(), policy.policy())))
					.flatMap((other) -> findByHost(other, policy, path))
					.filter((outranked) -> byHost.getOrDefault(outranked.broader().hosts().get(0), List.of())
						.stream()
						.noneMatch((other) -> restricts(other, outranked.broader(), path)))
					.findFirst()
					.ifPresent(found::add);
			}
		}
		return found;
	}

	/**
	 * Return whether a policy for the same hosts as another has a path of its own.
	 */
	private static boolean restricts(MappedPolicy policy, MappedPolicy other, PathPattern path) {
		return policy.hosts().containsAll(other.hosts()) && policy.paths()
			.stream()
			.anyMatch((own) -> PathPattern.SPECIFICITY_COMPARATOR.compare(own, path) <= 0
					&& PathOverlap.overlap(own, path));
	}

	private static Stream<OutrankedPath> findByHost(MappedPolicy forHosts, MappedPolicy policy, PathPattern path) {
		return forHosts.paths()
			.stream()
			.filter((broader) -> PathPattern.SPECIFICITY_COMPARATOR.compare(path, broader) < 0
					&& PathOverlap.overlap(path, broader))
			.map((broader) -> new OutrankedPath(forHosts, broader, policy, path, String.join(", ", forHosts.hosts()),
					false));
	}

	private static boolean allowsMore(CorsPolicy policy, CorsPolicy than) {
		return (policy.allowCredentials() && !than.allowCredentials())
				|| policy.allowedMethods()
					.stream()
					.anyMatch((method) -> !method.equals("*") && !than.allowsMethod(method))
				|| (policy.allowedMethods().contains("*") && !than.allowedMethods().contains("*"))
				|| (!than.allowsAnyOrigin() && allowsMoreOrigins(policy, than));
	}

	private static boolean allowsMoreOrigins(CorsPolicy policy, CorsPolicy than) {
		List<OriginPattern> patterns = new ArrayList<>();
		for (OriginPattern entry : first(policy)) {
			if (!entry.isExact()) {
				patterns.add(entry);
			}
			else if (!than.allowsOrigin(entry.toString())) {
				return true;
			}
		}
		return !patterns.isEmpty() && !new HashSet<>(first(than)).containsAll(patterns);
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

		boolean endsWithRest() {
			return PathOverlap.isRest(this.segments.get(this.segments.size() - 1));
		}

		boolean outranks(Pattern other) {
			int literals = other.segments.size() - 1;
			boolean broader = this.segments.size() >= literals
					&& !this.segments.subList(0, literals).equals(other.segments.subList(0, literals));
			return broader && !this.policy.equals(other.policy) && this.policy.hasSameHost(other.policy)
					&& PathPattern.SPECIFICITY_COMPARATOR.compare(this.path, other.path) < 0
					&& PathOverlap.canMatchTheSame(this.segments, other.segments);
		}

		OutrankedPath outranking(Pattern other) {
			int literals = other.segments.size() - 1;
			List<String> addition = new ArrayList<>(other.segments.subList(0, literals));
			addition.addAll(this.segments.subList(literals, this.segments.size()));
			return new OutrankedPath(this.policy, this.path, other.policy, other.path, String.join("/", addition),
					false);
		}

	}

}
