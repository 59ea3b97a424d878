package io.github.corsboot.policy;

import org.jspecify.annotations.Nullable;

/**
 * What a policy asks of a request. It asks only for what it needs, the rare things last.
 * <p>
 * A header that is present on several lines is given as one value, joined by commas, as
 * <a href="https://www.rfc-editor.org/rfc/rfc9110#section-5.3">RFC 9110, section 5.3</a>
 * allows. Two {@code Origin} lines therefore arrive as a list, which is no origin.
 *
 * @since 0.1.0
 */
public interface CorsRequest {

	/**
	 * Return the request method.
	 * @return the method, in the case in which it was sent
	 */
	String method();

	/**
	 * Return the value of {@code Origin}. May be asked for more than once.
	 * @return the value, or {@code null} if there is none
	 * @see <a href="https://fetch.spec.whatwg.org/#origin-header">Fetch standard, Origin
	 * header</a>
	 */
	default @Nullable String origin() {
		return header(CorsHeaders.ORIGIN);
	}

	/**
	 * Return the value of {@code Access-Control-Request-Method}. May be asked for more
	 * than once.
	 * @return the value, or {@code null} if there is none
	 */
	default @Nullable String requestedMethod() {
		return header(CorsHeaders.REQUEST_METHOD);
	}

	/**
	 * Return the value of {@code Access-Control-Request-Headers}. May be asked for more
	 * than once.
	 * @return the value, or {@code null} if there is none
	 */
	default @Nullable String requestedHeaders() {
		return header(CorsHeaders.REQUEST_HEADERS);
	}

	/**
	 * Return whether this is a preflight.
	 * @return whether it is an {@code OPTIONS} request with {@code Origin} and a
	 * {@code Access-Control-Request-Method} that is not empty
	 * @see <a href="https://fetch.spec.whatwg.org/#cors-preflight-request">Fetch
	 * standard, CORS-preflight request</a>
	 */
	default boolean isPreflight() {
		return preflightMethod() != null;
	}

	/**
	 * Return the method that a preflight asks for.
	 * @return the method as it was sent, never empty, or {@code null} if this is
	 * {@linkplain #isPreflight() no preflight}
	 */
	default @Nullable String preflightMethod() {
		if (!method().equals("OPTIONS") || origin() == null) {
			return null;
		}
		String requested = requestedMethod();
		return (requested != null && !requested.isEmpty()) ? requested : null;
	}

	/**
	 * Return the value of {@code Sec-Fetch-Site}, which browsers set and scripts cannot.
	 * May be asked for more than once.
	 * @return the value, empty if there is none
	 * @see <a href="https://www.w3.org/TR/fetch-metadata/">Fetch Metadata</a>
	 */
	default String fetchSite() {
		String value = header("Sec-Fetch-Site");
		return (value != null) ? value : "";
	}

	/**
	 * Return the value of {@code Sec-Fetch-Mode}, which browsers set and scripts cannot.
	 * May be asked for more than once.
	 * @return the value, empty if there is none
	 * @see <a href="https://www.w3.org/TR/fetch-metadata/">Fetch Metadata</a>
	 */
	default String fetchMode() {
		String value = header("Sec-Fetch-Mode");
		return (value != null) ? value : "";
	}

	/**
	 * Return whether a browser is about to show the response, as a page or in a frame.
	 * @return whether {@code Sec-Fetch-Mode} is {@code navigate} and
	 * {@code Sec-Fetch-Dest} is {@code document}, {@code embed}, {@code fencedframe},
	 * {@code frame}, {@code iframe} or {@code object}
	 * @see <a href="https://fetch.spec.whatwg.org/#navigation-request">Fetch standard,
	 * navigation request</a>
	 */
	default boolean isNavigation() {
		if (!fetchMode().equals("navigate")) {
			return false;
		}
		String destination = header("Sec-Fetch-Dest");
		return destination != null && switch (destination) {
			case "document", "embed", "fencedframe", "frame", "iframe", "object" -> true;
			default -> false;
		};
	}

	/**
	 * Return the value of another header.
	 * @param name the name, in any case
	 * @return the value, or {@code null} if there is none
	 */
	@Nullable String header(String name);

	/**
	 * Return the scheme under which the client reached the application.
	 * @return the scheme in any case, such as {@code https} or {@code wss}
	 */
	String scheme();

	/**
	 * Return the host under which the client reached the application.
	 * @return the host in any case, without port, an IPv6 address with or without
	 * brackets
	 */
	String host();

	/**
	 * Return the port under which the client reached the application.
	 * @return the port, or a value below 1 for the default of the scheme
	 */
	int port();

	/**
	 * What kind of request was decided.
	 */
	enum Kind {

		/** The browser's question before a request. */
		PREFLIGHT("preflight"),

		/** A request with {@code Origin} that is not a preflight. */
		ACTUAL("actual"),

		/** The handshake of a WebSocket, which is not CORS but carries an origin. */
		WEBSOCKET("websocket");

		private final String code;

		Kind(String code) {
			this.code = code;
		}

		/**
		 * Return the code that is shown to users.
		 * @return the code, such as {@code preflight}
		 */
		public String code() {
			return this.code;
		}

	}

}
