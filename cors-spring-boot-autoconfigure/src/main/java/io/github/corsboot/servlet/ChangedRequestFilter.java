package io.github.corsboot.servlet;

import java.io.IOException;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Decides once more behind all filters, one of which may have changed the request. A form
 * that says {@code _method=DELETE} needs no preflight, and would reach a handler that the
 * policy keeps from the origin ({@code HiddenHttpMethodFilter}); a rewritten path, the
 * parameters of a form or the principal may lead to another handler than the one whose
 * annotation was taken into account.
 *
 * @since 0.1.0
 */
public final class ChangedRequestFilter implements Filter {

	private final CorsPolicyFilter filter;

	/**
	 * Create a filter.
	 * @param filter decides
	 */
	public ChangedRequestFilter(CorsPolicyFilter filter) {
		this.filter = filter;
	}

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		if (!(request instanceof HttpServletRequest http) || !(response instanceof HttpServletResponse httpResponse)
				|| !(http.getAttribute(CorsPolicyFilter.DECIDED) instanceof CorsResponse guard)
				|| !guard.mayBeOutdated(http) || !this.filter.refuseNow(guard, http, httpResponse)) {
			chain.doFilter(request, response);
		}
	}

}
