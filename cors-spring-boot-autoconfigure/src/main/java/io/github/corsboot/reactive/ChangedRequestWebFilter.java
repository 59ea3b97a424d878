package io.github.corsboot.reactive;

import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.rejection.CorsRecorder;
import reactor.core.publisher.Mono;

import org.springframework.context.ApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

/**
 * Decides once more, behind all other filters, if one of them has changed the method or
 * the path of the request.
 *
 * @since 0.1.0
 * @see CorsPolicyWebFilter
 */
public final class ChangedRequestWebFilter implements WebFilter, Ordered {

	private final ReactiveCors cors;

	/**
	 * Create a filter.
	 * @param policies the policies
	 * @param handlers finds the annotation that widens them
	 * @param recorder is told what becomes of requests
	 * @param context the application whose requests are decided
	 */
	public ChangedRequestWebFilter(CorsPolicies policies, WebFluxHandlerLookup handlers, CorsRecorder recorder,
			ApplicationContext context) {
		this.cors = new ReactiveCors(policies, handlers, recorder, context);
	}

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		return this.cors.filterAgain(exchange, chain);
	}

}
