package io.github.corsboot.policy;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * A request to {@code http://api.example.com}. Counts how often it is asked.
 */
public final class TestRequest implements CorsRequest {

	private final String method;

	private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

	private final Map<String, Integer> asked = new HashMap<>();

	private String scheme = "http";

	private String host = "api.example.com";

	private int port = 80;

	private TestRequest(String method) {
		this.method = method;
	}

	public static TestRequest of(String method) {
		return new TestRequest(method);
	}

	public static TestRequest of(String method, String origin) {
		return of(method).with(CorsHeaders.ORIGIN, origin);
	}

	public static TestRequest preflight(String origin, String method) {
		return of("OPTIONS", origin).with(CorsHeaders.REQUEST_METHOD, method);
	}

	public static TestRequest preflight(String origin, String method, String headers) {
		return preflight(origin, method).with(CorsHeaders.REQUEST_HEADERS, headers);
	}

	public TestRequest with(String name, String value) {
		this.headers.put(name, value);
		return this;
	}

	public TestRequest withScheme(String scheme) {
		this.scheme = scheme;
		return this;
	}

	public TestRequest withHost(String host) {
		this.host = host;
		return this;
	}

	public TestRequest withPort(int port) {
		this.port = port;
		return this;
	}

	public int timesAsked(String name) {
		return this.asked.getOrDefault(name, 0);
	}

	@Override
	public String method() {
		return this.method;
	}

	@Override
	public @Nullable String header(String name) {
		this.asked.merge(name, 1, Integer::sum);
		return this.headers.get(name);
	}

	@Override
	public String scheme() {
		this.asked.merge("scheme", 1, Integer::sum);
		return this.scheme;
	}

	@Override
	public String host() {
		return this.host;
	}

	@Override
	public int port() {
		return this.port;
	}

}
