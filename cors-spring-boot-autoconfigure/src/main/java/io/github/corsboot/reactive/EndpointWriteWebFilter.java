package io.github.corsboot.reactive;

import java.util.function.Supplier;

import io.github.corsboot.policy.ForeignWrite;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpStatus;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Refuses write operations of an endpoint that a page of another origin asks for.
 *
 * @since 0.1.0
 * @see ForeignWrite
 */
public final class EndpointWriteWebFilter implements WebFilter {

	private final Supplier<String> endpoint;

	private volatile @Nullable PathPattern pattern;

	/**
	 * Create a filter.
	 * @param endpoint gives the path of the endpoint within the application, empty if it
	 * is not served; asked when the first request writes
	 */
	public EndpointWriteWebFilter(Supplier<String> endpoint) {
		this.endpoint = endpoint;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		if (ForeignWrite.isRead(ReactiveCors.method(exchange)) || !isForEndpoint(exchange)
				|| !ForeignWrite.is(new ReactiveCorsRequest(exchange.getRequest()))) {
			return chain.filter(exchange);
		}
		return CorsAnswer.send(HttpStatus.FORBIDDEN, ForeignWrite.MESSAGE, exchange.getResponse());
	}

	private boolean isForEndpoint(ServerWebExchange exchange) {
		PathPattern known = this.pattern;
		if (known == null) {
			String path = this.endpoint.get();
			if (path.isEmpty()) {
				return false;
			}
			known = PathPatternParser.defaultInstance.parse(path + "/**");
			this.pattern = known;
		}
		return known.matches(exchange.getRequest().getPath().pathWithinApplication());
	}

}
