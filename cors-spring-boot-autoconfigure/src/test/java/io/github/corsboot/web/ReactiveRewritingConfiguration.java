package io.github.corsboot.web;

import reactor.core.publisher.Mono;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.codec.ServerCodecConfigurer;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.filter.reactive.HiddenHttpMethodFilter;
import org.springframework.web.filter.reactive.UrlHandlerFilter;
import org.springframework.web.reactive.DispatcherHandler;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.adapter.DefaultServerWebExchange;
import org.springframework.web.server.i18n.LocaleContextResolver;
import org.springframework.web.server.session.WebSessionManager;

/**
 * Filters and handlers with which {@link RewritingApplication} serves requests elsewhere,
 * in WebFlux.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
class ReactiveRewritingConfiguration {

	@Bean
	WebFilter rewritingWebFilter(WebSessionManager sessions, ServerCodecConfigurer codecs,
			LocaleContextResolver locales) {
		return (exchange, chain) -> {
			String path = exchange.getRequest().getPath().value();
			String target = RewritingApplication.target(path);
			if (path.startsWith("/hidden/") || path.startsWith("/anonymous/")) {
				ServerHttpRequest request = exchange.getRequest().mutate().path(target).headers((headers) -> {
					if (path.startsWith("/anonymous/")) {
						headers.remove("Origin");
					}
				}).build();
				return chain
					.filter(new DefaultServerWebExchange(request, exchange.getResponse(), sessions, codecs, locales));
			}
			if (path.startsWith("/trusted/")) {
				return chain.filter(exchange.mutate()
					.request((request) -> request.path(target).header("Origin", "https://app.example.com"))
					.build());
			}
			if (path.startsWith("/copied/")) {
				return chain.filter(exchange.mutate()
					.request((request) -> request.path(target))
					.response(new CopiedHeaders(exchange.getResponse()))
					.build());
			}
			return chain.filter(target.equals(path) ? exchange
					: exchange.mutate().request((request) -> request.path(target)).build());
		};
	}

	@Bean
	HiddenHttpMethodFilter plainHiddenHttpMethodFilter() {
		return new HiddenHttpMethodFilter();
	}

	@Bean
	UrlHandlerFilter urlHandlerFilter() {
		return UrlHandlerFilter.trailingSlashHandler("/**").mutateRequest().build();
	}

	@RestController
	static class ForwardingHandlers {

		private final ObjectProvider<DispatcherHandler> dispatcher;

		ForwardingHandlers(ObjectProvider<DispatcherHandler> dispatcher) {
			this.dispatcher = dispatcher;
		}

		@GetMapping("/forward/legacy")
		Mono<Void> forwardToLegacy(ServerWebExchange exchange) {
			return forward(exchange, "/legacy/x");
		}

		@GetMapping("/private/forward")
		Mono<Void> forwardToPlainLegacy(ServerWebExchange exchange) {
			return forward(exchange, "/legacy/plain");
		}

		private Mono<Void> forward(ServerWebExchange exchange, String path) {
			return this.dispatcher.getObject()
				.handle(exchange.mutate().request((request) -> request.path(path)).build());
		}

	}

	/** As a filter has that keeps responses: it writes what it has kept at the end. */
	private static final class CopiedHeaders extends ServerHttpResponseDecorator {

		private final HttpHeaders headers = new HttpHeaders();

		CopiedHeaders(ServerHttpResponse response) {
			super(response);
			this.headers.addAll(HttpHeaders.copyOf(response.getHeaders()));
			response.beforeCommit(() -> Mono
				.fromRunnable(() -> this.headers.forEach((name, values) -> response.getHeaders().put(name, values))));
		}

		@Override
		public HttpHeaders getHeaders() {
			return this.headers;
		}

	}

}
