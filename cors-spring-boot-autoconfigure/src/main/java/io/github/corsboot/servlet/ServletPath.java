package io.github.corsboot.servlet;

import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.mapping.CoveredPath;
import io.github.corsboot.mapping.RequestedPath;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.server.PathContainer;
import org.springframework.http.server.RequestPath;

/**
 * The path of a servlet request, within the application. The container dispatches by the
 * servlet path and path info, Spring MVC matches the raw request URI.
 */
final class ServletPath {

	private ServletPath() {
	}

	static @Nullable CoveredPath find(CorsPolicies policies, HttpServletRequest request) {
		CoveredPath everything = policies.everything();
		if (everything != null || policies.mapping().isEmpty()) {
			return everything;
		}
		String dispatched = dispatched(request);
		String uri = request.getRequestURI();
		if (!RequestedPath.hasSeveralForms(uri)) {
			return policies.find(dispatched);
		}
		return policies.find(RequestedPath.of(dispatched, parse(uri, request.getContextPath())));
	}

	/**
	 * Find the policies for a request that failed, of which only the URI is known.
	 */
	static @Nullable CoveredPath find(CorsPolicies policies, String uri, HttpServletRequest request) {
		CoveredPath everything = policies.everything();
		if (everything != null || policies.mapping().isEmpty()) {
			return everything;
		}
		PathContainer path = parse(uri, request.getContextPath());
		return (path != null) ? policies.find(RequestedPath.of(path)) : null;
	}

	private static String dispatched(HttpServletRequest request) {
		String path = request.getServletPath();
		String pathInfo = request.getPathInfo();
		return (pathInfo != null) ? path + pathInfo : path;
	}

	private static @Nullable PathContainer parse(String uri, String contextPath) {
		try {
			return RequestPath.parse(uri, contextPath).pathWithinApplication();
		}
		catch (IllegalArgumentException ex) {
			// What Spring MVC cannot parse it does not serve.
			return null;
		}
	}

	/**
	 * Return what is shown to users: the path as it was sent, without parameters.
	 */
	static String describe(HttpServletRequest request) {
		String uri = request.getRequestURI();
		String contextPath = request.getContextPath();
		String path = uri.startsWith(contextPath) ? uri.substring(contextPath.length()) : uri;
		return RequestedPath.withoutParameters(path);
	}

}
