package io.github.corsboot.web;

import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatchers;
import org.springframework.web.context.annotation.RequestScope;
import org.springframework.web.cors.UrlBasedCorsConfigurationSource;
import org.springframework.web.cors.reactive.CorsWebFilter;
import org.springframework.web.filter.CharacterEncodingFilter;
import org.springframework.web.filter.CorsFilter;
import org.springframework.web.filter.UrlHandlerFilter;
import org.springframework.web.server.WebFilter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * CORS that an application configures by Spring's own means works as before where no
 * policy covers the path. Where one does, the policy decides, and a warning at the start
 * names what is not used, as it names what is in front of the policies.
 */
class ShadowedCorsTests extends AbstractSpringCorsTests {

	private static final String APP = "https://app.example.com";

	private void assertOwnCorsWorksElsewhere() {
		assertThat(get("/own/data", OWN).header("Access-Control-Allow-Origin")).isEqualTo(OWN);
		assertThat(get("/own/data", APP).status()).isEqualTo(403);
		HttpExchange preflight = preflight("/own/data", OWN, "GET", "x-own");
		assertThat(preflight.status()).isEqualTo(200);
		assertThat(preflight.header("Access-Control-Allow-Origin")).isEqualTo(OWN);
		assertThat(preflight.header("Access-Control-Allow-Headers")).isEqualToIgnoringCase("x-own");
	}

	private void assertPolicyDecidesOnItsPaths() {
		assertThat(get("/api/data", APP).header("Access-Control-Allow-Origin")).isEqualTo(APP);
		assertThat(get("/api/data", OWN).body()).isEqualTo("Refused by CORS policy: origin-not-allowed\n");
		assertThat(preflight("/api/data", APP, "PUT", "x-any").header("Access-Control-Allow-Headers"))
			.isEqualTo("*, Authorization");
	}

	@Test
	void addCorsMappings() {
		start(Mappings.class);
		assertOwnCorsWorksElsewhere();
		assertPolicyDecidesOnItsPaths();
		assertThat(warnings()).singleElement()
			.asString()
			.startsWith("'/**' in bean 'corsConfigurer' (addCorsMappings): is not used on paths that a policy covers "
					+ "('default')");
	}

	@Test
	void addCorsMappingsForOtherPathsIsNotShadowed() {
		start(Mappings.class, "--own=/own/**");
		assertOwnCorsWorksElsewhere();
		assertPolicyDecidesOnItsPaths();
		assertThat(warnings()).isEmpty();
	}

	@Test
	void filterBehindOurs() {
		start(FilterBehind.class);
		assertOwnCorsWorksElsewhere();
		assertPolicyDecidesOnItsPaths();
		assertThat(warnings()).singleElement()
			.asString()
			.startsWith("'/**' in bean 'corsFilter': is not used on paths that a policy covers ('default')");
	}

	@Test
	void filterBeforeOursAnswersPreflightsAndIsWarnedOf() {
		start(FilterBefore.class);
		assertThat(warnings()).singleElement()
			.asString()
			.startsWith("bean 'corsFilter': order it behind -2147483548, or delete it: it answers preflights");
		assertThat(preflight("/api/data", APP, "GET", "x-own").status()).isEqualTo(403);
		assertRefusal("origin-not-allowed", "preflight", "corsFilter");
		assertThat(get("/api/data", OWN).body()).isEqualTo("Refused by CORS policy: origin-not-allowed\n");
		assertThat(get("/api/data", OWN).corsHeaderNames()).isEmpty();
	}

	@Test
	void otherFilterBeforeOursIsWarnedOf() {
		start(OtherFiltersBefore.class);
		assertThat(warnings()).hasSize(2)
			.allSatisfy((warning) -> assertThat(warning)
				.contains("if it answers requests itself, give it an order greater than -2147483548 "))
			.anySatisfy((warning) -> assertThat(warning).startsWith("bean 'rateLimiter': "))
			.anySatisfy((warning) -> assertThat(warning).startsWith("bean 'urlHandler': "));
		// It answers the preflight, and the policy does not see it.
		assertThat(preflight("/api/data", APP, "GET", "x-own").status()).isEqualTo(429);
	}

	@Test
	void sourceThatIsGivenToTheChainAloneIsWarnedOf() {
		start(InlineSource.class);
		assertPolicyDecidesOnItsPaths();
		assertThat(warnings()).hasSize(2)
			.anySatisfy((warning) -> assertThat(warning)
				.startsWith("'/**' in bean 'inline': is not used on paths that a policy covers ('default')"))
			.anySatisfy((warning) -> assertThat(warning)
				.startsWith("bean 'lambda': is not used on paths that a policy covers ('default')"));
	}

	@Test
	void sourceOfSecurity() {
		start(SecuritySource.class);
		assertOwnCorsWorksElsewhere();
		assertPolicyDecidesOnItsPaths();
		assertThat(warnings()).singleElement()
			.asString()
			.startsWith("'/**' in bean 'corsConfigurationSource': is not used on paths that a policy covers");
	}

	@Test
	void sourceOfARequestIsLeftAlone() {
		start(ScopedSource.class);
		assertPolicyDecidesOnItsPaths();
		assertThat(warnings()).singleElement()
			.asString()
			.startsWith("bean 'tenantSource': is not used on paths that a policy covers ('default')");
	}

	@Configuration(proxyBeanMethods = false)
	static class FilterBefore {

		@Bean("corsFilter")
		@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
		FilterRegistrationBean<CorsFilter> corsFilter() {
			FilterRegistrationBean<CorsFilter> registration = new FilterRegistrationBean<>(new CorsFilter(source()));
			registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
			return registration;
		}

		@Bean("corsFilter")
		@Order(Ordered.HIGHEST_PRECEDENCE)
		@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
		CorsWebFilter corsWebFilter() {
			return new CorsWebFilter(reactiveSource());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OtherFiltersBefore {

		@Bean("rateLimiter")
		@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
		FilterRegistrationBean<Filter> rateLimiter() {
			FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>(
					(request, response, chain) -> ((HttpServletResponse) response).setStatus(429));
			// At the same order, beans of the application come first.
			registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 100);
			return registration;
		}

		@Bean("urlHandler")
		@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
		FilterRegistrationBean<UrlHandlerFilter> urlHandler() {
			FilterRegistrationBean<UrlHandlerFilter> registration = new FilterRegistrationBean<>(
					UrlHandlerFilter.trailingSlashHandler("/**").redirect(HttpStatus.FOUND).build());
			registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
			return registration;
		}

		@Bean
		@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
		FilterRegistrationBean<CharacterEncodingFilter> harmless() {
			FilterRegistrationBean<CharacterEncodingFilter> registration = new FilterRegistrationBean<>(
					new CharacterEncodingFilter());
			registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
			return registration;
		}

		@Bean("rateLimiter")
		@Order(Ordered.HIGHEST_PRECEDENCE + 100)
		@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
		WebFilter reactiveRateLimiter() {
			return (exchange, chain) -> {
				exchange.getResponse().setStatusCode(HttpStatus.TOO_MANY_REQUESTS);
				return exchange.getResponse().setComplete();
			};
		}

		@Bean("urlHandler")
		@Order(Ordered.HIGHEST_PRECEDENCE)
		@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
		org.springframework.web.filter.reactive.UrlHandlerFilter reactiveUrlHandler() {
			return org.springframework.web.filter.reactive.UrlHandlerFilter.trailingSlashHandler("/**")
				.redirect(HttpStatus.FOUND)
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class InlineSource {

		@Bean
		@Order(0)
		@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
		SecurityFilterChain inline(HttpSecurity http) throws Exception {
			return http.securityMatcher("/own/**", "/api/**")
				.csrf(AbstractHttpConfigurer::disable)
				.cors((cors) -> cors.configurationSource(source()))
				.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
				.build();
		}

		@Bean
		@Order(1)
		@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
		SecurityFilterChain lambda(HttpSecurity http) throws Exception {
			return http.securityMatcher("/lambda/**")
				.cors((cors) -> cors.configurationSource((request) -> configuration()))
				.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
				.build();
		}

		@Bean("inline")
		@Order(0)
		@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
		SecurityWebFilterChain reactiveInline(ServerHttpSecurity http) {
			return http.securityMatcher(ServerWebExchangeMatchers.pathMatchers("/own/**", "/api/**"))
				.csrf(ServerHttpSecurity.CsrfSpec::disable)
				.cors((cors) -> cors.configurationSource(reactiveSource()))
				.authorizeExchange((requests) -> requests.anyExchange().permitAll())
				.build();
		}

		@Bean("lambda")
		@Order(1)
		@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
		SecurityWebFilterChain reactiveLambda(ServerHttpSecurity http) {
			return http.securityMatcher(ServerWebExchangeMatchers.pathMatchers("/lambda/**"))
				.cors((cors) -> cors.configurationSource((exchange) -> configuration()))
				.authorizeExchange((requests) -> requests.anyExchange().permitAll())
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(ReactiveRequestScope.class)
	static class ScopedSource {

		@Bean
		@RequestScope
		@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
		UrlBasedCorsConfigurationSource tenantSource() {
			return source();
		}

		@Bean("tenantSource")
		@RequestScope
		@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
		org.springframework.web.cors.reactive.UrlBasedCorsConfigurationSource reactiveTenantSource() {
			return reactiveSource();
		}

	}

}
