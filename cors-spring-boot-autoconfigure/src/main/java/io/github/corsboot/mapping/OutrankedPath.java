package io.github.corsboot.mapping;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

import io.github.corsboot.policy.CorsPolicy;
import io.github.corsboot.policy.OriginPattern;
import org.jspecify.annotations.Nullable;

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
 * @since 0.1.0
 */
public record OutrankedPath(MappedPolicy broader, PathPattern broaderPath, MappedPolicy outranked,
		PathPattern outrankedPath, String addition) {

	/** How many entries of a policy are compared one by one. */
	private static final int MAX_ENTRIES = 1000;

	/**
	 * How many patterns are named that outrank the same one: more are more of the same.
	 */
	private static final int MAX_BROADER = 10;

	/** How many policies for some hosts are compared with each of the others. */
	private static final int MAX_FOR_HOSTS = 50;

	/**
	 * Find all such patterns.
	 * @param policies the policies
	 * @return the patterns, each with the first ten that outrank it, possibly none
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
		LiteralStarts starts = new LiteralStarts();
		for (int i = 0; i < catchAll.size(); i++) {
			starts.add(LiteralStarts.of(catchAll.get(i).segments()), i);
		}
		List<OutrankedPath> found = new ArrayList<>();
		int[] counts = new int[catchAll.size()];
		for (Pattern pattern : broader) {
			for (int i : starts.related(LiteralStarts.of(pattern.segments()))) {
				Pattern other = catchAll.get(i);
				String addition = (counts[i] < MAX_BROADER) ? pattern.outranks(other) : null;
				if (addition != null) {
					counts[i]++;
					found.add(new OutrankedPath(pattern.policy(), pattern.path(), other.policy(), other.path(),
							addition));
				}
			}
		}
		return found;
	}

	/**
	 * Find the patterns of policies for every host that lose to a policy for some hosts.
	 * @param policies the policies, of which the first 50 for some hosts are looked at
	 * @return each pattern once, with the first policy that outranks it, possibly none
	 */
	public static List<OutrankedPath> findByHost(Collection<MappedPolicy> policies) {
		List<MappedPolicy> forHosts = policies.stream()
			.filter((policy) -> !policy.hosts().isEmpty())
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

	private static Stream<OutrankedPath> findByHost(MappedPolicy forHosts, MappedPolicy policy, PathPattern path) {
		return forHosts.paths()
			.stream()
			.filter((broader) -> PathPattern.SPECIFICITY_COMPARATOR.compare(path, broader) < 0
					&& PathOverlap.overlap(path, broader) && Pattern.allowsMore(forHosts.policy(), policy.policy()))
			.map((broader) -> new OutrankedPath(forHosts, broader, policy, path, forHosts.hosts().get(0)));
	}

	private record Pattern(MappedPolicy policy, PathPattern path, List<String> segments) {

		boolean endsWithRest() {
			return PathOverlap.isRest(this.segments.get(this.segments.size() - 1));
		}

		/**
		 * Return the pattern that the other policy needs in addition, or {@code null} if
		 * this pattern does not outrank its, or allows no more.
		 */
		@Nullable String outranks(Pattern other) {
			int literals = other.segments.size() - 1;
			boolean broader = this.segments.size() >= literals
					&& !this.segments.subList(0, Math.min(literals, this.segments.size()))
						.equals(other.segments.subList(0, literals));
			if (!broader || this.policy.equals(other.policy) || !this.policy.hasSameHost(other.policy)
					|| PathPattern.SPECIFICITY_COMPARATOR.compare(this.path, other.path) >= 0
					|| !PathOverlap.canMatchTheSame(this.segments, other.segments)
					|| !allowsMore(this.policy.policy(), other.policy.policy())) {
				return null;
			}
			List<String> addition = new ArrayList<>(other.segments.subList(0, literals));
			addition.addAll(this.segments.subList(literals, this.segments.size()));
			return String.join("/", addition);
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
