package io.github.corsboot.web;

import java.time.Duration;
import java.util.List;

import io.github.corsboot.mapping.CorsWarning;
import io.github.corsboot.mapping.CorsWarnings;
import io.github.corsboot.rejection.CorsRejection;
import io.github.corsboot.rejection.CorsRejections;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.http.ResponseEntity;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.web.bind.annotation.CrossOrigin;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.UrlBasedCorsConfigurationSource;
import org.springframework.web.cors.reactive.CorsWebFilter;
import org.springframework.web.filter.CorsFilter;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * An application that configures CORS by Spring's own means, requests to it, and what it
 * has recorded and warned of.
 */
@ParameterizedClass
@EnumSource(value = WebApplicationType.class, names = { "SERVLET", "REACTIVE" })
abstract class AbstractSpringCorsTests {

	static final String OWN = "https://own.test";

	static final String EVIL = "https://evil.test";

	private static final SharedApplications applications = new SharedApplications();

	@Parameter
	WebApplicationType type;

	ConfigurableApplicationContext context;

	/** How many rejections are those of other tests. */
	private int known;

	@AfterParameterizedClassInvocation
	static void stop() {
		applications.close();
	}

	void start(Class<?> source, String... arguments) {
		this.context = applications.get(() -> new SpringApplicationBuilder(Application.class, source).web(this.type)
			.properties("spring.config.name=spring-cors")
			.run(arguments), source, List.of(arguments));
		this.known = recent().size();
	}

	HttpExchange send(String requestLine, String... headers) {
		return HttpExchange.send(TestApplication.port(this.context), requestLine, headers);
	}

	HttpExchange get(String path, String origin) {
		return send("GET " + path, "Origin: " + origin);
	}

	HttpExchange preflight(String path, String origin, String method, String headers) {
		return send("OPTIONS " + path, "Origin: " + origin, "Access-Control-Request-Method: " + method,
				"Access-Control-Request-Headers: " + headers);
	}

	private List<CorsRejection> recent() {
		return this.context.getBean(CorsRejections.class).recent();
	}

	private List<CorsRejection> rejections() {
		List<CorsRejection> recent = recent();
		return recent.subList(0, recent.size() - this.known);
	}

	/**
	 * Return what was recorded, which may be after the response has left.
	 */
	CorsRejection rejection() {
		await().atMost(Duration.ofSeconds(5)).until(() -> !rejections().isEmpty());
		assertThat(rejections()).hasSize(1);
		return rejections().get(0);
	}

	List<String> warnings() {
		return this.context.getBean(CorsWarnings.class).all().stream().map(CorsWarning::toString).toList();
	}

	void assertRefusal(String detail, String kind, String bean) {
		CorsRejection rejection = rejection();
		assertThat(rejection.reason()).hasToString("spring-cors");
		assertThat(rejection.detail()).hasToString(detail);
		assertThat(rejection.kind().code()).isEqualTo(kind);
		assertThat(rejection.decidedBy()).singleElement().asString().startsWith("bean '" + bean + "'");
	}

	static CorsConfiguration configuration() {
		CorsConfiguration configuration = new CorsConfiguration();
		configuration.addAllowedOrigin(OWN);
		configuration.addAllowedMethod("GET");
		configuration.addAllowedHeader("X-Own");
		return configuration;
	}

	static UrlBasedCorsConfigurationSource source() {
		UrlBasedCorsConfigurationSource source = new UrlBasedCorsConfigurationSource();
		source.registerCorsConfiguration("/**", configuration());
		return source;
	}

	static org.springframework.web.cors.reactive.UrlBasedCorsConfigurationSource reactiveSource() {
		var source = new org.springframework.web.cors.reactive.UrlBasedCorsConfigurationSource();
		source.registerCorsConfiguration("/**", configuration());
		return source;
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(DataController.class)
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
		ResponseEntity<String> data() {
			return ResponseEntity.ok().header("X-Handled", "true").body("handled");
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
		WebMvcConfigurer corsConfigurer(Environment environment) {
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
		WebFluxConfigurer reactiveCorsConfigurer(Environment environment) {
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

}
