package io.github.corsboot.rejection;

import io.github.corsboot.policy.CorsDecision;

/**
 * Is told about each request with {@code Origin} that a policy allows or lets pass: once,
 * when a policy covers its path for the first time, usually when it arrives. Called on
 * the thread of the request, by several threads at once; must neither block nor throw.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface CorsDecisionListener {

	/** Listens to nothing. */
	CorsDecisionListener NONE = (decision) -> {
	};

	/**
	 * Take note of a decision.
	 * @param decision the decision
	 */
	void onDecision(CorsDecision decision);

}
