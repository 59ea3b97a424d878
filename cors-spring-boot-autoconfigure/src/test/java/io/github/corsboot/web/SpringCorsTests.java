package io.github.corsboot.web;

import java.time.Duration;
import java.util.List;

import io.github.corsboot.mapping.CorsWarning;
import io.github.corsboot.mapping.CorsWarnings;
import io.github.corsboot.policy.RejectionReason;
import io.github.corsboot.rejection.CorsRejection;
import io.github.corsboot.rejection.CorsRejections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.web.bind.annotation.CrossOrigin;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.annotation.RequestScope;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.UrlBasedCorsConfigurationSource;
import org.springframework.web.cors.reactive.CorsWebFilter;
import org.springframework.web.filter.CorsFilter;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * CORS that an application configures by Spring's own means works as before where no
 * policy covers the path, is seen when it refuses, and is named where a policy decides.
 */
@ParameterizedClass
@EnumSource(value = WebApplicationType.class, names = { "SERVLET", "REACTIVE" })
class SpringCorsTests {

	private static final String APP = "https://app.example.com";

	private static final String OWN = "https://own.test";

	private static final String EVIL = "https://evil.test";

	private static final SharedApplications applications = new SharedApplications();

	private final WebApplicationType type;

	private ConfigurableApplicationContext context;

	/** How many rejections are those of other tests. */
	private int known;

	SpringCorsTests(WebApplicationType type) {
		this.type = type;
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		applications.close();
	}

	private void start(Class<?> source, String... arguments) {
		this.context = applications.get(() -> new SpringApplicationBuilder(Application.class, source).web(this.type)
			.properties("spring.config.name=spring-cors")
			.run(arguments), source, List.of(arguments));
		this.known = recent().size();
	}

	private List<CorsRejection> recent() {
		return this.context.getBean(CorsRejections.class).recent();
	}

	private List<CorsRejection> rejections() {
		List<CorsRejection> recent = recent();
		return recent.subList(0, recent.size() - this.known);
	}

	private HttpExchange send(String requestLine, String... headers) {
		return HttpExchange.send(TestApplication.port(this.context), requestLine, headers);
	}

	private HttpExchange get(String path, String origin) {
		return send("GET " + path, "Origin: " + origin);
	}

	private HttpExchange preflight(String path, String origin, String method, String headers) {
		return send("OPTIONS " + path, "Origin: " + origin, "Access-Control-Request-Method: " + method,
				"Access-Control-Request-Headers: " + headers);
	}

	/**
	 * Return what was recorded, which may be after the response has left.
	 */
	private CorsRejection rejection() {
		await().atMost(Duration.ofSeconds(5)).until(() -> !rejections().isEmpty());
		assertThat(rejections()).hasSize(1);
		return rejections().get(0);
	}

	private List<String> warnings() {
		return this.context.getBean(CorsWarnings.class).all().stream().map(CorsWarning::toString).toList();
	}

	private void assertRefusal(String detail, String kind, String bean) {
		CorsRejection rejection = rejection();
		assertThat(rejection.reason()).hasToString("spring-cors");
		assertThat(rejection.detail()).hasToString(detail);
		assertThat(rejection.kind().code()).isEqualTo(kind);
		assertThat(rejection.decidedBy()).singleElement().asString().startsWith("bean '" + bean + "'");
	}

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
	void refusalOfAddCorsMappingsIsSeen() {
		start(Mappings.class);
		assertThat(get("/own/data?token=1", EVIL).status()).isEqualTo(403);
		assertRefusal("origin-not-allowed", "actual", "requestMappingHandlerMapping");
		CorsRejection rejection = rejection();
		assertThat(rejection.origin()).isEqualTo(EVIL);
		assertThat(rejection.path()).isEqualTo("/own/data");
		assertThat(rejection.decidedBy().get(0).location()).isEqualTo(DataController.class.getName() + "#data");
	}

	@Test
	void refusedMethodOfAPreflightIsSeen() {
		start(Mappings.class);
		assertThat(preflight("/own/data", OWN, "DELETE", "x-own").header("Access-Control-Allow-Origin")).isNull();
		CorsRejection rejection = rejection();
		assertThat(rejection.kind().code()).isEqualTo("preflight");
		assertThat(rejection.method()).isEqualTo("DELETE");
		assertThat(rejection.detail()).hasToString("method-not-allowed");
	}

	@Test
	void partlyRefusedHeadersOfAPreflightAreSeen() {
		start(Mappings.class);
		assertThat(preflight("/own/data", OWN, "GET", "x-own,x-one,x-two").status()).isEqualTo(200);
		assertRefusal("header-not-allowed", "preflight", "requestMappingHandlerMapping");
		assertThat(rejection().refusedHeaders()).containsExactly("x-one", "x-two");
	}

	@Test
	void refusalOfAnAnnotationIsSeen() {
		start(Application.class);
		assertThat(get("/own/annotated", OWN).header("Access-Control-Allow-Origin")).isEqualTo(OWN);
		assertThat(get("/own/annotated", EVIL).status()).isEqualTo(403);
		assertRefusal("origin-not-allowed", "actual", "requestMappingHandlerMapping");
		assertThat(rejection().decidedBy().get(0).location()).endsWith("#annotated");
	}

	@Test
	void malformedOriginIsSeen() {
		start(Application.class);
		assertThat(get("/own/annotated", "https://own.test:port").status()).isEqualTo(403);
		assertRefusal("origin-malformed", "actual", "requestMappingHandlerMapping");
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
	void refusalOfAFilterIsSeen() {
		start(FilterBehind.class);
		assertThat(get("/own/data", EVIL).status()).isEqualTo(403);
		assertRefusal("origin-not-allowed", "actual", "corsFilter");
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
	void refusalInAChainOfSecurityIsSeen() {
		start(SecuritySource.class);
		assertThat(get("/own/data", EVIL).status()).isEqualTo(403);
		assertRefusal("origin-not-allowed", "actual",
				(this.type == WebApplicationType.SERVLET) ? "chain" : "springSecurityFilterChain");
	}

	@Test
	void processorOfTheUserDecidesAndIsObserved() {
		start(OwnProcessor.class);
		// Allows everybody but one, whatever is configured.
		assertThat(send("GET /own/data", "Origin: " + EVIL, "Sec-Fetch-Mode: no-cors").header("X-Handled"))
			.isEqualTo("true");
		assertThat(get("/own/data", "https://refused.test").status()).isEqualTo(403);
		CorsRejection rejection = rejection();
		assertThat(rejection.reason()).hasToString("spring-cors");
		assertThat(rejection.decidedBy()).singleElement().asString().contains("requestMappingHandlerMapping");
	}

	@Test
	void processorOfTheUserMayRefuseOnACoveredPath() {
		start(OwnProcessor.class, "--cors.allowed-origins=https://refused.test");
		HttpExchange response = get("/api/data", "https://refused.test");
		assertThat(response.status()).isEqualTo(403);
		assertThat(response.header("X-Handled")).isNull();
		assertThat(response.header("Access-Control-Allow-Origin")).isEqualTo("https://refused.test");
		assertThat(rejection().reason()).hasToString("spring-cors");
	}

	@Test
	void filterThatWasCreatedEarlyIsObserved() {
		start(EarlyFilter.class);
		assertThat(get("/own/data", EVIL).status()).isEqualTo(403);
		CorsRejection rejection = rejection();
		assertThat(rejection.reason()).hasToString("spring-cors");
		// Nothing looks into a filter of WebFlux that exists before the post-processors.
		assertThat(rejection.detail())
			.isEqualTo((this.type == WebApplicationType.SERVLET) ? RejectionReason.ORIGIN_NOT_ALLOWED : null);
	}

	@Test
	void sourceOfARequestIsLeftAlone() {
		start(ScopedSource.class);
		assertPolicyDecidesOnItsPaths();
		assertThat(warnings()).singleElement()
			.asString()
			.startsWith("bean 'tenantSource': is not used on paths that a policy covers ('default')");
	}

	@Test
	void nothingIsRecordedWhenDisabled() {
		start(Mappings.class, "--cors.enabled=false");
		assertThat(get("/own/data", EVIL).status()).isEqualTo(403);
		assertThat(get("/api/data", OWN).header("Access-Control-Allow-Origin")).isEqualTo(OWN);
		assertThat(this.context.getBean(CorsRejections.class).counts()).isEmpty();
		assertThat(warnings()).isEmpty();
	}

	private static CorsConfiguration configuration() {
		CorsConfiguration configuration = new CorsConfiguration();
		configuration.addAllowedOrigin(OWN);
		configuration.addAllowedMethod("GET");
		configuration.addAllowedHeader("X-Own");
		return configuration;
	}

	private static UrlBasedCorsConfigurationSource source() {
		UrlBasedCorsConfigurationSource source = new UrlBasedCorsConfigurationSource();
		source.registerCorsConfiguration("/**", configuration());
		return source;
	}

	private static org.springframework.web.cors.reactive.UrlBasedCorsConfigurationSource reactiveSource() {
		var source = new org.springframework.web.cors.reactive.UrlBasedCorsConfigurationSource();
		source.registerCorsConfiguration("/**", configuration());
		return source;
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ DataController.class })
	static class Application {

		@Bean
		@Order(Ordered.LOWEST_PRECEDENCE)
		@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
		SecurityFilterChain permitAll(HttpSecurity http) throws Exception {
			return http.csrf(AbstractHttpConfigurer::disable)
				.securityMatcher("/**")
				.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
				.build();
		}

		@Bean
		@Order(Ordered.LOWEST_PRECEDENCE)
		@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
		SecurityWebFilterChain permitAllReactive(ServerHttpSecurity http) {
			return http.csrf(ServerHttpSecurity.CsrfSpec::disable)
				.authorizeExchange((requests) -> requests.anyExchange().permitAll())
				.build();
		}

	}

	@RestController
	static class DataController {

		@GetMapping({ "/own/data", "/api/data" })
		org.springframework.http.ResponseEntity<String> data() {
			return org.springframework.http.ResponseEntity.ok().header("X-Handled", "true").body("handled");
		}

		@CrossOrigin(OWN)
		@GetMapping("/own/annotated")
		String annotated() {
			return "handled";
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Mappings {

		@Bean
		@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
		WebMvcConfigurer corsConfigurer(org.springframework.core.env.Environment environment) {
			return new WebMvcConfigurer() {

				@Override
				public void addCorsMappings(org.springframework.web.servlet.config.annotation.CorsRegistry registry) {
					registry.addMapping(environment.getProperty("own", "/**"))
						.allowedOrigins(OWN)
						.allowedMethods("GET")
						.allowedHeaders("X-Own");
				}

			};
		}

		@Bean("corsConfigurer")
		@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
		WebFluxConfigurer reactiveCorsConfigurer(org.springframework.core.env.Environment environment) {
			return new WebFluxConfigurer() {

				@Override
				public void addCorsMappings(org.springframework.web.reactive.config.CorsRegistry registry) {
					registry.addMapping(environment.getProperty("own", "/**"))
						.allowedOrigins(OWN)
						.allowedMethods("GET")
						.allowedHeaders("X-Own");
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class FilterBehind {

		@Bean
		@Order(0)
		@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
		CorsFilter corsFilter() {
			return new CorsFilter(source());
		}

		@Bean("corsFilter")
		@Order(0)
		@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
		CorsWebFilter corsWebFilter() {
			return new CorsWebFilter(reactiveSource());
		}

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
		FilterRegistrationBean<jakarta.servlet.Filter> rateLimiter() {
			FilterRegistrationBean<jakarta.servlet.Filter> registration = new FilterRegistrationBean<>(
					(request, response, chain) -> ((jakarta.servlet.http.HttpServletResponse) response).setStatus(429));
			// At the same order, beans of the application come first.
			registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 100);
			return registration;
		}

		@Bean("urlHandler")
		@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
		FilterRegistrationBean<org.springframework.web.filter.UrlHandlerFilter> urlHandler() {
			FilterRegistrationBean<org.springframework.web.filter.UrlHandlerFilter> registration = new FilterRegistrationBean<>(
					org.springframework.web.filter.UrlHandlerFilter.trailingSlashHandler("/**")
						.redirect(org.springframework.http.HttpStatus.FOUND)
						.build());
			registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
			return registration;
		}

		@Bean
		@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
		FilterRegistrationBean<org.springframework.web.filter.CharacterEncodingFilter> harmless() {
			FilterRegistrationBean<org.springframework.web.filter.CharacterEncodingFilter> registration = new FilterRegistrationBean<>(
					new org.springframework.web.filter.CharacterEncodingFilter());
			registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
			return registration;
		}

		@Bean("rateLimiter")
		@Order(Ordered.HIGHEST_PRECEDENCE + 100)
		@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
		org.springframework.web.server.WebFilter reactiveRateLimiter() {
			return (exchange, chain) -> {
				exchange.getResponse().setStatusCode(org.springframework.http.HttpStatus.TOO_MANY_REQUESTS);
				return exchange.getResponse().setComplete();
			};
		}

		@Bean("urlHandler")
		@Order(Ordered.HIGHEST_PRECEDENCE)
		@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
		org.springframework.web.filter.reactive.UrlHandlerFilter reactiveUrlHandler() {
			return org.springframework.web.filter.reactive.UrlHandlerFilter.trailingSlashHandler("/**")
				.redirect(org.springframework.http.HttpStatus.FOUND)
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
			return http
				.securityMatcher(org.springframework.security.web.server.util.matcher.ServerWebExchangeMatchers
					.pathMatchers("/own/**", "/api/**"))
				.csrf(ServerHttpSecurity.CsrfSpec::disable)
				.cors((cors) -> cors.configurationSource(reactiveSource()))
				.authorizeExchange((requests) -> requests.anyExchange().permitAll())
				.build();
		}

		@Bean("lambda")
		@Order(1)
		@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
		SecurityWebFilterChain reactiveLambda(ServerHttpSecurity http) {
			return http
				.securityMatcher(org.springframework.security.web.server.util.matcher.ServerWebExchangeMatchers
					.pathMatchers("/lambda/**"))
				.cors((cors) -> cors.configurationSource((exchange) -> configuration()))
				.authorizeExchange((requests) -> requests.anyExchange().permitAll())
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class SecuritySource {

		@Bean
		@Order(0)
		@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
		SecurityFilterChain chain(HttpSecurity http) throws Exception {
			return http.securityMatcher("/own/**", "/api/**")
				.cors(Customizer.withDefaults())
				.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
				.build();
		}

		@Bean
		@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
		UrlBasedCorsConfigurationSource corsConfigurationSource() {
			return source();
		}

		@Bean("corsConfigurationSource")
		@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
		org.springframework.web.cors.reactive.UrlBasedCorsConfigurationSource reactiveCorsConfigurationSource() {
			return reactiveSource();
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

	@Configuration(proxyBeanMethods = false)
	static class OwnProcessor {

		@Bean
		@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
		static BeanPostProcessor ownProcessor() {
			return new BeanPostProcessor() {

				@Override
				public Object postProcessBeforeInitialization(Object bean, String beanName) {
					if (bean instanceof org.springframework.web.servlet.handler.AbstractHandlerMapping mapping) {
						mapping.setCorsConfigurations(java.util.Map.of("/**", configuration()));
						mapping.setCorsProcessor((configuration, request, response) -> {
							boolean refused = "https://refused.test".equals(request.getHeader("Origin"));
							response.setStatus(refused ? 403 : 200);
							return !refused;
						});
					}
					return bean;
				}

			};
		}

		@Bean
		@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
		static BeanPostProcessor ownReactiveProcessor() {
			return new BeanPostProcessor() {

				@Override
				public Object postProcessBeforeInitialization(Object bean, String beanName) {
					if (bean instanceof org.springframework.web.reactive.handler.AbstractHandlerMapping mapping) {
						mapping.setCorsConfigurations(java.util.Map.of("/**", configuration()));
						mapping.setCorsProcessor((configuration, exchange) -> {
							boolean refused = "https://refused.test"
								.equals(exchange.getRequest().getHeaders().getOrigin());
							if (refused) {
								exchange.getResponse().setStatusCode(org.springframework.http.HttpStatus.FORBIDDEN);
							}
							return !refused;
						});
					}
					return bean;
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(FilterBehind.class)
	static class EarlyFilter {

		@Bean
		@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
		static NeedsFilter needsFilter(CorsFilter filter) {
			return new NeedsFilter(filter);
		}

		@Bean
		@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
		static NeedsFilter needsReactiveFilter(CorsWebFilter filter) {
			return new NeedsFilter(filter);
		}

	}

	/**
	 * Makes a filter to be created before any post-processor of lower precedence.
	 */
	record NeedsFilter(Object filter) implements BeanPostProcessor, org.springframework.core.PriorityOrdered {

		@Override
		public int getOrder() {
			return Ordered.HIGHEST_PRECEDENCE;
		}

	}

}
