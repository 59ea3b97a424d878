package io.github.corsboot.explain;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import io.github.corsboot.policy.Token;
import org.jspecify.annotations.Nullable;

/**
 * A request as a page makes it: with the values that a script gives to {@code fetch}, not
 * with the headers that the browser then adds. <pre class="code">
 * BrowserRequest.put("/api/orders/1")
 * 	.from("https://app.example.com")
 * 	.withHeader("Content-Type", "application/json")
 * 	.withCredentials()
 * </pre>
 *
 * @param method the method, in the case in which the script writes it
 * @param url an absolute URL ({@code https://api.example.com/api/orders}), or a path of
 * this application with its context path ({@code /api/orders})
 * @param origin the origin of the page, or {@code null} for a request without a page
 * @param headers the headers that the script sets, by name; of most, only the name
 * matters
 * @param credentials whether the script asks for credentials with
 * {@code credentials: 'include'} or {@code withCredentials}
 * @param mode how the page makes the request
 * @since 0.1.0
 */
public record BrowserRequest(String method, String url, @Nullable String origin, Map<String, String> headers,
		boolean credentials, Mode mode) {

	/** The greatest length of a URL: {@value}. */
	public static final int MAX_URL_LENGTH = 4096;

	private static final int MAX_METHOD_LENGTH = 64;

	private static final int MAX_ORIGIN_LENGTH = 1024;

	private static final int MAX_HEADERS = 128;

	/**
	 * Create a request.
	 * @param method the method, at most 64 characters
	 * @param url the URL or path, at most {@value #MAX_URL_LENGTH} characters
	 * @param origin the origin of the page, at most 1024 characters, or {@code null}
	 * @param headers the headers, at most 128
	 * @param credentials whether the script asks for credentials
	 * @param mode how the page makes the request
	 * @throws IllegalArgumentException if a value is longer, or the method or the name of
	 * a header is not a token (RFC 9110, section 5.6.2)
	 */
	public BrowserRequest {
		require(Token.isToken(method) && method.length() <= MAX_METHOD_LENGTH,
				"'method' has to be a token of at most " + MAX_METHOD_LENGTH + " characters, such as PUT");
		require(url.length() <= MAX_URL_LENGTH, "'url' has more than " + MAX_URL_LENGTH + " characters");
		require(origin == null || origin.length() <= MAX_ORIGIN_LENGTH,
				"'origin' has more than " + MAX_ORIGIN_LENGTH + " characters");
		require(headers.size() <= MAX_HEADERS, "'headers' has more than " + MAX_HEADERS + " elements");
		// As servers do with the value of a header.
		origin = (origin != null) ? origin.strip() : null;
		headers.forEach((name, value) -> {
			require(Token.isToken(name), "'headers' has a name that is not a token, such as Content-Type");
			require(name.length() + value.length() <= MAX_URL_LENGTH,
					"'headers' has an element of more than " + MAX_URL_LENGTH + " characters");
		});
		headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
	}

	private static void require(boolean condition, String message) {
		if (!condition) {
			throw new IllegalArgumentException(message);
		}
	}

	/**
	 * Create a {@code GET} request.
	 * @param url the URL, or a path of this application if all policies count for every
	 * host
	 * @return the request, from no page
	 * @throws IllegalArgumentException if the URL is too long
	 */
	public static BrowserRequest get(String url) {
		return of("GET", url);
	}

	/**
	 * Create a {@code POST} request.
	 * @param url the URL, or a path of this application if all policies count for every
	 * host
	 * @return the request, from no page
	 * @throws IllegalArgumentException if the URL is too long
	 */
	public static BrowserRequest post(String url) {
		return of("POST", url);
	}

	/**
	 * Create a {@code PUT} request.
	 * @param url the URL, or a path of this application if all policies count for every
	 * host
	 * @return the request, from no page
	 * @throws IllegalArgumentException if the URL is too long
	 */
	public static BrowserRequest put(String url) {
		return of("PUT", url);
	}

	/**
	 * Create a request with any method.
	 * @param method the method, in the case in which the script writes it
	 * @param url the URL, or a path of this application if all policies count for every
	 * host
	 * @return the request, from no page
	 * @throws IllegalArgumentException if the method is not a token, or a value is too
	 * long
	 */
	public static BrowserRequest of(String method, String url) {
		return new BrowserRequest(method, url, null, Map.of(), false, Mode.CORS);
	}

	/**
	 * Return the same request from another page.
	 * @param origin the origin of the page, such as {@code https://app.example.com}
	 * @return the request
	 * @throws IllegalArgumentException if the origin is too long
	 */
	public BrowserRequest from(String origin) {
		return new BrowserRequest(this.method, this.url, origin, this.headers, this.credentials, this.mode);
	}

	/**
	 * Return the same request with another header.
	 * @param name the name
	 * @param value the value
	 * @return the request
	 * @throws IllegalArgumentException if the name is not a token, or the value is too
	 * long
	 */
	public BrowserRequest withHeader(String name, String value) {
		Map<String, String> headers = new LinkedHashMap<>(this.headers);
		headers.keySet().removeIf(name::equalsIgnoreCase);
		headers.put(name, value);
		return new BrowserRequest(this.method, this.url, this.origin, headers, this.credentials, this.mode);
	}

	/**
	 * Return the same request with credentials.
	 * @return the request
	 */
	public BrowserRequest withCredentials() {
		return new BrowserRequest(this.method, this.url, this.origin, this.headers, true, this.mode);
	}

	/**
	 * Return the same request, made in another way.
	 * @param mode how the page makes it
	 * @return the request
	 */
	public BrowserRequest withMode(Mode mode) {
		return new BrowserRequest(this.method, this.url, this.origin, this.headers, this.credentials, mode);
	}

	/**
	 * Return the method that the browser sends. It writes some in upper case, and leaves
	 * {@code patch} as it is.
	 * @see <a href="https://fetch.spec.whatwg.org/#concept-method-normalize">Fetch
	 * standard, normalize a method</a>
	 */
	String sentMethod() {
		String upperCase = this.method.toUpperCase(Locale.ROOT);
		return switch (upperCase) {
			case "DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT" -> upperCase;
			default -> this.method;
		};
	}

	/**
	 * Return the value of a header that the script sets.
	 */
	@Nullable String header(String name) {
		return this.headers.entrySet()
			.stream()
			.filter((header) -> header.getKey().equalsIgnoreCase(name))
			.map(Map.Entry::getValue)
			.findFirst()
			.orElse(null);
	}

	/**
	 * How a page makes a request.
	 *
	 * @see <a href="https://fetch.spec.whatwg.org/#concept-request-mode">Fetch standard,
	 * request mode</a>
	 */
	public enum Mode {

		/** A script with {@code fetch} or {@code XMLHttpRequest}, a font, a module. */
		CORS("cors"),

		/** An image, a script, {@code fetch} with {@code mode: 'no-cors'}, a beacon. */
		NO_CORS("no-cors"),

		/** A link, a form or a frame. */
		NAVIGATE("navigate"),

		/** A WebSocket. */
		WEBSOCKET("websocket");

		private final String code;

		Mode(String code) {
			this.code = code;
		}

		/**
		 * Return the mode as {@code Sec-Fetch-Mode} has it.
		 * @return the code, such as {@code no-cors}
		 */
		public String code() {
			return this.code;
		}

		/**
		 * Find a mode by its code.
		 * @param code the code
		 * @return the mode
		 * @throws IllegalArgumentException if there is none
		 */
		public static Mode of(String code) {
			for (Mode mode : values()) {
				if (mode.code.equals(code)) {
					return mode;
				}
			}
			throw new IllegalArgumentException("'mode' has to be cors, no-cors, navigate or websocket");
		}

	}

}
