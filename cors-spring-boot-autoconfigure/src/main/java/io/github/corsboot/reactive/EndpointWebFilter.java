package io.github.corsboot.reactive;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import io.github.corsboot.mapping.RequestedPath;
import io.github.corsboot.policy.ForeignWrite;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import org.springframework.web.util.UriComponentsBuilder;
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

	private final UnaryOperator<String> parameterNames;

	private volatile @Nullable PathPattern pattern;

	/**
	 * Create a filter.
	 * @param endpoint gives the path of the endpoint within the application, empty if it
	 * is not served
	 * @param headers gives the headers of each response to a request that reads it
	 * @param parameterNames makes the name of a parameter of what is written in the query
	 * of a write operation
	 */
	public EndpointWebFilter(Supplier<String> endpoint, Supplier<Map<String, String>> headers,
			UnaryOperator<String> parameterNames) {
		this.endpoint = endpoint;
		this.headers = headers;
		this.parameterNames = parameterNames;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		boolean reads = ForeignWrite.isRead(ReactiveCors.method(exchange));
		if (!reads && isForEndpoint(exchange)) {
			return ForeignWrite.is(new ReactiveCorsRequest(exchange.getRequest()))
					? CorsAnswer.send(HttpStatus.FORBIDDEN, ForeignWrite.MESSAGE, exchange.getResponse())
					: chain.filter(exchange.mutate().request(asWriteOperation(exchange.getRequest())).build());
		}
		if (reads && RequestedPath.mayLeadTo(exchange.getRequest().getPath().value(), this.endpoint.get())
				&& isForEndpoint(exchange)) {
			this.headers.get().forEach(exchange.getResponse().getHeaders()::set);
		}
		return chain.filter(exchange);
	}

	/**
	 * A write operation without a body is one with an empty JSON object: Actuator wants a
	 * content type where an operation has parameters.
	 */
	private ServerHttpRequest asWriteOperation(ServerHttpRequest request) {
		HttpHeaders sent = request.getHeaders();
		ServerHttpRequest.Builder operation = request.mutate();
		if (sent.getContentLength() <= 0 && !sent.containsHeader(HttpHeaders.TRANSFER_ENCODING)) {
			operation.headers((headers) -> headers.setContentType(MediaType.APPLICATION_JSON));
		}
		String query = Objects.requireNonNullElse(request.getURI().getRawQuery(), "");
		String renamed = Arrays.stream(query.split("&", -1)).map(this::renamed).collect(Collectors.joining("&"));
		if (!renamed.equals(query)) {
			operation.uri(UriComponentsBuilder.fromUri(request.getURI()).replaceQuery(renamed).build(true).toUri());
		}
		return operation.build();
	}

	private String renamed(String parameter) {
		int end = parameter.indexOf('=');
		// Without a value, it would be lost.
		return (end >= 0) ? this.parameterNames.apply(parameter.substring(0, end)) + parameter.substring(end)
				: parameter.isEmpty() ? parameter : this.parameterNames.apply(parameter) + "=";
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
