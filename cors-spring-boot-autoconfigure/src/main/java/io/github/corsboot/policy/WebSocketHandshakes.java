package io.github.corsboot.policy;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.github.corsboot.policy.CorsDecision.Passed;
import io.github.corsboot.policy.CorsDecision.Rejected;
import io.github.corsboot.policy.CorsRequest.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Decides WebSocket handshakes by their origin, not by their method, and only if a policy
 * of the path enforces it.
 */
final class WebSocketHandshakes {

	private final Map<PassReason, Passed> passes;

	private final boolean enforced;

	private final Rejected notAllowed;

	private final Rejected malformed;

	/**
	 * Create the decisions for the handshakes of a path.
	 * @param policies the policies of the path
	 * @param passes the decisions that let a request pass, by reason
	 */
	WebSocketHandshakes(List<CorsPolicy> policies, Map<PassReason, Passed> passes) {
		this.passes = passes;
		boolean anyEnforces = false;
		for (CorsPolicy policy : policies) {
			anyEnforces |= policy.enforceWebSocketOrigin();
		}
		this.enforced = anyEnforces;
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
			return pass(PassReason.HANDSHAKE);
		}
		if (decisions != null) {
			return decisions.allowed();
		}
		if (malformed) {
			return this.malformed;
		}
		PassReason sameOrigin = SameOrigin.find(request, origin, Kind.WEBSOCKET);
		return (sameOrigin != null) ? pass(sameOrigin) : this.notAllowed;
	}

	private Passed pass(PassReason reason) {
		return Objects.requireNonNull(this.passes.get(reason));
	}

}
