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
 * Applies the policies to everything that a reactive application serves, as soon as a
 * request arrives. A path without policy passes untouched, preflights included.
 *
 * @since 0.1.0
 * @see ChangedRequestWebFilter
 */
public final class CorsPolicyWebFilter implements WebFilter, Ordered {

	/** The order: before Spring Security. */
	public static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 100;

	private final ReactiveCors cors;

	/**
	 * Create a filter.
	 * @param policies the policies
	 * @param handlers finds the annotation that widens them
	 * @param recorder is told what becomes of requests
	 * @param context the application whose requests are decided; its filters also see
	 * those of a separate management port, which are left alone
	 */
	public CorsPolicyWebFilter(CorsPolicies policies, WebFluxHandlerLookup handlers, CorsRecorder recorder,
			ApplicationContext context) {
		this.cors = new ReactiveCors(policies, handlers, recorder, context);
	}

	@Override
	public int getOrder() {
		return ORDER;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		return this.cors.filter(exchange, chain);
	}

}
