package io.github.corsboot.reactive;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

import io.github.corsboot.policy.CorsDecision;
import io.github.corsboot.policy.CorsDecision.NotCors;
import io.github.corsboot.policy.CorsHeaders;
import io.github.corsboot.policy.CorsRequest;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.http.ZeroCopyHttpOutputMessage;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;

/**
 * A response whose CORS headers have been decided. They are written at once, for whoever
 * looks, and once more when the response is committed, after all that others want to do
 * then: what the application made of them meanwhile is gone.
 */
class CorsResponse extends ServerHttpResponseDecorator {

	private final List<Supplier<? extends Mono<Void>>> commitActions = new CopyOnWriteArrayList<>();

	/**
	 * Write the headers of a decision, and see to it that they are there in the end.
	 * @return the response to go on with; one that is not about CORS needs no guard
	 */
	static ServerHttpResponse guard(ServerHttpResponse response, CorsDecision decision, CorsRequest request) {
		write(decision, request, response.getHeaders());
		if (decision instanceof NotCors) {
			response.beforeCommit(() -> Mono.fromRunnable(() -> write(decision, request, response.getHeaders())));
			return response;
		}
		return (response instanceof ZeroCopyHttpOutputMessage) ? new ZeroCopyCorsResponse(response, decision, request)
				: new CorsResponse(response, decision, request);
	}

	private CorsResponse(ServerHttpResponse response, CorsDecision decision, CorsRequest request) {
		super(response);
		response.beforeCommit(() -> runCommitActions().doOnTerminate(() -> restore(decision, request)));
	}

	private Mono<Void> runCommitActions() {
		return Flux.fromIterable(this.commitActions).concatMap(Supplier::get).then();
	}

	private void restore(CorsDecision decision, CorsRequest request) {
		write(decision, request, getHeaders());
	}

	@Override
	public void beforeCommit(Supplier<? extends Mono<Void>> action) {
		this.commitActions.add(action);
	}

	/**
	 * Write the headers of a decision. One that is about CORS owns all headers that
	 * belong to it.
	 */
	static void write(CorsDecision decision, CorsRequest request, HttpHeaders response) {
		if (!(decision instanceof NotCors)) {
			removeAll(response);
		}
		decision.headers().writeTo(request, response::set);
		String vary = decision.headers().vary();
		if (vary != null && !decision.headers().isVaryIn(response.getOrEmpty(CorsHeaders.VARY))) {
			response.add(CorsHeaders.VARY, vary);
		}
	}

	private static void removeAll(HttpHeaders response) {
		if (!response.isEmpty()) {
			List.copyOf(response.headerNames()).stream().filter(CorsHeaders::isCorsHeader).forEach(response::remove);
		}
	}

	/**
	 * A response to which a file can be written without being read.
	 */
	private static final class ZeroCopyCorsResponse extends CorsResponse implements ZeroCopyHttpOutputMessage {

		ZeroCopyCorsResponse(ServerHttpResponse response, CorsDecision decision, CorsRequest request) {
			super(response, decision, request);
		}

		@Override
		public Mono<Void> writeWith(Path file, long position, long count) {
			return ((ZeroCopyHttpOutputMessage) getDelegate()).writeWith(file, position, count);
		}

	}

}
