package io.github.corsboot.web;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A request, and what has to come back on either stack.
 */
final class CorsCase {

	private static final List<String> PREFLIGHT_VARY = List.of("access-control-request-headers",
			"access-control-request-method", "origin");

	private final String requestLine;

	private final List<String> requestHeaders = new ArrayList<>();

	private int status;

	private boolean handled = true;

	private final Map<String, String> corsHeaders = new TreeMap<>();

	private List<String> vary = List.of("origin");

	private String body;

	private CorsCase(String requestLine) {
		this.requestLine = requestLine;
	}

	static CorsCase request(String requestLine, String... headers) {
		CorsCase request = new CorsCase(requestLine);
		request.requestHeaders.addAll(Arrays.asList(headers));
		return request;
	}

	static CorsCase preflight(String path, String origin, String method, String... headers) {
		CorsCase request = request("OPTIONS " + path, "Origin: " + origin, "Access-Control-Request-Method: " + method);
		for (String header : headers) {
			request.requestHeaders.add("Access-Control-Request-Headers: " + header);
		}
		request.handled = false;
		request.vary = PREFLIGHT_VARY;
		return request;
	}

	/**
	 * The request is sent to another host.
	 */
	CorsCase host(String host) {
		this.requestHeaders.add("Host: " + host);
		return this;
	}

	/**
	 * The request reaches its handler and the response has these CORS headers.
	 */
	CorsCase passes(String... corsHeaders) {
		return answers(200, corsHeaders);
	}

	CorsCase answers(int status, String... corsHeaders) {
		this.status = status;
		for (String line : corsHeaders) {
			int colon = line.indexOf(':');
			this.corsHeaders.put(line.substring(0, colon).toLowerCase(java.util.Locale.ROOT),
					line.substring(colon + 1).trim());
		}
		return this;
	}

	/**
	 * The request is refused with 403 and reaches no handler.
	 */
	CorsCase refused(String reason, String... corsHeaders) {
		this.handled = false;
		this.body = "Refused by CORS policy: " + reason + "\n";
		return answers(403, corsHeaders);
	}

	/**
	 * Spring's own processor has added what it adds to every response.
	 */
	CorsCase springVary() {
		this.vary = PREFLIGHT_VARY;
		return this;
	}

	CorsCase withoutVary() {
		this.vary = List.of();
		return this;
	}

	/**
	 * The answer does not come from the handler that marks its responses.
	 */
	CorsCase unhandled() {
		this.handled = false;
		return this;
	}

	List<String> vary() {
		return this.vary;
	}

	String requestLine() {
		return this.requestLine;
	}

	String[] requestHeaders() {
		return this.requestHeaders.toArray(String[]::new);
	}

	/**
	 * Return whether Jetty may answer 400, as it does to paths that could be read in
	 * several ways.
	 */
	boolean mayBeRefusedByJetty() {
		return this.requestLine.matches(".*(;|%2e|%25|/\\.\\.).*");
	}

	/**
	 * Compare a response with what has to come back.
	 */
	void verify(HttpExchange response) {
		assertThat(response.vary()).isEqualTo(this.vary);
		verifyButVary(response);
	}

	void verifyButVary(HttpExchange response) {
		assertThat(response.status()).as("status of %s", response).isEqualTo(this.status);
		Map<String, String> actual = new TreeMap<>();
		response.corsHeaderNames().forEach((name) -> actual.put(name, response.header(name)));
		assertThat(actual).isEqualTo(this.corsHeaders);
		assertThat(response.header("X-Handled")).isEqualTo(this.handled ? "true" : null);
		if (this.body != null) {
			assertThat(response.body()).isEqualTo(this.requestLine.startsWith("HEAD ") ? "" : this.body);
			assertThat(response.header("Content-Type")).startsWith("text/plain");
		}
	}

	@Override
	public String toString() {
		String text = this.requestLine + " " + this.requestHeaders;
		return text.substring(0, Math.min(text.length(), 150)).replaceAll("[^ -~]", "?");
	}

}
