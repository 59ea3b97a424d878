package io.github.corsboot.decision;

import io.github.corsboot.policy.CorsDecision;
import io.github.corsboot.policy.CorsRequest;

/**
 * The CORS headers of a response that have been written, and may have to be written
 * again.
 *
 * @since 0.1.0
 */
public interface WrittenHeaders {

	/**
	 * Remove the headers of the previous decision, and write those of another.
	 * @param decision the decision that counts from now on
	 * @param request the request that was decided: a filter may have changed its
	 * {@code Origin}
	 */
	void replace(CorsDecision decision, CorsRequest request);

}
