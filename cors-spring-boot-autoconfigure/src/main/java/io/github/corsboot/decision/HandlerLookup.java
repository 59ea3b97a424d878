package io.github.corsboot.decision;

import io.github.corsboot.annotation.FoundHandlers;
import io.github.corsboot.policy.CorsDecision;

/**
 * Finds, before a request is decided, the handler that it will reach, because the handler
 * may have {@code @CrossOrigin} or allowed origins of its own.
 *
 * @param <R> the type of requests
 * @since 0.1.0
 */
public interface HandlerLookup<R> {

	/**
	 * Find the annotated handler of a request. Never throws.
	 * @param request a request with {@code Origin}, which is not modified
	 * @param decision what the policy alone decides
	 * @return the handler; for a preflight, all that the request after it may reach;
	 * nothing if it is not annotated or not known, or could not change the decision
	 */
	FoundHandlers find(R request, CorsDecision decision);

	/**
	 * Return whether the handler of a WebSocket handshake has allowed origins of its own
	 * that contain that of the request. Never throws.
	 * @param request a handshake that a policy refuses, which stays as it is
	 * @return whether the handler accepts it
	 */
	default boolean acceptsHandshake(R request) {
		return false;
	}

	/**
	 * Return whether the handler of a WebSocket handshake refuses its origin by itself.
	 * Never throws.
	 * @param request a handshake that no policy refuses, which stays as it is
	 * @param decision what the policies have decided
	 * @return whether the handler refuses it
	 */
	default boolean refusesHandshake(R request, RequestDecision decision) {
		return false;
	}

	/**
	 * Return a lookup for applications without annotated handlers.
	 * @param <R> the type of requests
	 * @return a lookup that finds nothing
	 */
	static <R> HandlerLookup<R> none() {
		return (request, decision) -> FoundHandlers.NONE;
	}

}
