package io.github.corsboot.mapping;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
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
 * @param addition the pattern, or the host, that the outranked policy would need in
 * addition
 * @param more whether further patterns outrank the same one, which are not named
 * @since 0.1.0
 */
public record OutrankedPath(MappedPolicy broader, PathPattern broaderPath, MappedPolicy outranked,
		PathPattern outrankedPath, String addition, boolean more) {

	/** What can do most harm comes first. */
	private static final Comparator<MappedPolicy> MOST_PERMISSIVE_FIRST = Comparator
		.comparing(MappedPolicy::policy,
				Comparator.comparing(CorsPolicy::allowsAnyOrigin)
					.thenComparing(CorsPolicy::allowCredentials)
					.thenComparing((policy) -> policy.allowedOrigins().size()))
		.reversed();

	/** How many entries of a policy are compared one by one. */
	private static final int MAX_ENTRIES = 1000;

	/** How many patterns are named that outrank the same one. */
	private static final int MAX_BROADER = 10;

	/** How many policies for some hosts are compared with each of the others. */
	private static final int MAX_FOR_HOSTS = 50;

	/**
	 * Find all such patterns.
	 * @param policies the policies
	 * @return the patterns, each with the ten patterns that outrank it of the policies
	 * that allow most, possibly none
	 */
	public static List<OutrankedPath> find(Collection<MappedPolicy> policies) {
		List<Pattern> broader = new ArrayList<>();
		List<Pattern> catchAll = new ArrayList<>();
		for (MappedPolicy policy : policies) {
			for (PathPattern path : policy.paths()) {
				Pattern pattern = new Pattern(policy, path, PathOverlap.segments(path));
				if (pattern.endsWithRest()) {
					catchAll.add(pattern);
				}
				else if (PathOverlap.hasWildcard(pattern.segments())) {
					broader.add(pattern);
				}
			}
		}
		broader.sort(Comparator.comparing(Pattern::policy, MOST_PERMISSIVE_FIRST));
		LiteralStarts starts = new LiteralStarts();
		for (int i = 0; i < broader.size(); i++) {
			starts.add(LiteralStarts.of(broader.get(i).segments()), i);
		}
		List<OutrankedPath> found = new ArrayList<>();
		for (Pattern pattern : catchAll) {
			List<OutrankedPath> first = starts.related(LiteralStarts.of(pattern.segments()))
				.stream()
				.sorted()
				.flatMap((i) -> broader.get(i).outrank(pattern))
				.limit(MAX_BROADER + 1)
				.toList();
			found.addAll(first.subList(0, Math.min(first.size(), MAX_BROADER)));
			if (first.size() > MAX_BROADER) {
				found.set(found.size() - 1, first.get(MAX_BROADER - 1).withMore());
			}
		}
		return found;
	}

	/**
	 * Find the patterns of policies for every host that lose to a policy for some hosts.
	 * @param policies the policies, of which those 50 for some hosts are looked at that
	 * allow most
	 * @return each pattern once, with the policy that outranks it and allows most,
	 * possibly none
	 */
	public static List<OutrankedPath> findByHost(Collection<MappedPolicy> policies) {
		List<MappedPolicy> forHosts = policies.stream()
			.filter((policy) -> !policy.hosts().isEmpty())
			.sorted(MOST_PERMISSIVE_FIRST)
			.limit(MAX_FOR_HOSTS)
			.toList();
		List<OutrankedPath> found = new ArrayList<>();
		for (MappedPolicy policy : policies) {
			for (PathPattern path : policy.hosts().isEmpty() ? policy.paths() : List.<PathPattern>of()) {
				forHosts.stream()
					.flatMap((other) -> findByHost(other, policy, path))
					.filter((outranked) -> policies.stream()
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

	private OutrankedPath withMore() {
		return new OutrankedPath(this.broader, this.broaderPath, this.outranked, this.outrankedPath, this.addition,
				true);
	}

	private static Stream<OutrankedPath> findByHost(MappedPolicy forHosts, MappedPolicy policy, PathPattern path) {
		return forHosts.paths()
			.stream()
			.filter((broader) -> PathPattern.SPECIFICITY_COMPARATOR.compare(path, broader) < 0
					&& PathOverlap.overlap(path, broader) && Pattern.allowsMore(forHosts.policy(), policy.policy()))
			.map((broader) -> new OutrankedPath(forHosts, broader, policy, path, forHosts.hosts().get(0), false));
	}

	private record Pattern(MappedPolicy policy, PathPattern path, List<String> segments) {

		boolean endsWithRest() {
			return PathOverlap.isRest(this.segments.get(this.segments.size() - 1));
		}

		/**
		 * Return the other pattern as outranked by this, or nothing if this does not
		 * outrank it, or allows no more.
		 */
		Stream<OutrankedPath> outrank(Pattern other) {
			int literals = other.segments.size() - 1;
			boolean broader = this.segments.size() >= literals
					&& !this.segments.subList(0, Math.min(literals, this.segments.size()))
						.equals(other.segments.subList(0, literals));
			if (!broader || this.policy.equals(other.policy) || !this.policy.hasSameHost(other.policy)
					|| PathPattern.SPECIFICITY_COMPARATOR.compare(this.path, other.path) >= 0
					|| !PathOverlap.canMatchTheSame(this.segments, other.segments)
					|| !allowsMore(this.policy.policy(), other.policy.policy())) {
				return Stream.empty();
			}
			List<String> addition = new ArrayList<>(other.segments.subList(0, literals));
			addition.addAll(this.segments.subList(literals, this.segments.size()));
			return Stream.of(new OutrankedPath(this.policy, this.path, other.policy, other.path,
					String.join("/", addition), false));
		}

		private static boolean allowsMore(CorsPolicy policy, CorsPolicy than) {
			return (policy.allowCredentials() && !than.allowCredentials())
					|| policy.allowedMethods()
						.stream()
						.anyMatch((method) -> !method.equals("*") && !than.allowsMethod(method))
					|| (policy.allowedMethods().contains("*") && !than.allowedMethods().contains("*"))
					|| (!than.allowsAnyOrigin() && policy.allowedOrigins()
						.stream()
						.limit(MAX_ENTRIES)
						.anyMatch((entry) -> !contains(than, entry)));
		}

		private static boolean contains(CorsPolicy policy, OriginPattern entry) {
			return entry.isExact() ? policy.allowsOrigin(entry.toString())
					: policy.allowedOrigins().stream().limit(MAX_ENTRIES).anyMatch(entry::equals);
		}

	}

}
