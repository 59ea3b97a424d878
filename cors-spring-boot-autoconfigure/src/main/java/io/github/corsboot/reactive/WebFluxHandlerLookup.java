package io.github.corsboot.reactive;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.corsboot.annotation.AnnotatedHandler;
import io.github.corsboot.annotation.AnnotatedHandlers;
import io.github.corsboot.annotation.AnnotatedHandlers.MappedMethod;
import io.github.corsboot.annotation.CrossOriginReader;
import io.github.corsboot.annotation.FoundHandlers;
import io.github.corsboot.policy.CorsDecision;
import io.github.corsboot.policy.CorsHeaders;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.beans.BeansException;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.context.ApplicationContext;
import org.springframework.core.annotation.AnnotationAwareOrderComparator;
import org.springframework.http.server.PathContainer;
import org.springframework.web.cors.reactive.CorsUtils;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.handler.AbstractHandlerMapping;
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
public final class WebFluxHandlerLookup {

	private static final Log logger = LogFactory.getLog(WebFluxHandlerLookup.class);

	private final ApplicationContext context;

	private volatile AnnotatedHandlers<RequestMappingInfo> handlers = new AnnotatedHandlers<>();

	private volatile List<HandlerMapping> mappings = List.of();

	/**
	 * Create a lookup that finds nothing before handlers are
	 * {@linkplain #collect(CrossOriginReader) collected}.
	 * @param context the context of the {@code DispatcherHandler}
	 */
	public WebFluxHandlerLookup(ApplicationContext context) {
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
				for (Map.Entry<RequestMappingInfo, HandlerMethod> mapped : methods.getHandlerMethods().entrySet()) {
					add(found, methods, mapped.getKey(), mapped.getValue(), reader);
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
			if (mapping instanceof AbstractHandlerMapping withParser
					&& !withParser.getPathPatternParser().isCaseSensitive()) {
				return true;
			}
		}
		return false;
	}

	private static void add(AnnotatedHandlers<RequestMappingInfo> found, RequestMappingHandlerMapping mapping,
			RequestMappingInfo info, HandlerMethod method, CrossOriginReader reader) {
		Set<String> methods = new HashSet<>();
		for (RequestMethod requestMethod : info.getMethodsCondition().getMethods()) {
			methods.add(requestMethod.name());
		}
		Set<PathPattern> paths = info.getPatternsCondition().getPatterns();
		AnnotatedHandler handler = reader.read(method, methods, List.copyOf(paths));
		found.add(mapping, new MappedMethod<>(method, info, paths, methods, isConditional(info), handler),
				mapping.getPathPatternParser().isCaseSensitive());
	}

	private static boolean isConditional(RequestMappingInfo info) {
		return !info.getParamsCondition().isEmpty() || !info.getHeadersCondition().isEmpty()
				|| !info.getConsumesCondition().isEmpty() || !info.getProducesCondition().isEmpty()
				|| !info.getVersionCondition().isEmpty() || info.getCustomCondition() != null;
	}

	/**
	 * Find the annotated handler of a request without looking it up, if that makes no
	 * difference.
	 * @param exchange the request
	 * @param decision what the policy alone decides
	 * @param origin the value of {@code Origin}, {@code null} if there is none
	 * @return nothing, or the handlers to be named in a refusal; {@code null} if the
	 * handler has to be looked up
	 */
	@Nullable FoundHandlers findByPath(ServerWebExchange exchange, CorsDecision decision, @Nullable String origin) {
		AnnotatedHandlers<RequestMappingInfo> current = this.handlers;
		if (origin == null || current.isEmpty()) {
			return FoundHandlers.NONE;
		}
		PathContainer path = exchange.getRequest().getPath().pathWithinApplication();
		return current.mayMatch(path.value()) ? current.findByPath(path, decision, origin) : FoundHandlers.NONE;
	}

	/**
	 * Find the annotated handler of a request. Never fails.
	 * @param exchange the request, which stays as it is
	 * @return the handler; for a preflight, all that the request after it may reach;
	 * nothing if it is not annotated or not known
	 */
	Mono<FoundHandlers> find(ServerWebExchange exchange) {
		AnnotatedHandlers<RequestMappingInfo> current = this.handlers;
		ProbeExchange probe = new ProbeExchange(exchange);
		boolean preflight = CorsUtils.isPreFlightRequest(exchange.getRequest());
		return Flux.fromIterable(this.mappings)
			.concatMap((mapping) -> (preflight && mapping instanceof RequestMappingHandlerMapping)
					? findForPreflight(mapping, probe, current) : findMapped(mapping, probe, preflight, current))
			.next()
			.onErrorResume((ex) -> {
				// What cannot be mapped reaches no annotated handler.
				logger.debug("No handler found", ex);
				return Mono.empty();
			})
			.defaultIfEmpty(FoundHandlers.NONE);
	}

	private static Mono<FoundHandlers> findForPreflight(HandlerMapping mapping, ProbeExchange probe,
			AnnotatedHandlers<RequestMappingInfo> current) {
		return Mono
			.fromSupplier(() -> current.findForPreflight(mapping, probe.getRequest().getPath().pathWithinApplication(),
					String.valueOf(probe.getRequest().getHeaders().getFirst(CorsHeaders.REQUEST_METHOD)),
					(info) -> info.getMatchingCondition(probe) != null));
	}

	private static Mono<FoundHandlers> findMapped(HandlerMapping mapping, ProbeExchange probe, boolean preflight,
			AnnotatedHandlers<RequestMappingInfo> current) {
		return Mono.defer(() -> {
			probe.getAttributes().remove(HandlerMapping.BEST_MATCHING_HANDLER_ATTRIBUTE);
			return mapping.getHandler(probe);
		})
			// The controller has a scope that does not exist yet, but its method is
			// found.
			.onErrorResume(BeansException.class,
					(ex) -> Mono.justOrEmpty(probe.getAttributes().get(HandlerMapping.BEST_MATCHING_HANDLER_ATTRIBUTE)))
			// A preflight does not carry what a mapping may ask for, an API version.
			.onErrorResume((ex) -> preflight ? Mono.empty() : Mono.error(ex))
			.map((handler) -> current.find(handler, (info) -> info.getMatchingCondition(probe) != null));
	}

	/**
	 * Find the annotated handler that a request has reached. Never throws.
	 * @param exchange the request
	 * @param handler the handler that the request is mapped to
	 * @return the handler, or nothing if it is not annotated
	 */
	FoundHandlers findReached(ServerWebExchange exchange, Object handler) {
		AnnotatedHandlers<RequestMappingInfo> current = this.handlers;
		return current.isEmpty() ? FoundHandlers.NONE
				: current.find(handler, (info) -> info.getMatchingCondition(exchange) != null);
	}

}
