package io.github.corsboot.reactive;

import java.util.List;

import io.github.corsboot.policy.CorsHeaders;
import io.github.corsboot.policy.CorsRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * What a policy asks of a reactive request.
 */
final class ReactiveCorsRequest implements CorsRequest {

	private final ServerHttpRequest request;

	private final HttpHeaders headers;

	private final @Nullable String origin;

	ReactiveCorsRequest(ServerHttpRequest request) {
		this.request = request;
		this.headers = request.getHeaders();
		this.origin = header(CorsHeaders.ORIGIN);
	}

	@Override
	public String method() {
		return this.request.getMethod().name();
	}

	@Override
	public @Nullable String origin() {
		return this.origin;
	}

	@Override
	public @Nullable String requestedMethod() {
		return header(CorsHeaders.REQUEST_METHOD);
	}

	@Override
	public @Nullable String requestedHeaders() {
		return header(CorsHeaders.REQUEST_HEADERS);
	}

	@Override
	public @Nullable String header(String name) {
		String first = this.headers.getFirst(name);
		if (first == null) {
			return null;
		}
		List<String> lines = this.headers.get(name);
		return (lines == null || lines.size() <= 1) ? first : String.join(", ", lines);
	}

	@Override
	public String scheme() {
		return orEmpty(this.request.getURI().getScheme());
	}

	@Override
	public String host() {
		return orEmpty(this.request.getURI().getHost());
	}

	@Override
	public int port() {
		return this.request.getURI().getPort();
	}

	private static String orEmpty(@Nullable String value) {
		return (value != null) ? value : "";
	}

}
