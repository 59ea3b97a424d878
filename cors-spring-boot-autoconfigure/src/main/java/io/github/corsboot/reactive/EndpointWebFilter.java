package io.github.corsboot.reactive;

import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;

import io.github.corsboot.mapping.RequestedPath;
import io.github.corsboot.policy.ForeignWrite;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
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

	/** The length of a body that says nothing. */
	private static final int EMPTY_OBJECT = "{}".length();

	private final Supplier<String> endpoint;

	private final Supplier<Map<String, String>> headers;

	private final Function<String, @Nullable String> parameterNames;

	private volatile @Nullable PathPattern pattern;

	/**
	 * Create a filter.
	 * @param endpoint gives the path of the endpoint within the application, empty if it
	 * is not served
	 * @param headers gives the headers of each response to a request that reads it
	 * @param parameterNames makes the name of a parameter of what is written in the query
	 * of a write operation, {@code null} if there is none
	 */
	public EndpointWebFilter(Supplier<String> endpoint, Supplier<Map<String, String>> headers,
			Function<String, @Nullable String> parameterNames) {
		this.endpoint = endpoint;
		this.headers = headers;
		this.parameterNames = parameterNames;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		boolean reads = ForeignWrite.isRead(ReactiveCors.method(exchange));
		if (!reads && isForEndpoint(exchange)) {
			if (ForeignWrite.is(new ReactiveCorsRequest(exchange.getRequest()))) {
				return CorsAnswer.send(HttpStatus.FORBIDDEN, ForeignWrite.MESSAGE, exchange.getResponse());
			}
			if (!HttpMethod.POST.equals(exchange.getRequest().getMethod())) {
				return chain.filter(exchange);
			}
			return isMiswritten(exchange.getRequest())
					? CorsAnswer.send(HttpStatus.BAD_REQUEST, ForeignWrite.MISWRITTEN, exchange.getResponse())
					: chain.filter(exchange.mutate().request(asWriteOperation(exchange.getRequest())).build());
		}
		if (reads && RequestedPath.mayLeadTo(exchange.getRequest().getPath().value(), this.endpoint.get())
				&& isForEndpoint(exchange)) {
			this.headers.get().forEach(exchange.getResponse().getHeaders()::set);
		}
		return chain.filter(exchange);
	}

	/**
	 * Return whether something would be ignored that may be meant for a dry run.
	 */
	private boolean isMiswritten(ServerHttpRequest request) {
		return request.getPath().value().indexOf(';') >= 0 || request.getHeaders().getContentLength() > EMPTY_OBJECT
				|| request.getHeaders().containsHeader(HttpHeaders.TRANSFER_ENCODING)
				|| request.getQueryParams()
					.keySet()
					.stream()
					.anyMatch((name) -> this.parameterNames.apply(name) == null);
	}

	/**
	 * A write operation without a body is one with an empty JSON object: Actuator wants a
	 * content type where an operation has parameters.
	 */
	private ServerHttpRequest asWriteOperation(ServerHttpRequest request) {
		ServerHttpRequest operation = request.mutate()
			.headers((headers) -> headers.setContentType(MediaType.APPLICATION_JSON))
			.build();
		MultiValueMap<String, String> parameters = new LinkedMultiValueMap<>();
		request.getQueryParams()
			.forEach((name, values) -> values.forEach((value) -> parameters
				.add(String.valueOf(this.parameterNames.apply(name)), Objects.requireNonNullElse(value, ""))));
		return new ServerHttpRequestDecorator(operation) {

			@Override
			public MultiValueMap<String, String> getQueryParams() {
				return parameters;
			}

		};
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
