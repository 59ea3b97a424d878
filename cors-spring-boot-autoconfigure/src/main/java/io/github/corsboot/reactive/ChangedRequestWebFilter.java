package io.github.corsboot.reactive;

import reactor.core.publisher.Mono;

import org.springframework.core.Ordered;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

/**
 * Decides once more behind all filters, one of which may have changed the request. A form
 * that says {@code _method=DELETE} needs no preflight, and would reach a handler that the
 * policy keeps from the origin ({@code HiddenHttpMethodFilter}); a rewritten path or the
 * principal may lead to another handler than the one whose annotation was taken into
 * account.
 *
 * @since 0.1.0
 */
public final class ChangedRequestWebFilter implements WebFilter, Ordered {

	private final CorsPolicyWebFilter filter;

	/**
	 * Create a filter.
	 * @param filter decides
	 */
	public ChangedRequestWebFilter(CorsPolicyWebFilter filter) {
		this.filter = filter;
	}

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		Object decided = exchange.getAttribute(CorsPolicyWebFilter.DECIDED);
		return (decided instanceof CorsResponse guard && guard.mayBeOutdated(exchange.getRequest()))
				? this.filter.decideAgain(guard, exchange, chain) : chain.filter(exchange);
	}

}
