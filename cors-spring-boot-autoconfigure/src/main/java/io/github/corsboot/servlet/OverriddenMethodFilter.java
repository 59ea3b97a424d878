package io.github.corsboot.servlet;

import java.io.IOException;

import io.github.corsboot.mapping.CoveredPath;
import io.github.corsboot.policy.CorsDecision.Rejected;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Decides once more behind a filter that changes the method, as
 * {@code HiddenHttpMethodFilter} does: a form that says {@code _method=DELETE} needs no
 * preflight, and would reach a handler that the policy keeps from the origin.
 *
 * @since 0.1.0
 */
public final class OverriddenMethodFilter implements Filter {

	/** The name of the attribute with the method that was decided. */
	static final String METHOD = OverriddenMethodFilter.class.getName() + ".method";

	private final CorsPolicyFilter filter;

	/**
	 * Create a filter.
	 * @param filter decides
	 */
	public OverriddenMethodFilter(CorsPolicyFilter filter) {
		this.filter = filter;
	}

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		if (!(request instanceof HttpServletRequest http) || !(response instanceof HttpServletResponse httpResponse)
				|| !refuse(http, httpResponse)) {
			chain.doFilter(request, response);
		}
	}

	private boolean refuse(HttpServletRequest request, HttpServletResponse response) throws IOException {
		Object decided = request.getAttribute(METHOD);
		if (decided == null || decided.equals(request.getMethod())) {
			return false;
		}
		CoveredPath covered = this.filter.find(request);
		if (covered == null) {
			return false;
		}
		ServletCorsRequest cors = new ServletCorsRequest(request);
		if (covered.evaluate(cors) instanceof Rejected rejected) {
			this.filter.refuse(rejected, cors, covered, request, response);
			return true;
		}
		return false;
	}

}
