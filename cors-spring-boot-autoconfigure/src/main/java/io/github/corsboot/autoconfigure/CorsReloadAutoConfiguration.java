package io.github.corsboot.autoconfigure;

import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.mapping.CorsWarnings;
import io.github.corsboot.origins.AllowedOriginsLoader;
import io.github.corsboot.properties.CorsProperties;
import io.github.corsboot.reload.CorsReloader;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of what changes the policies while the application runs.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = { ServletCorsAutoConfiguration.class, ReactiveCorsAutoConfiguration.class })
@ConditionalOnBean(CorsPolicies.class)
public final class CorsReloadAutoConfiguration {

	@Bean
	CorsReloader corsReloader(CorsPolicies corsPolicies, CorsWarnings corsWarnings,
			CorsProperties corsStarterProperties, ConfigurationChecks corsConfigurationChecks,
			ObjectProvider<AllowedOriginsLoader> corsAllowedOriginsLoader,
			ObjectProvider<ActuatorPaths> corsActuatorPaths, ConfigurableApplicationContext context) {
		return new CorsReloader(corsPolicies, corsWarnings,
				new ReloadCandidates(context, corsPolicies, corsStarterProperties, corsConfigurationChecks,
						corsAllowedOriginsLoader, ActuatorPaths.onApplicationPort(corsActuatorPaths)),
				new FailureReport(context), context);
	}

	/**
	 * Comes behind all other listeners: with Spring Cloud, one of them binds properties
	 * again, of which a customizer may be made.
	 */
	@Bean
	SmartInitializingSingleton corsReloadListener(CorsPolicies corsPolicies, ConfigurableApplicationContext context) {
		return () -> context.addApplicationListener(new ReloadListener(corsPolicies, context));
	}

}
