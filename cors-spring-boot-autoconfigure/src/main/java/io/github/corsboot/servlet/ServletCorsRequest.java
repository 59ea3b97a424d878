package io.github.corsboot.servlet;

import java.util.Enumeration;

import io.github.corsboot.decision.HttpCorsRequest;
import io.github.corsboot.policy.CorsHeaders;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * What a policy asks of a servlet request.
 */
final class ServletCorsRequest extends HttpCorsRequest {

	private final HttpServletRequest request;

	/** As it was decided: containers change it for an error page. */
	private final String method;

	ServletCorsRequest(HttpServletRequest request) {
		this(request, request.getHeader(CorsHeaders.ORIGIN));
	}

	/**
	 * Create a view of a request.
	 * @param request the request
	 * @param firstOrigin the first line of {@code Origin}, if there is any
	 */
	ServletCorsRequest(HttpServletRequest request, @Nullable String firstOrigin) {
		super((firstOrigin != null) ? lines(request, CorsHeaders.ORIGIN) : null);
		this.request = request;
		this.method = request.getMethod();
	}

	@Override
	public String method() {
		return this.method;
	}

	@Override
	public @Nullable String requestedMethod() {
		return lines(this.request, CorsHeaders.REQUEST_METHOD);
	}

	@Override
	public @Nullable String requestedHeaders() {
		return lines(this.request, CorsHeaders.REQUEST_HEADERS);
	}

	@Override
	protected @Nullable String firstLine(String name) {
		return this.request.getHeader(name);
	}

	/**
	 * Return a header that is rarely there, without an enumeration if it is not.
	 */
	@Override
	public @Nullable String header(String name) {
		return (this.request.getHeader(name) != null) ? lines(this.request, name) : null;
	}

	private static @Nullable String lines(HttpServletRequest request, String name) {
		Enumeration<String> lines = request.getHeaders(name);
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
