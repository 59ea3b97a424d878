package io.github.corsboot.reactive;

import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilterChain;

/**
 * The rest of a filter chain: keeps the exchange that it is given.
 */
final class CapturingChain implements WebFilterChain {

	private final Function<ServerWebExchange, Mono<Void>> rest;

	private @Nullable ServerWebExchange exchange;

	CapturingChain() {
		this((exchange) -> Mono.empty());
	}

	CapturingChain(Function<ServerWebExchange, Mono<Void>> rest) {
		this.rest = rest;
	}

	/**
	 * Return the exchange.
	 * @return the exchange, or {@code null} if the chain has not been called
	 */
	@Nullable ServerWebExchange exchange() {
		return this.exchange;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange) {
		if (this.exchange != null) {
			throw new IllegalStateException("the chain has been called before");
		}
		this.exchange = exchange;
		return this.rest.apply(exchange);
	}

}
