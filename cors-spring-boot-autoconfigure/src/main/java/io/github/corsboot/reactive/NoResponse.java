package io.github.corsboot.reactive;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseCookie;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;

/**
 * A response that nobody receives: it takes everything, and passes nothing on.
 */
final class NoResponse implements ServerHttpResponse {

	private final DataBufferFactory buffers;

	private final HttpHeaders headers = new HttpHeaders();

	private final MultiValueMap<String, ResponseCookie> cookies = new LinkedMultiValueMap<>();

	private @Nullable HttpStatusCode status;

	NoResponse(DataBufferFactory buffers) {
		this.buffers = buffers;
	}

	@Override
	public DataBufferFactory bufferFactory() {
		return this.buffers;
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
