package io.github.corsboot.reactive;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import io.github.corsboot.mapping.AnnotatedHandler;
import io.github.corsboot.mapping.AnnotatedHandlers;
import io.github.corsboot.mapping.CrossOriginReader;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.context.ApplicationContext;
import org.springframework.core.annotation.AnnotationAwareOrderComparator;
import org.springframework.http.server.PathContainer;
import org.springframework.web.cors.reactive.CorsUtils;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.result.method.RequestMappingInfo;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.util.pattern.PathPattern;

/**
 * Finds out, before a request is decided, whether the handler that it will reach has
 * {@code @CrossOrigin}. Asks the handler mappings of WebFlux, in their order, as the
 * {@code DispatcherHandler} will do, with a view of the exchange that keeps what they
 * leave behind to itself.
 *
 * @since 0.1.0
 */
public final class HandlerLookup {

	private static final Log logger = LogFactory.getLog(HandlerLookup.class);

	private final ApplicationContext context;

	private volatile AnnotatedHandlers<RequestMappingInfo> handlers = new AnnotatedHandlers<>();

	private volatile List<HandlerMapping> mappings = List.of();

	/**
	 * Create a lookup that finds nothing before handlers are
	 * {@linkplain #collect(CrossOriginReader) collected}.
	 * @param context the context of the {@code DispatcherHandler}
	 */
	public HandlerLookup(ApplicationContext context) {
		this.context = context;
	}

	/**
	 * Collect all annotated handlers.
	 * @param reader reads the annotations
	 * @return the handlers
	 */
	public List<AnnotatedHandler> collect(CrossOriginReader reader) {
		List<HandlerMapping> all = new ArrayList<>(
				BeanFactoryUtils.beansOfTypeIncludingAncestors(this.context, HandlerMapping.class, true, false)
					.values());
		AnnotationAwareOrderComparator.sort(all);
		AnnotatedHandlers<RequestMappingInfo> found = new AnnotatedHandlers<>();
		for (HandlerMapping mapping : all) {
			if (mapping instanceof RequestMappingHandlerMapping methods) {
				boolean comparable = methods.getPathPatternParser().isCaseSensitive();
				methods.getHandlerMethods().forEach((info, method) -> add(found, info, method, comparable, reader));
			}
		}
		this.mappings = List.copyOf(all);
		this.handlers = found;
		return found.all();
	}

	private static void add(AnnotatedHandlers<RequestMappingInfo> found, RequestMappingInfo info, HandlerMethod method,
			boolean comparable, CrossOriginReader reader) {
		Set<String> methods = info.getMethodsCondition()
			.getMethods()
			.stream()
			.map(Enum::name)
			.collect(Collectors.toSet());
		Set<PathPattern> paths = info.getPatternsCondition().getPatterns();
		AnnotatedHandler handler = reader.read(method, methods, List.copyOf(paths));
		if (handler != null) {
			found.add(method, info, comparable ? paths : null, handler);
		}
		if (isNuanced(info)) {
			found.addNuanced(method);
		}
	}

	/**
	 * Return whether headers decide, which a preflight does not have.
	 */
	private static boolean isNuanced(RequestMappingInfo info) {
		return !info.getHeadersCondition().isEmpty() || !info.getConsumesCondition().isEmpty()
				|| !info.getProducesCondition().isEmpty() || !info.getVersionCondition().isEmpty()
				|| info.getCustomCondition() != null;
	}

	/**
	 * Return whether the handler of a request has to be looked up.
	 * @param exchange the request
	 * @return whether it may be annotated
	 */
	boolean isNeeded(ServerWebExchange exchange) {
		AnnotatedHandlers<RequestMappingInfo> current = this.handlers;
		if (current.isEmpty() || exchange.getRequest().getHeaders().getOrigin() == null) {
			return false;
		}
		PathContainer path = exchange.getRequest().getPath().pathWithinApplication();
		return current.mayMatch(path.value()) && current.matches(path);
	}

	/**
	 * Find the annotated handler of a request. Never fails.
	 * @param exchange the request, which stays as it is
	 * @return the handler; for a preflight, all that the request after it may reach;
	 * nothing if it is not annotated or not known
	 */
	Mono<List<AnnotatedHandler>> find(ServerWebExchange exchange) {
		AnnotatedHandlers<RequestMappingInfo> current = this.handlers;
		ProbeExchange probe = new ProbeExchange(exchange);
		return Flux.fromIterable(this.mappings)
			.concatMap((mapping) -> mapping.getHandler(probe).map((handler) -> find(mapping, probe, current)))
			.next()
			.onErrorResume((ex) -> {
				// What cannot be mapped reaches no annotated handler.
				logger.debug("No handler found", ex);
				return Mono.empty();
			})
			.defaultIfEmpty(List.of());
	}

	private static List<AnnotatedHandler> find(HandlerMapping mapping, ProbeExchange probe,
			AnnotatedHandlers<RequestMappingInfo> current) {
		Object best = probe.getAttribute(HandlerMapping.BEST_MATCHING_HANDLER_ATTRIBUTE);
		if (!CorsUtils.isPreFlightRequest(probe.getRequest())) {
			return current.find(best);
		}
		return (mapping instanceof RequestMappingHandlerMapping)
				? current.find(best, (info) -> info.getMatchingCondition(probe) != null) : List.of();
	}

}
