package io.github.corsboot.reactive;

import java.nio.charset.StandardCharsets;

import io.github.corsboot.decision.RequestDecision;
import io.github.corsboot.decision.WrittenHeaders;
import io.github.corsboot.policy.CorsDecision;
import io.github.corsboot.policy.CorsDecision.Rejected;
import io.micrometer.common.KeyValue;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.observation.ServerRequestObservationContext;
import org.springframework.web.server.ServerWebExchange;

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
	 * @param exchange the request that is answered
	 */
	static Mono<Void> send(RequestDecision decision, @Nullable WrittenHeaders written, ServerWebExchange exchange) {
		ServerHttpResponse response = exchange.getResponse();
		if (response.isCommitted()) {
			return Mono.empty();
		}
		CorsDecision answer = decision.decision();
		if (answer instanceof Rejected rejected) {
			observe(rejected, exchange);
		}
		if (written != null) {
			written.replace(answer, decision.request());
		}
		else {
			GuardedResponse.write(answer, decision.request(), response.getHeaders());
		}
		return sendStatusAndBody(answer, response);
	}

	/**
	 * Let the trace say why. A low-cardinality value would become a tag of
	 * {@code http.server.requests}, and Prometheus keeps no series with different tags.
	 */
	private static void observe(Rejected rejected, ServerWebExchange exchange) {
		ServerRequestObservationContext.findCurrent(exchange.getAttributes())
			.ifPresent((context) -> context
				.addHighCardinalityKeyValue(KeyValue.of("cors.reason", rejected.reason().code())));
	}

	static Mono<Void> sendStatusAndBody(CorsDecision answer, ServerHttpResponse response) {
		if (!(answer instanceof Rejected rejected) || rejected.status() == HttpStatus.OK.value()) {
			response.setStatusCode(HttpStatus.OK);
			return response.setComplete();
		}
		return send(HttpStatusCode.valueOf(rejected.status()), rejected.message(), response);
	}

	/**
	 * Send a status and one line of ASCII text.
	 */
	static Mono<Void> send(HttpStatusCode status, String message, ServerHttpResponse response) {
		response.setStatusCode(status);
		byte[] body = message.getBytes(StandardCharsets.ISO_8859_1);
		response.getHeaders().setContentType(MediaType.TEXT_PLAIN);
		response.getHeaders().setContentLength(body.length);
		return response.writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(body)));
	}

}
