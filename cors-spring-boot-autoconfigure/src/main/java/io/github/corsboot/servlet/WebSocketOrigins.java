package io.github.corsboot.servlet;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

import io.github.corsboot.decision.RequestDecision;
import io.github.corsboot.policy.CorsDecision.Allowed;
import io.github.corsboot.policy.CorsPolicy;
import org.jspecify.annotations.Nullable;

import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.server.HandshakeInterceptor;
import org.springframework.web.socket.server.support.OriginHandshakeInterceptor;
import org.springframework.web.socket.server.support.WebSocketHttpRequestHandler;
import org.springframework.web.socket.sockjs.support.SockJsHttpRequestHandler;
import org.springframework.web.socket.sockjs.transport.TransportHandlingSockJsService;

/**
 * The origins from which one of Spring's handlers accepts the handshake of a WebSocket,
 * beside its own. By default there are none.
 *
 * @since 0.1.0
 */
public final class WebSocketOrigins {

	/** What checks the origin: a handler, or a service that handlers share. */
	private final Object owner;

	private final List<HandshakeInterceptor> interceptors;

	private WebSocketOrigins(Object owner, List<HandshakeInterceptor> interceptors) {
		this.owner = owner;
		this.interceptors = interceptors;
	}

	/**
	 * Return the origins of a handler.
	 * @param handler a handler of any kind
	 * @return its origins, or {@code null} if it is none of Spring's WebSocket handlers
	 */
	public static @Nullable WebSocketOrigins of(Object handler) {
		if (handler instanceof WebSocketHttpRequestHandler plain) {
			return new WebSocketOrigins(plain, plain.getHandshakeInterceptors());
		}
		if (handler instanceof SockJsHttpRequestHandler sockJs
				&& sockJs.getSockJsService() instanceof TransportHandlingSockJsService service) {
			return new WebSocketOrigins(service, service.getHandshakeInterceptors());
		}
		return null;
	}

	/**
	 * Return whether these are the origins of a SockJS service.
	 * @return whether clients also send ordinary requests, with credentials
	 */
	public boolean isSockJs() {
		return this.owner instanceof TransportHandlingSockJsService;
	}

	/**
	 * Return whether the application has set origins.
	 * @return whether there are any
	 */
	public boolean areSet() {
		return configurations().stream()
			.anyMatch((configuration) -> !orEmpty(configuration.getAllowedOrigins()).isEmpty()
					|| !orEmpty(configuration.getAllowedOriginPatterns()).isEmpty());
	}

	private static Collection<String> orEmpty(@Nullable Collection<String> values) {
		return (values != null) ? values : List.of();
	}

	/**
	 * Return whether the application has set origins that contain one.
	 * @param origin the origin of a handshake, from an untrusted source
	 * @return whether the origin is accepted
	 */
	boolean allow(String origin) {
		return configurations().stream().anyMatch((configuration) -> configuration.checkOrigin(origin) != null);
	}

	/**
	 * Return whether the handler accepts an origin other than its own.
	 * @param origin the origin of a handshake, from an untrusted source
	 * @param decision what the policies have decided
	 * @return whether the application has set it, or has left it to a policy that allows
	 * it
	 */
	boolean allow(String origin, RequestDecision decision) {
		return allow(origin) || (this.interceptors.stream().anyMatch(OfPolicies.class::isInstance)
				&& OfPolicies.isAllowed(decision));
	}

	/**
	 * Return what the application has set, nothing if policies decide.
	 */
	private List<CorsConfiguration> configurations() {
		List<CorsConfiguration> configurations = new ArrayList<>();
		for (HandshakeInterceptor interceptor : this.interceptors) {
			if (interceptor instanceof OfPolicies) {
				return List.of();
			}
			if (interceptor instanceof OriginHandshakeInterceptor origins) {
				configurations.add(configuration(origins.getAllowedOrigins(), origins.getAllowedOriginPatterns()));
			}
		}
		if (this.owner instanceof TransportHandlingSockJsService service) {
			configurations.add(configuration(service.getAllowedOrigins(), service.getAllowedOriginPatterns()));
		}
		return configurations;
	}

	private static CorsConfiguration configuration(@Nullable Collection<String> origins,
			@Nullable Collection<String> patterns) {
		CorsConfiguration configuration = new CorsConfiguration();
		configuration.setAllowedOrigins(List.copyOf(orEmpty(origins)));
		configuration.setAllowedOriginPatterns(List.copyOf(orEmpty(patterns)));
		return configuration;
	}

	/**
	 * See to it that the handler checks the origin. A SockJS service with interceptors of
	 * the application may not: then only Spring's CORS support does, which is not asked
	 * where a policy decides.
	 */
	public void ensureChecked() {
		if (this.owner instanceof TransportHandlingSockJsService service
				&& this.interceptors.stream().noneMatch(OriginHandshakeInterceptor.class::isInstance)) {
			OriginHandshakeInterceptor check = new OriginHandshakeInterceptor();
			check.setAllowedOrigins(orEmpty(service.getAllowedOrigins()));
			check.setAllowedOriginPatterns(orEmpty(service.getAllowedOriginPatterns()));
			this.interceptors.add(check);
		}
	}

	/**
	 * Let policies decide on handshakes: what one of them has allowed is accepted, unless
	 * it allows everyone: a handshake carries cookies.
	 */
	public void leaveToPolicies() {
		if (this.interceptors.stream().anyMatch(WebSocketOrigins::isOfSpring)) {
			this.interceptors.replaceAll((interceptor) -> isOfSpring(interceptor) ? new OfPolicies() : interceptor);
		}
	}

	private static boolean isOfSpring(HandshakeInterceptor interceptor) {
		return interceptor.getClass() == OriginHandshakeInterceptor.class;
	}

	/**
	 * Let SockJS accept origins for its requests that are no handshakes, on which
	 * policies have decided before.
	 * @param patterns origin patterns as Spring has them
	 */
	public void acceptOtherRequests(Collection<String> patterns) {
		if (this.owner instanceof TransportHandlingSockJsService service) {
			service.setAllowedOriginPatterns(patterns);
		}
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof WebSocketOrigins origins && this.owner == origins.owner;
	}

	@Override
	public int hashCode() {
		return System.identityHashCode(this.owner);
	}

	/**
	 * Accepts the same origin, and what a policy has allowed.
	 */
	private static final class OfPolicies extends OriginHandshakeInterceptor {

		@Override
		public boolean beforeHandshake(ServerHttpRequest request, ServerHttpResponse response, WebSocketHandler handler,
				Map<String, Object> attributes) throws Exception {
			RequestDecision decision = (request instanceof ServletServerHttpRequest servlet)
					? ServletCors.current(servlet.getServletRequest()) : null;
			return isAllowed(decision) || super.beforeHandshake(request, response, handler, attributes);
		}

		private static boolean isAllowed(@Nullable RequestDecision decision) {
			return decision != null && decision.decision() instanceof Allowed allowed && listsOrigins(allowed.policy());
		}

		private static boolean listsOrigins(CorsPolicy policy) {
			return policy.enforceWebSocketOrigin() && !policy.allowsAnyOrigin();
		}

	}

}
