package io.github.corsboot.servlet;

import java.io.IOException;
import java.util.function.Supplier;

import io.github.corsboot.policy.ForeignWrite;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Refuses write operations of an endpoint that a page of another origin asks for.
 *
 * @since 0.1.0
 * @see ForeignWrite
 */
public final class EndpointWriteFilter implements Filter {

	private final Supplier<String> endpoint;

	/**
	 * Create a filter.
	 * @param endpoint gives the path of the endpoint within the application, empty if it
	 * is not served; asked for each request that writes
	 */
	public EndpointWriteFilter(Supplier<String> endpoint) {
		this.endpoint = endpoint;
	}

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		if (request instanceof HttpServletRequest http && response instanceof HttpServletResponse httpResponse
				&& !ForeignWrite.isRead(http.getMethod()) && isForEndpoint(http)
				&& ForeignWrite.is(new ServletCorsRequest(http))) {
			CorsAnswer.send(HttpServletResponse.SC_FORBIDDEN, ForeignWrite.MESSAGE, httpResponse);
		}
		else {
			chain.doFilter(request, response);
		}
	}

	private boolean isForEndpoint(HttpServletRequest request) {
		String path = this.endpoint.get();
		String dispatched = ServletPathReader.dispatched(request, false);
		return !path.isEmpty() && dispatched.startsWith(path)
				&& (dispatched.length() == path.length() || dispatched.charAt(path.length()) == '/');
	}

}
