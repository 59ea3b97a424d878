package io.github.corsboot.sample;

import java.nio.charset.StandardCharsets;

import reactor.core.publisher.Mono;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.web.exchanges.HttpExchangeRepository;
import org.springframework.boot.actuate.web.exchanges.Include;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.boot.webflux.actuate.web.exchanges.HttpExchangesWebFilter;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.WebFilter;

/**
 * What is particular to Netty: two more servers with the same handler.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
class ReactiveConfiguration {

	@Bean
	NettyPagePorts pagePorts(SampleProperties sample, ServerProperties server, HttpHandler handler) {
		return new NettyPagePorts(sample, server, handler);
	}

	/**
	 * Sees preflights, too: it comes before whatever answers them.
	 */
	@Bean
	HttpExchangesWebFilter httpExchangesWebFilter(HttpExchangeRepository repository) {
		HttpExchangesWebFilter filter = new HttpExchangesWebFilter(repository, Include.defaultIncludes());
		filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
		return filter;
	}

	/**
	 * A proxy in front of the application, whose own errors know nothing of CORS.
	 */
	@Bean
	@Order(Ordered.HIGHEST_PRECEDENCE + 1)
	WebFilter proxy(ObjectProvider<Changes> changes) {
		return (exchange, chain) -> {
			if (!exchange.getRequest().getPath().value().startsWith("/proxy/")) {
				return chain.filter(exchange);
			}
			ServerHttpResponse error = exchange.getResponse();
			error.setStatusCode(HttpStatus.BAD_GATEWAY);
			if (changes.getObject().isMade(Change.PROXY_ERROR)) {
				error.getHeaders().setAccessControlAllowOrigin(exchange.getRequest().getHeaders().getOrigin());
			}
			byte[] body = "the proxy cannot reach the application".getBytes(StandardCharsets.UTF_8);
			return error.writeWith(Mono.just(error.bufferFactory().wrap(body)));
		};
	}

}
