package io.github.corsboot.reactive;

import java.nio.charset.StandardCharsets;

import io.github.corsboot.decision.RequestDecision;
import io.github.corsboot.decision.WrittenHeaders;
import io.github.corsboot.policy.CorsDecision;
import io.github.corsboot.policy.CorsDecision.Rejected;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;

/**
 * The answer to a preflight, or to a request that is refused: headers, status and body.
 * Status and body are those of {@link Rejected#status()} and {@link Rejected#message()}.
 */
final class CorsAnswer {

	private CorsAnswer() {
	}

	/**
	 * Send the answer, unless the response is on its way already.
	 * @param decision the decision that is the answer
	 * @param written the headers that have been written for another decision, if any
	 * @param response the response
	 */
	static Mono<Void> send(RequestDecision decision, @Nullable WrittenHeaders written, ServerHttpResponse response) {
		if (response.isCommitted()) {
			return Mono.empty();
		}
		CorsDecision answer = decision.decision();
		if (written != null) {
			written.replace(answer, decision.request());
		}
		else {
			GuardedResponse.write(answer, decision.request(), response.getHeaders());
		}
		return sendStatusAndBody(answer, response);
	}

	static Mono<Void> sendStatusAndBody(CorsDecision answer, ServerHttpResponse response) {
		if (!(answer instanceof Rejected rejected) || rejected.status() == HttpStatus.OK.value()) {
			response.setStatusCode(HttpStatus.OK);
			return response.setComplete();
		}
		response.setStatusCode(HttpStatusCode.valueOf(rejected.status()));
		byte[] body = rejected.message().getBytes(StandardCharsets.ISO_8859_1);
		response.getHeaders().setContentType(MediaType.TEXT_PLAIN);
		response.getHeaders().setContentLength(body.length);
		return response.writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(body)));
	}

}
