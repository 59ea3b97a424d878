package io.github.corsboot.reactive;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.rejection.CorsRejections;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.context.ApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.AnnotationAwareOrderComparator;
import org.springframework.web.reactive.HandlerAdapter;
import org.springframework.web.reactive.HandlerResult;
import org.springframework.web.server.ServerWebExchange;

/**
 * Has the last look at a request, at the handler that WebFlux has mapped it to, and
 * leaves the handler to the adapter that supports it: only here it is known which
 * annotation counts, and whether something behind the filters has changed the path.
 *
 * @since 0.1.0
 */
public final class LastLookHandlerAdapter implements HandlerAdapter, Ordered {

	private final ReactiveCors cors;

	private final WebFluxHandlerLookup handlers;

	private final ApplicationContext context;

	/** The adapters of the application, and of a separate management port. */
	private final Map<ApplicationContext, List<HandlerAdapter>> adapters = new ConcurrentHashMap<>();

	/**
	 * Create an adapter.
	 * @param policies the policies
	 * @param handlers knows the annotated handlers
	 * @param rejections takes what is refused
	 * @param context the application whose requests are decided
	 */
	public LastLookHandlerAdapter(CorsPolicies policies, WebFluxHandlerLookup handlers, CorsRejections rejections,
			ApplicationContext context) {
		this.cors = new ReactiveCors(policies, handlers, rejections, context);
		this.handlers = handlers;
		this.context = context;
	}

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public boolean supports(Object handler) {
		return true;
	}

	@Override
	public Mono<HandlerResult> handle(ServerWebExchange exchange, Object handler) {
		HandlerAdapter adapter = findAdapter(exchange, handler);
		if (adapter == null) {
			return Mono.error(new IllegalStateException("No HandlerAdapter: " + handler));
		}
		Mono<Void> refusal = this.cors.refuse(exchange, this.handlers, handler);
		return (refusal != null) ? refusal.then(Mono.empty()) : adapter.handle(exchange, handler);
	}

	private @Nullable HandlerAdapter findAdapter(ServerWebExchange exchange, Object handler) {
		ApplicationContext context = Objects.requireNonNullElse(exchange.getApplicationContext(), this.context);
		List<HandlerAdapter> candidates = this.adapters.get(context);
		if (candidates == null) {
			candidates = this.adapters.computeIfAbsent(context, this::adapters);
		}
		for (HandlerAdapter candidate : candidates) {
			if (candidate.supports(handler)) {
				return candidate;
			}
		}
		return null;
	}

	private List<HandlerAdapter> adapters(ApplicationContext context) {
		return BeanFactoryUtils.beansOfTypeIncludingAncestors(context, HandlerAdapter.class, true, false)
			.values()
			.stream()
			.filter((adapter) -> !(adapter instanceof LastLookHandlerAdapter))
			.sorted(AnnotationAwareOrderComparator.INSTANCE)
			.toList();
	}

}
