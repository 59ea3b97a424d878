package io.github.corsboot.explain;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.github.corsboot.decision.RehearsedRequest;
import io.github.corsboot.explain.BrowserRequest.Mode;
import io.github.corsboot.policy.CorsHeaders;
import io.github.corsboot.policy.Origin;
import io.github.corsboot.rejection.SafeText;
import org.jspecify.annotations.Nullable;

/**
 * What a browser makes of a request: whether it needs a preflight, and the headers that
 * it adds.
 *
 * @param request the request of the page
 * @param url its URL
 * @param unsafeHeaders the names of headers for which a preflight asks, in lower case and
 * sorted; empty in modes without preflight
 * @param preflighted whether it is known that the browser asked first, even if nothing of
 * the request shows why
 */
record BrowserFetch(BrowserRequest request, RequestUrl url, List<String> unsafeHeaders, boolean preflighted) {

	private static final int MAX_ORIGIN = 300;

	private static final List<String> SIMPLE_METHODS = List.of("GET", "HEAD", "POST");

	/** Fetch standard, forbidden method. */
	private static final List<String> FORBIDDEN_METHODS = List.of("CONNECT", "TRACE", "TRACK");

	/**
	 * Create the requests that a browser sends for a request of a page.
	 * @throws IllegalArgumentException if no browser sends such a request
	 */
	static BrowserFetch of(BrowserRequest request, RequestUrl url) {
		String method = request.sentMethod().toUpperCase(Locale.ROOT);
		if (FORBIDDEN_METHODS.contains(method)) {
			throw new IllegalArgumentException("'method' is one that browsers refuse: " + method);
		}
		if ((request.mode() == Mode.NO_CORS || request.mode() == Mode.NAVIGATE) && !SIMPLE_METHODS.contains(method)) {
			throw new IllegalArgumentException("'method' has to be GET, HEAD or POST in mode " + request.mode().code());
		}
		return new BrowserFetch(request, url,
				(request.mode() == Mode.CORS) ? SafelistedHeaders.unsafeNames(request.headers()) : List.of(), false);
	}

	/**
	 * Return the same request, of which it is known that the browser asked first.
	 */
	BrowserFetch asPreflighted() {
		return new BrowserFetch(this.request, this.url, this.unsafeHeaders, true);
	}

	String method() {
		return (this.request.mode() == Mode.WEBSOCKET) ? "GET" : this.request.sentMethod();
	}

	@Nullable String origin() {
		return this.request.origin();
	}

	/**
	 * Return the origin for a sentence, in quotes. Whoever made it up cannot continue the
	 * sentence: it ends where no origin goes on.
	 */
	String quotedOrigin() {
		String origin = String.valueOf(origin());
		int end = 0;
		while (end < origin.length() && origin.charAt(end) != ' ' && "'\"`<>".indexOf(origin.charAt(end)) < 0) {
			end++;
		}
		return "'" + SafeText.of(origin.substring(0, end), MAX_ORIGIN) + ((end < origin.length()) ? "…'" : "'");
	}

	/**
	 * Return whether page and server have the same origin. Not known of a path alone.
	 */
	boolean isSameOrigin() {
		Origin server = this.url.origin();
		return server != null && server.toString().equals(this.request.origin());
	}

	boolean isMethodSimple() {
		return SIMPLE_METHODS.contains(method());
	}

	/**
	 * Return whether the browser asks before it sends the request.
	 * @see <a href="https://fetch.spec.whatwg.org/#http-fetch">Fetch standard, HTTP
	 * fetch</a>
	 */
	boolean needsPreflight() {
		return needsHeaders() && (this.preflighted || !isMethodSimple() || !this.unsafeHeaders.isEmpty());
	}

	/**
	 * Return whether the browser says with the request where it comes from.
	 * @see <a href="https://fetch.spec.whatwg.org/#append-a-request-origin-header">Fetch
	 * standard, append a request Origin header</a>
	 */
	boolean sendsOrigin() {
		boolean fetched = method().equals("GET") || method().equals("HEAD");
		return origin() != null && (this.request.mode() == Mode.WEBSOCKET || !fetched
				|| (this.request.mode() == Mode.CORS && !isSameOrigin()));
	}

	/**
	 * Return whether the browser looks for CORS headers in the response.
	 */
	boolean needsHeaders() {
		return this.request.mode() == Mode.CORS && origin() != null && !isSameOrigin();
	}

	RehearsedRequest preflight() {
		Map<String, String> headers = new LinkedHashMap<>();
		headers.put(CorsHeaders.ORIGIN, String.valueOf(origin()));
		headers.put(CorsHeaders.REQUEST_METHOD, method());
		if (!this.unsafeHeaders.isEmpty()) {
			headers.put(CorsHeaders.REQUEST_HEADERS, String.join(",", this.unsafeHeaders));
		}
		addFetchMetadata(headers);
		return rehearsed("OPTIONS", headers);
	}

	RehearsedRequest actual() {
		Map<String, String> headers = new LinkedHashMap<>();
		if (sendsOrigin()) {
			headers.put(CorsHeaders.ORIGIN, String.valueOf(origin()));
		}
		addFetchMetadata(headers);
		if (this.request.mode() == Mode.WEBSOCKET) {
			headers.put("Connection", "Upgrade");
			headers.put("Upgrade", "websocket");
		}
		this.request.headers().forEach((name, value) -> {
			if (isSent(name, value)) {
				headers.put(name, value);
			}
		});
		return rehearsed(method(), headers);
	}

	/**
	 * Return whether the browser sends a header that the script sets.
	 */
	private boolean isSent(String name, String value) {
		return !SafelistedHeaders.isForbidden(name) && switch (this.request.mode()) {
			case CORS -> true;
			case NO_CORS -> SafelistedHeaders.unsafeNames(Map.of(name, value)).isEmpty();
			case NAVIGATE, WEBSOCKET -> false;
		};
	}

	private void addFetchMetadata(Map<String, String> headers) {
		// Chromium sends none with a WebSocket.
		if (origin() != null && this.url.isTrustworthy() && this.request.mode() != Mode.WEBSOCKET) {
			headers.put("Sec-Fetch-Site", site());
			headers.put("Sec-Fetch-Mode", this.request.mode().code());
			headers.put("Sec-Fetch-Dest", (this.request.mode() == Mode.NAVIGATE) ? "document" : "empty");
		}
	}

	/**
	 * Return the value of {@code Sec-Fetch-Site}. If only a path is known, page and
	 * server are taken for different sites.
	 */
	private String site() {
		if (isSameOrigin()) {
			return "same-origin";
		}
		return isSameSite() ? "same-site" : "cross-site";
	}

	/**
	 * Return whether page and server are of the same site.
	 */
	boolean isSameSite() {
		Origin server = this.url.origin();
		Origin page = Origin.parse(String.valueOf(origin()));
		return server != null && page != null && server.isSameSite(page);
	}

	private RehearsedRequest rehearsed(String method, Map<String, String> headers) {
		return new RehearsedRequest(method, this.url.scheme(), this.url.host(), this.url.port(), this.url.path(),
				this.url.query(), headers);
	}

}
