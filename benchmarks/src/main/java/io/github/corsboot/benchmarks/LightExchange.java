package io.github.corsboot.benchmarks;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.context.ApplicationContext;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.RequestPath;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.support.Netty4HeadersAdapter;
import org.springframework.web.server.ServerWebExchange;

/**
 * An exchange with headers as Netty has them, and nothing else.
 */
abstract class LightExchange implements ServerWebExchange {

	private final Map<String, Object> attributes = new ConcurrentHashMap<>();

	private final Response response = NotNeeded.in(Response.class);

	private List<Request> requests = List.of();

	private int next;

	static LightExchange of(Workload workload) {
		LightExchange exchange = NotNeeded.in(LightExchange.class);
		List<String> asked = workload.asked();
		exchange.requests = (asked.isEmpty() ? List.of("") : asked).stream()
			.map((origin) -> Request.of(workload, asked.isEmpty() ? null : origin))
			.toList();
		return exchange;
	}

	/**
	 * Become the next exchange.
	 */
	LightExchange next() {
		if (!this.attributes.isEmpty()) {
			this.attributes.clear();
		}
		this.next = (this.next + 1) % this.requests.size();
		this.response.next();
		return this;
	}

	/**
	 * Complete the exchange.
	 * @return something that depends on all of the response
	 */
	int complete(Mono<Void> handled) {
		handled.subscribe(Completion.INSTANCE);
		return this.response.status + this.response.headers.size();
	}

	@Override
	public ServerHttpRequest getRequest() {
		return this.requests.get(this.next);
	}

	@Override
	public ServerHttpResponse getResponse() {
		return this.response;
	}

	@Override
	public Map<String, Object> getAttributes() {
		return this.attributes;
	}

	@Override
	public ApplicationContext getApplicationContext() {
		return null;
	}

	abstract static class Request implements ServerHttpRequest {

		private HttpMethod method = HttpMethod.GET;

		private URI uri = URI.create("https://api.example.com/");

		private RequestPath path = RequestPath.parse(this.uri, null);

		private HttpHeaders headers = HttpHeaders.EMPTY;

		static Request of(Workload workload, String origin) {
			Request request = NotNeeded.in(Request.class);
			request.method = HttpMethod.valueOf(workload.method());
			request.uri = URI.create("https://api.example.com" + workload.path());
			request.path = RequestPath.parse(request.uri, null);
			DefaultHttpHeaders headers = new DefaultHttpHeaders();
			List<String> lines = workload.headers(origin);
			for (int i = 0; i < lines.size(); i += 2) {
				headers.add(lines.get(i), lines.get(i + 1));
			}
			request.headers = new HttpHeaders(new Netty4HeadersAdapter(headers));
			return request;
		}

		@Override
		public HttpMethod getMethod() {
			return this.method;
		}

		@Override
		public URI getURI() {
			return this.uri;
		}

		@Override
		public RequestPath getPath() {
			return this.path;
		}

		@Override
		public HttpHeaders getHeaders() {
			return this.headers;
		}

	}

	abstract static class Response implements ServerHttpResponse {

		private final List<Supplier<? extends Mono<Void>>> commitActions = new ArrayList<>();

		private HttpHeaders headers = HttpHeaders.EMPTY;

		private int status;

		void next() {
			DefaultHttpHeaders lines = new DefaultHttpHeaders();
			// Reactor Netty begins with it.
			lines.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
			this.headers = new HttpHeaders(new Netty4HeadersAdapter(lines));
			this.status = 200;
			this.commitActions.clear();
		}

		@Override
		public HttpHeaders getHeaders() {
			return this.headers;
		}

		@Override
		public boolean setStatusCode(HttpStatusCode status) {
			this.status = status.value();
			return true;
		}

		@Override
		public boolean isCommitted() {
			return false;
		}

		@Override
		public DataBufferFactory bufferFactory() {
			return DefaultDataBufferFactory.sharedInstance;
		}

		@Override
		public void beforeCommit(Supplier<? extends Mono<Void>> action) {
			this.commitActions.add(action);
		}

		@Override
		public Mono<Void> setComplete() {
			return switch (this.commitActions.size()) {
				case 0 -> Mono.empty();
				case 1 -> this.commitActions.get(0).get();
				default -> Flux.fromIterable(this.commitActions).concatMap(Supplier::get).then();
			};
		}

		@Override
		public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
			return Mono.from(body).then(setComplete());
		}

	}

	/**
	 * Wants everything and does nothing with it.
	 */
	private static final class Completion implements CoreSubscriber<Void> {

		private static final Completion INSTANCE = new Completion();

		@Override
		public void onSubscribe(Subscription subscription) {
			subscription.request(Long.MAX_VALUE);
		}

		@Override
		public void onNext(Void nothing) {
			throw new IllegalStateException();
		}

		@Override
		public void onError(Throwable failure) {
			throw new IllegalStateException(failure);
		}

		@Override
		public void onComplete() {
			// Nobody waits for it.
		}

	}

}
