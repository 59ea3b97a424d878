package io.github.corsboot.reactive;

import java.net.URI;
import java.util.Objects;

import io.github.corsboot.annotation.FoundHandlers;
import io.github.corsboot.decision.CorsDecider;
import io.github.corsboot.decision.Rehearsal;
import io.github.corsboot.decision.RehearsedRequest;
import io.github.corsboot.decision.RequestDecision;
import io.github.corsboot.mapping.CorsPolicies;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

import org.springframework.context.ApplicationContext;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpCookie;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.codec.ServerCodecConfigurer;
import org.springframework.http.server.reactive.AbstractServerHttpRequest;
import org.springframework.http.server.reactive.SslInfo;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.adapter.DefaultServerWebExchange;
import org.springframework.web.server.i18n.AcceptHeaderLocaleContextResolver;
import org.springframework.web.server.session.DefaultWebSessionManager;

/**
 * Decides reactive requests that nobody has sent.
 *
 * @since 0.1.0
 */
public final class ReactiveRehearsal implements Rehearsal {

	/** In place of the host of the server, where only a path is known. */
	private static final String UNKNOWN_HOST = "server.invalid";

	private final ApplicationContext context;

	private final String basePath;

	private final WebFluxHandlerLookup handlers;

	/**
	 * Create a rehearsal.
	 * @param context the application
	 * @param basePath the path at which it is reached, empty if there is none
	 * @param handlers finds the handler of a request
	 */
	public ReactiveRehearsal(ApplicationContext context, String basePath, WebFluxHandlerLookup handlers) {
		this.context = context;
		this.basePath = basePath;
		this.handlers = handlers;
	}

	@Override
	public String contextPath() {
		return this.basePath;
	}

	@Override
	public RequestDecision decide(RehearsedRequest rehearsed, CorsPolicies policies) {
		ServerWebExchange exchange = new DefaultServerWebExchange(new Request(rehearsed, this.basePath),
				new NoResponse(DefaultDataBufferFactory.sharedInstance), new DefaultWebSessionManager(),
				ServerCodecConfigurer.create(), new AcceptHeaderLocaleContextResolver(), this.context);
		ReactiveCorsRequest request = new ReactiveCorsRequest(exchange.getRequest());
		CorsDecider<ServerWebExchange> decider = new CorsDecider<>(policies, null, ReactivePathReader.READER);
		RequestDecision first = decider.evaluate(exchange, request, null);
		FoundHandlers known = first.isCovered() ? this.handlers.findByPath(exchange, first.decision(), request.origin())
				: FoundHandlers.NONE;
		FoundHandlers found = (known != null) ? known : Objects.requireNonNull(this.handlers.find(exchange).block());
		return decider.conclude(exchange, first, null, found);
	}

	private static HttpHeaders headers(RehearsedRequest request) {
		HttpHeaders headers = new HttpHeaders();
		request.headers().forEach(headers::add);
		return headers;
	}

	private static URI uri(RehearsedRequest request) {
		String address = request.scheme() + "://" + (request.host().isEmpty() ? UNKNOWN_HOST : request.host())
				+ ((request.port() > 0) ? ":" + request.port() : "");
		return URI.create(
				address + encode(request.path()) + ((request.query() != null) ? "?" + encode(request.query()) : ""));
	}

	/**
	 * Encode what browsers send as it is, and a {@link URI} does not take. No policy
	 * depends on it.
	 */
	private static String encode(String text) {
		StringBuilder encoded = new StringBuilder();
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			boolean digits = i + 2 < text.length() && isHexadecimal(text.charAt(i + 1))
					&& isHexadecimal(text.charAt(i + 2));
			if ("[]|{}^\\`".indexOf(c) >= 0 || (c == '%' && !digits)) {
				encoded.append('%').append(Integer.toHexString(c));
			}
			else {
				encoded.append(c);
			}
		}
		return encoded.toString();
	}

	private static boolean isHexadecimal(char c) {
		return Character.digit(c, 16) >= 0 && c < 128;
	}

	private static final class Request extends AbstractServerHttpRequest {

		Request(RehearsedRequest request, String basePath) {
			super(HttpMethod.valueOf(request.method()), uri(request), basePath, headers(request));
		}

		@Override
		protected MultiValueMap<String, HttpCookie> initCookies() {
			return new LinkedMultiValueMap<>();
		}

		@Override
		protected @Nullable SslInfo initSslInfo() {
			return null;
		}

		@Override
		@SuppressWarnings("TypeParameterUnusedInFormals")
		public <T> T getNativeRequest() {
			throw new UnsupportedOperationException("Nobody has sent the request");
		}

		@Override
		public Flux<DataBuffer> getBody() {
			return Flux.empty();
		}

	}

}
