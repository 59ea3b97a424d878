package io.github.corsboot.web;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application with Actuator, asked over real HTTP.
 */
abstract class AbstractActuatorTests {

	static final String[] EVIL = { "Origin: https://evil.test" };

	final WebApplicationType type;

	ConfigurableApplicationContext context;

	AbstractActuatorTests(WebApplicationType type) {
		this.type = type;
	}

	@AfterEach
	void stop() {
		this.context.close();
	}

	void start(String... arguments) {
		List<String> all = new ArrayList<>(
				List.of("--management.endpoints.web.exposure.include=health,cors", "--cors.paths=/**"));
		all.addAll(Arrays.asList(arguments));
		this.context = TestApplication.run(this.type, all.toArray(String[]::new));
	}

	HttpExchange send(String requestLine, String... headers) {
		return HttpExchange.send(TestApplication.port(this.context), requestLine, headers);
	}

	int managementPort() {
		return this.context.getEnvironment()
			.getProperty("local.management.port", Integer.class, TestApplication.port(this.context));
	}

	static JsonNode json(HttpExchange response) {
		assertThat(response.status()).as(response.body()).isEqualTo(200);
		return JsonMapper.shared().readTree(response.body());
	}

}
