package io.github.corsboot.web;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.WebApplicationType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which paths are left to Actuator.
 */
@ParameterizedClass
@EnumSource(value = WebApplicationType.class, names = { "SERVLET", "REACTIVE" })
class ActuatorPathsTests extends AbstractActuatorTests {

	ActuatorPathsTests(WebApplicationType type) {
		super(type);
	}

	@Test
	void pathsOfActuatorAreLeftToActuator() {
		start("--management.endpoints.web.cors.allowed-origins=https://ops.example.com");
		for (String path : List.of("/actuator", "/actuator/health", "/actuator/cors")) {
			HttpExchange response = send("GET " + path, "Origin: https://ops.example.com");
			assertThat(response.status()).as(path).isEqualTo(200);
			assertThat(response.header("Access-Control-Allow-Origin")).isEqualTo("https://ops.example.com");
			assertThat(send("GET " + path, EVIL).body()).doesNotContain("Refused by CORS policy");
		}
		HttpExchange preflight = send("OPTIONS /actuator/health", "Origin: https://ops.example.com",
				"Access-Control-Request-Method: GET");
		assertThat(preflight.header("Access-Control-Allow-Origin")).isEqualTo("https://ops.example.com");
		assertThat(send("GET /actuators", EVIL).body()).isEqualTo("Refused by CORS policy: origin-not-allowed\n");
		assertThat(send("GET /actuator/..;/api/data", EVIL).status()).isNotEqualTo(200);
	}

	@Test
	void pathsOfActuatorAreCoveredIfIncluded() {
		start("--cors.include-actuator=true");
		assertThat(send("GET /actuator/health", EVIL).status()).isEqualTo(403);
		assertThat(
				send("GET /actuator/health", "Origin: https://app.example.com").header("Access-Control-Allow-Origin"))
			.isEqualTo("https://app.example.com");
	}

	@ParameterizedTest
	@ValueSource(strings = { "healthcheck", "/healthcheck", "healthcheck/", "/healthcheck/" })
	void pathsOfActuatorFollowItsConfiguration(String mapped) {
		start("--management.endpoints.web.base-path=/manage",
				"--management.endpoints.web.path-mapping.health=" + mapped,
				"--management.endpoint.health.probes.enabled=true",
				"--management.endpoint.health.probes.add-additional-paths=true");
		for (String path : List.of("/manage", "/manage/healthcheck", "/manage/healthcheck/liveness", "/livez",
				"/readyz")) {
			assertThat(send("GET " + path, EVIL).status()).as(path).isEqualTo(200);
		}
		assertThat(send("GET /actuator/health", EVIL).status()).isEqualTo(403);
	}

	@Test
	void handlersOfTheApplicationBelowTheBasePathAreCovered() {
		start("--management.endpoints.web.base-path=/credentials");
		assertThat(send("GET /credentials/health", EVIL).status()).isEqualTo(200);
		assertThat(send("GET /credentials/data", EVIL).body())
			.isEqualTo("Refused by CORS policy: origin-not-allowed\n");
		assertThat(send("GET /credentials/data", "Origin: https://app.example.com")
			.header("Access-Control-Allow-Credentials")).isEqualTo("true");
		assertThat(send("GET /credentials/unknown", EVIL).status()).isEqualTo(403);
		assertThat(send("GET /credentials", EVIL).body()).contains("_links");
	}

	@Test
	void basePathIsCoveredIfActuatorServesNothingThere() {
		start("--management.endpoints.web.discovery.enabled=false");
		assertThat(send("GET /actuator", EVIL).status()).isEqualTo(403);
		assertThat(send("GET /actuator/health", EVIL).status()).isEqualTo(200);
	}

	@Test
	void separatePortKeepsItsVary() {
		start("--management.server.port=0", "--management.endpoints.web.cors.allowed-origins=https://ops.example.com");
		assertThat(HttpExchange.send(managementPort(), "GET /actuator/health").vary()).contains("origin");
		HttpExchange allowed = HttpExchange.send(managementPort(), "GET /actuator/health",
				"Origin: https://ops.example.com");
		assertThat(allowed.header("Access-Control-Allow-Origin")).isEqualTo("https://ops.example.com");
	}

	@Test
	void withoutBasePathOnlyTheEndpointsAreLeftToActuator() {
		start("--management.endpoints.web.base-path=/");
		assertThat(send("GET /health", EVIL).status()).isEqualTo(200);
		assertThat(send("GET /cors", EVIL).status()).isEqualTo(200);
		assertThat(send("GET /api/data", EVIL).status()).isEqualTo(403);
	}

	@Test
	void withoutEndpointTheirPathsAreAnyPaths() {
		start("--management.endpoints.web.exposure.exclude=*");
		assertThat(send("GET /actuator/health", EVIL).status()).isEqualTo(403);
	}

	@Test
	void separatePortHasTheEndpointAndNoPolicy() {
		start("--management.server.port=0");
		send("GET /api/data", EVIL);
		HttpExchange response = HttpExchange.send(managementPort(), "GET /actuator/cors", EVIL);
		JsonNode cors = json(response);
		assertThat(response.corsHeaderNames()).isEmpty();
		assertThat(response.vary()).doesNotContain("origin");
		assertThat(cors.get("rejections").get("counts").get("origin-not-allowed").asInt()).isEqualTo(1);
		assertThat(cors.get("rejections").get("recent")).hasSize(1);
	}

	@Test
	void separatePortLeavesNothingToActuatorOnTheOther() {
		start("--management.server.port=0");
		assertThat(send("GET /actuator/health", EVIL).status()).isEqualTo(403);
		assertThat(send("GET /actuator/health").status()).isEqualTo(404);
	}

	@ParameterizedTest
	@ValueSource(strings = { "server.port", "management.server.port" })
	void refusalOfTheCorsOfActuatorIsShown(String port) {
		start("--" + port + "=0", "--management.endpoints.web.cors.allowed-origins=https://ops.example.com");
		HttpExchange refused = HttpExchange.send(managementPort(), "GET /actuator/health", EVIL);
		assertThat(refused.status()).isEqualTo(403);
		assertThat(refused.body()).doesNotContain("Refused by CORS policy");
		JsonNode rejection = json(HttpExchange.send(managementPort(), "GET /actuator/cors")).get("rejections")
			.get("recent")
			.get(0);
		assertThat(rejection.get("reason").asString()).isEqualTo("spring-cors");
		assertThat(rejection.get("detail").asString()).isEqualTo("origin-not-allowed");
		assertThat(rejection.get("path").asString()).isEqualTo("/actuator/health");
		assertThat(rejection.get("decidedBy").get(0).get("property").asString()).startsWith("bean 'webEndpoint");
	}

	@Test
	void pathsAreWithinTheApplication() {
		Map<String, String> bases = (this.type == WebApplicationType.SERVLET)
				? Map.of("server.servlet.context-path", "/app", "spring.mvc.servlet.path", "/mvc")
				: Map.of("spring.webflux.base-path", "/app");
		bases.forEach((property, base) -> {
			start("--" + property + "=" + base);
			assertThat(send("GET " + base + "/actuator/health", EVIL).status()).isEqualTo(200);
			assertThat(send("GET " + base + "/api/data", EVIL).status()).isEqualTo(403);
			// The path of the DispatcherServlet belongs to the paths of a policy.
			assertThat(send("GET " + base + "/credentials/data", "Origin: https://app.example.com")
				.header("Access-Control-Allow-Credentials")).isEqualTo(base.equals("/mvc") ? null : "true");
			stop();
		});
	}

}
