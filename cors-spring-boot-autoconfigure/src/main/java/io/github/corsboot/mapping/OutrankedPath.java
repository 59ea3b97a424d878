package io.github.corsboot.mapping;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.github.corsboot.policy.CorsPolicy;
import io.github.corsboot.policy.OriginPattern;

import org.springframework.web.util.pattern.PathPattern;

/**
 * A path pattern such as {@code /private/**} that loses to a broader one that allows
 * more: to one with wildcards in place of its literal segments, such as {@code /{a}/{b}},
 * which Spring ranks before it, or to one of a policy for some hosts.
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
	 * Find all patterns that lose to a pattern that Spring ranks before them.
	 * @param policies the policies
	 * @return the patterns, each with the first ten that outrank it: those of policies
	 * for everybody, of policies with credentials, and then the others; possibly none
	 */
	public static List<OutrankedPath> find(Collection<MappedPolicy> policies) {
		List<Pattern> all = policies.stream()
			.sorted(EVERYBODY_AND_CREDENTIALS_FIRST)
			.flatMap((policy) -> Pattern.of(policy).stream())
			.toList();
		LiteralStarts starts = new LiteralStarts();
		for (int i = 0; i < all.size(); i++) {
			starts.add(LiteralStarts.of(all.get(i).segments()), i);
		}
		List<OutrankedPath> found = new ArrayList<>();
		for (MappedPolicy policy : policies) {
			Predicate<MappedPolicy> allowsMore = once(
					(other) -> other.hasSameHost(policy) && allowsMore(other, policy));
			for (Pattern pattern : Pattern.of(policy)) {
				List<Pattern> related = starts.related(LiteralStarts.of(pattern.segments()))
					.stream()
					.sorted()
					.map(all::get)
					.toList();
				add(found, related.stream()
					.filter((other) -> other.outranks(pattern) && allowsMore.test(other.policy()))
					.filter((other) -> related.stream().noneMatch((third) -> third.decidesBefore(other, pattern)))
					.limit(MAX_BROADER + 1)
					.map((other) -> new OutrankedPath(other.policy(), other.path(), policy, pattern.path(),
							String.join("/", pattern.common(other)), false))
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

	private OutrankedPath withMore() {
		return new OutrankedPath(this.broader, this.broaderPath, this.outranked, this.outrankedPath, this.addition,
				true);
	}

	/**
	 * Find the patterns that lose to a policy for hosts for which their own policy counts
	 * as well, but less specifically.
	 * @param policies the policies
	 * @return each pattern once, with the first policy that outranks it: one for
	 * everybody, one with credentials, or another; possibly none
	 */
	public static List<OutrankedPath> findByHost(Collection<MappedPolicy> policies) {
		List<Pattern> forHosts = policies.stream()
			.filter((policy) -> !policy.hosts().isEmpty())
			.sorted(EVERYBODY_AND_CREDENTIALS_FIRST)
			.flatMap((policy) -> Pattern.of(policy).stream())
			.toList();
		Map<String, List<Pattern>> byHost = new HashMap<>();
		for (Pattern pattern : forHosts) {
			pattern.policy()
				.hosts()
				.forEach((host) -> byHost.computeIfAbsent(host, (key) -> new ArrayList<>()).add(pattern));
		}
		List<OutrankedPath> found = new ArrayList<>();
		for (MappedPolicy policy : policies) {
			Predicate<MappedPolicy> allowsMore = once((other) -> allowsMore(other, policy));
			for (Pattern pattern : policy.countsForNamedHostsOnly() ? List.<Pattern>of() : Pattern.of(policy)) {
				forHosts.stream()
					.filter((other) -> pattern.isNarrowerThan(other) && pattern.overlaps(other)
							&& allowsMore.test(other.policy()))
					.flatMap((other) -> pattern.findOutrankedAtHosts(other, byHost))
					.findFirst()
					.ifPresent(found::add);
			}
		}
		return found;
	}

	/**
	 * Test each policy once, however many patterns it has.
	 */
	private static Predicate<MappedPolicy> once(Predicate<MappedPolicy> test) {
		IdentityHashMap<MappedPolicy, Boolean> known = new IdentityHashMap<>();
		return (policy) -> known.computeIfAbsent(policy, test::test);
	}

	private static boolean allowsMore(MappedPolicy policy, MappedPolicy than) {
		return allowsAnything(policy) && (allowsMore(policy.policy(), than.policy())
				|| (!than.policy().allowsAnyOrigin() && !than.originsFrom().containsAll(policy.originsFrom())));
	}

	private static boolean allowsAnything(MappedPolicy policy) {
		return !policy.policy().allowedOrigins().isEmpty() || !policy.originsFrom().isEmpty();
	}

	private static boolean allowsMore(CorsPolicy policy, CorsPolicy than) {
		return (policy.allowCredentials() && !than.allowCredentials())
				|| policy.allowedMethods()
					.stream()
					.anyMatch((method) -> !method.equals("*") && !than.allowsMethod(method))
				|| (policy.allowedMethods().contains("*") && !than.allowedMethods().contains("*"))
				|| (!than.allowsAnyOrigin() && !first(policy).equals(first(than)) && allowsMoreOrigins(policy, than));
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
	 * Return an origin that only an entry that allows all that this one does is likely to
	 * allow.
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

		boolean ranksBefore(Pattern other) {
			return PathPattern.SPECIFICITY_COMPARATOR.compare(this.path, other.path) < 0;
		}

		boolean isNarrowerThan(Pattern other) {
			return ranksBefore(other) || PathOverlap.hasLiteralForWildcard(this.segments, other.segments);
		}

		boolean overlaps(Pattern other) {
			return PathOverlap.canMatchTheSame(this.segments, other.segments);
		}

		List<String> common(Pattern other) {
			return PathOverlap.common(this.segments, other.segments);
		}

		boolean outranks(Pattern other) {
			return ranksBefore(other) && other.isNarrowerThan(this) && overlaps(other)
					&& !PathOverlap.isRest(this.segments.get(1));
		}

		/**
		 * Return whether this pattern ranks before a broader one, and matches all that
		 * another has in common with it.
		 */
		boolean decidesBefore(Pattern broader, Pattern other) {
			return ranksBefore(broader) && PathOverlap.covers(this.segments, other.common(broader))
					&& countsWhereBothDo(other.policy, broader.policy);
		}

		private boolean countsWhereBothDo(MappedPolicy one, MappedPolicy other) {
			Set<String> hosts = new HashSet<>(one.hosts());
			hosts.retainAll(Set.copyOf(other.hosts()));
			return this.policy.hosts().isEmpty() == one.hosts().isEmpty()
					&& Set.copyOf(this.policy.hosts()).containsAll(hosts);
		}

		Stream<OutrankedPath> findOutrankedAtHosts(Pattern broader, Map<String, List<Pattern>> byHost) {
			List<String> hosts = broader.policy.hosts()
				.stream()
				.filter((host) -> this.policy.countsForName(host) && !this.policy.hosts().contains(host)
						&& byHost.getOrDefault(host, List.of())
							.stream()
							.noneMatch((third) -> third.decidesFor(this, broader)))
				.toList();
			return hosts.isEmpty() ? Stream.of() : Stream.of(new OutrankedPath(broader.policy, broader.path,
					this.policy, this.path, String.join(", ", hosts), false));
		}

		/**
		 * Return whether this pattern of a policy for the same host as a broader one
		 * matches all that another has in common with it, and is as narrow as that one,
		 * or ranks before the broader.
		 */
		private boolean decidesFor(Pattern other, Pattern broader) {
			return (!other.isNarrowerThan(this) || ranksBefore(broader))
					&& (PathOverlap.covers(this.segments, other.segments)
							|| PathOverlap.covers(this.segments, other.common(broader)));
		}

	}

}
