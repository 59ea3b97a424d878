package io.github.corsboot.autoconfigure;

import io.github.corsboot.actuate.CorsEndpoint;
import io.github.corsboot.actuate.CorsEndpointWebExtension;
import io.github.corsboot.actuate.CorsPage;
import io.github.corsboot.reactive.EndpointWebFilter;
import io.github.corsboot.servlet.EndpointFilter;
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
 * Filters requests for {@code /actuator/cors} where the endpoint is served: in the
 * application, or on a separate port.
 */
@ManagementContextConfiguration(proxyBeanMethods = false)
@ConditionalOnAvailableEndpoint(endpoint = CorsEndpoint.class, exposure = EndpointExposure.WEB)
class CorsEndpointFilterConfiguration {

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
	static class ServletConfiguration {

		@Bean
		FilterRegistrationBean<EndpointFilter> corsEndpointFilterRegistration(ActuatorPaths corsActuatorPaths) {
			FilterRegistrationBean<EndpointFilter> registration = new FilterRegistrationBean<>(new EndpointFilter(
					corsActuatorPaths::endpoint, CorsPage::headers, CorsEndpointWebExtension::parameterName));
			registration.setName("corsEndpointFilter");
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
		EndpointWebFilter corsEndpointWebFilter(ActuatorPaths corsActuatorPaths) {
			return new EndpointWebFilter(corsActuatorPaths::endpoint, CorsPage::headers,
					CorsEndpointWebExtension::parameterName);
		}

	}

}
