package io.github.corsboot.web;

import org.junit.jupiter.api.Test;

import org.springframework.boot.WebApplicationType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Actuator in a servlet application.
 */
class ServletActuatorTests extends AbstractActuatorTests {

	ServletActuatorTests() {
		super(WebApplicationType.SERVLET);
	}

	@Test
	void pathsAreWithinTheContextPath() {
		start("--server.servlet.context-path=/app");
		assertThat(send("GET /app/actuator/health", "Origin: https://evil.test").status()).isEqualTo(200);
		assertThat(send("GET /app/api/data", "Origin: https://evil.test").status()).isEqualTo(403);
		assertThat(send("GET /app/credentials/data", "Origin: https://app.example.com")
			.header("Access-Control-Allow-Credentials")).isEqualTo("true");
	}

	@Test
	void pathsAreBelowTheDispatcherServlet() {
		start("--spring.mvc.servlet.path=/mvc");
		assertThat(send("GET /mvc/actuator/health", "Origin: https://evil.test").status()).isEqualTo(200);
		assertThat(send("GET /mvc/api/data", "Origin: https://evil.test").status()).isEqualTo(403);
	}

}
