package io.github.corsboot.policy;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.github.corsboot.policy.CorsDecision.Passed;
import io.github.corsboot.policy.CorsDecision.Rejected;
import io.github.corsboot.policy.CorsRequest.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Requests that pass although their origin or method is not allowed: WebSocket
 * handshakes, {@linkplain SameOrigin same-origin} requests, what browsers send for
 * storage access, and navigations. Looked for only when a request would be refused.
 */
final class Exemptions {

	private final Map<PassReason, Passed> passes = new EnumMap<>(PassReason.class);

	private final WebSocketHandshakes handshakes;

	private final boolean allowNavigation;

	/**
	 * Create the exemptions of a path.
	 * @param policies the policies of the path
	 * @param headers the headers of every response on the path
	 */
	Exemptions(List<CorsPolicy> policies, CorsHeaders headers) {
		for (PassReason reason : PassReason.values()) {
			this.passes.put(reason, new Passed(headers, reason));
		}
		this.handshakes = new WebSocketHandshakes(policies, this.passes);
		boolean navigation = false;
		for (CorsPolicy policy : policies) {
			navigation |= policy.allowNavigation();
		}
		this.allowNavigation = navigation;
	}

	Passed pass(PassReason reason) {
		return Objects.requireNonNull(this.passes.get(reason));
	}

	/**
	 * Look for an exemption of a request that would be refused.
	 * @param request the request
	 * @param origin its {@code Origin}
	 * @param decisions those of the policy that contains the origin, or {@code null} if
	 * none does
	 * @param rejected how it would be refused
	 * @return a decision that lets it pass, or how it is refused
	 */
	CorsDecision apply(CorsRequest request, String origin, @Nullable PolicyDecisions decisions, Rejected rejected) {
		boolean malformed = rejected.reason() == RejectionReason.ORIGIN_MALFORMED;
		String mode = request.fetchMode();
		if (WebSocketHandshakes.isHandshake(request, mode)) {
			return this.handshakes.decide(request, origin, decisions, malformed);
		}
		if (malformed) {
			return rejected;
		}
		PassReason sameOrigin = SameOrigin.find(request, origin, rejected.kind());
		if (sameOrigin != null) {
			return pass(sameOrigin);
		}
		if (isForStorageAccess(request, mode)) {
			return pass(PassReason.STORAGE_ACCESS);
		}
		return (this.allowNavigation && rejected.kind() != Kind.PREFLIGHT && request.isNavigation())
				? pass(PassReason.NAVIGATION) : rejected;
	}

	/**
	 * Return whether the browser has added {@code Origin} to a request that needs no
	 * CORS, an image or a frame, so that the server may ask for its cookies. The page
	 * cannot read the response.
	 * @see <a href= "https://privacycg.github.io/storage-access-headers/">Storage Access
	 * Headers</a>
	 */
	private static boolean isForStorageAccess(CorsRequest request, String mode) {
		boolean fetched = request.method().equals("GET") || request.method().equals("HEAD");
		return fetched && (mode.equals("no-cors") || mode.equals("navigate"))
				&& request.header("Sec-Fetch-Storage-Access") != null;
	}

}
