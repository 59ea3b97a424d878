package io.github.corsboot.explain;

import java.util.List;
import java.util.Map;

import io.github.corsboot.explain.Explanation.Step;
import org.jspecify.annotations.Nullable;

/**
 * A line of a browser's console, as far as it says something about a request. Parsed in
 * one pass, without regular expressions: it may be anything.
 *
 * @param other the cause, if that is not CORS, otherwise {@code null}
 * @param url the URL, or {@code null} if the line does not name it
 * @param origin the origin of the page, or {@code null}
 * @param method the method, or {@code null}
 * @param header the request header that was refused, or {@code null}
 * @param credentials whether the script has asked for credentials
 * @param preflight whether it is about a preflight
 * @param aboutMethod whether the method is what is not allowed
 * @param finding what it says of the response beside that
 * @param unanswered whether it says for certain that there was no response
 * @param handshake whether it is about the handshake of a WebSocket, of which no line
 * says why it failed
 */
record ConsoleLine(@Nullable ExplanationCode other, @Nullable String url, @Nullable String origin,
		@Nullable String method, @Nullable String header, boolean credentials, boolean preflight, boolean aboutMethod,
		Finding finding, boolean unanswered, boolean handshake) {

	/**
	 * What a line says of the response.
	 */
	enum Finding {

		/** Nothing that a policy may not cause. */
		NONE,

		/** {@code Access-Control-Allow-Origin} is missing. */
		MISSING,

		/** {@code Access-Control-Allow-Origin} is there, with another value or twice. */
		WRONG_VALUE,

		/** {@code Access-Control-Allow-Origin} is {@code *}. */
		WILDCARD,

		/** The preflight was answered with a redirect. */
		PREFLIGHT_REDIRECTED

	}

	/** The greatest length. */
	static final int MAX_LENGTH = 4096;

	/** In a sentence that otherwise is one of CORS. */
	private static final String ADDRESS_SPACE = "address space";

	/** What browsers print of causes that are not CORS, the most telling first. */
	private static final List<Map.Entry<String, ExplanationCode>> OTHERS = List.of(
			Map.entry("Content Security Policy", ExplanationCode.CONTENT_SECURITY_POLICY),
			Map.entry("Content-Security-Policy", ExplanationCode.CONTENT_SECURITY_POLICY),
			Map.entry("Connection-Allowlist", ExplanationCode.CONNECTION_ALLOWLIST),
			Map.entry("Connection Allowlist", ExplanationCode.CONNECTION_ALLOWLIST),
			Map.entry("Mixed Content", ExplanationCode.MIXED_CONTENT),
			Map.entry("mixed active content", ExplanationCode.MIXED_CONTENT),
			Map.entry("insecure content", ExplanationCode.MIXED_CONTENT));

	/** What is also printed in a sentence of CORS, but has a cause of its own. */
	private static final List<Map.Entry<String, ExplanationCode>> NO_POLICY_HELPS = List.of(
			Map.entry("(Reason: CORS disabled", ExplanationCode.CORS_SWITCHED_OFF),
			Map.entry("(Reason: CORS request not HTTP", ExplanationCode.NOT_HTTP),
			Map.entry("(Reason: CORS request not http", ExplanationCode.NOT_HTTP),
			Map.entry("only supported for protocol schemes", ExplanationCode.NOT_HTTP),
			Map.entry("(Reason: CORS request external redirect not allowed", ExplanationCode.REDIRECTED));

	private static final List<String> WILDCARD = List.of("must not be the wildcard '*'",
			"‘Access-Control-Allow-Origin’ is ‘*’", "Cannot use wildcard in Access-Control-Allow-Origin");

	private static final List<String> MISSING = List.of("No 'Access-Control-Allow-Origin' header",
			"CORS header ‘Access-Control-Allow-Origin’ missing", "is not allowed by Access-Control-Allow-Origin");

	private static final String NO_SUCCESS = "(Reason: CORS request did not succeed";

	/** What is only about CORS. */
	private static final List<String> CORS = List.of("blocked by CORS policy", "Access-Control-",
			"access control checks", "Same Origin Policy disallows", "Preflight response is not successful");

	/** What is printed of a response that the script can read. */
	private static final List<String> STATUS = List.of("responded with a status of ", " 401 (", " 403 (",
			"[HTTP/1.1 401", "[HTTP/1.1 403", "[HTTP/2 401", "[HTTP/2 403");

	/** What is printed if the header is there, with another value or twice. */
	private static final List<String> WRONG_VALUE = List.of("multiple values", "Multiple CORS header",
			"more than one origin", "not equal to the supplied origin", "does not match");

	/** What is printed beside another line, or when the server is not reached. */
	private static final List<String> FAILED = List.of("net::ERR_", "CORS request did not succeed", "Failed to fetch",
			"Load failed", "NetworkError when attempting", "WebSocket connection to '",
			"establish a connection to the server at ws");

	/**
	 * Parse what was copied from a console: one line, or several about one request.
	 * @param text the text
	 * @throws IllegalArgumentException if it is longer than {@value #MAX_LENGTH}
	 * characters, or is not about a request that failed
	 */
	static ConsoleLine parse(String text) {
		if (text.length() > MAX_LENGTH) {
			throw new IllegalArgumentException("'console' has more than " + MAX_LENGTH + " characters");
		}
		String url = url(text);
		ExplanationCode other = text.contains(ADDRESS_SPACE) ? ExplanationCode.LOCAL_NETWORK_ACCESS
				: noPolicyHelps(text, url);
		if (other == null && !isCors(text)) {
			other = other(text);
		}
		return new ConsoleLine(other, url, origin(text), method(text), header(text),
				text.contains("credentials mode is 'include'") || text.contains("redentials flag is true")
						|| text.contains("Credential is not supported")
						|| text.contains("Access-Control-Allow-Credentials"),
				text.contains("reflight re") || text.contains("Access-Control-Allow-Methods")
						|| text.contains("Access-Control-Allow-Headers"),
				text.contains("Access-Control-Allow-Methods"), finding(text),
				text.contains("net::ERR_") && !text.contains("net::ERR_FAILED"), handshake(text) != null);
	}

	private static @Nullable ExplanationCode noPolicyHelps(String text, @Nullable String url) {
		for (Map.Entry<String, ExplanationCode> cause : NO_POLICY_HELPS) {
			if (text.contains(cause.getKey())) {
				return cause.getValue();
			}
		}
		String first = between(text, "(redirected from '", "'");
		String target = between(text, "Cross-origin redirection to ", " denied by");
		if (url == null || (first == null && target == null)) {
			return null;
		}
		// WebKit names the URL that was asked for in another line, if that is there.
		boolean elsewhere = (first != null) ? !authority(first).equals(authority(url))
				: url.equals(target) || !authority(String.valueOf(target)).equals(authority(url));
		return elsewhere ? ExplanationCode.REDIRECTED : null;
	}

	private static String authority(String url) {
		int start = Math.max(url.indexOf("://"), 0);
		int end = url.indexOf('/', start + 3);
		return (end >= 0) ? url.substring(0, end) : url;
	}

	private static Finding finding(String text) {
		if (text.contains("Redirect is not allowed for a preflight")) {
			return Finding.PREFLIGHT_REDIRECTED;
		}
		if (WILDCARD.stream().anyMatch(text::contains)) {
			return Finding.WILDCARD;
		}
		if (WRONG_VALUE.stream().anyMatch(text::contains)) {
			return Finding.WRONG_VALUE;
		}
		return MISSING.stream().anyMatch(text::contains) ? Finding.MISSING : Finding.NONE;
	}

	private static ExplanationCode other(String text) {
		for (Map.Entry<String, ExplanationCode> cause : OTHERS) {
			if (text.contains(cause.getKey())) {
				return cause.getValue();
			}
		}
		if (FAILED.stream().anyMatch(text::contains)) {
			return ExplanationCode.CONNECTION_FAILED;
		}
		if (STATUS.stream().anyMatch(text::contains)) {
			return ExplanationCode.RESPONSE_STATUS;
		}
		throw new IllegalArgumentException(
				"'console' is not a line about a request that failed. Copy the line that begins with 'Access to fetch', "
						+ "'Cross-Origin Request Blocked' or 'Origin'");
	}

	private static boolean isCors(String text) {
		// Firefox prints this reason beside another, but also alone if the server is not
		// reached.
		boolean otherReason = text.replace(NO_SUCCESS, "").contains("(Reason: ");
		return (!text.contains(NO_SUCCESS) || otherReason) && CORS.stream().anyMatch(text::contains);
	}

	private static @Nullable String url(String text) {
		String chromium = between(text, " at '", "'");
		String firefox = between(text, "remote resource at ", " ");
		String webkit = between(text, "cannot load ", " due to");
		String redirected = between(text, "Cross-origin redirection to ", " denied by");
		if (chromium != null) {
			return chromium;
		}
		if (firefox != null) {
			return bare(firefox);
		}
		return (webkit != null) ? webkit : (redirected != null) ? redirected : handshake(text);
	}

	private static @Nullable String handshake(String text) {
		String named = between(text, "WebSocket connection to '", "'");
		String firefox = between(text.replace('\n', ' ') + " ", "establish a connection to the server at ws", " ");
		return (named != null) ? named : (firefox != null) ? bare("ws" + firefox) : null;
	}

	/**
	 * Remove the end of the sentence, and the quotes that one of the sentences has.
	 */
	private static String bare(String url) {
		String bare = url.endsWith(".") ? url.substring(0, url.length() - 1) : url;
		boolean quoted = bare.length() > 1 && bare.startsWith("‘") && bare.endsWith("’");
		return quoted ? bare.substring(1, bare.length() - 1) : bare;
	}

	private static @Nullable String origin(String text) {
		String chromium = between(text, "from origin '", "'");
		// WebKit's sentence about a redirect has the word twice.
		int end = text.indexOf(" is not allowed by Access-Control-Allow-Origin");
		int start = (end >= 0) ? text.lastIndexOf("Origin ", end) : -1;
		return (chromium != null) ? chromium : (start >= 0) ? text.substring(start + "Origin ".length(), end) : null;
	}

	private static @Nullable String method(String text) {
		return between(text, "Method ", " is not allowed by");
	}

	private static @Nullable String header(String text) {
		String named = between(text, "Request header field ", " is not allowed by");
		return (named != null) ? named : between(text, "(Reason: header ‘", "’");
	}

	private static @Nullable String between(String text, String start, String end) {
		int from = text.indexOf(start);
		int to = (from >= 0) ? text.indexOf(end, from + start.length()) : -1;
		return (to >= 0) ? text.substring(from + start.length(), to) : null;
	}

	/**
	 * Return the request that the line is about. What neither the line nor a parameter
	 * says is assumed: a preflight is taken to be for a {@code POST} with JSON.
	 * @param url the URL, if the line does not name it
	 * @param page the origin of the page, if the line does not name it
	 * @param method the method, if the line does not name it
	 * @throws IllegalArgumentException if nothing names the URL, the origin, or a method
	 * that is not allowed
	 */
	BrowserRequest request(@Nullable String url, @Nullable String page, @Nullable String method) {
		if (this.handshake) {
			return BrowserRequest.get(required(this.url, url, "the URL"))
				.from(required(this.origin, page, "the page: give its origin as 'origin'"))
				.withMode(BrowserRequest.Mode.WEBSOCKET);
		}
		String asked = (this.method != null) ? this.method : method;
		if (asked == null && this.aboutMethod) {
			throw new IllegalArgumentException("'console' does not name the method: give it as 'method'");
		}
		boolean unnamed = this.preflight && asked == null;
		BrowserRequest request = BrowserRequest
			.of((asked != null) ? asked : unnamed ? "POST" : "GET",
					required(this.url, url, "the URL: in WebKit the line after it does, otherwise give it as 'url'"))
			.from(required(this.origin, page, "the page: give its origin as 'origin'"));
		if (this.header != null) {
			request = request.withHeader(this.header, SafelistedHeaders.unsafeValue(this.header));
		}
		else if (unnamed) {
			request = request.withHeader("Content-Type", "application/json");
		}
		return this.credentials ? request.withCredentials() : request;
	}

	/**
	 * Return the assumptions about the request.
	 * @param method the method, if a parameter gives it
	 */
	List<Step> assumed(@Nullable String method) {
		return (this.preflight && this.method == null && method == null) ? List
			.of(Step.noted("request", ExplanationCode.ASSUMED,
					"The line does not name the method: POST is assumed, with JSON unless it names a header. Give the "
							+ "'method' if it is another."))
				: List.of();
	}

	private static String required(@Nullable String named, @Nullable String given, String missing) {
		String value = (named != null) ? named : given;
		if (value == null) {
			throw new IllegalArgumentException("'console' does not name " + missing);
		}
		return value;
	}

}
