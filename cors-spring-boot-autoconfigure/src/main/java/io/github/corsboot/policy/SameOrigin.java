package io.github.corsboot.policy;

import io.github.corsboot.policy.CorsRequest.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Recognizes requests that a page sends to its own origin: the browser says so, or
 * {@code Origin} has the scheme, host and port of the request.
 */
final class SameOrigin {

	private SameOrigin() {
	}

	/**
	 * Find out why a request is one to its own origin.
	 * @param request the request
	 * @param origin its {@code Origin}
	 * @param kind what kind of request it is
	 * @return the reason, or {@code null} if it is cross-origin
	 */
	static @Nullable PassReason find(CorsRequest request, String origin, Kind kind) {
		boolean opaque = origin.equals(Origin.NULL);
		// A form of a page under no-referrer also sends 'null' to the page's own origin.
		if ((opaque ? kind == Kind.ACTUAL : kind != Kind.PREFLIGHT) && isDeclared(request)) {
			return PassReason.SAME_ORIGIN_DECLARED;
		}
		boolean address = !opaque && isAddress(origin, request.scheme(), request.host(), request.port());
		// Under '*', an origin need not be well-formed to get here.
		return (address && OriginText.ofRequest(origin).isValid()) ? PassReason.SAME_ORIGIN_COMPARED : null;
	}

	/**
	 * Return whether the browser says so. Scripts cannot set the header, and it is right
	 * whatever a proxy made of {@code Host}. One exception: WebKit also sends
	 * {@code same-origin} when a service worker forwards the form of another site;
	 * {@code Sec-Fetch-Dest} is then not that of a navigation.
	 */
	static boolean isDeclared(CorsRequest request) {
		return request.fetchSite().equals("same-origin")
				&& (!request.fetchMode().equals("navigate") || request.isNavigation());
	}

	/**
	 * Return whether an origin is that of a server that was reached under the given
	 * scheme, host and port.
	 * @param origin the text of an origin
	 * @param scheme the scheme, in any case
	 * @param host the host, in any case, an IPv6 address with or without brackets
	 * @param port the port, or a value below 1 for the default
	 */
	static boolean isAddress(String origin, String scheme, String host, int port) {
		int schemeEnd = origin.indexOf("://");
		if (!isScheme(origin, schemeEnd, scheme)) {
			return false;
		}
		int hostStart = schemeEnd + "://".length();
		boolean brackets = origin.startsWith("[", hostStart) && !host.startsWith("[");
		int start = brackets ? hostStart + 1 : hostStart;
		int end = start + host.length();
		return origin.regionMatches(true, start, host, 0, host.length()) && (!brackets || origin.startsWith("]", end))
				&& isPort(origin, schemeEnd, brackets ? end + 1 : end, port);
	}

	/**
	 * Proxies tell {@code ws} and {@code wss} of the handshake of a WebSocket; the origin
	 * is that of the page.
	 */
	private static boolean isScheme(String origin, int end, String scheme) {
		return isStart(origin, end, scheme) || (isStart(origin, end, "http") && scheme.equalsIgnoreCase("ws"))
				|| (isStart(origin, end, "https") && scheme.equalsIgnoreCase("wss"));
	}

	private static boolean isStart(String text, int end, String start) {
		return end == start.length() && text.regionMatches(true, 0, start, 0, end);
	}

	private static boolean isPort(String origin, int schemeEnd, int hostEnd, int port) {
		int defaultPort = isStart(origin, schemeEnd, "http") ? 80 : isStart(origin, schemeEnd, "https") ? 443 : 0;
		int asked = (port > 0) ? port : defaultPort;
		return (hostEnd == origin.length()) ? asked == defaultPort
				: origin.charAt(hostEnd) == ':' && origin.substring(hostEnd + 1).equals(String.valueOf(asked));
	}

}
