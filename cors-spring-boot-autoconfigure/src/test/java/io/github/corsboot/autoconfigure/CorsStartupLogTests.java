package io.github.corsboot.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CorsStartupLog}, in applications that really start.
 */
@ExtendWith(OutputCaptureExtension.class)
class CorsStartupLogTests {

	private static void run(WebApplicationType type, String... arguments) {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class).web(type)
			.properties("server.port=0", "server.shutdown=immediate", "spring.config.name=none",
					"spring.reactor.netty.shutdown-quiet-period=0s")
			.run(arguments)) {
			assertThat(context.isActive()).isTrue();
		}
	}

	@ParameterizedTest
	@EnumSource(value = WebApplicationType.class, names = { "SERVLET", "REACTIVE" })
	void saysOncePerPolicyWhatItAllows(WebApplicationType type, CapturedOutput output) {
		run(type, "--cors.allowed-origins=https://a.test,https://*.b.test", "--cors.policies.inner.paths=/x/**,/y",
				"--cors.policies.inner.allow-credentials=true");
		assertThat(output)
			.containsOnlyOnce(
					"CORS policy 'default' allows https://a.test, https://*.b.test on /**, without credentials")
			.containsOnlyOnce(
					"CORS policy 'inner' allows https://a.test, https://*.b.test on /x/**, /y, with credentials");
	}

	@ParameterizedTest
	@EnumSource(value = WebApplicationType.class, names = { "SERVLET", "REACTIVE" })
	void saysWhichPropertyShowsTheEndpoint(WebApplicationType type, CapturedOutput output) {
		run(type, "--cors.allowed-origins=https://a.test");
		assertThat(output).containsOnlyOnce(
				"To see at /actuator/cors why requests are refused, add it to management.endpoints.web.exposure.include, like 'health,cors'");
	}

	@Test
	void saysNothingOfTheEndpointIfItIsExposed(CapturedOutput output) {
		run(WebApplicationType.SERVLET, "--cors.allowed-origins=https://a.test",
				"--management.endpoints.web.exposure.include=cors");
		assertThat(output).contains("CORS policy 'default'").doesNotContain("To see at");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "--management.server.port=-1 | set management.server.port, which is -1",
			"--management.endpoint.cors.access=none | set management.endpoint.cors.access to read-only, it is none",
			"--management.endpoints.web.exposure.exclude=cors | take it out of management.endpoints.web.exposure.exclude" })
	void saysWhatElseKeepsTheEndpointAway(String argument, String advice, CapturedOutput output) {
		run(WebApplicationType.SERVLET, "--cors.allowed-origins=https://a.test",
				"--management.endpoints.web.exposure.include=health,cors", argument);
		assertThat(output).contains("To see at /actuator/cors why requests are refused, " + advice);
	}

	@Test
	void saysOfManyOriginsOnlyTheFirst(CapturedOutput output) {
		StringBuilder origins = new StringBuilder("https://a0.test");
		for (int i = 1; i < 1000; i++) {
			origins.append(",https://a").append(i).append(".test");
		}
		run(WebApplicationType.SERVLET, "--cors.allowed-origins=" + origins);
		assertThat(output).contains("https://a9.test, 990 more on /**").doesNotContain("https://a10.test");
	}

	@Test
	void saysOfManyPoliciesOnlyTheFirst(CapturedOutput output) {
		List<String> arguments = new ArrayList<>(List.of("--cors.allowed-origins=https://a.test"));
		IntStream.range(0, 120).forEach((i) -> arguments.add("--cors.policies.p%d.paths=/p%d/**".formatted(i, i)));
		run(WebApplicationType.SERVLET, arguments.toArray(String[]::new));
		assertThat(output).containsOnlyOnce("There are 21 more CORS policies");
		assertThat(output.toString().lines().filter((line) -> line.contains("CORS policy '"))).hasSize(100);
	}

	@Test
	void warnsIfNobodyIsAllowed(CapturedOutput output) {
		run(WebApplicationType.SERVLET, "--cors.allowed-origins=");
		assertThat(output.toString().lines().filter((line) -> line.contains("everything cross-origin is refused")))
			.singleElement()
			.asString()
			.contains("WARN", "cors.allowed-origins", "cors.enabled");
	}

	@Test
	void saysThatNothingIsChecked(CapturedOutput output) {
		run(WebApplicationType.REACTIVE, "--cors.enabled=false", "--cors.allowed-origins=https://a.test");
		assertThat(output).containsOnlyOnce("CORS is not checked: cors.enabled is false").doesNotContain("CORS policy");
	}

	@Test
	void saysThatThereIsNoPolicy(CapturedOutput output) {
		run(WebApplicationType.SERVLET);
		assertThat(output).containsOnlyOnce("No CORS policy: set cors.allowed-origins");
	}

	@Test
	void reportsWhatIsWrongInsteadOfAStackTrace(CapturedOutput output) {
		try {
			run(WebApplicationType.SERVLET, "--cors.allowed-origins=https://*example.com");
		}
		catch (RuntimeException ex) {
			// Reported below.
		}
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("'https://*example.com' is invalid at position 8")
			.contains("in cors.allowed-origins (\"cors.allowed-origins\" from property source \"commandLineArgs\")")
			.doesNotContain("\tat ");
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
