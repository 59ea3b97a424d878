package io.github.corsboot.servlet;

import io.github.corsboot.decision.PathReader;
import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.mapping.PathPolicies;
import io.github.corsboot.mapping.PolicyMapping;
import io.github.corsboot.mapping.RequestedPath;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.jspecify.annotations.Nullable;

import org.springframework.http.server.PathContainer;
import org.springframework.http.server.RequestPath;
import org.springframework.web.util.ServletRequestPathUtils;

/**
 * The path of a servlet request, within the application. The container dispatches by the
 * servlet path and path info, Spring MVC matches the raw request URI. A filter may change
 * one of them and not the other.
 */
final class ServletPathReader implements PathReader<HttpServletRequest> {

	static final ServletPathReader READER = new ServletPathReader();

	/** What the attribute with the context of a DispatcherServlet starts with. */
	private static final String DISPATCHER_SERVLET = "org.springframework.web.servlet.FrameworkServlet.CONTEXT.";

	private ServletPathReader() {
	}

	@Override
	public @Nullable PathPolicies find(HttpServletRequest request, PolicyMapping mapping) {
		PathPolicies everything = mapping.everything();
		if (everything != null || mapping.isEmpty()) {
			return everything;
		}
		boolean included = request.getDispatcherType() == DispatcherType.INCLUDE;
		String dispatched = dispatched(request, included);
		String uri = uri(request, included);
		String contextPath = request.getContextPath();
		if (isSame(uri, contextPath, dispatched) && !RequestedPath.hasSeveralForms(uri)) {
			return mapping.find(dispatched);
		}
		PathContainer path = parse(uri, contextPath);
		return mapping.find(
				(path != null && isServedByUri(request)) ? RequestedPath.of(path) : RequestedPath.of(dispatched, path));
	}

	/**
	 * Return whether a filter has changed the path of a request for a DispatcherServlet,
	 * which looks at nothing but the URI.
	 */
	private static boolean isServedByUri(HttpServletRequest request) {
		return request.getDispatcherType() == DispatcherType.REQUEST && isRewritten(request)
				&& request.getServletContext()
					.getAttribute(DISPATCHER_SERVLET + request.getHttpServletMapping().getServletName()) != null;
	}

	/**
	 * Find the policies for a request that failed, of which only the URI is known.
	 */
	static @Nullable PathPolicies findFailed(HttpServletRequest request, CorsPolicies policies) {
		return (request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI) instanceof String uri)
				? find(uri, request, policies) : null;
	}

	private static @Nullable PathPolicies find(String uri, HttpServletRequest request, CorsPolicies policies) {
		PolicyMapping mapping = policies.mapping().forHost(request.getServerName());
		PathPolicies everything = mapping.everything();
		if (everything != null || mapping.isEmpty()) {
			return everything;
		}
		PathContainer path = parse(uri, request.getContextPath());
		return (path != null) ? mapping.find(RequestedPath.of(path)) : null;
	}

	private static String uri(HttpServletRequest request, boolean included) {
		return (included && request.getAttribute(RequestDispatcher.INCLUDE_REQUEST_URI) instanceof String uri) ? uri
				: request.getRequestURI();
	}

	static String dispatched(HttpServletRequest request, boolean included) {
		if (included && request.getAttribute(RequestDispatcher.INCLUDE_SERVLET_PATH) instanceof String path) {
			return (request.getAttribute(RequestDispatcher.INCLUDE_PATH_INFO) instanceof String pathInfo)
					? path + pathInfo : path;
		}
		String path = request.getServletPath();
		String pathInfo = request.getPathInfo();
		return (pathInfo != null) ? path + pathInfo : path;
	}

	private static boolean isSame(String uri, String contextPath, String dispatched) {
		return contextPath.isEmpty() ? uri.equals(dispatched)
				: uri.length() == contextPath.length() + dispatched.length() && uri.endsWith(dispatched);
	}

	private static @Nullable PathContainer parse(String uri, String contextPath) {
		try {
			return RequestPath.parse(uri, contextPath).pathWithinApplication();
		}
		catch (IllegalArgumentException ex) {
			// Spring MVC answers 400 to a path it cannot parse, so no handler is reached.
			return null;
		}
	}

	@Override
	public String host(HttpServletRequest request) {
		return request.getServerName();
	}

	@Override
	public String pathKey(HttpServletRequest request) {
		boolean included = request.getDispatcherType() == DispatcherType.INCLUDE;
		String dispatched = dispatched(request, included);
		String uri = uri(request, included);
		String contextPath = request.getContextPath();
		return isSame(uri, contextPath, dispatched) ? dispatched : contextPath + '\n' + uri + '\n' + dispatched;
	}

	/**
	 * Return whether a filter has wrapped a request so that it has another path.
	 */
	static boolean isRewritten(HttpServletRequest request) {
		ServletRequest original = request;
		while (original instanceof ServletRequestWrapper wrapper) {
			original = wrapper.getRequest();
		}
		return original != request && original instanceof HttpServletRequest http
				&& !(http.getRequestURI().equals(request.getRequestURI())
						&& http.getServletPath().equals(request.getServletPath())
						&& http.getContextPath().equals(request.getContextPath())
						&& String.valueOf(http.getPathInfo()).equals(String.valueOf(request.getPathInfo())));
	}

	/**
	 * Return a request with the path that Spring MVC has parsed. It may have been
	 * replaced behind all filters.
	 */
	static HttpServletRequest asMapped(HttpServletRequest request) {
		if (request.getDispatcherType() == DispatcherType.INCLUDE
				|| !ServletRequestPathUtils.hasParsedRequestPath(request)) {
			return request;
		}
		RequestPath mapped = ServletRequestPathUtils.getParsedRequestPath(request);
		return mapped.value().equals(request.getRequestURI()) ? request : new MappedRequest(request, mapped);
	}

	/**
	 * Return whether a request has been forwarded to a view of the handler that it has
	 * reached: nobody can request what is below {@code /WEB-INF}.
	 */
	static boolean isView(HttpServletRequest request) {
		return dispatched(request, request.getDispatcherType() == DispatcherType.INCLUDE).startsWith("/WEB-INF/");
	}

	@Override
	public String displayPath(HttpServletRequest request) {
		String uri = uri(request, request.getDispatcherType() == DispatcherType.INCLUDE);
		String contextPath = request.getContextPath();
		String path = uri.startsWith(contextPath) ? uri.substring(contextPath.length()) : uri;
		return RequestedPath.withoutParameters(path);
	}

	/** A request whose path is the one by which it has been mapped. */
	private static final class MappedRequest extends HttpServletRequestWrapper {

		private final RequestPath path;

		MappedRequest(HttpServletRequest request, RequestPath path) {
			super(request);
			this.path = path;
		}

		@Override
		public String getRequestURI() {
			return this.path.value();
		}

		@Override
		public String getContextPath() {
			return this.path.contextPath().value();
		}

		@Override
		public String getServletPath() {
			return this.path.pathWithinApplication().value();
		}

		@Override
		public @Nullable String getPathInfo() {
			return null;
		}

	}

}
