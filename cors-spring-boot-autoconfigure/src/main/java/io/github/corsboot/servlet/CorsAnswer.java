package io.github.corsboot.servlet;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import io.github.corsboot.decision.RequestDecision;
import io.github.corsboot.decision.WrittenHeaders;
import io.github.corsboot.policy.CorsDecision;
import io.github.corsboot.policy.CorsDecision.Rejected;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

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
	static void send(RequestDecision decision, @Nullable WrittenHeaders written, HttpServletResponse response)
			throws IOException {
		if (response.isCommitted()) {
			return;
		}
		CorsDecision answer = decision.decision();
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

	static void sendStatusAndBody(CorsDecision answer, HttpServletResponse response) throws IOException {
		if (!(answer instanceof Rejected rejected) || rejected.status() == HttpServletResponse.SC_OK) {
			response.setStatus(HttpServletResponse.SC_OK);
			response.setContentLength(0);
			return;
		}
		response.setStatus(rejected.status());
		byte[] body = rejected.message().getBytes(StandardCharsets.ISO_8859_1);
		response.setContentType("text/plain");
		response.setContentLength(body.length);
		try {
			response.getOutputStream().write(body);
		}
		catch (IllegalStateException ex) {
			// Somebody has called getWriter() before.
			response.getWriter().write(rejected.message());
		}
	}

}
