package io.github.corsboot.web;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A browser gets its tokens from the endpoints of an authorization server. It exists for
 * servlet applications alone.
 */
class AuthorizationServerTests {

	private static final String APP = "https://app.example.com";

	private static final String CLIENT = "spring.security.oauth2.authorizationserver.client.app.registration.";

	private static ConfigurableApplicationContext context;

	@BeforeAll
	static void start() {
		context = new SpringApplicationBuilder(Application.class).web(WebApplicationType.SERVLET)
			.properties("spring.config.name=cases-common", "test.with=oauth2", "cors.allow-credentials=true",
					"cors.allowed-origins=" + APP, CLIENT + "client-id=app", CLIENT + "client-secret={noop}secret",
					CLIENT + "client-authentication-methods=client_secret_basic",
					CLIENT + "authorization-grant-types=client_credentials")
			.run();
	}

	@AfterAll
	static void stop() {
		context.close();
	}

	private static HttpExchange send(String requestLine, String... headers) {
		return HttpExchange.send(TestApplication.port(context), requestLine, headers);
	}

	private static void assertReadable(HttpExchange response, int status) {
		assertThat(response.status()).isEqualTo(status);
		assertThat(response.header("Access-Control-Allow-Origin")).isEqualTo(APP);
		assertThat(response.header("Access-Control-Allow-Credentials")).isEqualTo("true");
		assertThat(response.vary()).contains("origin");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/oauth2/token", "/oauth2/jwks" })
	void preflightIsAnswered(String path) {
		HttpExchange preflight = send("OPTIONS " + path, "Origin: " + APP, "Access-Control-Request-Method: PUT",
				"Access-Control-Request-Headers: authorization");
		assertThat(preflight.status()).isEqualTo(200);
		assertThat(preflight.header("Access-Control-Allow-Origin")).isEqualTo(APP);
		assertThat(preflight.header("Access-Control-Allow-Headers")).isEqualTo("authorization");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/oauth2/token", "/oauth2/jwks" })
	void preflightOfAStrangerIsRefused(String path) {
		HttpExchange refused = send("OPTIONS " + path, "Origin: https://evil.test",
				"Access-Control-Request-Method: PUT");
		assertThat(refused.status()).isEqualTo(403);
		assertThat(refused.corsHeaderNames()).isEmpty();
	}

	@Test
	void keysAreReadable() {
		HttpExchange keys = send("GET /oauth2/jwks", "Origin: " + APP);
		assertReadable(keys, 200);
		assertThat(keys.body()).contains("\"kty\":\"RSA\"");
		assertThat(send("GET /oauth2/jwks", "Origin: https://evil.test").status()).isEqualTo(403);
	}

	@Test
	void tokenIsReadable() {
		String form = "grant_type=client_credentials";
		HttpExchange token = send("POST /oauth2/token", "Origin: " + APP, "Authorization: Basic YXBwOnNlY3JldA==",
				"Content-Type: application/x-www-form-urlencoded",
				"Content-Length: " + form.length() + "\r\n\r\n" + form);
		assertReadable(token, 200);
		assertThat(token.body()).contains("access_token");
	}

	@Test
	void refusalOfAClientIsReadable() {
		assertReadable(send("POST /oauth2/token", "Origin: " + APP, "Content-Length: 0"), 401);
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
