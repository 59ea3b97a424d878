package io.github.corsboot.web;

import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What both stacks have to do alike, over real HTTP.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class AbstractCorsOverHttpTests {

	private static final String APP = "https://app.example.com";

	private final WebApplicationType type;

	private ConfigurableApplicationContext context;

	private int port;

	AbstractCorsOverHttpTests(WebApplicationType type) {
		this.type = type;
	}

	@BeforeAll
	void start() {
		this.context = run();
		this.port = TestApplication.port(this.context);
	}

	ConfigurableApplicationContext run() {
		return TestApplication.run(this.type);
	}

	@AfterAll
	void stop() {
		this.context.close();
	}

	static Stream<CorsCase> cases() {
		return CorsCases.all();
	}

	HttpExchange send(String requestLine, String... headers) {
		return HttpExchange.send(this.port, requestLine, headers);
	}

	/**
	 * Return whether the server itself refuses a request before any filter sees it.
	 */
	boolean isRefusedByTheServer(HttpExchange response, CorsCase request) {
		return false;
	}

	@ParameterizedTest
	@MethodSource("cases")
	void answersAsDecided(CorsCase expected) {
		HttpExchange response = send(expected.requestLine(), expected.requestHeaders());
		if (isRefusedByTheServer(response, expected)) {
			assertThat(response.corsHeaderNames()).isEmpty();
			return;
		}
		expected.verify(response);
	}

	@Test
	void preflightHasAnEmptyBody() {
		HttpExchange response = send("OPTIONS /api/data", "Origin: " + APP, "Access-Control-Request-Method: PUT");
		assertThat(response.body()).isEmpty();
		assertThat(response.header("Content-Length")).isEqualTo("0");
	}

	@Test
	void headersOfTheApplicationAreReplacedOnACorsRequest() {
		HttpExchange response = send("GET /api/foreign-headers", "Origin: " + APP);
		assertThat(response.corsHeaderNames()).containsExactly("access-control-allow-origin",
				"access-control-expose-headers");
		assertThat(response.header("Access-Control-Allow-Origin")).isEqualTo(APP);
		assertThat(response.vary()).contains("origin", "accept-language");
	}

	@Test
	void headersOfTheApplicationAreLeftAloneWithoutPolicy() {
		HttpExchange response = send("GET /uncovered/foreign-headers", "Origin: " + APP);
		assertThat(response.header("Access-Control-Allow-Origin")).isEqualTo("https://evil.test");
	}

	@Test
	void preflightOfAPathWithoutPolicyReachesTheApplication() {
		HttpExchange response = send("OPTIONS /uncovered/data", "Origin: " + APP, "Access-Control-Request-Method: PUT");
		assertThat(response.corsHeaderNames()).isEmpty();
		assertThat(response.body()).doesNotContain("Refused by CORS policy");
	}

	@Test
	void connectionIsReusedAfterARefusal() {
		HttpExchange response = send(
				"GET /api/data HTTP/1.1\r\nHost: localhost\r\nOrigin: https://evil.test\r\n\r\n" + "GET /api/data",
				"Origin: " + APP);
		assertThat(response.body()).contains("200").contains("X-Handled");
	}

}
