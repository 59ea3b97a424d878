package io.github.corsboot.servlet;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.corsboot.annotation.AnnotatedHandler;
import io.github.corsboot.annotation.AnnotatedHandlers;
import io.github.corsboot.annotation.AnnotatedHandlers.MappedMethod;
import io.github.corsboot.annotation.CrossOriginReader;
import io.github.corsboot.annotation.FoundHandlers;
import io.github.corsboot.decision.HandlerLookup;
import io.github.corsboot.decision.RequestDecision;
import io.github.corsboot.mapping.RequestedPath;
import io.github.corsboot.policy.CorsDecision;
import io.github.corsboot.policy.CorsHeaders;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServletRequest;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeansException;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.context.ApplicationContext;
import org.springframework.core.annotation.AnnotationAwareOrderComparator;
import org.springframework.http.server.PathContainer;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.util.ClassUtils;
import org.springframework.web.cors.CorsUtils;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.FrameworkServlet;
import org.springframework.web.servlet.HandlerExecutionChain;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.handler.AbstractHandlerMapping;
import org.springframework.web.servlet.mvc.condition.PathPatternsRequestCondition;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.util.ServletRequestPathUtils;
import org.springframework.web.util.WebUtils;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Finds the annotated handler that a request will reach. Asks the handler mappings of
 * Spring MVC, in their order, as the {@code DispatcherServlet} will do, but with
 * attributes of its own, so that the request stays as it is.
 *
 * @since 0.1.0
 */
public final class MvcHandlerLookup implements HandlerLookup<HttpServletRequest> {

	private static final Log logger = LogFactory.getLog(MvcHandlerLookup.class);

	/** Stands for the paths of mappings that have no path patterns. */
	private static final List<PathPattern> ANY_PATH = List.of(PathPatternParser.defaultInstance.parse("/**"));

	private static final boolean WEB_SOCKET_HANDLERS = ClassUtils.isPresent(
			"org.springframework.web.socket.server.support.WebSocketHttpRequestHandler",
			MvcHandlerLookup.class.getClassLoader());

	private final ApplicationContext context;

	private volatile AnnotatedHandlers<RequestMappingInfo> handlers = new AnnotatedHandlers<>();

	private volatile List<HandlerMapping> mappings = List.of();

	/**
	 * Create a lookup that finds nothing before handlers are
	 * {@linkplain #collect(CrossOriginReader, String) collected}.
	 * @param context the context of the {@code DispatcherServlet}
	 */
	public MvcHandlerLookup(ApplicationContext context) {
		this.context = context;
	}

	/**
	 * Collect all annotated handlers.
	 * @param reader reads the annotations
	 * @param servletPath the path of the {@code DispatcherServlet}, empty for {@code /}
	 * @return the handlers
	 */
	public List<AnnotatedHandler> collect(CrossOriginReader reader, String servletPath) {
		List<HandlerMapping> all = new ArrayList<>(
				BeanFactoryUtils.beansOfTypeIncludingAncestors(this.context, HandlerMapping.class, true, false)
					.values());
		AnnotationAwareOrderComparator.sort(all);
		AnnotatedHandlers<RequestMappingInfo> found = new AnnotatedHandlers<>();
		for (HandlerMapping mapping : all) {
			if (mapping instanceof RequestMappingHandlerMapping methods) {
				for (Map.Entry<RequestMappingInfo, HandlerMethod> mapped : methods.getHandlerMethods().entrySet()) {
					add(found, methods, mapped.getKey(), mapped.getValue(), reader, servletPath);
				}
			}
		}
		this.mappings = List.copyOf(all);
		this.handlers = found;
		return found.all();
	}

	/**
	 * Return whether a handler mapping matches paths without regard to case.
	 * @return whether any does
	 */
	public boolean ignoresCase() {
		for (HandlerMapping mapping : this.mappings) {
			if (mapping instanceof AbstractHandlerMapping matching && ignoresCase(matching)) {
				return true;
			}
		}
		return false;
	}

	@SuppressWarnings("removal")
	private static boolean ignoresCase(AbstractHandlerMapping mapping) {
		PathPatternParser parser = mapping.getPatternParser();
		return (parser != null) ? !parser.isCaseSensitive() : mapping.getPathMatcher().match("/a", "/A");
	}

	private static void add(AnnotatedHandlers<RequestMappingInfo> found, RequestMappingHandlerMapping mapping,
			RequestMappingInfo info, HandlerMethod method, CrossOriginReader reader, String servletPath) {
		Set<String> methods = new HashSet<>();
		for (RequestMethod requestMethod : info.getMethodsCondition().getMethods()) {
			methods.add(requestMethod.name());
		}
		PathPatternsRequestCondition condition = info.getPathPatternsCondition();
		Collection<PathPattern> paths = (condition != null) ? condition.getPatterns() : null;
		AnnotatedHandler handler = reader.read(method, methods,
				(paths != null) ? withinApplication(paths, servletPath) : ANY_PATH);
		PathPatternParser parser = mapping.getPatternParser();
		found.add(mapping, new MappedMethod<>(method, info, paths, methods, isConditional(info), handler),
				parser != null && parser.isCaseSensitive());
	}

	private static List<PathPattern> withinApplication(Collection<PathPattern> paths, String servletPath) {
		return servletPath.isEmpty() ? List.copyOf(paths)
				: paths.stream()
					.map((path) -> PathPatternParser.defaultInstance.parse(servletPath + path.getPatternString()))
					.toList();
	}

	private static boolean isConditional(RequestMappingInfo info) {
		return !info.getParamsCondition().isEmpty() || !info.getHeadersCondition().isEmpty()
				|| !info.getConsumesCondition().isEmpty() || !info.getProducesCondition().isEmpty()
				|| !info.getVersionCondition().isEmpty() || info.getCustomCondition() != null;
	}

	@Override
	public FoundHandlers find(HttpServletRequest request, CorsDecision decision) {
		AnnotatedHandlers<RequestMappingInfo> current = this.handlers;
		if (current.isEmpty() || request.getHeader(CorsHeaders.ORIGIN) == null || !current.mayMatch(rawPath(request))) {
			return FoundHandlers.NONE;
		}
		try {
			return isForDispatcherServlet(request) ? find(new ProbeRequest(request), decision, current)
					: FoundHandlers.NONE;
		}
		catch (Exception ex) {
			// What cannot be mapped reaches no annotated handler.
			logger.debug("No handler found", ex);
			return FoundHandlers.NONE;
		}
	}

	/**
	 * Find the annotated handler that a request has reached. Never throws.
	 * @param request the request
	 * @param handler the handler that the request is mapped to
	 * @return the handler, or nothing if it is not annotated
	 */
	FoundHandlers findReached(HttpServletRequest request, Object handler) {
		AnnotatedHandlers<RequestMappingInfo> current = this.handlers;
		return current.isEmpty() ? FoundHandlers.NONE
				: current.find(handler, (info) -> info.getMatchingCondition(request) != null);
	}

	/**
	 * Return whether the {@code DispatcherServlet} of this application serves a request,
	 * not that of a separate management port, and no error page.
	 */
	@SuppressWarnings("ReferenceEquality")
	boolean isForApplication(HttpServletRequest request) {
		return request.getDispatcherType() != DispatcherType.ERROR
				&& request.getAttribute(DispatcherServlet.WEB_APPLICATION_CONTEXT_ATTRIBUTE) == this.context;
	}

	/**
	 * Return the path below that of the servlet, or the whole URI if both differ or have
	 * to be decoded.
	 */
	private static String rawPath(HttpServletRequest request) {
		String uri = request.getRequestURI();
		String path = (request.getPathInfo() != null) ? request.getPathInfo() : request.getServletPath();
		return (uri.endsWith(path) && !RequestedPath.hasSeveralForms(uri)) ? path : uri;
	}

	/**
	 * Return whether the {@code DispatcherServlet} serves the request: the path info of
	 * another servlet is not the path of a handler. Tests without a servlet container do
	 * not name the servlet. One that has served no request yet has not named its context.
	 */
	private boolean isForDispatcherServlet(HttpServletRequest request) {
		String servlet = request.getHttpServletMapping().getServletName();
		if (servlet.isEmpty()) {
			return true;
		}
		ServletContext container = request.getServletContext();
		Object owner = container.getAttribute(FrameworkServlet.SERVLET_CONTEXT_PREFIX + servlet);
		ServletRegistration registration = (owner == null) ? container.getServletRegistration(servlet) : null;
		return owner == this.context
				|| (registration != null && DispatcherServlet.class.getName().equals(registration.getClassName()));
	}

	@Override
	public boolean acceptsHandshake(HttpServletRequest request) {
		WebSocketOrigins origins = originsOfHandler(request);
		return origins != null && origins.allow(String.valueOf(request.getHeader(CorsHeaders.ORIGIN)));
	}

	@Override
	public boolean refusesHandshake(HttpServletRequest request, RequestDecision decision) {
		WebSocketOrigins origins = originsOfHandler(request);
		String origin = request.getHeader(CorsHeaders.ORIGIN);
		return origins != null && origin != null && !origins.allow(origin, decision)
				&& !WebUtils.isSameOrigin(new ServletServerHttpRequest(request));
	}

	private @Nullable WebSocketOrigins originsOfHandler(HttpServletRequest request) {
		if (!WEB_SOCKET_HANDLERS) {
			return null;
		}
		try {
			ProbeRequest probe = new ProbeRequest(request);
			ServletRequestPathUtils.parseAndCache(probe);
			return isForDispatcherServlet(request) ? originsOfHandler(probe) : null;
		}
		catch (Exception ex) {
			// What cannot be mapped reaches no handler.
			logger.debug("No handler found", ex);
			return null;
		}
	}

	private @Nullable WebSocketOrigins originsOfHandler(ProbeRequest probe) throws Exception {
		for (HandlerMapping mapping : this.mappings) {
			Object handler = handler(mapping, probe);
			if (handler != null) {
				return WebSocketOrigins.of(handler);
			}
		}
		return null;
	}

	private FoundHandlers find(ProbeRequest probe, CorsDecision decision, AnnotatedHandlers<RequestMappingInfo> current)
			throws Exception {
		PathContainer path = ServletRequestPathUtils.parseAndCache(probe).pathWithinApplication();
		FoundHandlers known = current.findByPath(path, decision, String.valueOf(probe.getHeader(CorsHeaders.ORIGIN)));
		if (known != null) {
			return known;
		}
		boolean preflight = CorsUtils.isPreFlightRequest(probe);
		for (HandlerMapping mapping : this.mappings) {
			FoundHandlers found = (preflight && mapping instanceof RequestMappingHandlerMapping)
					? findForPreflight(mapping, path, probe, current) : findMapped(mapping, probe, preflight, current);
			if (found != null) {
				return found;
			}
		}
		return FoundHandlers.NONE;
	}

	private static @Nullable FoundHandlers findForPreflight(HandlerMapping mapping, PathContainer path,
			ProbeRequest probe, AnnotatedHandlers<RequestMappingInfo> current) {
		return current.findForPreflight(mapping, path, probe.getHeader(CorsHeaders.REQUEST_METHOD),
				(info) -> info.getMatchingCondition(probe) != null);
	}

	private static @Nullable FoundHandlers findMapped(HandlerMapping mapping, ProbeRequest probe, boolean preflight,
			AnnotatedHandlers<RequestMappingInfo> current) throws Exception {
		try {
			Object handler = handler(mapping, probe);
			return (handler != null) ? current.find(handler, (info) -> info.getMatchingCondition(probe) != null) : null;
		}
		catch (Exception ex) {
			if (preflight) {
				// It does not carry what a mapping may ask for, an API version.
				return null;
			}
			throw ex;
		}
	}

	private static @Nullable Object handler(HandlerMapping mapping, ProbeRequest probe) throws Exception {
		probe.removeAttribute(HandlerMapping.BEST_MATCHING_HANDLER_ATTRIBUTE);
		try {
			HandlerExecutionChain chain = mapping.getHandler(probe);
			return (chain != null) ? chain.getHandler() : null;
		}
		catch (BeansException ex) {
			// The controller has a scope that does not exist yet, but its method is
			// found.
			return probe.getAttribute(HandlerMapping.BEST_MATCHING_HANDLER_ATTRIBUTE);
		}
	}

}
