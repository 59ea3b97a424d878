package io.github.corsboot.reactive;

import io.github.corsboot.decision.ResponseHeaders;
import io.github.corsboot.policy.CorsDecision;
import io.github.corsboot.policy.CorsHeaders;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;

/**
 * The headers of a response to a request without {@code Origin}, which need nothing of
 * the request. They are written at once, and once more before the response is committed.
 */
final class ConstantHeaders implements ResponseHeaders {

	private final ServerWebExchange exchange;

	private volatile CorsDecision decision;

	/** Whether others may have written for an earlier decision, and write once more. */
	private volatile boolean replaced;

	private ConstantHeaders(CorsDecision decision, ServerWebExchange exchange) {
		this.decision = decision;
		this.exchange = exchange;
	}

	static ConstantHeaders write(CorsDecision decision, ServerWebExchange exchange) {
		ConstantHeaders headers = new ConstantHeaders(decision, exchange);
		headers.write();
		exchange.getResponse().beforeCommit(() -> Mono.fromRunnable(headers::write));
		return headers;
	}

	private void write() {
		ServerHttpResponse response = this.exchange.getResponse();
		if (this.replaced) {
			CorsResponse.removeAll(response.getHeaders());
		}
		CorsHeaders headers = this.decision.headers();
		if (!headers.isEmpty()) {
			headers.writeTo(new ReactiveCorsRequest(this.exchange.getRequest()), response.getHeaders(),
					HttpHeaders::set);
		}
		CorsResponse.addVary(headers, response.getHeaders());
	}

	@Override
	public void replace(CorsDecision decision) {
		this.decision = decision;
		this.replaced = true;
		write();
	}

}
