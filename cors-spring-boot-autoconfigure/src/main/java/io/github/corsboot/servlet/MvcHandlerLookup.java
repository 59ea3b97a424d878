package io.github.corsboot.servlet;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import io.github.corsboot.mapping.AnnotatedHandler;
import io.github.corsboot.mapping.AnnotatedHandlers;
import io.github.corsboot.mapping.CrossOriginReader;
import io.github.corsboot.policy.CorsHeaders;
import jakarta.servlet.http.HttpServletRequest;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.context.ApplicationContext;
import org.springframework.core.annotation.AnnotationAwareOrderComparator;
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
		AnnotatedHandler handler = reader.read(method, methods, withinApplication(paths, servletPath));
		if (handler != null) {
			found.add(method, info, comparable ? paths : null, handler);
		}
		if (isNuanced(info)) {
			found.addNuanced(method);
		}
	}

	private static List<PathPattern> withinApplication(@Nullable Collection<PathPattern> paths, String servletPath) {
		return (paths == null) ? List.of()
				: paths.stream()
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
	public List<AnnotatedHandler> find(HttpServletRequest request) {
		AnnotatedHandlers<RequestMappingInfo> current = this.handlers;
		if (current.isEmpty() || request.getHeader(CorsHeaders.ORIGIN) == null || !current.mayMatch(rawPath(request))
				|| !isForDispatcherServlet(request)) {
			return List.of();
		}
		try {
			ProbeRequest probe = new ProbeRequest(request);
			return current.matches(ServletRequestPathUtils.parseAndCache(probe).pathWithinApplication())
					? find(probe, current) : List.of();
		}
		catch (Exception ex) {
			// What cannot be mapped reaches no annotated handler.
			logger.debug("No handler found", ex);
			return List.of();
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

	private List<AnnotatedHandler> find(ProbeRequest probe, AnnotatedHandlers<RequestMappingInfo> current)
			throws Exception {
		for (HandlerMapping mapping : this.mappings) {
			HandlerExecutionChain chain = mapping.getHandler(probe);
			if (chain == null) {
				continue;
			}
			Object best = probe.getAttribute(HandlerMapping.BEST_MATCHING_HANDLER_ATTRIBUTE);
			if (!CorsUtils.isPreFlightRequest(probe)) {
				return current.find(best);
			}
			return (mapping instanceof RequestMappingHandlerMapping)
					? current.find(best, (info) -> info.getMatchingCondition(probe) != null) : List.of();
		}
		return List.of();
	}

}
