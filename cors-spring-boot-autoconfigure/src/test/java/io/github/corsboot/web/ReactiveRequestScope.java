package io.github.corsboot.web;

import java.util.concurrent.atomic.AtomicBoolean;

import org.springframework.beans.factory.ObjectFactory;
import org.springframework.beans.factory.config.CustomScopeConfigurer;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.SimpleThreadScope;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.util.Assert;
import org.springframework.web.server.WebFilter;

/**
 * The scope {@code request} for WebFlux, which has none: as on servlets, it exists only
 * behind the first filters.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
class ReactiveRequestScope {

	private static final AtomicBoolean EXISTS = new AtomicBoolean();

	@Bean
	static CustomScopeConfigurer requestScope() {
		CustomScopeConfigurer configurer = new CustomScopeConfigurer();
		configurer.addScope("request", new SimpleThreadScope() {

			@Override
			public Object get(String name, ObjectFactory<?> objectFactory) {
				Assert.state(EXISTS.get(), "The scope does not exist yet");
				return objectFactory.getObject();
			}

		});
		return configurer;
	}

	@Bean
	@Order(Ordered.HIGHEST_PRECEDENCE + 200)
	static WebFilter requestScopeFilter() {
		return (exchange, chain) -> {
			EXISTS.set(true);
			return chain.filter(exchange).doFinally((signal) -> EXISTS.set(false));
		};
	}

}
