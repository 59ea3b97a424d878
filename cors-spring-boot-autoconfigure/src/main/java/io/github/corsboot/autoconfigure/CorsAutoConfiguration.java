package io.github.corsboot.autoconfigure;

import java.time.Clock;

import io.github.corsboot.decision.Rehearsal;
import io.github.corsboot.explain.CorsExplainer;
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
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of what both web stacks share.
 *
 * @since 0.1.0
 */
@AutoConfiguration
@ConditionalOnWebApplication
@EnableConfigurationProperties(CorsProperties.class)
@ImportRuntimeHints(CorsRuntimeHints.class)
public final class CorsAutoConfiguration {

	@Bean
	static ConfigurationProblems corsConfigurationProblems(Environment environment) {
		return new ConfigurationProblems(environment);
	}

	/**
	 * What is wrong is found when the application starts, even if beans are created
	 * later.
	 */
	@Bean
	static LazyInitializationExcludeFilter corsPoliciesAreNeverLazy() {
		return LazyInitializationExcludeFilter.forBeanTypes(CorsPolicies.class);
	}

	@Bean
	CorsWarnings corsWarnings(CorsProperties properties) {
		return new CorsWarnings(properties.getAcceptedWarnings());
	}

	@Bean
	@ConditionalOnMissingBean
	CorsRejectionRepository corsRejectionRepository(CorsProperties properties) {
		// A capacity below one is reported with all that is wrong.
		return new InMemoryCorsRejectionRepository(Math.max(1, properties.getRejections().getCapacity()));
	}

	@Bean
	CorsRejections corsRejections(CorsProperties properties, ObjectProvider<CorsRejectionRepository> repository,
			ObjectProvider<CorsRejectionListener> listeners, ApplicationEventPublisher events) {
		return properties.getRejections().isEnabled() ? new CorsRejections(repository.getObject(),
				listeners.orderedStream().toList(), Clock.systemUTC(), events) : CorsRejections.disabled();
	}

	@Bean
	CorsNotices corsNotices(CorsProperties properties) {
		return new CorsNotices(properties.getRejections().isEnabled(), Clock.systemUTC());
	}

	@Bean
	CorsRecorder corsRecorder(CorsRejections rejections, CorsNotices notices,
			ObjectProvider<CorsDecisionListener> decisions) {
		return new CorsRecorder(rejections, notices, decisions.getIfAvailable(() -> CorsDecisionListener.NONE));
	}

	@Bean
	@Lazy
	@ConditionalOnMissingBean
	CorsExplainer corsExplainer(CorsPolicies policies, Rehearsal rehearsal) {
		return new CorsExplainer(policies, rehearsal);
	}

	@Bean
	StartupWarnings corsStartupWarnings(CorsProperties properties, ObjectProvider<CorsPolicies> policies,
			ObjectProvider<ActuatorPaths> actuatorPaths, CorsWarnings warnings, ApplicationContext context) {
		return new StartupWarnings(properties, policies, actuatorPaths, warnings, context);
	}

	@Bean
	CorsStartupLog corsStartupLog(ObjectProvider<CorsPolicies> policies, CorsWarnings warnings,
			ObjectProvider<ActuatorPaths> actuatorPaths, ApplicationContext context) {
		return new CorsStartupLog(policies, warnings, actuatorPaths, context);
	}

}
