package io.github.corsboot.autoconfigure;

import java.util.Set;

import io.github.corsboot.explain.CorsExplainer;
import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.reload.CorsReloader;
import io.github.corsboot.properties.BoundCorsProperties;
import io.github.corsboot.mapping.CorsWarnings;
import io.github.corsboot.properties.ConfigurationProblems;
import io.github.corsboot.properties.CorsPolicyFactory;
import io.github.corsboot.properties.CorsProperties;
import io.github.corsboot.reactive.ChangedRequestWebFilter;
import io.github.corsboot.reactive.CorsPolicyWebFilter;
import io.github.corsboot.reactive.LastLookHandlerAdapter;
import io.github.corsboot.reactive.ObservingCorsProcessor;
import io.github.corsboot.reactive.ReactiveRehearsal;
import io.github.corsboot.reactive.WebFluxHandlerLookup;
import io.github.corsboot.rejection.CorsRecorder;
import io.github.corsboot.rejection.SpringCorsObserver;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.web.cors.reactive.CorsConfigurationSource;
import org.springframework.web.cors.reactive.CorsProcessor;
import org.springframework.web.cors.reactive.CorsWebFilter;
import org.springframework.web.cors.reactive.DefaultCorsProcessor;
import org.springframework.web.cors.reactive.UrlBasedCorsConfigurationSource;
import org.springframework.web.reactive.config.CorsRegistry;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.server.WebFilter;

/**
 * Auto-configuration that applies CORS policies to reactive applications.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = CorsAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
public final class ReactiveCorsAutoConfiguration {

	// What is wrong is found when the application starts, even if beans are created
	// later.
	@Bean
	@Lazy(false)
	@ConditionalOnMissingBean
	CorsPolicies corsPolicies(CorsProperties corsStarterProperties, ConfigurationProblems corsConfigurationProblems,
			CorsWarnings corsWarnings, ApplicationContext context, ObjectProvider<ActuatorPaths> corsActuatorPaths,
			ObjectProvider<CorsReloader> corsReloader) {
		// Nothing else checks the origin of a WebSocket handshake on this stack.
		return CorsPolicyFactory.createPolicies(
				BoundCorsProperties.of(corsStarterProperties, corsConfigurationProblems, context), corsWarnings,
				context, true, ActuatorPaths.onApplicationPort(corsActuatorPaths),
				() -> corsReloader.getObject().reload().changed());
	}

	@Bean
	@ConditionalOnMissingBean
	CorsPolicyWebFilter corsPolicyWebFilter(CorsPolicies corsPolicies, WebFluxHandlerLookup corsHandlerLookup,
			CorsRecorder corsRecorder, ApplicationContext context) {
		return new CorsPolicyWebFilter(corsPolicies, corsHandlerLookup, corsRecorder, context);
	}

	@Bean
	@ConditionalOnMissingBean
	WebFluxHandlerLookup corsHandlerLookup(ApplicationContext context) {
		return new WebFluxHandlerLookup(context);
	}

	@Bean
	@Lazy
	@ConditionalOnMissingBean
	CorsExplainer corsExplainer(CorsPolicies corsPolicies, ApplicationContext context,
			WebFluxHandlerLookup corsHandlerLookup) {
		String basePath = context.getEnvironment().getProperty("spring.webflux.base-path", "");
		return new CorsExplainer(corsPolicies,
				new ReactiveRehearsal(context, basePath.equals("/") ? "" : basePath, corsHandlerLookup));
	}

	@Bean
	CrossOriginCollector corsCrossOriginCollector(WebFluxHandlerLookup corsHandlerLookup,
			ConfigurableApplicationContext context) {
		return new CrossOriginCollector(context, corsHandlerLookup::collect, corsHandlerLookup::ignoresCase);
	}

	@Bean
	ConfigurationCheck corsShadowedSources(ApplicationContext context) {
		return (configured) -> {
			ShadowedCors shadowed = new ShadowedCors(configured);
			shadowed.forEach(context, WebFluxConfigurer.class, (name, configurer) -> {
				MappedPaths registry = new MappedPaths();
				configurer.addCorsMappings(registry);
				shadowed.add(name, "addCorsMappings", registry.all());
			});
			shadowed.forEach(context, UrlBasedCorsConfigurationSource.class,
					(name, source) -> shadowed.addConfigurations(name, configurations(source)));
			shadowed.forEach(context, WebFilter.class, (name, filter) -> {
				// At the same order, beans of the application come first.
				boolean earlier = ShadowedCors.orderOf(context, name, filter) <= CorsPolicyWebFilter.ORDER;
				if (!(filter instanceof CorsWebFilter)) {
					if (earlier) {
						shadowed.addEarlier(name, filter.getClass(), CorsPolicyWebFilter.ORDER);
					}
				}
				else if (earlier) {
					shadowed.addEarlier(name, CorsPolicyWebFilter.ORDER);
				}
				else {
					shadowed.addConfigurations(name, configurations(source(filter)));
				}
			});
		};
	}

	private static @Nullable Object source(Object filter) {
		return SpringCorsPostProcessor.read(filter, CorsWebFilter.class, "configSource");
	}

	private static @Nullable Object configurations(@Nullable Object source) {
		return (source instanceof UrlBasedCorsConfigurationSource)
				? SpringCorsPostProcessor.read(source, UrlBasedCorsConfigurationSource.class, "corsConfigurations")
				: null;
	}

	@Bean
	static WebFluxCorsPostProcessor corsWebFluxPostProcessor(ObjectProvider<CorsPolicies> corsPolicies,
			ObjectProvider<CorsRecorder> corsRecorder) {
		return new WebFluxCorsPostProcessor(corsPolicies, corsRecorder, true);
	}

	/**
	 * Used by Spring Security for a source of CORS configurations that is a bean.
	 */
	@Bean
	@ConditionalOnMissingBean
	CorsProcessor corsObservingProcessor(ObjectProvider<CorsPolicies> corsPolicies,
			ObjectProvider<CorsRecorder> corsRecorder) {
		return new ObservingCorsProcessor(new DefaultCorsProcessor(),
				new SpringCorsObserver(corsPolicies, corsRecorder), "springSecurityFilterChain", true);
	}

	@Bean
	ChangedRequestWebFilter corsChangedRequestWebFilter(CorsPolicies corsPolicies,
			WebFluxHandlerLookup corsHandlerLookup, CorsRecorder corsRecorder, ApplicationContext context) {
		return new ChangedRequestWebFilter(corsPolicies, corsHandlerLookup, corsRecorder, context);
	}

	@Bean
	LastLookHandlerAdapter corsLastLookHandlerAdapter(CorsPolicies corsPolicies, WebFluxHandlerLookup corsHandlerLookup,
			CorsRecorder corsRecorder, ApplicationContext context) {
		return new LastLookHandlerAdapter(corsPolicies, corsHandlerLookup, corsRecorder, context);
	}

	/**
	 * Beans for applications with Spring Security.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(SecurityWebFilterChain.class)
	static class SecurityConfiguration {

		/**
		 * A source that is given to {@code http.cors(...)} is found only in the chain, if
		 * it is not a bean.
		 */
		@Bean
		ConfigurationCheck corsShadowedSecuritySources(ApplicationContext context) {
			return (configured) -> {
				ShadowedCors shadowed = new ShadowedCors(configured);
				shadowed.forEach(context, SecurityWebFilterChain.class,
						(name, chain) -> chain.getWebFilters()
							.filter(CorsWebFilter.class::isInstance)
							.toIterable()
							.forEach((filter) -> {
								Object source = source(filter);
								if (source != null
										&& !context.getBeansOfType(CorsConfigurationSource.class, false, false)
											.containsValue(source)) {
									shadowed.addConfigurations(name, configurations(source));
								}
							}));
			};
		}

	}

	/**
	 * Gives the paths of the mappings that are added.
	 */
	private static final class MappedPaths extends CorsRegistry {

		Set<String> all() {
			return getCorsConfigurations().keySet();
		}

	}

}
