package io.github.corsboot.autoconfigure;

import java.time.Clock;
import java.util.Objects;

import io.github.corsboot.autoconfigure.ConfigurationCheck.Configured;
import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.mapping.CorsWarnings;
import io.github.corsboot.properties.ConfigurationProblems;
import io.github.corsboot.properties.CorsProperties;
import io.github.corsboot.rejection.CorsDecisionListener;
import io.github.corsboot.rejection.CorsNotices;
import io.github.corsboot.rejection.CorsRecorder;
import io.github.corsboot.rejection.CorsRejectionListener;
import io.github.corsboot.rejection.CorsRejectionRepository;
import io.github.corsboot.rejection.CorsRejections;
import io.github.corsboot.rejection.InMemoryCorsRejectionRepository;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of what both web stacks share.
 *
 * @since 0.1.0
 */
@AutoConfiguration
@ConditionalOnWebApplication
@EnableConfigurationProperties
public final class CorsAutoConfiguration {

	@Bean
	CorsProperties corsStarterProperties() {
		return new CorsProperties();
	}

	@Bean
	static ConfigurationProblems corsConfigurationProblems(Environment environment) {
		return new ConfigurationProblems(environment);
	}

	@Bean
	CorsWarnings corsWarnings(CorsProperties corsStarterProperties) {
		return new CorsWarnings(corsStarterProperties.getAcceptedWarnings());
	}

	@Bean
	@ConditionalOnMissingBean
	CorsRejectionRepository corsRejectionRepository(CorsProperties corsStarterProperties) {
		// A capacity below one is reported with all that is wrong.
		return new InMemoryCorsRejectionRepository(Math.max(1, corsStarterProperties.getRejections().getCapacity()));
	}

	@Bean
	CorsRejections corsRejections(CorsProperties corsStarterProperties,
			ObjectProvider<CorsRejectionRepository> corsRejectionRepository,
			ObjectProvider<CorsRejectionListener> listeners, ApplicationEventPublisher events) {
		return corsStarterProperties.getRejections().isEnabled()
				? new CorsRejections(corsRejectionRepository.getObject(), () -> listeners.orderedStream().iterator(),
						Clock.systemUTC(), events)
				: CorsRejections.disabled();
	}

	@Bean
	CorsNotices corsNotices(CorsProperties corsStarterProperties) {
		return new CorsNotices(corsStarterProperties.getRejections().isEnabled(), Clock.systemUTC());
	}

	@Bean
	CorsRecorder corsRecorder(CorsRejections corsRejections, CorsNotices corsNotices,
			ObjectProvider<CorsDecisionListener> corsMetrics) {
		return new CorsRecorder(corsRejections, corsNotices,
				Objects.requireNonNullElse(corsMetrics.getIfAvailable(), CorsDecisionListener.NONE));
	}

	@Bean
	ConfigurationChecks corsConfigurationChecks(ConfigurableApplicationContext context,
			ObjectProvider<ConfigurationCheck> checks, ObjectProvider<ActuatorPaths> corsActuatorPaths) {
		return new ConfigurationChecks(context, checks, corsActuatorPaths);
	}

	@Bean
	CorsStartupLog corsStartupLog(CorsProperties corsStarterProperties, ObjectProvider<CorsPolicies> corsPolicies,
			CorsWarnings corsWarnings, ConfigurationProblems corsConfigurationProblems,
			ConfigurationChecks corsConfigurationChecks, ObjectProvider<ActuatorPaths> corsActuatorPaths,
			ApplicationContext context) {
		return new CorsStartupLog(corsPolicies, corsWarnings, corsActuatorPaths, context,
				(policies) -> corsConfigurationChecks.check(new Configured(policies, corsWarnings,
						corsConfigurationProblems, corsStarterProperties, context.getEnvironment())));
	}

}
