package io.github.corsboot.sample;

import org.springframework.boot.actuate.web.exchanges.HttpExchangeRepository;
import org.springframework.boot.actuate.web.exchanges.Include;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.boot.webflux.actuate.web.exchanges.HttpExchangesWebFilter;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.http.server.reactive.HttpHandler;

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

}
