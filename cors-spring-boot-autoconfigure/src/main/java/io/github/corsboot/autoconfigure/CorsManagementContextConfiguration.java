package io.github.corsboot.autoconfigure;

import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.rejection.CorsRecorder;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.DispatcherServlet;

/**
 * Has {@code management.endpoints.web.cors} observed on a separate port, whose beans no
 * post-processor of the application sees.
 */
@ManagementContextConfiguration(value = ManagementContextType.CHILD, proxyBeanMethods = false)
class CorsManagementContextConfiguration {

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
	@ConditionalOnClass(DispatcherServlet.class)
	static class ServletConfiguration {

		@Bean
		static MvcCorsPostProcessor corsMvcPostProcessor(ObjectProvider<CorsPolicies> corsPolicies,
				ObjectProvider<CorsRecorder> corsRecorder) {
			return new MvcCorsPostProcessor(corsPolicies, corsRecorder, false);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
	static class ReactiveConfiguration {

		@Bean
		static WebFluxCorsPostProcessor corsWebFluxPostProcessor(ObjectProvider<CorsPolicies> corsPolicies,
				ObjectProvider<CorsRecorder> corsRecorder) {
			return new WebFluxCorsPostProcessor(corsPolicies, corsRecorder, false);
		}

	}

}
