package io.github.corsboot.mapping;

import java.util.List;
import java.util.stream.Collectors;

import io.github.corsboot.policy.CandidatePolicies;
import io.github.corsboot.policy.CorsDecision;
import io.github.corsboot.policy.CorsRequest;

import org.springframework.web.util.pattern.PathPattern;

/**
 * What a path of a request was found to match: the most specific patterns and the
 * policies that have them.
 *
 * @since 0.1.0
 */
public final class CoveredPath {

	private final String pattern;

	private final List<MappedPolicy> policies;

	private final CandidatePolicies candidates;

	CoveredPath(List<PathPattern> patterns, List<MappedPolicy> policies) {
		this.pattern = patterns.stream().map(PathPattern::getPatternString).collect(Collectors.joining(", "));
		this.policies = List.copyOf(policies);
		this.candidates = CandidatePolicies.of(this.policies.stream().map(MappedPolicy::policy).toList());
	}

	/**
	 * Return the pattern that matched.
	 * @return the text of the pattern; several of equal specificity are separated by
	 * commas
	 */
	public String pattern() {
		return this.pattern;
	}

	/**
	 * Return the candidates, which the origin of a request tells apart.
	 * @return the policies, at least one
	 */
	public List<MappedPolicy> policies() {
		return this.policies;
	}

	/**
	 * Decide a request. Never throws, whatever the request contains.
	 * @param request the request
	 * @return the decision
	 */
	public CorsDecision evaluate(CorsRequest request) {
		return this.candidates.evaluate(request);
	}

	@Override
	public String toString() {
		return this.pattern + " -> " + this.policies;
	}

}
