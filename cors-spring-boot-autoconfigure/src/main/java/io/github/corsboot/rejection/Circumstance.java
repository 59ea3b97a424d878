package io.github.corsboot.rejection;

import io.github.corsboot.policy.CorsRequest;
import org.jspecify.annotations.Nullable;

/**
 * What else was seen of a request, for hints.
 */
enum Circumstance {

	/** A browser was about to show the response as a page. */
	NAVIGATION(1),

	/**
	 * The {@code Origin} names the host that was asked, so that only the scheme, which a
	 * proxy may hide, makes it another origin.
	 */
	OWN_HOST(2),

	/**
	 * {@code X-Forwarded-Host}, which anybody can send, says that the {@code Origin}
	 * names the host that was asked.
	 */
	FORWARDED_HOST(4),

	/**
	 * A script sets {@code Access-Control-Allow-Origin} or the like, which belong to the
	 * response.
	 */
	RESPONSE_HEADER(8);

	private static final String ALLOW = "Access-Control-Allow-";

	/** How much is searched of the names that a preflight asks for. */
	private static final int MAX_REQUESTED = 512;

	private final int bit;

	Circumstance(int bit) {
		this.bit = bit;
	}

	boolean isIn(byte circumstances) {
		return (circumstances & this.bit) != 0;
	}

	/**
	 * Return all that are seen of a request, a bit for each.
	 */
	static byte of(CorsRequest.Kind kind, CorsRequest request) {
		boolean navigation = request.fetchMode().equals("navigate")
				&& "document".equals(request.header("Sec-Fetch-Dest"));
		int circumstances = navigation ? NAVIGATION.bit : 0;
		if (kind == CorsRequest.Kind.PREFLIGHT && names(request.requestedHeaders())) {
			circumstances |= RESPONSE_HEADER.bit;
		}
		// Otherwise a browser has said already that the origin is another.
		return (byte) (request.fetchSite().isEmpty() ? circumstances | ofUnmarked(request) : circumstances);
	}

	private static int ofUnmarked(CorsRequest request) {
		String origin = (request.origin() != null) ? request.origin() : "";
		String host = request.host();
		String forwarded = request.header("X-Forwarded-Host");
		boolean ownHost = origin.startsWith("https://") && origin.endsWith(host)
				&& origin.length() == "https://".length() + host.length();
		int circumstances = ownHost ? OWN_HOST.bit : 0;
		if (forwarded != null && origin.endsWith("://" + forwarded)) {
			circumstances |= FORWARDED_HOST.bit;
		}
		return (request.header(ALLOW + "Origin") != null) ? circumstances | RESPONSE_HEADER.bit : circumstances;
	}

	private static boolean names(@Nullable String requested) {
		if (requested == null) {
			return false;
		}
		int last = Math.min(requested.length(), MAX_REQUESTED) - ALLOW.length();
		for (int i = 0; i <= last; i++) {
			if ((requested.charAt(i) | ' ') == 'a' && requested.regionMatches(true, i, ALLOW, 0, ALLOW.length())) {
				return true;
			}
		}
		return false;
	}

}
