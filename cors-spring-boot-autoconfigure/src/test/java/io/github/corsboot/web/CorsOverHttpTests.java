package io.github.corsboot.web;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One table of requests and answers, over real HTTP, wherever an application runs and
 * whatever is in it.
 */
@ParameterizedClass
@MethodSource("environments")
class CorsOverHttpTests {

	private static final String APP = "https://app.example.com";

	private static TestServer server;

	private final Environment environment;

	CorsOverHttpTests(Environment environment) {
		this.environment = environment;
	}

	@BeforeParameterizedClassInvocation
	static void start(Environment environment) {
		server = environment.start();
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
	}

	static Stream<Environment> environments() {
		String inherited = "cases-inherited";
		List<Class<?>> ownCors = List.of(OwnCors.Servlet.class);
		List<Class<?>> ownReactiveCors = List.of(OwnCors.Reactive.class);
		return Stream.of(new Environment("Tomcat", TestServer.Kind.TOMCAT, List.of(), "cases"),
				new Environment("Jetty", TestServer.Kind.JETTY, List.of(), "cases"),
				new Environment("WAR", TestServer.Kind.WAR, List.of(), "cases"),
				new Environment("Netty", TestServer.Kind.NETTY, List.of(), "cases"),
				new Environment("the same by inheritance, Tomcat", TestServer.Kind.TOMCAT, List.of(), inherited),
				new Environment("the same by inheritance, Netty", TestServer.Kind.NETTY, List.of(), inherited),
				new Environment("beside other CORS, Tomcat", TestServer.Kind.TOMCAT, ownCors, "cases"),
				new Environment("beside other CORS, Jetty", TestServer.Kind.JETTY, ownCors, "cases"),
				new Environment("beside other CORS, Netty", TestServer.Kind.NETTY, ownReactiveCors, "cases"));
	}

	static Stream<CorsCase> cases() {
		return CorsCases.all();
	}

	private static HttpExchange send(String requestLine, String... headers) {
		return server.send(requestLine, headers);
	}

	@ParameterizedTest
	@MethodSource("cases")
	void answersAsDecided(CorsCase expected) {
		HttpExchange response = send(expected.requestLine(), expected.requestHeaders());
		if (this.environment.isRefusedByTheServer(response, expected)) {
			assertThat(response.corsHeaderNames()).isEmpty();
		}
		else if (this.environment.addsToVary(expected)) {
			assertThat(response.vary()).containsAll(expected.vary());
			expected.verifyButVary(response);
		}
		else {
			expected.verify(response);
		}
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

	/**
	 * Where the table holds.
	 *
	 * @param name shown with the test
	 * @param kind the server
	 * @param sources what the application has beside the usual
	 * @param config the name of its configuration file
	 */
	record Environment(String name, TestServer.Kind kind, List<Class<?>> sources, String config) {

		TestServer start() {
			return this.kind.start(this.sources.toArray(Class<?>[]::new), "--spring.config.name=" + this.config);
		}

		/**
		 * Where Spring's processor is asked, too, it adds to the {@code Vary} of a
		 * request without {@code Origin}, which is nobody's decision.
		 */
		boolean addsToVary(CorsCase request) {
			return !this.sources.isEmpty() && !this.kind.isServlet()
					&& Arrays.stream(request.requestHeaders()).noneMatch((line) -> line.startsWith("Origin:"));
		}

		boolean isRefusedByTheServer(HttpExchange response, CorsCase request) {
			return this.kind.isJetty() && response.status() == 400 && request.mayBeRefusedByJetty();
		}

		@Override
		public String toString() {
			return this.name;
		}

	}

}
