package io.github.corsboot.reactive;

import reactor.core.publisher.Mono;

import org.springframework.core.Ordered;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

/**
 * Decides once more behind a filter that changes the method, as
 * {@code HiddenHttpMethodFilter} does: a form that says {@code _method=DELETE} needs no
 * preflight, and would reach a handler that the policy keeps from the origin.
 *
 * @since 0.1.0
 */
public final class OverriddenMethodWebFilter implements WebFilter, Ordered {

	/** The name of the attribute with the method that was decided. */
	static final String METHOD = OverriddenMethodWebFilter.class.getName() + ".method";

	private final CorsPolicyWebFilter filter;

	/**
	 * Create a filter.
	 * @param filter decides
	 */
	public OverriddenMethodWebFilter(CorsPolicyWebFilter filter) {
		this.filter = filter;
	}

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		Object decided = exchange.getAttribute(METHOD);
		boolean overridden = decided != null && !decided.equals(exchange.getRequest().getMethod());
		return overridden ? this.filter.decideAgain(exchange, chain) : chain.filter(exchange);
	}

}
