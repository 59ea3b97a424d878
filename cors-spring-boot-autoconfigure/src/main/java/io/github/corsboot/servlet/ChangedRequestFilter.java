package io.github.corsboot.servlet;

import java.io.IOException;

import io.github.corsboot.decision.HandlerLookup;
import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.rejection.CorsRecorder;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Comes last, and decides once more if the method or the path differs from what was
 * decided: a filter has changed it, or the request has been forwarded, dispatched again
 * or is included.
 * <p>
 * To be registered for all dispatcher types, for the servlet name {@code *} and to match
 * after all other filters: containers put filters for servlet names behind those for
 * paths.
 *
 * @since 0.1.0
 * @see CorsPolicyFilter
 */
public final class ChangedRequestFilter implements Filter {

	private final ServletCors cors;

	/**
	 * Create a filter.
	 * @param policies the policies
	 * @param handlers finds the annotated handler of a request
	 * @param recorder is told what becomes of requests
	 */
	public ChangedRequestFilter(CorsPolicies policies, HandlerLookup<HttpServletRequest> handlers,
			CorsRecorder recorder) {
		this.cors = new ServletCors(policies, handlers, recorder);
	}

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		if (request instanceof HttpServletRequest http && response instanceof HttpServletResponse httpResponse) {
			this.cors.filterAgain(http, httpResponse, chain);
		}
		else {
			chain.doFilter(request, response);
		}
	}

}
