package io.github.corsboot.policy;

import java.util.List;

/**
 * What is to be done with a request. Decisions are constants of a policy and hold nothing
 * of the request. They are immutable and thread-safe.
 *
 * @since 0.1.0
 */
public sealed interface CorsDecision {

	/**
	 * Return the headers that the response gets.
	 * @return the headers
	 */
	CorsHeaders headers();

	/**
	 * Return whether this allows less than another decision on the same request. The
	 * order, strictest first: a rejection without CORS headers, a rejection with them,
	 * passing without them, what varies with the origin, what everyone gets.
	 * @param other the other decision
	 * @return whether this comes before the other in that order
	 */
	default boolean isStricterThan(CorsDecision other) {
		return strictness() > other.strictness();
	}

	/**
	 * Return whether the request is answered with this decision, and reaches nothing
	 * else.
	 * @return whether it is refused, or a preflight that is allowed
	 */
	default boolean isAnswer() {
		return this instanceof Rejected
				|| (this instanceof Allowed allowed && allowed.kind() == CorsRequest.Kind.PREFLIGHT);
	}

	private int strictness() {
		if (this instanceof Rejected) {
			return headers().isEmpty() ? 4 : 3;
		}
		boolean silent = this instanceof Passed && headers().isEmpty();
		return silent ? 2 : (headers().vary() != null) ? 1 : 0;
	}

	/**
	 * Passed: the request is not subject to a policy, and goes on.
	 *
	 * @param headers the headers that every response on the path gets
	 * @param reason the reason why it passes
	 */
	record Passed(CorsHeaders headers, PassReason reason) implements CorsDecision {

		/** No policy covers the path: its response gets no header. */
		public static final Passed WITHOUT_HEADERS = new Passed(new CorsHeaders.Builder(null).build(),
				PassReason.NO_POLICY);

	}

	/**
	 * Allowed: a preflight is answered with status 200 and an empty body, any other
	 * request goes on.
	 *
	 * @param policy the policy that decided
	 * @param kind the kind of request, {@code ACTUAL} also for the handshake of a
	 * WebSocket
	 * @param headers the headers of the response
	 * @see <a href="https://fetch.spec.whatwg.org/#cors-check">Fetch standard, CORS
	 * check</a>
	 */
	record Allowed(CorsPolicy policy, CorsRequest.Kind kind, CorsHeaders headers) implements CorsDecision {
	}

	/**
	 * Refused: the request is answered here and reaches nothing else.
	 *
	 * @param policies the policy that decided, or all candidates if none of them contains
	 * the origin
	 * @param kind the kind of request
	 * @param reason the reason
	 * @param headers the headers of the response
	 */
	record Rejected(List<CorsPolicy> policies, CorsRequest.Kind kind, RejectionReason reason,
			CorsHeaders headers) implements CorsDecision {

		/**
		 * Return the status of the response. A preflight from an allowed origin gets a
		 * 200 that does not name what it asked for: after a 403, a browser would report
		 * the status only, not the method or header that is missing.
		 * @return 200 or 403
		 * @see <a href="https://fetch.spec.whatwg.org/#cors-preflight-fetch">Fetch
		 * standard, CORS-preflight fetch</a>
		 */
		public int status() {
			return (this.kind == CorsRequest.Kind.PREFLIGHT && !this.headers.isEmpty()) ? 200 : 403;
		}

		/**
		 * Return the body of a response with status 403. Holds nothing of the request.
		 * @return one line of ASCII text, such as
		 * {@code Refused by CORS policy: origin-not-allowed}, with the line feed at its
		 * end
		 */
		public String message() {
			return this.reason.message();
		}

	}

}
