package io.github.corsboot.mapping;

import io.github.corsboot.policy.CandidatePolicies;

/**
 * What a handler allows in addition to the policies that cover its path.
 *
 * @since 0.1.0
 */
public interface HandlerPolicy {

	/**
	 * Return the policy of the handler alone.
	 * @return the policy, with the paths of the handler
	 */
	MappedPolicy policy();

	/**
	 * Widen the policies of a path.
	 * @param candidates the policies
	 * @return the policies that decide in their place
	 */
	CandidatePolicies widen(CandidatePolicies candidates);

}
