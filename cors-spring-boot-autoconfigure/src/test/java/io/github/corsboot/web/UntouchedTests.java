package io.github.corsboot.web;

import java.util.List;
import java.util.stream.Stream;

import io.github.corsboot.autoconfigure.CorsActuatorAutoConfiguration;
import io.github.corsboot.autoconfigure.CorsAutoConfiguration;
import io.github.corsboot.autoconfigure.ReactiveCorsAutoConfiguration;
import io.github.corsboot.autoconfigure.ServletCorsAutoConfiguration;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Where nothing is to be decided, an application answers as if the starter were not
 * there.
 */
@ParameterizedClass
@CsvSource({ "TOMCAT, --cors.enabled=false", "TOMCAT, --cors.exclude-paths=/**", "NETTY, --cors.enabled=false",
		"NETTY, --cors.exclude-paths=/**" })
class UntouchedTests {

	private static TestServer server;

	private static TestServer without;

	UntouchedTests(TestServer.Kind kind, String argument) {
	}

	@BeforeParameterizedClassInvocation
	static void start(TestServer.Kind kind, String argument) {
		Class<?>[] ownCors = { kind.isServlet() ? OwnCors.Servlet.class : OwnCors.Reactive.class };
		server = kind.start(ownCors, argument);
		String excluded = Stream
			.of(CorsAutoConfiguration.class, ServletCorsAutoConfiguration.class, ReactiveCorsAutoConfiguration.class,
					CorsActuatorAutoConfiguration.class)
			.map(Class::getName)
			.collect(java.util.stream.Collectors.joining(","));
		without = kind.start(ownCors, "--spring.autoconfigure.exclude=" + excluded);
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
		without.close();
	}

	static Stream<CorsCase> cases() {
		return CorsCases.all();
	}

	@ParameterizedTest
	@MethodSource("cases")
	void answersAsWithoutTheStarter(CorsCase request) {
		HttpExchange response = server.send(request.requestLine(), request.requestHeaders());
		HttpExchange expected = without.send(request.requestLine(), request.requestHeaders());
		assertThat(response.status()).isEqualTo(expected.status());
		assertThat(comparable(response)).isEqualTo(comparable(expected));
		if (expected.status() == 200) {
			assertThat(response.body()).isEqualTo(expected.body());
		}
	}

	private static List<String> comparable(HttpExchange response) {
		return response.headerLines()
			.stream()
			.filter((line) -> !line.toLowerCase(java.util.Locale.ROOT).matches("(date|set-cookie|content-length):.*"))
			.sorted()
			.toList();
	}

}
