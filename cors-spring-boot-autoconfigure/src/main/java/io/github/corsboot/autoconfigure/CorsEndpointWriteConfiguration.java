package io.github.corsboot.autoconfigure;

import io.github.corsboot.actuate.CorsEndpoint;
import io.github.corsboot.reactive.EndpointWriteWebFilter;
import io.github.corsboot.servlet.EndpointWriteFilter;
import jakarta.servlet.DispatcherType;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/**
 * Refuses write operations of {@code /actuator/cors} that a page of another origin asks
 * for, where the endpoint is served: in the application, or on a separate port.
 */
@ManagementContextConfiguration(proxyBeanMethods = false)
@ConditionalOnAvailableEndpoint(endpoint = CorsEndpoint.class, exposure = EndpointExposure.WEB)
class CorsEndpointWriteConfiguration {

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
	static class ServletConfiguration {

		@Bean
		FilterRegistrationBean<EndpointWriteFilter> corsEndpointWriteFilterRegistration(ActuatorPaths paths) {
			FilterRegistrationBean<EndpointWriteFilter> registration = new FilterRegistrationBean<>(
					new EndpointWriteFilter(paths::endpoint));
			registration.setName("corsEndpointWriteFilter");
			// Behind Spring Security, and behind filters that rewrite the path.
			registration.setOrder(Ordered.LOWEST_PRECEDENCE);
			registration.setMatchAfter(true);
			registration.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.FORWARD);
			return registration;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
	static class ReactiveConfiguration {

		@Bean
		EndpointWriteWebFilter corsEndpointWriteWebFilter(ActuatorPaths paths) {
			return new EndpointWriteWebFilter(paths::endpoint);
		}

	}

}
