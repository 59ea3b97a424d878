package io.github.corsboot.reactive;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseCookie;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.http.server.reactive.observation.ServerRequestObservationContext;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.ServerWebExchangeDecorator;

/**
 * A view of an exchange with attributes of its own, whose response goes nowhere: looking
 * a handler up makes the handler mapping decide CORS.
 */
final class ProbeExchange extends ServerWebExchangeDecorator {

	private static final String PROBE = ProbeExchange.class.getName();

	private final Map<String, Object> attributes;

	private final ServerHttpResponse response;

	ProbeExchange(ServerWebExchange exchange) {
		super(exchange);
		this.attributes = new ConcurrentHashMap<>(exchange.getAttributes());
		// What is looked up here is not what the observation of the request is about.
		this.attributes.remove(ServerRequestObservationContext.CURRENT_OBSERVATION_CONTEXT_ATTRIBUTE);
		this.attributes.put(PROBE, true);
		this.response = new NoResponse(exchange.getResponse());
	}

	/**
	 * Return whether a request only looks for its handler.
	 */
	static boolean isProbe(ServerWebExchange exchange) {
		return exchange.getAttribute(PROBE) != null;
	}

	@Override
	public Map<String, Object> getAttributes() {
		return this.attributes;
	}

	@Override
	public ServerHttpResponse getResponse() {
		return this.response;
	}

	/**
	 * Takes everything and passes nothing on.
	 */
	private static final class NoResponse extends ServerHttpResponseDecorator {

		private final HttpHeaders headers = new HttpHeaders();

		private final MultiValueMap<String, ResponseCookie> cookies = new LinkedMultiValueMap<>();

		private @Nullable HttpStatusCode status;

		NoResponse(ServerHttpResponse response) {
			super(response);
		}

		@Override
		public boolean setStatusCode(@Nullable HttpStatusCode status) {
			this.status = status;
			return true;
		}

		@Override
		public @Nullable HttpStatusCode getStatusCode() {
			return this.status;
		}

		@Override
		public HttpHeaders getHeaders() {
			return this.headers;
		}

		@Override
		public MultiValueMap<String, ResponseCookie> getCookies() {
			return this.cookies;
		}

		@Override
		public void addCookie(ResponseCookie cookie) {
			this.cookies.add(cookie.getName(), cookie);
		}

		@Override
		public void beforeCommit(Supplier<? extends Mono<Void>> action) {
			// Is never committed.
		}

		@Override
		public boolean isCommitted() {
			return false;
		}

		@Override
		public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
			return Mono.empty();
		}

		@Override
		public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> body) {
			return Mono.empty();
		}

		@Override
		public Mono<Void> setComplete() {
			return Mono.empty();
		}

	}

}
