package io.github.corsboot.servlet;

import java.util.Enumeration;

import io.github.corsboot.policy.CorsHeaders;
import io.github.corsboot.policy.CorsRequest;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * What a policy asks of a servlet request.
 */
final class ServletCorsRequest implements CorsRequest {

	private final HttpServletRequest request;

	private final @Nullable String origin;

	ServletCorsRequest(HttpServletRequest request) {
		this(request, request.getHeader(CorsHeaders.ORIGIN));
	}

	/**
	 * Create a view of a request.
	 * @param request the request
	 * @param firstOrigin the first line of {@code Origin}, if there is any
	 */
	ServletCorsRequest(HttpServletRequest request, @Nullable String firstOrigin) {
		this.request = request;
		this.origin = (firstOrigin != null) ? lines(CorsHeaders.ORIGIN) : null;
	}

	@Override
	public String method() {
		return this.request.getMethod();
	}

	@Override
	public @Nullable String origin() {
		return this.origin;
	}

	@Override
	public @Nullable String requestedMethod() {
		return lines(CorsHeaders.REQUEST_METHOD);
	}

	@Override
	public @Nullable String requestedHeaders() {
		return lines(CorsHeaders.REQUEST_HEADERS);
	}

	/**
	 * Return a header that is rarely there.
	 */
	@Override
	public @Nullable String header(String name) {
		return (this.request.getHeader(name) != null) ? lines(name) : null;
	}

	private @Nullable String lines(String name) {
		Enumeration<String> lines = this.request.getHeaders(name);
		if (lines == null || !lines.hasMoreElements()) {
			return null;
		}
		String line = lines.nextElement();
		return lines.hasMoreElements() ? join(line, lines) : line;
	}

	private static String join(String first, Enumeration<String> others) {
		StringBuilder joined = new StringBuilder(first);
		while (others.hasMoreElements()) {
			joined.append(", ").append(others.nextElement());
		}
		return joined.toString();
	}

	@Override
	public String scheme() {
		return this.request.getScheme();
	}

	@Override
	public String host() {
		return this.request.getServerName();
	}

	@Override
	public int port() {
		return this.request.getServerPort();
	}

}
