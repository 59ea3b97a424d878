package io.github.corsboot.web;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What only a WebFlux application can do with a response on its way.
 */
class ReactiveDecidedWhereServedTests {

	@ParameterizedTest
	@ValueSource(strings = { "", "--cors.allowed-origins=*" })
	void headersThatAFilterHasCopiedAreTakenAwayWithTheirDecision(String argument) {
		try (ConfigurableApplicationContext context = RewritingApplication.run(TestServer.Kind.NETTY, argument)) {
			int port = TestApplication.port(context);
			HttpExchange refused = HttpExchange.send(port, "GET /copied/legacy/x", "Origin: https://evil.test");
			assertThat(refused.body()).doesNotContain("LEGACY");
			assertThat(refused.corsHeaderNames()).isEmpty();
			HttpExchange allowed = HttpExchange.send(port, "GET /copied/legacy/x", "Origin: https://own.test");
			assertThat(allowed.header("Access-Control-Allow-Origin")).isEqualTo("https://own.test");
			HttpExchange secret = HttpExchange.send(port, "GET /copied/private/x");
			assertThat(secret.body()).isEqualTo("SECRET");
			assertThat(secret.corsHeaderNames()).isEmpty();
		}
	}

}
