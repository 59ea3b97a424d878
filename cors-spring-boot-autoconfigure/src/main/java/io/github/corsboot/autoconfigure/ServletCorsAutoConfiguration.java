package io.github.corsboot.autoconfigure;

import java.util.EnumSet;
import java.util.List;

import io.github.corsboot.decision.HandlerLookup;
import io.github.corsboot.decision.Rehearsal;
import io.github.corsboot.mapping.CorsPolicies;
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
import org.springframework.beans.factory.SmartInitializingSingleton;
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

	@Bean
	@ConditionalOnMissingBean
	CorsPolicies corsPolicies(ApplicationContext context, ObjectProvider<ActuatorPaths> actuatorPaths) {
		// Spring's servlet WebSocket support is same-origin unless it is told otherwise.
		return CorsPolicyFactory.createPolicies(context, false, ActuatorPaths.onApplicationPort(actuatorPaths));
	}

	@Bean
	@ConditionalOnMissingBean(value = CorsPolicyFilter.class, parameterizedContainer = FilterRegistrationBean.class)
	FilterRegistrationBean<CorsPolicyFilter> corsPolicyFilterRegistration(CorsPolicies policies,
			ObjectProvider<HandlerLookup<HttpServletRequest>> handlers, CorsRecorder recorder) {
		FilterRegistrationBean<CorsPolicyFilter> registration = new FilterRegistrationBean<>(
				new CorsPolicyFilter(policies, handlers.getIfAvailable(HandlerLookup::none), recorder));
		registration.setName("corsPolicyFilter");
		registration.setOrder(CorsPolicyFilter.ORDER);
		registration.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ERROR, DispatcherType.FORWARD);
		return registration;
	}

	@Bean
	ServletFilterWarnings corsServletFilterWarnings(ApplicationContext context, CorsPolicies policies,
			CorsWarnings warnings, ShadowedCors shadowed) {
		return new ServletFilterWarnings(context, policies, warnings, shadowed);
	}

	@Bean
	FilterRegistrationBean<ChangedRequestFilter> corsChangedRequestFilterRegistration(CorsPolicies policies,
			ObjectProvider<HandlerLookup<HttpServletRequest>> handlers, CorsRecorder recorder) {
		FilterRegistrationBean<ChangedRequestFilter> registration = new FilterRegistrationBean<>(
				new ChangedRequestFilter(policies, handlers.getIfAvailable(HandlerLookup::none), recorder));
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
	Rehearsal corsRehearsal(ServletContext servletContext, ObjectProvider<HandlerLookup<HttpServletRequest>> handlers) {
		return new ServletRehearsal(servletContext, handlers.getIfAvailable(HandlerLookup::none));
	}

	@Bean
	ShadowedCors corsShadowed(CorsPolicies policies, CorsWarnings warnings) {
		return new ShadowedCors(policies, warnings);
	}

	@Bean
	SmartInitializingSingleton corsShadowedSources(ApplicationContext context, ShadowedCors shadowed) {
		return () -> shadowed.forEach(context, UrlBasedCorsConfigurationSource.class,
				(name, source) -> shadowed.add(name, null, source.getCorsConfigurations().keySet()));
	}

	@Bean
	static CorsFilterPostProcessor corsFilterPostProcessor(ObjectProvider<CorsPolicies> policies,
			ObjectProvider<CorsRecorder> recorder) {
		return new CorsFilterPostProcessor(policies, recorder);
	}

	/**
	 * Finds repositories of Spring Data REST with {@code @CrossOrigin}, which only Spring
	 * Data REST reads.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(name = "org.springframework.data.rest.webmvc.RepositoryRestHandlerMapping")
	static class DataRestConfiguration {

		@Bean
		SmartInitializingSingleton corsShadowedRepositories(ApplicationContext context, ShadowedCors shadowed) {
			return () -> shadowed.addRepositories(context);
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
				ObjectProvider<CorsPolicies> policies) {
			return (factory) -> policies.getIfAvailable();
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
		SmartInitializingSingleton corsShadowedSecuritySources(ApplicationContext context, ShadowedCors shadowed) {
			return () -> shadowed.forEach(context, SecurityFilterChain.class, (name,
					chain) -> chain.getFilters().stream().filter(CorsFilter.class::isInstance).forEach((filter) -> {
						Object source = SpringCorsPostProcessor.read(filter, CorsFilter.class, "configSource");
						if (source != null && !context.getBeansOfType(CorsConfigurationSource.class, false, false)
							.containsValue(source)) {
							shadowed.addConfigurations(name,
									(source instanceof UrlBasedCorsConfigurationSource configurations)
											? configurations.getCorsConfigurations() : null);
						}
					}));
		}

		@Bean
		static SecurityFilterChainPostProcessor corsSecurityFilterChainPostProcessor(
				ObjectProvider<CorsPolicies> policies, ObjectProvider<CorsRecorder> recorder) {
			return new SecurityFilterChainPostProcessor(policies, recorder);
		}

	}

	/**
	 * What an application with Spring MVC can have beside policies.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ RequestMappingHandlerMapping.class, DispatcherServletPath.class })
	static class MvcConfiguration {

		@Bean
		static MvcCorsPostProcessor corsMvcPostProcessor(ObjectProvider<CorsPolicies> policies,
				ObjectProvider<CorsRecorder> recorder) {
			return new MvcCorsPostProcessor(policies, recorder, true);
		}

		@Bean
		SmartInitializingSingleton corsShadowedMappings(ApplicationContext context, ShadowedCors shadowed,
				ObjectProvider<DispatcherServletPath> servlet) {
			return () -> shadowed.forEach(context, WebMvcConfigurer.class, (name, configurer) -> {
				MappedPaths registry = new MappedPaths();
				configurer.addCorsMappings(registry);
				shadowed.add(name, "addCorsMappings", registry.below(prefix(servlet)));
			});
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
		MappedInterceptor corsHandlerInterceptor(MvcHandlerLookup handlers, CorsPolicies policies,
				CorsRecorder recorder) {
			return new MappedInterceptor(null, new MvcLastLookInterceptor(policies, handlers, recorder));
		}

		@Bean
		@ConditionalOnBean(MvcHandlerLookup.class)
		CrossOriginCollector corsCrossOriginCollector(MvcHandlerLookup handlers, CorsPolicies policies,
				CorsWarnings warnings, ConfigurationProblems problems, ConfigurableApplicationContext context,
				ObjectProvider<DispatcherServletPath> servlet) {
			return new CrossOriginCollector(policies, warnings, problems, context,
					(reader) -> handlers.collect(reader, prefix(servlet)), handlers::ignoresCase);
		}

		/**
		 * What an application with WebSocket handlers can have beside policies.
		 */
		@Configuration(proxyBeanMethods = false)
		@ConditionalOnClass(WebSocketHttpRequestHandler.class)
		static class WebSocketConfiguration {

			@Bean
			WebSocketPolicyApplier corsWebSocketPolicyApplier(ApplicationContext context, CorsPolicies policies,
					CorsWarnings warnings, ObjectProvider<DispatcherServletPath> servlet, CorsProperties properties) {
				return new WebSocketPolicyApplier(context, policies, warnings, prefix(servlet),
						Boolean.TRUE.equals(properties.getWebsocket().getEnforceOrigin()));
			}

		}

		/**
		 * Gives the paths of the mappings that are added.
		 */
		private static final class MappedPaths extends CorsRegistry {

			List<String> below(String prefix) {
				return getCorsConfigurations().keySet().stream().map((path) -> prefix + path).toList();
			}

		}

	}

}
