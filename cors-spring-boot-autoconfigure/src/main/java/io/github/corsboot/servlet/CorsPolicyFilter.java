package io.github.corsboot.servlet;

import java.io.IOException;

import io.github.corsboot.decision.HandlerLookup;
import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.rejection.CorsRecorder;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.core.Ordered;

/**
 * Applies the policies to everything that a servlet application serves, as soon as a
 * request arrives. A path without policy passes untouched, preflights included.
 * <p>
 * To be registered for {@code REQUEST}, {@code ERROR} and {@code FORWARD}: containers
 * remove {@code Vary} from error responses, and the {@code ErrorPageFilter} of a WAR
 * removes everything before it forwards, so the headers are written once more.
 *
 * @since 0.1.0
 * @see ChangedRequestFilter
 */
public final class CorsPolicyFilter implements Filter, Ordered {

	/**
	 * The order: after forwarded headers and the observation of requests, before Spring
	 * Security.
	 */
	public static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 100;

	private final ServletCors cors;

	/**
	 * Create a filter.
	 * @param policies the policies
	 * @param handlers finds the annotation that widens them
	 * @param recorder is told what becomes of requests
	 */
	public CorsPolicyFilter(CorsPolicies policies, HandlerLookup<HttpServletRequest> handlers, CorsRecorder recorder) {
		this.cors = new ServletCors(policies, handlers, recorder);
	}

	@Override
	public int getOrder() {
		return ORDER;
	}

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		if (!(request instanceof HttpServletRequest http) || !(response instanceof HttpServletResponse httpResponse)) {
			chain.doFilter(request, response);
		}
		else if (http.getDispatcherType() == DispatcherType.REQUEST) {
			this.cors.filter(http, httpResponse, chain);
		}
		else {
			this.cors.filterAgain(http, httpResponse, chain);
		}
	}

}
