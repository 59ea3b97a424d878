package io.github.corsboot.servlet;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import io.github.corsboot.mapping.AnnotatedHandler;
import io.github.corsboot.mapping.AnnotatedHandlers;
import io.github.corsboot.mapping.CrossOriginReader;
import io.github.corsboot.mapping.FoundHandlers;
import io.github.corsboot.policy.CorsDecision;
import io.github.corsboot.policy.CorsHeaders;
import jakarta.servlet.http.HttpServletRequest;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeansException;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.context.ApplicationContext;
import org.springframework.core.annotation.AnnotationAwareOrderComparator;
import org.springframework.http.server.PathContainer;
import org.springframework.util.ClassUtils;
import org.springframework.web.cors.CorsUtils;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.FrameworkServlet;
import org.springframework.web.servlet.HandlerExecutionChain;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.mvc.condition.PathPatternsRequestCondition;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.util.ServletRequestPathUtils;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Asks the handler mappings of Spring MVC, in their order, as the
 * {@code DispatcherServlet} will do, with a view of the request that keeps what they
 * leave behind to itself.
 *
 * @since 0.1.0
 */
public final class MvcHandlerLookup implements HandlerLookup {

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
				PathPatternParser parser = methods.getPatternParser();
				boolean comparable = parser != null && parser.isCaseSensitive();
				methods.getHandlerMethods()
					.forEach((info, method) -> add(found, info, method, comparable, reader, servletPath));
			}
		}
		this.mappings = List.copyOf(all);
		this.handlers = found;
		return found.all();
	}

	private static void add(AnnotatedHandlers<RequestMappingInfo> found, RequestMappingInfo info, HandlerMethod method,
			boolean comparable, CrossOriginReader reader, String servletPath) {
		Set<String> methods = info.getMethodsCondition()
			.getMethods()
			.stream()
			.map(Enum::name)
			.collect(Collectors.toSet());
		PathPatternsRequestCondition condition = info.getPathPatternsCondition();
		Collection<PathPattern> paths = (condition != null) ? condition.getPatterns() : null;
		AnnotatedHandler handler = reader.read(method, methods,
				(paths != null) ? withinApplication(paths, servletPath) : ANY_PATH);
		if (handler != null) {
			found.add(method, info, comparable ? paths : null, handler);
		}
		if (isNuanced(info)) {
			found.addNuanced(method);
		}
	}

	private static List<PathPattern> withinApplication(Collection<PathPattern> paths, String servletPath) {
		return paths.stream()
			.map((path) -> servletPath.isEmpty() ? path
					: PathPatternParser.defaultInstance.parse(servletPath + path.getPatternString()))
			.toList();
	}

	/**
	 * Return whether headers decide, which a preflight does not have.
	 */
	private static boolean isNuanced(RequestMappingInfo info) {
		return !info.getHeadersCondition().isEmpty() || !info.getConsumesCondition().isEmpty()
				|| !info.getProducesCondition().isEmpty() || !info.getVersionCondition().isEmpty()
				|| info.getCustomCondition() != null;
	}

	@Override
	public FoundHandlers find(HttpServletRequest request, CorsDecision decision) {
		AnnotatedHandlers<RequestMappingInfo> current = this.handlers;
		if (current.isEmpty() || !current.mayMatch(rawPath(request))) {
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
	 * Return the path below that of the servlet, or the whole one if it has to be
	 * decoded.
	 */
	private static String rawPath(HttpServletRequest request) {
		String uri = request.getRequestURI();
		String path = (request.getPathInfo() != null) ? request.getPathInfo() : request.getServletPath();
		return uri.endsWith(path) ? path : uri;
	}

	/**
	 * Another servlet sees another part of the path, which must not be taken for the path
	 * of a handler. Tests without a servlet container do not name the servlet.
	 */
	private boolean isForDispatcherServlet(HttpServletRequest request) {
		String servlet = request.getHttpServletMapping().getServletName();
		return servlet.isEmpty() || request.getServletContext()
			.getAttribute(FrameworkServlet.SERVLET_CONTEXT_PREFIX + servlet) == this.context;
	}

	@Override
	public boolean acceptsHandshake(HttpServletRequest request) {
		if (!WEB_SOCKET_HANDLERS) {
			return false;
		}
		try {
			ProbeRequest probe = new ProbeRequest(request);
			ServletRequestPathUtils.parseAndCache(probe);
			return isForDispatcherServlet(request) && acceptsHandshake(probe);
		}
		catch (Exception ex) {
			// What cannot be mapped reaches no handler.
			logger.debug("No handler found", ex);
			return false;
		}
	}

	private boolean acceptsHandshake(ProbeRequest probe) throws Exception {
		for (HandlerMapping mapping : this.mappings) {
			Object handler = handler(mapping, probe);
			if (handler != null) {
				WebSocketOrigins origins = WebSocketOrigins.of(handler);
				return origins != null && origins.contain(String.valueOf(probe.getHeader(CorsHeaders.ORIGIN)));
			}
		}
		return false;
	}

	private FoundHandlers find(ProbeRequest probe, CorsDecision decision, AnnotatedHandlers<RequestMappingInfo> current)
			throws Exception {
		PathContainer path = ServletRequestPathUtils.parseAndCache(probe).pathWithinApplication();
		FoundHandlers found = current.findByPath(path, decision, String.valueOf(probe.getHeader(CorsHeaders.ORIGIN)));
		if (found != null) {
			return found;
		}
		for (HandlerMapping mapping : this.mappings) {
			probe.removeAttribute(HandlerMapping.BEST_MATCHING_HANDLER_ATTRIBUTE);
			Object handler = handler(mapping, probe);
			if (handler != null) {
				return find(mapping, handler, probe, current);
			}
		}
		return FoundHandlers.NONE;
	}

	private static @Nullable Object handler(HandlerMapping mapping, ProbeRequest probe) throws Exception {
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

	private static FoundHandlers find(HandlerMapping mapping, Object handler, ProbeRequest probe,
			AnnotatedHandlers<RequestMappingInfo> current) {
		Predicate<RequestMappingInfo> matches = (info) -> info.getMatchingCondition(probe) != null;
		if (!CorsUtils.isPreFlightRequest(probe)) {
			return current.find(handler, matches);
		}
		// The handler of a preflight stands for the one that is meant.
		return (mapping instanceof RequestMappingHandlerMapping)
				? current.findForPreflight(probe.getAttribute(HandlerMapping.BEST_MATCHING_HANDLER_ATTRIBUTE), matches)
				: FoundHandlers.NONE;
	}

}
