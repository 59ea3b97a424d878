package io.github.corsboot.autoconfigure;

import java.util.List;
import java.util.function.UnaryOperator;

import io.github.corsboot.actuate.CorsDescriptor.Instance;
import io.github.corsboot.actuate.CorsEndpoint;
import io.github.corsboot.actuate.CorsEndpointJmxExtension;
import io.github.corsboot.actuate.CorsEndpointWebExtension;
import io.github.corsboot.explain.CorsExplainer;
import io.github.corsboot.fleet.FleetReporter;
import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.mapping.CorsWarnings;
import io.github.corsboot.origins.AllowedOriginsLoader;
import io.github.corsboot.rejection.CorsNotices;
import io.github.corsboot.rejection.CorsRejections;
import io.github.corsboot.reload.CorsReloader;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletPath;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of {@code /actuator/cors}, and of what leaves the paths of Actuator
 * to Actuator.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = { ServletCorsAutoConfiguration.class, ReactiveCorsAutoConfiguration.class })
@ConditionalOnWebApplication
@ConditionalOnClass({ ConditionalOnAvailableEndpoint.class, PathMappedEndpoints.class })
public final class CorsActuatorAutoConfiguration {

	@Bean
	@ConditionalOnAvailableEndpoint
	@ConditionalOnBean(CorsPolicies.class)
	@ConditionalOnMissingBean
	CorsEndpoint corsEndpoint(Environment environment, CorsPolicies corsPolicies,
			ObjectProvider<CrossOriginCollector> corsCrossOriginCollector, CorsWarnings corsWarnings,
			CorsRejections corsRejections, CorsNotices corsNotices,
			ObjectProvider<AllowedOriginsLoader> corsAllowedOriginsLoader, ObjectProvider<CorsExplainer> corsExplainer,
			ObjectProvider<CorsReloader> corsReloader, ObjectProvider<FleetReporter> corsFleetReporter) {
		Instance instance = new Instance(corsRejections.instance(), environment.getProperty("spring.application.name"),
				environment.getProperty("HOSTNAME"));
		return new CorsEndpoint(instance, corsPolicies, () -> {
			CrossOriginCollector check = corsCrossOriginCollector.getIfAvailable();
			return (check != null) ? check.handlers() : List.of();
		}, corsWarnings, corsRejections, corsNotices, CorsOriginsAutoConfiguration.statuses(corsAllowedOriginsLoader),
				corsExplainer::getObject, corsReloader.getIfAvailable(), corsFleetReporter.getIfAvailable());
	}

	@Bean
	@ConditionalOnBean(CorsEndpoint.class)
	@ConditionalOnAvailableEndpoint(exposure = EndpointExposure.WEB)
	CorsEndpointWebExtension corsEndpointWebExtension(CorsEndpoint corsEndpoint) {
		return new CorsEndpointWebExtension(corsEndpoint);
	}

	@Bean
	@ConditionalOnBean(CorsEndpoint.class)
	@ConditionalOnAvailableEndpoint(exposure = EndpointExposure.JMX)
	CorsEndpointJmxExtension corsEndpointJmxExtension(CorsEndpoint corsEndpoint) {
		return new CorsEndpointJmxExtension(corsEndpoint);
	}

	@Bean
	@ConditionalOnMissingBean
	ActuatorPaths corsActuatorPaths(ObjectProvider<PathMappedEndpoints> endpoints, Environment environment) {
		return new MappedActuatorPaths(endpoints, environment, UnaryOperator.identity());
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
	@ConditionalOnClass(DispatcherServletPath.class)
	static class BelowDispatcherServletConfiguration {

		@Bean
		ActuatorPaths corsActuatorPaths(ObjectProvider<PathMappedEndpoints> endpoints, Environment environment,
				ObjectProvider<DispatcherServletPath> dispatcherServlet) {
			return new MappedActuatorPaths(endpoints, environment, (path) -> {
				DispatcherServletPath servlet = dispatcherServlet.getIfAvailable();
				return (servlet != null) ? servlet.getRelativePath(path) : path;
			});
		}

	}

}
