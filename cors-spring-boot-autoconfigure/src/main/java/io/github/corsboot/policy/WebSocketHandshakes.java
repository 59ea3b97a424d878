package io.github.corsboot.policy;

import java.util.List;
import java.util.function.Function;

import io.github.corsboot.policy.CorsDecision.Passed;
import io.github.corsboot.policy.CorsDecision.Rejected;
import io.github.corsboot.policy.CorsRequest.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Decides WebSocket handshakes by their origin, not by their method, and only if a policy
 * of the path enforces it.
 */
final class WebSocketHandshakes {

	private final Function<PassReason, Passed> passes;

	private final boolean enforced;

	private final Rejected notAllowed;

	private final Rejected malformed;

	/**
	 * Create the decisions for the handshakes of a path.
	 * @param policies the policies of the path
	 * @param passes gives the decision that lets a request pass for a reason
	 */
	WebSocketHandshakes(List<CorsPolicy> policies, Function<PassReason, Passed> passes) {
		this.passes = passes;
		this.enforced = policies.stream().anyMatch(CorsPolicy::enforceWebSocketOrigin);
		CorsHeaders vary = new CorsHeaders.Builder(CorsHeaders.VARY_ORIGIN).build();
		this.notAllowed = new Rejected(policies, Kind.WEBSOCKET, RejectionReason.ORIGIN_NOT_ALLOWED, vary);
		this.malformed = new Rejected(policies, Kind.WEBSOCKET, RejectionReason.ORIGIN_MALFORMED, vary);
	}

	/**
	 * Return whether a request is a handshake over HTTP/1.1 (RFC 6455) or an extended
	 * CONNECT (RFC 8441). A script can send neither. If {@code Sec-Fetch-Mode} names
	 * another mode, there is no need to read {@code Upgrade}.
	 */
	static boolean isHandshake(CorsRequest request, String mode) {
		return switch (request.method()) {
			case "CONNECT" -> true;
			case "GET" ->
				(mode.isEmpty() || mode.equals("websocket")) && "websocket".equalsIgnoreCase(request.header("Upgrade"));
			default -> false;
		};
	}

	/**
	 * Decide a handshake.
	 * @param request the handshake
	 * @param origin its {@code Origin}
	 * @param decisions those of the policy that contains the origin, or {@code null} if
	 * none does
	 * @param malformed whether the origin is not one that a browser sends
	 */
	CorsDecision decide(CorsRequest request, String origin, @Nullable PolicyDecisions decisions, boolean malformed) {
		if (!this.enforced) {
			return this.passes.apply(PassReason.HANDSHAKE);
		}
		if (decisions != null) {
			return decisions.allowed();
		}
		if (malformed) {
			return this.malformed;
		}
		PassReason sameOrigin = SameOrigin.find(request, origin, Kind.WEBSOCKET);
		return (sameOrigin != null) ? this.passes.apply(sameOrigin) : this.notAllowed;
	}

}
