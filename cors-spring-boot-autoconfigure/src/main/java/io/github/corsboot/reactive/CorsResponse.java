package io.github.corsboot.reactive;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.corsboot.mapping.FoundHandlers;
import io.github.corsboot.policy.CorsDecision;
import io.github.corsboot.policy.CorsDecision.NotCors;
import io.github.corsboot.policy.CorsHeaders;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.http.ZeroCopyHttpOutputMessage;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;

/**
 * A response whose CORS headers have been decided. They are written at once, and
 * {@linkplain GuardedHeaders guarded} from then on.
 */
class CorsResponse extends ServerHttpResponseDecorator {

	private final ReactiveCorsRequest request;

	private final FoundHandlers handlers;

	private final HttpHeaders headers;

	private final HttpHeaders guarded;

	private final AtomicBoolean restoring = new AtomicBoolean();

	private volatile CorsDecision decision;

	/**
	 * Write the headers of a request that is not CORS, which need nothing of it, and see
	 * to it that they are there in the end.
	 */
	static void guard(ServerHttpResponse response, CorsDecision decision, ServerHttpRequest request) {
		writeConstant(decision.headers(), request, response);
		response.beforeCommit(() -> Mono.fromRunnable(() -> writeConstant(decision.headers(), request, response)));
	}

	private static void writeConstant(CorsHeaders headers, ServerHttpRequest request, ServerHttpResponse response) {
		if (!headers.isEmpty()) {
			headers.writeTo(new ReactiveCorsRequest(request), response.getHeaders(), HttpHeaders::set);
		}
		addVary(headers, response.getHeaders());
	}

	/**
	 * Write the headers of a decision about CORS, and see to it that they are there in
	 * the end.
	 * @return the response to go on with
	 */
	static CorsResponse guard(ServerHttpResponse response, CorsDecision decision, ReactiveCorsRequest request,
			FoundHandlers handlers) {
		write(decision, request, response.getHeaders());
		return (response instanceof ZeroCopyHttpOutputMessage)
				? new ZeroCopyCorsResponse(response, decision, request, handlers)
				: new CorsResponse(response, decision, request, handlers);
	}

	private CorsResponse(ServerHttpResponse response, CorsDecision decision, ReactiveCorsRequest request,
			FoundHandlers handlers) {
		super(response);
		this.decision = decision;
		this.request = request;
		this.handlers = handlers;
		this.headers = response.getHeaders();
		this.guarded = new GuardedHeaders(this.headers, this);
	}

	/**
	 * Return the guarded headers, or those that can only be read once the response is
	 * committed.
	 */
	@Override
	@SuppressWarnings("ReferenceEquality")
	public HttpHeaders getHeaders() {
		HttpHeaders current = super.getHeaders();
		return (current == this.headers) ? this.guarded : current;
	}

	FoundHandlers handlers() {
		return this.handlers;
	}

	/**
	 * Return whether a filter may have made another request of the one that was decided.
	 * Whatever it changes may lead to another handler than the annotated one.
	 */
	boolean mayBeOutdated(ServerHttpRequest current) {
		return !this.handlers.isEmpty() || !this.request.method().equals(current.getMethod().name())
				|| !this.request.path().equals(current.getPath().value());
	}

	/**
	 * Replace the decision, and with it the headers.
	 */
	void replace(CorsDecision decision) {
		this.decision = decision;
		removeAll(this.headers);
		restore();
	}

	/**
	 * Write the headers again if somebody may have reached them.
	 */
	void restore() {
		write(this.decision, this.request, this.headers);
	}

	void restoreVary() {
		addVary(this.decision.headers(), this.headers);
	}

	/**
	 * Write the headers again when the response is committed. Whoever handles an error
	 * has the response that is not guarded.
	 */
	void restoreAtCommit() {
		if (this.restoring.compareAndSet(false, true)) {
			beforeCommit(() -> Mono.fromRunnable(this::restore));
		}
	}

	/**
	 * Write the headers of a decision. One that is about CORS owns all headers that
	 * belong to it.
	 */
	static void write(CorsDecision decision, ReactiveCorsRequest request, HttpHeaders response) {
		if (decision instanceof NotCors) {
			decision.headers().writeTo(request, response, HttpHeaders::set);
		}
		else {
			removeAll(response);
			decision.headers().writeTo(request, response, HttpHeaders::add);
		}
		addVary(decision.headers(), response);
	}

	static void addVary(CorsHeaders headers, HttpHeaders response) {
		String vary = headers.vary();
		if (vary != null && !vary.equals(response.getFirst(CorsHeaders.VARY))
				&& !headers.isVaryIn(response.getOrEmpty(CorsHeaders.VARY))) {
			response.add(CorsHeaders.VARY, vary);
		}
	}

	private static void removeAll(HttpHeaders response) {
		if (!response.isEmpty()) {
			for (String name : List.copyOf(response.headerNames())) {
				if (CorsHeaders.isCorsHeader(name)) {
					response.remove(name);
				}
			}
		}
	}

	/**
	 * A response to which a file can be written without being read.
	 */
	private static final class ZeroCopyCorsResponse extends CorsResponse implements ZeroCopyHttpOutputMessage {

		ZeroCopyCorsResponse(ServerHttpResponse response, CorsDecision decision, ReactiveCorsRequest request,
				FoundHandlers handlers) {
			super(response, decision, request, handlers);
		}

		@Override
		public Mono<Void> writeWith(Path file, long position, long count) {
			return ((ZeroCopyHttpOutputMessage) getDelegate()).writeWith(file, position, count);
		}

	}

}
