package io.github.corsboot.servlet;

import io.github.corsboot.mapping.FoundHandlers;
import io.github.corsboot.policy.CorsDecision;
import jakarta.servlet.http.HttpServletRequest;

/**
 * Finds out, before a request is decided, whether the handler that it will reach has
 * {@code @CrossOrigin}, or has allowed origins of its own.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface HandlerLookup {

	/** For applications without annotated handlers. */
	HandlerLookup NONE = (request, decision) -> FoundHandlers.NONE;

	/**
	 * Find the annotated handler of a request. Never throws.
	 * @param request the request, which stays as it is, with {@code Origin}
	 * @param decision what the policy alone decides
	 * @return the handler; for a preflight, all that the request after it may reach;
	 * nothing if it is not annotated or not known, or could not change the decision
	 */
	FoundHandlers find(HttpServletRequest request, CorsDecision decision);

	/**
	 * Return whether the handler of a WebSocket handshake has allowed origins of its own
	 * that contain that of the request. Never throws.
	 * @param request a handshake that a policy refuses, which stays as it is
	 * @return whether the handler accepts it
	 */
	default boolean acceptsHandshake(HttpServletRequest request) {
		return false;
	}

}
