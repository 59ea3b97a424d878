package io.github.corsboot.benchmarks.endtoend;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

import io.github.corsboot.properties.CorsPolicyProperties;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.context.event.ApplicationPreparedEvent;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.reactive.CorsWebFilter;
import org.springframework.web.filter.CorsFilter;
import org.springframework.web.server.WebFilter;

/**
 * A small application, with this project, with Spring's own filter, or with neither.
 */
@SpringBootConfiguration
@EnableAutoConfiguration
@Import(Application.Items.class)
public class Application {

	/** The origin that asks. */
	static final String ORIGIN = "https://app.tenant500.example.com";

	private static long prepared;

	/**
	 * Start the application, once for each variant, and say how long each context took.
	 * @param arguments {@code servlet} or {@code reactive}, whether to {@code stay} or to
	 * {@code exit} at once, and each {@link Variant}
	 */
	public static void main(String[] arguments) {
		for (String name : List.of(arguments).subList(2, arguments.length)) {
			ConfigurableApplicationContext context = start(Variant.valueOf(name), arguments[0]);
			if (arguments[1].equals("exit")) {
				context.close();
			}
		}
	}

	private static ConfigurableApplicationContext start(Variant variant, String stack) {
		SpringApplication application = new SpringApplication(Application.class);
		application.setWebApplicationType(WebApplicationType.valueOf(stack.toUpperCase(Locale.ROOT)));
		application.setDefaultProperties(properties(variant));
		application.addListeners(
				(ApplicationListener<ApplicationPreparedEvent>) (event) -> prepared = System.nanoTime(),
				(ApplicationListener<ApplicationStartedEvent>) (event) -> report(event.getApplicationContext()));
		return application.run();
	}

	private static void report(ConfigurableApplicationContext context) {
		double refreshed = (System.nanoTime() - prepared) / 1e6;
		System.out
			.println("port " + context.getEnvironment().getProperty("local.server.port") + " refresh " + refreshed);
	}

	private static Map<String, Object> properties(Variant variant) {
		Map<String, Object> properties = new HashMap<>(Map.of("server.port", "0", "spring.main.banner-mode", "off",
				"management.endpoints.web.exposure.include", "health,cors"));
		if (variant.isSpring()) {
			properties.put("spring-cors", variant.name());
		}
		if (variant == Variant.HAND_WRITTEN) {
			properties.put("hand-written", "true");
		}
		if (variant.isManyPolicies()) {
			String prefix = variant.isStarter() ? "cors" : "bound";
			IntStream.range(0, 4000).forEach((i) -> {
				properties.put(prefix + ".policies.p" + i + ".paths", "/x" + i + "/**");
				properties.put(prefix + ".policies.p" + i + ".allowed-origins", "https://o" + i + ".example.com");
			});
		}
		else if (variant.isStarter()) {
			properties.put("cors.allow-credentials", "true");
			List<String> origins = variant.isPattern() ? patterns() : List.of(ORIGIN);
			IntStream.range(0, origins.size())
				.forEach((i) -> properties.put("cors.allowed-origins[" + i + "]", origins.get(i)));
		}
		if (!variant.isStarter()) {
			properties.put("spring.autoconfigure.exclude", String.join(",", ownAutoConfigurations()));
		}
		return properties;
	}

	private static List<String> ownAutoConfigurations() {
		return ImportCandidates.load(AutoConfiguration.class, null)
			.getCandidates()
			.stream()
			.filter((name) -> name.startsWith("io.github.corsboot."))
			.toList();
	}

	private static List<String> patterns() {
		return IntStream.range(0, 1000).mapToObj((i) -> "https://*.tenant" + i + ".example.com").toList();
	}

	private static CorsConfiguration configuration(Variant variant) {
		CorsConfiguration configuration = new CorsConfiguration();
		if (variant.isPattern()) {
			configuration.setAllowedOriginPatterns(patterns());
		}
		else {
			configuration.setAllowedOrigins(List.of(ORIGIN));
		}
		configuration.setAllowedMethods(List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"));
		configuration.setAllowCredentials(true);
		return configuration;
	}

	/** What an application has of CORS. */
	enum Variant {

		NONE, NONE_AGAIN, HAND_WRITTEN, STARTER_1_ORIGIN, STARTER_1000_PATTERNS, SPRING_1_ORIGIN, SPRING_1000_PATTERNS,

		/** To be started only: 4,000 policies. */
		STARTER_4000_POLICIES,

		/**
		 * To be started only: properties of 4,000 policies, bound to a class, and no
		 * CORS.
		 */
		BOUND_4000_POLICIES;

		boolean needsProject() {
			return isStarter() || this == BOUND_4000_POLICIES;
		}

		boolean isStarter() {
			return name().startsWith("STARTER");
		}

		boolean isSpring() {
			return name().startsWith("SPRING");
		}

		boolean isPattern() {
			return name().endsWith("PATTERNS");
		}

		boolean isManyPolicies() {
			return name().endsWith("POLICIES");
		}

	}

	@RestController
	static class Items {

		@GetMapping("/items/{id}")
		Map<String, Object> item(@PathVariable long id) {
			return Map.of("id", id);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
	@ConditionalOnProperty("spring-cors")
	static class SpringServlet {

		@Bean
		FilterRegistrationBean<CorsFilter> cors(@Value("${spring-cors}") Variant variant) {
			org.springframework.web.cors.UrlBasedCorsConfigurationSource source = new org.springframework.web.cors.UrlBasedCorsConfigurationSource();
			source.registerCorsConfiguration("/**", configuration(variant));
			FilterRegistrationBean<CorsFilter> registration = new FilterRegistrationBean<>(new CorsFilter(source));
			registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 100);
			return registration;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
	@ConditionalOnProperty("spring-cors")
	static class SpringReactive {

		@Bean
		CorsWebFilter cors(@Value("${spring-cors}") Variant variant) {
			org.springframework.web.cors.reactive.UrlBasedCorsConfigurationSource source = new org.springframework.web.cors.reactive.UrlBasedCorsConfigurationSource();
			source.registerCorsConfiguration("/**", configuration(variant));
			return new CorsWebFilter(source);
		}

	}

	/**
	 * The three lines that a response has to have, and nothing that makes them right.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
	@ConditionalOnProperty("hand-written")
	static class HandWrittenServlet {

		@Bean
		FilterRegistrationBean<Filter> cors() {
			Set<String> origins = Set.of(ORIGIN);
			FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>((request, response, chain) -> {
				String origin = ((HttpServletRequest) request).getHeader("Origin");
				if (origin != null && origins.contains(origin)) {
					HttpServletResponse http = (HttpServletResponse) response;
					http.addHeader("Access-Control-Allow-Origin", origin);
					http.addHeader("Access-Control-Allow-Credentials", "true");
					http.addHeader("Vary", "Origin");
				}
				chain.doFilter(request, response);
			});
			registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 100);
			return registration;
		}

	}

	/**
	 * The same for WebFlux.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
	@ConditionalOnProperty("hand-written")
	static class HandWrittenReactive {

		@Bean
		WebFilter cors() {
			Set<String> origins = Set.of(ORIGIN);
			return (exchange, chain) -> {
				String origin = exchange.getRequest().getHeaders().getFirst("Origin");
				if (origin != null && origins.contains(origin)) {
					HttpHeaders headers = exchange.getResponse().getHeaders();
					headers.add("Access-Control-Allow-Origin", origin);
					headers.add("Access-Control-Allow-Credentials", "true");
					headers.add("Vary", "Origin");
				}
				return chain.filter(exchange);
			};
		}

	}

	/**
	 * What an application would bind itself that has as many properties.
	 *
	 * @param policies the elements, by name
	 */
	@ConfigurationProperties("bound")
	record Bound(Map<String, CorsPolicyProperties> policies) {

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnProperty("bound.policies.p0.paths")
	@EnableConfigurationProperties(Bound.class)
	static class BoundPolicies {

	}

}
