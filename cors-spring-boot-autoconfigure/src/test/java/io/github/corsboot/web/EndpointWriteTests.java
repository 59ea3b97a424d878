package io.github.corsboot.web;

import java.util.List;
import java.util.stream.Stream;

import io.github.corsboot.policy.ForeignWrite;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who may use the write operations of {@code /actuator/cors}, over real HTTP, wherever
 * the endpoint is served.
 */
@ParameterizedClass
@MethodSource("environments")
class EndpointWriteTests {

	private static final String OWN = "Origin: http://localhost:";

	private static final String EVIL = "Origin: https://evil.test";

	private static TestServer server;

	@Parameter
	private Environment environment;

	static Stream<Environment> environments() {
		return Stream.of(TestServer.Kind.TOMCAT, TestServer.Kind.JETTY, TestServer.Kind.NETTY)
			.flatMap((kind) -> Stream.of(new Environment(kind, "/actuator/cors", List.of()),
					new Environment(kind, "/app" + (kind.isServlet() ? "/mvc" : "") + "/manage/policies",
							List.of("--management.endpoints.web.base-path=/manage",
									"--management.endpoints.web.path-mapping.cors=policies",
									"--server.servlet.context-path=/app", "--spring.mvc.servlet.path=/mvc",
									"--spring.webflux.base-path=/app")),
					new Environment(kind, "/actuator/policies",
							List.of("--management.endpoints.web.path-mapping.cors=/policies/")),
					new Environment(kind, "/cors", List.of("--management.endpoints.web.base-path=/")),
					new Environment(kind, "/actuator/cors",
							List.of("--management.server.port=0", "--spring.mvc.servlet.path=/mvc")),
					new Environment(kind, "/ops/manage/cors", List.of("--management.server.port=0",
							"--management.server.base-path=/ops", "--management.endpoints.web.base-path=/manage"))));
	}

	@BeforeParameterizedClassInvocation
	static void start(Environment environment) {
		String[] arguments = Stream
			.concat(Stream.of("--management.endpoints.web.exposure.include=*",
					"--management.endpoint.cors.access=unrestricted"), environment.arguments().stream())
			.toArray(String[]::new);
		server = environment.kind().start(new Class<?>[] { CorsetController.class }, arguments);
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
	}

	private static int port() {
		return server.context().getEnvironment().getProperty("local.management.port", Integer.class, server.port());
	}

	private HttpExchange send(String method, String below, String... headers) {
		return HttpExchange.send(port(), method + " " + this.environment.path() + below, headers);
	}

	private HttpExchange delete(String... headers) {
		return send("DELETE", "/rejections", headers);
	}

	private static void assertRefused(HttpExchange response) {
		assertThat(response.status()).isEqualTo(403);
		assertThat(response.body()).isEqualTo(ForeignWrite.MESSAGE);
		assertThat(response.header("Content-Type")).startsWith("text/plain");
		assertThat(response.corsHeaderNames()).isEmpty();
	}

	@Test
	void clientThatIsNoBrowserMayWrite() {
		assertThat(delete().status()).isEqualTo(204);
	}

	@Test
	void pageOfTheSameOriginMayWrite() {
		assertThat(delete(OWN + port()).status()).isEqualTo(204);
		assertThat(delete(OWN + port(), "Sec-Fetch-Site: same-origin").status()).isEqualTo(204);
	}

	@Test
	void pageBehindAProxyThatRewritesHostMayWriteIfTheBrowserSaysSo() {
		assertThat(delete("Origin: https://ops.example.com", "Sec-Fetch-Site: same-origin").status()).isEqualTo(204);
	}

	@Test
	void pageOfAnotherOriginMayNotWrite() {
		assertRefused(delete(EVIL));
		assertRefused(delete("Origin: null"));
		assertRefused(delete(EVIL, "Sec-Fetch-Site: cross-site"));
		assertRefused(delete("Sec-Fetch-Site: same-site"));
		assertRefused(delete(OWN + port(), "Sec-Fetch-Site: cross-site"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "/rejections/", "/rejections;x=1", "/rejection%73", ";x=1/rejections" })
	void pageOfAnotherOriginMayNotWriteWhateverItWrites(String below) {
		assertThat(send("DELETE", below, EVIL).status()).isIn(400, 403);
	}

	@Test
	void encodedPathIsThatOfTheEndpoint() {
		String path = this.environment.path();
		String encoded = path.substring(0, path.length() - 1) + "%73/rejections";
		assertRefused(HttpExchange.send(port(), "DELETE " + encoded, EVIL));
	}

	@Test
	void readsAreLeftAlone() {
		HttpExchange response = send("GET", "", EVIL, "Sec-Fetch-Site: cross-site", "Host: rewritten.example");
		assertThat(response.status()).isEqualTo(200);
		assertThat(response.body()).contains("rejections");
	}

	@Test
	void otherEndpointsAreLeftAlone() {
		String other = this.environment.path().replaceAll("(cors|policies)$", "loggers/some.logger");
		String body = "{}";
		HttpExchange response = HttpExchange.send(port(), "POST " + other, EVIL, "Content-Type: application/json",
				"Content-Length: " + body.length() + "\r\n\r\n" + body);
		assertThat(response.status()).isEqualTo(204);
	}

	@Test
	void pathsOfTheApplicationAreLeftAlone() {
		String prefix = String.join("", this.environment.prefixes());
		HttpExchange response = HttpExchange.send(server.port(), "POST " + prefix + "/corset/cors", EVIL,
				"Content-Length: 0");
		assertThat(response.body()).isEqualTo("posted");
	}

	/**
	 * Where the endpoint is.
	 *
	 * @param kind the server
	 * @param path the path of the endpoint
	 * @param arguments what makes it so
	 */
	record Environment(TestServer.Kind kind, String path, List<String> arguments) {

		/**
		 * Return what is in front of the paths of the application.
		 */
		List<String> prefixes() {
			String base = this.kind.isServlet() ? "--server.servlet.context-path=" : "--spring.webflux.base-path=";
			return Stream.of(base, this.kind.isServlet() ? "--spring.mvc.servlet.path=" : base + "no")
				.flatMap((name) -> this.arguments.stream()
					.filter((argument) -> argument.startsWith(name))
					.map((argument) -> argument.substring(name.length())))
				.toList();
		}

	}

	@RestController
	static class CorsetController {

		@PostMapping("/corset/cors")
		String post() {
			return "posted";
		}

	}

}
