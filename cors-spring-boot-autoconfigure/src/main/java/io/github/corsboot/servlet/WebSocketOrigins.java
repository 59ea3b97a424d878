package io.github.corsboot.servlet;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.util.CollectionUtils;
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

	/** What checks the origin; two handlers may share it. */
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
	 * Return whether the application has set origins.
	 * @return whether there are any but those of a policy
	 */
	public boolean areSet() {
		boolean sockJs = this.owner instanceof TransportHandlingSockJsService service
				&& (!CollectionUtils.isEmpty(service.getAllowedOrigins())
						|| !CollectionUtils.isEmpty(service.getAllowedOriginPatterns()));
		return (sockJs || this.interceptors.stream().anyMatch(WebSocketOrigins::areSet))
				&& this.interceptors.stream().noneMatch(OfPolicies.class::isInstance);
	}

	private static boolean areSet(HandshakeInterceptor interceptor) {
		return interceptor instanceof OriginHandshakeInterceptor origins
				&& !(origins.getAllowedOrigins().isEmpty() && origins.getAllowedOriginPatterns().isEmpty());
	}

	/**
	 * Set what policies allow.
	 * @param patterns origin patterns as Spring has them
	 */
	public void setByPolicies(Collection<String> patterns) {
		List<HandshakeInterceptor> changed = new ArrayList<>();
		for (HandshakeInterceptor interceptor : this.interceptors) {
			changed.add((interceptor.getClass() == OriginHandshakeInterceptor.class) ? new OfPolicies(patterns)
					: interceptor);
		}
		if (this.owner instanceof TransportHandlingSockJsService service) {
			service.setAllowedOriginPatterns(patterns);
			service.setHandshakeInterceptors(changed);
		}
		else if (this.owner instanceof WebSocketHttpRequestHandler plain) {
			plain.setHandshakeInterceptors(changed);
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
	 * Accepts what policies allow, which have been asked before.
	 */
	private static final class OfPolicies extends OriginHandshakeInterceptor {

		OfPolicies(Collection<String> patterns) {
			setAllowedOriginPatterns(patterns);
		}

	}

}
