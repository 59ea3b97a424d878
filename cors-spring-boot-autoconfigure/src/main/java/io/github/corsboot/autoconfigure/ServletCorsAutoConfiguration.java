package io.github.corsboot.autoconfigure;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

import io.github.corsboot.decision.HandlerLookup;
import io.github.corsboot.explain.CorsExplainer;
import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.reload.CorsReloader;
import io.github.corsboot.properties.BoundCorsProperties;
import io.github.corsboot.mapping.CorsWarnings;
import io.github.corsboot.properties.ConfigurationProblems;
import io.github.corsboot.properties.CorsPolicyFactory;
import io.github.corsboot.properties.CorsProperties;
import io.github.corsboot.rejection.CorsRecorder;
import io.github.corsboot.servlet.ChangedRequestFilter;
import io.github.corsboot.servlet.CorsPolicyFilter;
import io.github.corsboot.servlet.MvcHandlerLookup;
import io.github.corsboot.servlet.MvcLastLookInterceptor;
import io.github.corsboot.servlet.ServletRehearsal;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.server.WebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletPath;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.Ordered;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.cors.CorsConfigurationSource;
import org.springframework.web.cors.UrlBasedCorsConfigurationSource;
import org.springframework.web.filter.CorsFilter;
import org.springframework.web.servlet.config.annotation.CorsRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.handler.MappedInterceptor;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.socket.server.support.WebSocketHttpRequestHandler;

/**
 * Auto-configuration that applies CORS policies to servlet applications.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = CorsAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
public final class ServletCorsAutoConfiguration {

	// What is wrong is found when the application starts, even if beans are created
	// later.
	@Bean
	@Lazy(false)
	@ConditionalOnMissingBean
	CorsPolicies corsPolicies(CorsProperties corsStarterProperties, ConfigurationProblems corsConfigurationProblems,
			CorsWarnings corsWarnings, ApplicationContext context, ObjectProvider<ActuatorPaths> corsActuatorPaths,
			ObjectProvider<CorsReloader> corsReloader) {
		// Spring's servlet WebSocket support is same-origin unless it is told otherwise.
		return CorsPolicyFactory.createPolicies(
				BoundCorsProperties.of(corsStarterProperties, corsConfigurationProblems, context), corsWarnings,
				context, false, ActuatorPaths.onApplicationPort(corsActuatorPaths),
				() -> corsReloader.getObject().reload().changed());
	}

	private static HandlerLookup<HttpServletRequest> orNone(
			ObjectProvider<HandlerLookup<HttpServletRequest>> handlers) {
		HandlerLookup<HttpServletRequest> lookup = handlers.getIfAvailable();
		return (lookup != null) ? lookup : HandlerLookup.none();
	}

	@Bean
	@ConditionalOnMissingBean(value = CorsPolicyFilter.class, parameterizedContainer = FilterRegistrationBean.class)
	FilterRegistrationBean<CorsPolicyFilter> corsPolicyFilterRegistration(CorsPolicies corsPolicies,
			ObjectProvider<HandlerLookup<HttpServletRequest>> corsHandlerLookup, CorsRecorder corsRecorder) {
		FilterRegistrationBean<CorsPolicyFilter> registration = new FilterRegistrationBean<>(
				new CorsPolicyFilter(corsPolicies, orNone(corsHandlerLookup), corsRecorder));
		registration.setName("corsPolicyFilter");
		registration.setOrder(CorsPolicyFilter.ORDER);
		registration.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ERROR, DispatcherType.FORWARD);
		return registration;
	}

	@Bean
	ServletFilterWarnings corsServletFilterWarnings(ApplicationContext context) {
		return new ServletFilterWarnings(context);
	}

	@Bean
	FilterRegistrationBean<ChangedRequestFilter> corsChangedRequestFilterRegistration(CorsPolicies corsPolicies,
			ObjectProvider<HandlerLookup<HttpServletRequest>> corsHandlerLookup, CorsRecorder corsRecorder) {
		FilterRegistrationBean<ChangedRequestFilter> registration = new FilterRegistrationBean<>(
				new ChangedRequestFilter(corsPolicies, orNone(corsHandlerLookup), corsRecorder));
		registration.setName("corsChangedRequestFilter");
		registration.setOrder(Ordered.LOWEST_PRECEDENCE);
		// Behind every other filter: also those that are mapped to the name of a servlet.
		registration.setMatchAfter(true);
		registration.setServletNames(List.of("*"));
		registration.setDispatcherTypes(EnumSet.allOf(DispatcherType.class));
		return registration;
	}

	@Bean
	@Lazy
	@ConditionalOnMissingBean
	CorsExplainer corsExplainer(CorsPolicies corsPolicies, ServletContext servletContext,
			ObjectProvider<HandlerLookup<HttpServletRequest>> corsHandlerLookup) {
		return new CorsExplainer(corsPolicies, new ServletRehearsal(servletContext, orNone(corsHandlerLookup)));
	}

	@Bean
	static CorsFilterPostProcessor corsFilterPostProcessor(ObjectProvider<CorsPolicies> corsPolicies,
			ObjectProvider<CorsRecorder> corsRecorder) {
		return new CorsFilterPostProcessor(corsPolicies, corsRecorder);
	}

	/**
	 * Finds repositories of Spring Data REST with {@code @CrossOrigin}, which only Spring
	 * Data REST reads.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(name = "org.springframework.data.rest.webmvc.RepositoryRestHandlerMapping")
	static class DataRestConfiguration {

		@Bean
		ConfigurationCheck corsShadowedRepositories(ApplicationContext context) {
			return (configured) -> new ShadowedCors(configured).addRepositories(context);
		}

	}

	/**
	 * Checks the policies before there is a server, which would log the failure as well.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(WebServerFactoryCustomizer.class)
	static class WebServerConfiguration {

		@Bean
		WebServerFactoryCustomizer<WebServerFactory> corsPoliciesAreCheckedFirst(
				ObjectProvider<CorsPolicies> corsPolicies) {
			return (factory) -> corsPolicies.getIfAvailable();
		}

	}

	/**
	 * Observes the CORS filters of Spring Security.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(SecurityFilterChain.class)
	static class SecurityConfiguration {

		/**
		 * A source that is given to {@code http.cors(...)} is found only in the chain, if
		 * it is not a bean.
		 */
		@Bean
		ConfigurationCheck corsShadowedSecuritySources(ApplicationContext context) {
			return (configured) -> {
				ShadowedCors shadowed = new ShadowedCors(configured);
				shadowed.forEach(context, SecurityFilterChain.class, (name,
						chain) -> chain.getFilters().stream().filter(CorsFilter.class::isInstance).forEach((filter) -> {
							Object source = SpringCorsPostProcessor.read(filter, CorsFilter.class, "configSource");
							if (source != null && !context.getBeansOfType(CorsConfigurationSource.class, false, false)
								.containsValue(source)) {
								shadowed.addConfigurations(name,
										(source instanceof UrlBasedCorsConfigurationSource configurations)
												? configurations.getCorsConfigurations() : null);
							}
						}));
			};
		}

		@Bean
		static SecurityFilterChainPostProcessor corsSecurityFilterChainPostProcessor(
				ObjectProvider<CorsPolicies> corsPolicies, ObjectProvider<CorsRecorder> corsRecorder) {
			return new SecurityFilterChainPostProcessor(corsPolicies, corsRecorder);
		}

	}

	/**
	 * What an application with Spring MVC can have beside policies.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ RequestMappingHandlerMapping.class, DispatcherServletPath.class })
	static class MvcConfiguration {

		@Bean
		static MvcCorsPostProcessor corsMvcPostProcessor(ObjectProvider<CorsPolicies> corsPolicies,
				ObjectProvider<CorsRecorder> corsRecorder) {
			return new MvcCorsPostProcessor(corsPolicies, corsRecorder, true);
		}

		@Bean
		ConfigurationCheck corsShadowedMappings(ApplicationContext context,
				ObjectProvider<DispatcherServletPath> servlet) {
			return (configured) -> {
				ShadowedCors shadowed = new ShadowedCors(configured);
				shadowed.forEach(context, WebMvcConfigurer.class, (name, configurer) -> {
					MappedPaths registry = new MappedPaths();
					configurer.addCorsMappings(registry);
					shadowed.add(name, "addCorsMappings", registry.below(prefix(servlet)));
				});
			};
		}

		private static String prefix(ObjectProvider<DispatcherServletPath> servlet) {
			DispatcherServletPath path = servlet.getIfAvailable();
			return (path != null) ? path.getPrefix() : "";
		}

		@Bean
		@ConditionalOnMissingBean(HandlerLookup.class)
		MvcHandlerLookup corsHandlerLookup(ApplicationContext context) {
			return new MvcHandlerLookup(context);
		}

		/**
		 * Found by all handler mappings, whoever has made them.
		 */
		@Bean
		@ConditionalOnBean(MvcHandlerLookup.class)
		MappedInterceptor corsHandlerInterceptor(MvcHandlerLookup corsHandlerLookup, CorsPolicies corsPolicies,
				CorsRecorder corsRecorder) {
			return new MappedInterceptor(null,
					new MvcLastLookInterceptor(corsPolicies, corsHandlerLookup, corsRecorder));
		}

		@Bean
		@ConditionalOnBean(MvcHandlerLookup.class)
		CrossOriginCollector corsCrossOriginCollector(MvcHandlerLookup corsHandlerLookup,
				ConfigurableApplicationContext context, ObjectProvider<DispatcherServletPath> servlet) {
			return new CrossOriginCollector(context, (reader) -> corsHandlerLookup.collect(reader, prefix(servlet)),
					corsHandlerLookup::ignoresCase);
		}

		/**
		 * What an application with WebSocket handlers can have beside policies.
		 */
		@Configuration(proxyBeanMethods = false)
		@ConditionalOnClass(WebSocketHttpRequestHandler.class)
		static class WebSocketConfiguration {

			@Bean
			WebSocketPolicyApplier corsWebSocketPolicyApplier(ApplicationContext context, CorsPolicies corsPolicies,
					ObjectProvider<DispatcherServletPath> servlet, CorsProperties corsStarterProperties) {
				return new WebSocketPolicyApplier(context, corsPolicies, prefix(servlet),
						Boolean.TRUE.equals(corsStarterProperties.getWebsocket().getEnforceOrigin()));
			}

		}

		/**
		 * Gives the paths of the mappings that are added.
		 */
		private static final class MappedPaths extends CorsRegistry {

			List<String> below(String prefix) {
				List<String> paths = new ArrayList<>();
				for (String path : getCorsConfigurations().keySet()) {
					paths.add(prefix + path);
				}
				return paths;
			}

		}

	}

}
