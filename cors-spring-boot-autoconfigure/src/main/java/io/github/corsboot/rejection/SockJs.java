package io.github.corsboot.rejection;

import java.util.Set;

/**
 * The paths of SockJS.
 *
 * @see <a href="https://sockjs.github.io/sockjs-protocol/sockjs-protocol-0.3.3.html">The
 * SockJS protocol</a>
 */
final class SockJs {

	private static final Set<String> LAST_SEGMENTS = Set.of("info", "websocket", "xhr", "xhr_send", "xhr_streaming",
			"eventsource", "htmlfile", "jsonp", "jsonp_send");

	private SockJs() {
	}

	/**
	 * Return whether a path below that of a service may be one of SockJS.
	 */
	static boolean isPath(String path) {
		String[] segments = path.split("/", -1);
		String last = segments[segments.length - 1];
		return segments.length > 2 && LAST_SEGMENTS.contains(last);
	}

}
