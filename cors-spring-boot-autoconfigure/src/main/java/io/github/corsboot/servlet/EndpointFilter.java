package io.github.corsboot.servlet;

import java.io.IOException;
import java.util.Map;
import java.util.function.Supplier;

import io.github.corsboot.policy.ForeignWrite;
import io.github.corsboot.mapping.RequestedPath;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Adds headers to what is read from an endpoint, and refuses write operations that a page
 * of another origin asks for.
 *
 * @since 0.1.0
 * @see ForeignWrite
 */
public final class EndpointFilter implements Filter {

	private final Supplier<String> endpoint;

	private final Supplier<Map<String, String>> headers;

	/**
	 * Create a filter.
	 * @param endpoint gives the path of the endpoint within the application, empty if it
	 * is not served
	 * @param headers gives the headers of each response to a request that reads it
	 */
	public EndpointFilter(Supplier<String> endpoint, Supplier<Map<String, String>> headers) {
		this.endpoint = endpoint;
		this.headers = headers;
	}

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		if (request instanceof HttpServletRequest http && response instanceof HttpServletResponse httpResponse) {
			boolean reads = ForeignWrite.isRead(http.getMethod());
			if (!reads && isForEndpoint(http) && ForeignWrite.is(new ServletCorsRequest(http))) {
				CorsAnswer.send(HttpServletResponse.SC_FORBIDDEN, ForeignWrite.MESSAGE, httpResponse);
				return;
			}
			if (reads && RequestedPath.mayLeadTo(http.getRequestURI(), this.endpoint.get()) && isForEndpoint(http)) {
				this.headers.get().forEach(httpResponse::setHeader);
			}
		}
		chain.doFilter(request, response);
	}

	private boolean isForEndpoint(HttpServletRequest request) {
		String path = this.endpoint.get();
		String dispatched = ServletPathReader.dispatched(request, false);
		return !path.isEmpty() && dispatched.startsWith(path)
				&& (dispatched.length() == path.length() || dispatched.charAt(path.length()) == '/');
	}

}
