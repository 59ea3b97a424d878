package io.github.corsboot.web;

import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jetty.autoconfigure.reactive.JettyReactiveWebServerAutoConfiguration;
import org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.util.matcher.PathPatternParserServerWebExchangeMatcher;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.UrlBasedCorsConfigurationSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Spring Security answers what it has to, and a browser can read that.
 */
@ParameterizedClass
@EnumSource(value = WebApplicationType.class, names = { "SERVLET", "REACTIVE" })
class SecurityTests {

	private static final String APP = "https://app.example.com";

	private static final String BASIC = "Authorization: Basic dXNlcjpwYXNzd29yZA==";

	private final WebApplicationType type;

	private ConfigurableApplicationContext context;

	SecurityTests(WebApplicationType type) {
		this.type = type;
	}

	@AfterEach
	void stop() {
		this.context.close();
	}

	private void start(Class<?>... sources) {
		this.context = new SpringApplicationBuilder(Application.class).sources(sources)
			.web(this.type)
			.properties("spring.config.name=none", "server.port=0", "server.shutdown=immediate",
					"spring.reactor.netty.shutdown-quiet-period=0s",
					"spring.autoconfigure.exclude=" + JettyReactiveWebServerAutoConfiguration.class.getName() + ","
							+ JettyServletWebServerAutoConfiguration.class.getName())
			.run("--spring.security.user.password=password", "--cors.allow-credentials=true",
					"--cors.allowed-origins=" + APP);
	}

	private HttpExchange send(String requestLine, String... headers) {
		return HttpExchange.send(TestApplication.port(this.context), requestLine, headers);
	}

	private void assertPreflightIsAnswered(String path) {
		HttpExchange preflight = send("OPTIONS " + path, "Origin: " + APP, "Access-Control-Request-Method: PUT",
				"Access-Control-Request-Headers: authorization");
		assertThat(preflight.status()).isEqualTo(200);
		assertThat(preflight.header("Access-Control-Allow-Origin")).isEqualTo(APP);
		assertThat(preflight.header("Access-Control-Allow-Headers")).isEqualTo("authorization");
		HttpExchange refused = send("OPTIONS " + path, "Origin: https://evil.test",
				"Access-Control-Request-Method: PUT");
		assertThat(refused.status()).isEqualTo(403);
		assertThat(refused.corsHeaderNames()).isEmpty();
	}

	private void assertReadable(HttpExchange response, int status) {
		assertThat(response.status()).isEqualTo(status);
		assertThat(response.header("Access-Control-Allow-Origin")).isEqualTo(APP);
		assertThat(response.header("Access-Control-Allow-Credentials")).isEqualTo("true");
		assertThat(response.vary()).contains("origin");
	}

	@Test
	void ofBootAloneNeedsNothing() {
		start();
		assertPreflightIsAnswered("/items/data");
		assertReadable(send("GET /items/data", "Origin: " + APP), 401);
		assertReadable(send("GET /items/data", "Origin: " + APP, BASIC), 200);
		assertThat(send("GET /items/data", "Origin: https://evil.test", BASIC).status()).isEqualTo(403);
	}

	@Test
	void redirectToTheLoginPageIsReadable() {
		start();
		HttpExchange response = send("GET /items/data", "Origin: " + APP, "Accept: text/html");
		assertReadable(response, 302);
		assertThat(response.header("Location")).contains("/login");
	}

	@Test
	void refusalForWantOfACsrfTokenIsReadable() {
		start();
		HttpExchange response = send("POST /items/data", "Origin: " + APP, BASIC, "Content-Length: 0");
		assertThat(response.status()).isIn(401, 403);
		assertReadable(response, response.status());
		assertThat(response.body()).doesNotContain("Refused by CORS policy");
	}

	@Test
	void corsSupportOfSecurityChangesNothingOnCoveredPaths() {
		start(OwnCors.class);
		assertPreflightIsAnswered("/items/data");
		assertReadable(send("GET /items/data", "Origin: " + APP, BASIC), 200);
		assertReadable(send("GET /items/data", "Origin: " + APP), 401);
		assertThat(send("GET /items/data", "Origin: https://own.test", BASIC).status()).isEqualTo(403);
	}

	@Test
	void severalChainsAreAlike() {
		start(SeveralChains.class);
		for (String path : List.of("/first/data", "/second/data")) {
			assertPreflightIsAnswered(path);
			assertReadable(send("GET " + path, "Origin: " + APP), 401);
			assertReadable(send("GET " + path, "Origin: " + APP, BASIC), 200);
		}
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(TestApplication.DataController.class)
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnCors {

		@Bean
		@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
		SecurityFilterChain chain(HttpSecurity http) throws Exception {
			return http.cors(Customizer.withDefaults())
				.httpBasic(Customizer.withDefaults())
				.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
				.build();
		}

		@Bean
		@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
		UrlBasedCorsConfigurationSource corsConfigurationSource() {
			UrlBasedCorsConfigurationSource source = new UrlBasedCorsConfigurationSource();
			source.registerCorsConfiguration("/**", configuration());
			return source;
		}

		@Bean
		@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
		SecurityWebFilterChain reactiveChain(ServerHttpSecurity http) {
			var source = new org.springframework.web.cors.reactive.UrlBasedCorsConfigurationSource();
			source.registerCorsConfiguration("/**", configuration());
			return http.cors((cors) -> cors.configurationSource(source))
				.httpBasic(Customizer.withDefaults())
				.authorizeExchange((requests) -> requests.anyExchange().authenticated())
				.build();
		}

		private static CorsConfiguration configuration() {
			CorsConfiguration configuration = new CorsConfiguration();
			configuration.addAllowedOrigin("https://own.test");
			configuration.addAllowedMethod("GET");
			return configuration;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class SeveralChains {

		@Bean
		@Order(1)
		@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
		SecurityFilterChain first(HttpSecurity http) throws Exception {
			return http.securityMatcher("/first/**")
				.httpBasic(Customizer.withDefaults())
				.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
				.build();
		}

		@Bean
		@Order(2)
		@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
		SecurityFilterChain second(HttpSecurity http) throws Exception {
			return http.httpBasic(Customizer.withDefaults())
				.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
				.build();
		}

		@Bean
		@Order(1)
		@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
		SecurityWebFilterChain reactiveFirst(ServerHttpSecurity http) {
			return http.securityMatcher(new PathPatternParserServerWebExchangeMatcher("/first/**"))
				.httpBasic(Customizer.withDefaults())
				.authorizeExchange((requests) -> requests.anyExchange().authenticated())
				.build();
		}

		@Bean
		@Order(2)
		@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
		SecurityWebFilterChain reactiveSecond(ServerHttpSecurity http) {
			return http.httpBasic(Customizer.withDefaults())
				.authorizeExchange((requests) -> requests.anyExchange().authenticated())
				.build();
		}

	}

}
