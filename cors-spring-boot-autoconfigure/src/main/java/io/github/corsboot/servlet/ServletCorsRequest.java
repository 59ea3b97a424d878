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
		this.origin = (firstOrigin != null) ? join(firstOrigin, CorsHeaders.ORIGIN) : null;
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
	public @Nullable String header(String name) {
		String first = this.request.getHeader(name);
		return (first != null) ? join(first, name) : null;
	}

	private String join(String first, String name) {
		Enumeration<String> lines = this.request.getHeaders(name);
		if (lines == null || !lines.hasMoreElements()) {
			return first;
		}
		String line = lines.nextElement();
		if (!lines.hasMoreElements()) {
			return line;
		}
		StringBuilder joined = new StringBuilder(line);
		while (lines.hasMoreElements()) {
			joined.append(", ").append(lines.nextElement());
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
