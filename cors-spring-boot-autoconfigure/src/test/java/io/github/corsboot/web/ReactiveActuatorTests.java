package io.github.corsboot.web;

import org.junit.jupiter.api.Test;

import org.springframework.boot.WebApplicationType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Actuator in a reactive application.
 */
class ReactiveActuatorTests extends AbstractActuatorTests {

	ReactiveActuatorTests() {
		super(WebApplicationType.REACTIVE);
	}

	@Test
	void pathsAreWithinTheBasePath() {
		start("--spring.webflux.base-path=/app");
		assertThat(send("GET /app/actuator/health", "Origin: https://evil.test").status()).isEqualTo(200);
		assertThat(send("GET /app/api/data", "Origin: https://evil.test").status()).isEqualTo(403);
		assertThat(send("GET /app/credentials/data", "Origin: https://app.example.com")
			.header("Access-Control-Allow-Credentials")).isEqualTo("true");
	}

}
