package io.github.corsboot.web;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.CrossOrigin;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A preflight does not carry the version of the API that the request after it asks for.
 */
class ApiVersionTests {

	private static final String PARTNER = "https://partner.test";

	@ParameterizedTest
	@CsvSource({ "SERVLET, required=true", "SERVLET, default=1", "REACTIVE, required=true", "REACTIVE, default=1" })
	void annotationOnOneVersionCountsForPreflightsToo(WebApplicationType type, String version) {
		String prefix = (type == WebApplicationType.SERVLET) ? "--spring.mvc.apiversion."
				: "--spring.webflux.apiversion.";
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class).web(type)
			.properties("spring.config.name=cases-common")
			.run("--cors.allowed-origins=https://app.example.com", prefix + "use.header=X-API-Version",
					prefix + version, prefix + "supported=1,2")) {
			int port = TestApplication.port(context);
			HttpExchange preflight = preflight(port, PARTNER, "GET");
			assertThat(preflight.status()).as(preflight.toString()).isEqualTo(200);
			assertThat(preflight.header("Access-Control-Allow-Origin")).isEqualTo(PARTNER);
			assertThat(get(port, "2", PARTNER).body()).isEqualTo("two");
			assertThat(get(port, "2", PARTNER).header("Access-Control-Allow-Origin")).isEqualTo(PARTNER);
			// The request is decided exactly.
			assertThat(get(port, "1", PARTNER).status()).isEqualTo(403);
			assertThat(get(port, "1", "https://app.example.com").body()).isEqualTo("one");
			assertThat(preflight(port, PARTNER, "PUT").status()).isEqualTo(403);
			assertThat(preflight(port, "https://evil.test", "GET").status()).isEqualTo(403);
		}
	}

	private static HttpExchange preflight(int port, String origin, String method) {
		return HttpExchange.send(port, "OPTIONS /versions", "Origin: " + origin,
				"Access-Control-Request-Method: " + method, "Access-Control-Request-Headers: x-api-version");
	}

	private static HttpExchange get(int port, String version, String origin) {
		return HttpExchange.send(port, "GET /versions", "Origin: " + origin, "X-API-Version: " + version);
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ TestApplication.ServletSecurityConfiguration.class, TestApplication.ReactiveSecurityConfiguration.class })
	static class Application {

		@RestController
		static class VersionController {

			@GetMapping(path = "/versions", version = "1")
			String one() {
				return "one";
			}

			@CrossOrigin(PARTNER)
			@GetMapping(path = "/versions", version = "2")
			String two() {
				return "two";
			}

			@PutMapping(path = "/versions", version = "2")
			String put() {
				return "put";
			}

		}

	}

}
