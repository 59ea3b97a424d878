package io.github.corsboot.reactive;

import java.util.Map;
import java.util.function.Supplier;

import io.github.corsboot.mapping.RequestedPath;
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
 * Adds headers to what is read from an endpoint, and refuses write operations that a page
 * of another origin asks for.
 *
 * @since 0.1.0
 * @see ForeignWrite
 */
public final class EndpointWebFilter implements WebFilter {

	private final Supplier<String> endpoint;

	private final Supplier<Map<String, String>> headers;

	private volatile @Nullable PathPattern pattern;

	/**
	 * Create a filter.
	 * @param endpoint gives the path of the endpoint within the application, empty if it
	 * is not served
	 * @param headers gives the headers of each response to a request that reads it
	 */
	public EndpointWebFilter(Supplier<String> endpoint, Supplier<Map<String, String>> headers) {
		this.endpoint = endpoint;
		this.headers = headers;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		boolean reads = ForeignWrite.isRead(ReactiveCors.method(exchange));
		if (!reads && isForEndpoint(exchange) && ForeignWrite.is(new ReactiveCorsRequest(exchange.getRequest()))) {
			return CorsAnswer.send(HttpStatus.FORBIDDEN, ForeignWrite.MESSAGE, exchange.getResponse());
		}
		if (reads && RequestedPath.mayLeadTo(exchange.getRequest().getPath().value(), this.endpoint.get())
				&& isForEndpoint(exchange)) {
			this.headers.get().forEach(exchange.getResponse().getHeaders()::set);
		}
		return chain.filter(exchange);
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
