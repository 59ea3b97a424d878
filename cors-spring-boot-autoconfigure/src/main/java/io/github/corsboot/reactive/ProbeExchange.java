package io.github.corsboot.reactive;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.observation.ServerRequestObservationContext;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.ServerWebExchangeDecorator;

/**
 * A view of an exchange with attributes of its own, whose response goes nowhere: looking
 * a handler up makes the handler mapping decide CORS.
 */
final class ProbeExchange extends ServerWebExchangeDecorator {

	private static final String PROBE = ProbeExchange.class.getName();

	private final Map<String, Object> attributes;

	private final ServerHttpResponse response;

	ProbeExchange(ServerWebExchange exchange) {
		super(exchange);
		this.attributes = new ConcurrentHashMap<>(exchange.getAttributes());
		// What is looked up here is not what the observation of the request is about.
		this.attributes.remove(ServerRequestObservationContext.CURRENT_OBSERVATION_CONTEXT_ATTRIBUTE);
		this.attributes.put(PROBE, true);
		this.response = new NoResponse(exchange.getResponse().bufferFactory());
	}

	/**
	 * Return whether a request only looks for its handler.
	 */
	static boolean isProbe(ServerWebExchange exchange) {
		return exchange.getAttribute(PROBE) != null;
	}

	@Override
	public Map<String, Object> getAttributes() {
		return this.attributes;
	}

	@Override
	public ServerHttpResponse getResponse() {
		return this.response;
	}

}
