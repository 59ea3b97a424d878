package io.github.corsboot.servlet;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import io.github.corsboot.decision.RequestDecision;
import io.github.corsboot.decision.WrittenHeaders;
import io.github.corsboot.policy.CorsDecision;
import io.github.corsboot.policy.CorsDecision.Rejected;
import io.micrometer.common.KeyValue;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.web.filter.ServerHttpObservationFilter;

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
	 * @param request the request that is answered
	 * @param response the response
	 */
	static void send(RequestDecision decision, @Nullable WrittenHeaders written, HttpServletRequest request,
			HttpServletResponse response) throws IOException {
		if (response.isCommitted()) {
			return;
		}
		CorsDecision answer = decision.decision();
		if (answer instanceof Rejected rejected) {
			observe(rejected, request);
		}
		if (written != null) {
			// Whatever a filter or another handler has begun to write is not sent.
			response.resetBuffer();
			written.replace(answer, decision.request());
		}
		else {
			GuardedResponse.write(decision.request(), answer.headers(), response);
		}
		sendStatusAndBody(answer, response);
	}

	/**
	 * Let the trace say why. A low-cardinality value would become a tag of
	 * {@code http.server.requests}, and Prometheus keeps no series with different tags.
	 */
	private static void observe(Rejected rejected, HttpServletRequest request) {
		ServerHttpObservationFilter.findObservationContext(request)
			.ifPresent((context) -> context
				.addHighCardinalityKeyValue(KeyValue.of("cors.reason", rejected.reason().code())));
	}

	static void sendStatusAndBody(CorsDecision answer, HttpServletResponse response) throws IOException {
		if (!(answer instanceof Rejected rejected) || rejected.status() == HttpServletResponse.SC_OK) {
			response.setStatus(HttpServletResponse.SC_OK);
			response.setContentLength(0);
			return;
		}
		send(rejected.status(), rejected.message(), response);
	}

	/**
	 * Send a status and one line of ASCII text.
	 */
	static void send(int status, String message, HttpServletResponse response) throws IOException {
		response.setStatus(status);
		byte[] body = message.getBytes(StandardCharsets.ISO_8859_1);
		response.setContentType("text/plain");
		response.setContentLength(body.length);
		try {
			response.getOutputStream().write(body);
		}
		catch (IllegalStateException ex) {
			// Somebody has called getWriter() before.
			response.getWriter().write(message);
		}
	}

}
