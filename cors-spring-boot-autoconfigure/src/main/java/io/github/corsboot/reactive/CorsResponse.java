package io.github.corsboot.reactive;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

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

	/** Whether there is one set of headers; a decorator may make another each time. */
	private final boolean stable;

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

	@SuppressWarnings("ReferenceEquality")
	private CorsResponse(ServerHttpResponse response, CorsDecision decision, ReactiveCorsRequest request,
			FoundHandlers handlers) {
		super(response);
		this.decision = decision;
		this.request = request;
		this.handlers = handlers;
		this.headers = response.getHeaders();
		this.stable = this.headers == response.getHeaders();
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
		if (!this.stable) {
			return new GuardedHeaders(current, this);
		}
		return (current == this.headers) ? this.guarded : current;
	}

	private HttpHeaders unguarded() {
		return this.stable ? this.headers : getDelegate().getHeaders();
	}

	/**
	 * Return whether the headers that belong to CORS are those of a policy.
	 */
	boolean ownsHeaders() {
		return !(this.decision instanceof NotCors);
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
		removeAll(unguarded());
		restore();
	}

	/**
	 * Write the headers again if somebody may have reached them.
	 */
	void restore() {
		write(this.decision, this.request, unguarded());
	}

	void restoreVary() {
		addVary(this.decision.headers(), unguarded());
	}

	/**
	 * Write the headers again when the response is committed. Whoever handles an error
	 * has the response that is not guarded.
	 */
	void restoreAtCommit() {
		if (this.restoring.compareAndSet(false, true)) {
			super.beforeCommit(() -> Mono.fromRunnable(this::restore));
		}
	}

	/**
	 * Register an action, behind which the headers are restored if it reaches them: what
	 * is registered while actions run is not run any more.
	 */
	@Override
	public void beforeCommit(Supplier<? extends Mono<Void>> action) {
		super.beforeCommit(() -> action.get().doOnTerminate(() -> {
			if (this.restoring.get()) {
				restore();
			}
		}));
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
		String first = (vary != null) ? response.getFirst(CorsHeaders.VARY) : null;
		if (vary == null || vary.equals(first)) {
			return;
		}
		if (first == null) {
			response.add(CorsHeaders.VARY, vary);
		}
		else if (!headers.isVaryIn(response.getOrEmpty(CorsHeaders.VARY))) {
			// The list that is there may belong to somebody else.
			List<String> lines = new ArrayList<>(response.getOrEmpty(CorsHeaders.VARY));
			lines.add(vary);
			response.put(CorsHeaders.VARY, lines);
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
