package io.github.corsboot.policy;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The strictest of each attribute of several policies that allow an origin. Used for a
 * path whose forms are covered by different policies.
 */
final class PolicyIntersection {

	private PolicyIntersection() {
	}

	/**
	 * Intersect policies.
	 * @param policies the policies, all of which allow the origin
	 * @param origin the value of an {@code Origin} header
	 * @return a policy for this origin alone, or for everyone if all of them allow
	 * everyone
	 */
	static CorsPolicy of(List<CorsPolicy> policies, String origin) {
		boolean everyone = policies.stream().allMatch(CorsPolicy::allowsAnyOrigin);
		return CorsPolicy.builder()
			.name(policies.stream().map(CorsPolicy::name).collect(Collectors.joining(", ")))
			.allowedOrigins(everyone ? "*" : origin)
			.allowedMethods(intersect(policies, CorsPolicy::allowedMethods, Comparator.naturalOrder()))
			.allowedHeaders(intersect(policies, CorsPolicy::allowedHeaders, String.CASE_INSENSITIVE_ORDER))
			.exposedHeaders(intersect(policies, CorsPolicy::exposedHeaders, String.CASE_INSENSITIVE_ORDER))
			.allowCredentials(policies.stream().allMatch(CorsPolicy::allowCredentials))
			.maxAge(policies.stream().map(CorsPolicy::maxAge).min(Comparator.naturalOrder()).orElse(Duration.ZERO))
			// Each of them has accepted the origin together with its credentials.
			.dangerouslyAllowInsecureOrigins(true)
			.dangerouslyAllowPublicSuffixes(true)
			.build();
	}

	private static List<String> intersect(List<CorsPolicy> policies, Function<CorsPolicy, List<String>> attribute,
			Comparator<String> order) {
		List<String> common = attribute.apply(policies.get(0));
		for (CorsPolicy policy : policies.subList(1, policies.size())) {
			List<String> other = attribute.apply(policy);
			if (common.contains("*")) {
				common = other;
			}
			else if (!other.contains("*")) {
				Set<String> others = new TreeSet<>(order);
				others.addAll(other);
				common = common.stream().filter(others::contains).toList();
			}
		}
		return common;
	}

}
