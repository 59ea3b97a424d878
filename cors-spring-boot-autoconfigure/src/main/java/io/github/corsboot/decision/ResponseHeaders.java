package io.github.corsboot.decision;

import io.github.corsboot.policy.CorsDecision;

/**
 * The CORS headers of a response that have been written, and may have to be written
 * again.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ResponseHeaders {

	/**
	 * Take away the headers of the decision before, and write those of another.
	 * @param decision the decision that counts from now on
	 */
	void replace(CorsDecision decision);

}
