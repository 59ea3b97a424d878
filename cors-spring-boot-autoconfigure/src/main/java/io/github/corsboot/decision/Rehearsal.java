package io.github.corsboot.decision;

import io.github.corsboot.mapping.CorsPolicies;

/**
 * Decides requests that nobody has sent, exactly as they would be decided if they
 * arrived. Sends, changes and records nothing.
 *
 * @since 0.1.0
 */
public interface Rehearsal {

	/**
	 * Return the path at which the application is reached.
	 * @return the context path or base path, empty if there is none
	 */
	String contextPath();

	/**
	 * Decide a request. Not on an event loop: finding its handler may block.
	 * @param request the request
	 * @param policies the policies of the application, or others in their place
	 * @return the decision
	 * @throws IllegalArgumentException if no server takes such a request
	 */
	RequestDecision decide(RehearsedRequest request, CorsPolicies policies);

	/**
	 * Return whether the handler of a WebSocket handshake refuses its origin, although no
	 * policy does.
	 * @param request the request
	 * @param decision its decision, not a rejection
	 * @return whether the handler answers 403; {@code false} if there is none that checks
	 * origins
	 */
	default boolean isRefusedByHandler(RehearsedRequest request, RequestDecision decision) {
		return false;
	}

}
