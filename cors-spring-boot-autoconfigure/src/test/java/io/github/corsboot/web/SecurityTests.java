package io.github.corsboot.web;

import java.util.ArrayList;
import java.util.List;

import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.github.corsboot.rejection.CorsRejections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.config.annotation.method.configuration.EnableReactiveMethodSecurity;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusReactiveJwtDecoder;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.util.matcher.PathPatternParserServerWebExchangeMatcher;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.UrlBasedCorsConfigurationSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Spring Security answers what it has to, and a browser can read that.
 */
@ParameterizedClass
@EnumSource(value = WebApplicationType.class, names = { "SERVLET", "REACTIVE" })
class SecurityTests {

	private static final String APP = "https://app.example.com";

	private static final String BASIC = "Authorization: Basic dXNlcjpwYXNzd29yZA==";

	private static final SharedApplications applications = new SharedApplications();

	private final WebApplicationType type;

	private ConfigurableApplicationContext context;

	SecurityTests(WebApplicationType type) {
		this.type = type;
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		applications.close();
	}

	private void start(Class<?>... sources) {
		start(List.of(), sources);
	}

	private void start(List<String> arguments, Class<?>... sources) {
		this.context = applications.get(() -> run(arguments, sources), arguments, List.of(sources));
	}

	private ConfigurableApplicationContext run(List<String> arguments, Class<?>... sources) {
		List<String> all = new ArrayList<>(List.of("--spring.security.user.password=password",
				"--cors.allow-credentials=true", "--cors.allowed-origins=" + APP));
		all.addAll(arguments);
		return new SpringApplicationBuilder(Application.class).sources(sources)
			.web(this.type)
			.properties("spring.config.name=none", "server.port=0", "server.shutdown=immediate",
					"spring.reactor.netty.shutdown-quiet-period=0s")
			.run(all.toArray(String[]::new));
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

	@Test
	void resourceServer() throws JOSEException {
		start(ResourceServer.class);
		assertPreflightIsAnswered("/items/data");
		HttpExchange missing = send("GET /items/data", "Origin: " + APP);
		assertReadable(missing, 401);
		assertThat(missing.header("WWW-Authenticate")).startsWith("Bearer");
		assertReadable(send("GET /items/data", "Origin: " + APP, "Authorization: Bearer nonsense"), 401);
		assertReadable(send("GET /items/data", "Origin: " + APP, "Authorization: Bearer " + ResourceServer.token()),
				200);
		assertThat(
				send("GET /items/data", "Origin: https://evil.test", "Authorization: Bearer " + ResourceServer.token())
					.body())
			.isEqualTo("Refused by CORS policy: origin-not-allowed\n");
	}

	@Test
	void methodSecurity() {
		start(List.of("--spring.security.user.roles=USER"), MethodSecurity.class);
		assertPreflightIsAnswered("/secret");
		HttpExchange refused = send("GET /secret", "Origin: " + APP, BASIC);
		assertReadable(refused, 403);
		assertThat(refused.body()).doesNotContain("Refused by CORS policy");
		assertReadable(send("GET /secret", "Origin: " + APP), 401);
		assertReadable(send("GET /public-secret", "Origin: " + APP, BASIC), 200);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/items/data;x=1", "/items//data", "/items/%2Fdata", "/items/%0Adata" })
	void refusalOfTheFirewallIsReadable(String path) {
		start();
		HttpExchange response = send("GET " + path, "Origin: " + APP, BASIC);
		// The error page of a servlet application needs a login, too.
		assertThat(response.status()).isIn(400, 401);
		// What the server itself refuses no filter sees.
		if (this.type == WebApplicationType.REACTIVE || !path.contains("%2F")) {
			assertReadable(response, response.status());
		}
		assertThat(send("GET " + path, "Origin: https://evil.test", BASIC).status()).isIn(400, 403);
		assertThat(send("GET " + path, "Origin: https://evil.test", BASIC).corsHeaderNames()).isEmpty();
	}

	@Test
	void loginByAFormOfAnotherSiteIsRefusedWithAHint() {
		start(FormLogin.class);
		HttpExchange response = login("/login");
		assertThat(response.status()).isEqualTo(403);
		assertThat(response.body()).isEqualTo("Refused by CORS policy: origin-not-allowed\n");
		assertThat(this.context.getBean(CorsRejections.class).recent().get(0).hint()).contains("allow-navigation");
	}

	@Test
	void loginByAFormOfAnotherSitePassesWhereNavigationIsAllowed() {
		start(List.of("--cors.policies.login.paths=/login", "--cors.policies.login.allow-navigation=true"),
				FormLogin.class);
		HttpExchange response = login("/login");
		assertThat(response.status()).isEqualTo(302);
		assertThat(response.header("Location")).doesNotContain("error");
		assertThat(response.corsHeaderNames()).isEmpty();
		// On its own path only, and only navigations.
		assertThat(login("/items/data").status()).isEqualTo(403);
		assertThat(send("POST /login", "Origin: https://idp.test", "Content-Length: 0").status()).isEqualTo(403);
	}

	private HttpExchange login(String path) {
		String form = "username=user&password=password";
		return send("POST " + path, "Origin: https://idp.test", "Sec-Fetch-Site: cross-site",
				"Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document",
				"Content-Type: application/x-www-form-urlencoded",
				"Content-Length: " + form.length() + "\r\n\r\n" + form);
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
	static class ResourceServer {

		private static final SecretKey KEY = new SecretKeySpec("0123456789abcdef0123456789abcdef".getBytes(UTF_8),
				"HmacSHA256");

		static String token() throws JOSEException {
			SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256),
					new JWTClaimsSet.Builder().subject("user").build());
			token.sign(new MACSigner(KEY));
			return token.serialize();
		}

		@Bean
		@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
		SecurityFilterChain chain(HttpSecurity http) throws Exception {
			JwtDecoder decoder = NimbusJwtDecoder.withSecretKey(KEY).build();
			return http.oauth2ResourceServer((server) -> server.jwt((jwt) -> jwt.decoder(decoder)))
				.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
				.build();
		}

		@Bean
		@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
		SecurityWebFilterChain reactiveChain(ServerHttpSecurity http) {
			ReactiveJwtDecoder decoder = NimbusReactiveJwtDecoder.withSecretKey(KEY).build();
			return http.oauth2ResourceServer((server) -> server.jwt((jwt) -> jwt.jwtDecoder(decoder)))
				.authorizeExchange((requests) -> requests.anyExchange().authenticated())
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class MethodSecurity {

		@RestController
		static class SecretController {

			@PreAuthorize("hasRole('ADMIN')")
			@GetMapping("/secret")
			Mono<String> secret() {
				return Mono.just("secret");
			}

			@PreAuthorize("hasRole('USER')")
			@GetMapping("/public-secret")
			Mono<String> publicSecret() {
				return Mono.just("public");
			}

		}

		@Configuration(proxyBeanMethods = false)
		@EnableMethodSecurity
		@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
		static class ServletMethodSecurity {

		}

		@Configuration(proxyBeanMethods = false)
		@EnableReactiveMethodSecurity
		@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
		static class ReactiveMethodSecurity {

		}

	}

	@Configuration(proxyBeanMethods = false)
	static class FormLogin {

		@Bean
		@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
		SecurityFilterChain chain(HttpSecurity http) throws Exception {
			// As for the endpoints of SAML and OpenID Connect.
			return http.csrf((csrf) -> csrf.ignoringRequestMatchers("/login"))
				.formLogin(Customizer.withDefaults())
				.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
				.build();
		}

		@Bean
		@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
		SecurityWebFilterChain reactiveChain(ServerHttpSecurity http) {
			return http.csrf(ServerHttpSecurity.CsrfSpec::disable)
				.formLogin(Customizer.withDefaults())
				.authorizeExchange((requests) -> requests.anyExchange().authenticated())
				.build();
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
