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
	 * The {@code Origin} names the host and port that were asked, so that only the
	 * scheme, which a proxy may hide, makes it another origin.
	 */
	OWN_HOST(2),

	/**
	 * {@code X-Forwarded-Host} or {@code Forwarded}, which anybody can send, say that the
	 * {@code Origin} names the host that was asked.
	 */
	FORWARDED_HOST(4),

	/**
	 * A script or proxy sets {@code Access-Control-Allow-Origin} or the like, which
	 * belong to the response.
	 */
	RESPONSE_HEADER(8),

	/** The browser says that a page asks its own origin. */
	SAME_ORIGIN(16);

	private static final String ALLOW = "Access-Control-Allow-";

	private static final String HOST = "host=";

	private static final int HTTP = 80;

	private static final int HTTPS = 443;

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
		if (request.header(ALLOW + "Origin") != null) {
			circumstances |= RESPONSE_HEADER.bit;
		}
		return (byte) (circumstances | switch (request.fetchSite()) {
			case "" -> ofUnmarked(request);
			case "same-origin" -> SAME_ORIGIN.bit;
			default -> 0;
		});
	}

	/**
	 * Look at what a browser would have said by {@code Sec-Fetch-Site}.
	 */
	private static int ofUnmarked(CorsRequest request) {
		String origin = (request.origin() != null) ? request.origin() : "";
		int circumstances = hasOwnHost(origin, request) ? OWN_HOST.bit : 0;
		return isForwarded(origin, request) ? circumstances | FORWARDED_HOST.bit : circumstances;
	}

	private static boolean hasOwnHost(String origin, CorsRequest request) {
		int end = endOfHost(origin, request.host(), 0, request.host().length());
		if (end < 0 || !origin.startsWith("https://")) {
			return false;
		}
		int port = request.port();
		return (end == origin.length()) ? port < 1 || port == HTTP || port == HTTPS
				: origin.substring(end + 1).equals(String.valueOf(port));
	}

	private static boolean isForwarded(String origin, CorsRequest request) {
		String host = request.header("X-Forwarded-Host");
		if (host != null && endOfHost(origin, host, 0, endOfFirst(host, 0)) >= 0) {
			return true;
		}
		String forwarded = request.header("Forwarded");
		int start = (forwarded != null) ? forwarded.indexOf(HOST) + HOST.length() : 0;
		if (forwarded == null || start < HOST.length()) {
			return false;
		}
		start = forwarded.startsWith("\"", start) ? start + 1 : start;
		return endOfHost(origin, forwarded, start, endOfFirst(forwarded, start)) >= 0;
	}

	private static int endOfFirst(String text, int start) {
		int end = start;
		while (end < text.length() && ",;:\" ".indexOf(text.charAt(end)) < 0) {
			end++;
		}
		return end;
	}

	/**
	 * Return where the host of an origin ends, if it is the given one.
	 * @return the index of the port's colon, the length, or -1 if it is another
	 */
	private static int endOfHost(String origin, String text, int from, int to) {
		int start = origin.indexOf("://") + "://".length();
		int end = start + to - from;
		boolean same = from < to && origin.regionMatches(start, text, from, to - from)
				&& (end == origin.length() || origin.charAt(end) == ':');
		return same ? end : -1;
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
