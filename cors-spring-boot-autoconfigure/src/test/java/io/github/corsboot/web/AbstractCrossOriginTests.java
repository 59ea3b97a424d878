package io.github.corsboot.web;

import java.util.stream.Stream;

import io.github.corsboot.mapping.MappedPolicy;
import io.github.corsboot.rejection.CorsRejection;
import io.github.corsboot.rejection.CorsRejections;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;

import static io.github.corsboot.web.CorsCase.preflight;
import static io.github.corsboot.web.CorsCase.request;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@code @CrossOrigin} widens the policy that covers its handler, alike on both stacks.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class AbstractCrossOriginTests {

	private static final String APP = "https://app.example.com";

	private static final String EVIL = "https://evil.test";

	private static final String PARTNER = "https://partner.test";

	private static final String CREDENTIALS = "Access-Control-Allow-Credentials: true";

	private final WebApplicationType type;

	private final Class<?>[] sources;

	private ConfigurableApplicationContext context;

	AbstractCrossOriginTests(WebApplicationType type, Class<?>... sources) {
		this.type = type;
		this.sources = sources;
	}

	@BeforeAll
	void start() {
		this.context = CrossOriginApplication.run(this.type, this.sources);
	}

	@AfterAll
	void stop() {
		this.context.close();
	}

	static Stream<CorsCase> cases() {
		return Stream
			.of(bare(), origins(), everything(), composed(), siblings(), ambiguous(), credentials(),
					severalCandidates(), elsewhere(), forms())
			.flatMap((cases) -> cases);
	}

	private static String allow(String origin) {
		return "Access-Control-Allow-Origin: " + origin;
	}

	private static String methods(String methods) {
		return "Access-Control-Allow-Methods: " + methods;
	}

	private static String headers(String headers) {
		return "Access-Control-Allow-Headers: " + headers;
	}

	private static String exposed(String headers) {
		return "Access-Control-Expose-Headers: " + headers;
	}

	private static String maxAge(long seconds) {
		return "Access-Control-Max-Age: " + seconds;
	}

	private static Stream<CorsCase> bare() {
		return Stream.of(request("GET /api/bare", "Origin: " + APP).passes(allow(APP), CREDENTIALS, exposed("X-Total")),
				request("GET /api/bare", "Origin: " + EVIL).refused("origin-not-allowed"),
				request("GET /api/bare", "Origin: null").refused("origin-not-allowed"),
				request("GET /api/bare", "Origin: " + APP + "/").refused("origin-malformed"),
				preflight("/api/bare", EVIL, "GET").refused("origin-not-allowed"));
	}

	private static Stream<CorsCase> origins() {
		return Stream.of(
				request("PUT /api/items/1", "Origin: " + PARTNER, "Content-Length: 0").passes(allow(PARTNER),
						CREDENTIALS, exposed("X-Total")),
				// The origins of the policy gain the method, too.
				request("PUT /api/items/1", "Origin: " + APP, "Content-Length: 0").passes(allow(APP), CREDENTIALS,
						exposed("X-Total")),
				request("PUT /api/items/1", "Origin: " + EVIL, "Content-Length: 0").refused("origin-not-allowed"),
				preflight("/api/items/1", PARTNER, "PUT", "x-one").answers(200, allow(PARTNER), CREDENTIALS,
						methods("GET, POST, PUT"), headers("X-One"), maxAge(1800)),
				// No handler for it, so no annotation: the policy decides.
				preflight("/api/items/1", PARTNER, "DELETE").refused("origin-not-allowed"),
				preflight("/api/items/1", EVIL, "PUT").refused("origin-not-allowed"),
				request("GET /api/patterns", "Origin: https://a.patterns.test:8443")
					.passes(allow("https://a.patterns.test:8443"), CREDENTIALS, exposed("X-Total")),
				request("GET /api/patterns", "Origin: https://a.patterns.test:9443")
					.passes(allow("https://a.patterns.test:9443"), CREDENTIALS, exposed("X-Total")),
				request("GET /api/patterns", "Origin: https://a.patterns.test").refused("origin-not-allowed"),
				request("GET /api/patterns", "Origin: https://app-1.labels.test")
					.passes(allow("https://app-1.labels.test"), CREDENTIALS, exposed("X-Total")),
				// To Spring, '*' also stands for dots.
				request("GET /api/patterns", "Origin: https://app-1.x.labels.test").refused("origin-not-allowed"),
				request("GET /api/patterns", "Origin: https://app.x.unusable.test").refused("origin-not-allowed"),
				request("GET /api/placeholder", "Origin: https://two.test").passes(allow("https://two.test"),
						CREDENTIALS, exposed("X-Total")));
	}

	private static Stream<CorsCase> everything() {
		return Stream.of(
				preflight("/api/everything", PARTNER, "DELETE", "x-one,x-two").answers(200, allow(PARTNER), CREDENTIALS,
						methods("GET, POST, DELETE"), headers("X-One, X-Two"), maxAge(60)),
				request("DELETE /api/everything", "Origin: " + PARTNER).passes(allow(PARTNER), CREDENTIALS,
						exposed("X-Total, ETag")),
				request("PATCH /api/everything", "Origin: " + PARTNER, "Content-Length: 0")
					.refused("method-not-allowed", allow(PARTNER), CREDENTIALS, exposed("X-Total, ETag")));
	}

	private static Stream<CorsCase> composed() {
		return Stream.of(
				request("GET /api/composed", "Origin: " + PARTNER).passes(allow(PARTNER), CREDENTIALS,
						exposed("X-Total")),
				request("GET /api/class/inherited", "Origin: https://class.test").passes(allow("https://class.test"),
						CREDENTIALS, exposed("X-Total, X-Class")),
				request("DELETE /api/class/both", "Origin: https://class.test").passes(allow("https://class.test"),
						CREDENTIALS, exposed("X-Total, X-Class")),
				preflight("/api/class/both", "https://method.test", "DELETE").answers(200, allow("https://method.test"),
						CREDENTIALS, methods("GET, POST, DELETE"), headers("X-One"), maxAge(10)),
				request("GET /api/class/inherited", "Origin: https://method.test").refused("origin-not-allowed"));
	}

	private static Stream<CorsCase> siblings() {
		return Stream.of(
				request("PUT /api/items/special", "Origin: " + PARTNER, "Content-Length: 0")
					.refused("origin-not-allowed"),
				preflight("/api/items/special", PARTNER, "PUT").refused("origin-not-allowed"),
				// A functional route in front of the annotated method.
				request("GET /api/routed", "Origin: " + PARTNER).refused("origin-not-allowed"),
				preflight("/api/routed", PARTNER, "GET").refused("origin-not-allowed"),
				// Another servlet, below whose path the rest is that of an annotated one.
				request("PUT /plain/api/items/1", "Origin: " + PARTNER, "Content-Length: 0")
					.refused("origin-not-allowed"));
	}

	private static Stream<CorsCase> ambiguous() {
		return Stream.of(
				preflight("/api/ambiguous", "https://json.test", "POST").answers(200, allow("https://json.test"),
						CREDENTIALS, methods("GET, POST"), headers("X-One"), maxAge(1800)),
				preflight("/api/ambiguous", "https://text.test", "POST").answers(200, allow("https://text.test"),
						CREDENTIALS, methods("GET, POST"), headers("X-One"), maxAge(1800)),
				// Never Spring's answer for this case, which allows everybody everything.
				preflight("/api/ambiguous", EVIL, "POST").refused("origin-not-allowed"),
				preflight("/api/ambiguous", "https://text.test", "POST", "x-two").answers(200,
						allow("https://text.test"), CREDENTIALS, methods("GET, POST"), headers("X-One")),
				request("POST /api/ambiguous", "Origin: https://text.test", "Content-Type: text/plain",
						"Content-Length: 0")
					.passes(allow("https://text.test"), CREDENTIALS, exposed("X-Total")),
				request("POST /api/ambiguous", "Origin: https://text.test", "Content-Type: application/json",
						"Content-Length: 0")
					.refused("origin-not-allowed"),
				preflight("/api/half-annotated", "https://text.test", "POST").answers(200, allow("https://text.test"),
						CREDENTIALS, methods("GET, POST"), headers("X-One"), maxAge(1800)),
				request("POST /api/half-annotated", "Origin: https://text.test", "Content-Type: application/json",
						"Content-Length: 0")
					.refused("origin-not-allowed"));
	}

	private static Stream<CorsCase> credentials() {
		return Stream.of(
				request("GET /api/without-credentials", "Origin: " + PARTNER).passes(allow(PARTNER),
						exposed("X-Total")),
				request("GET /api/without-credentials", "Origin: " + APP).passes(allow(APP), exposed("X-Total")));
	}

	private static Stream<CorsCase> severalCandidates() {
		String shared = "https://a.shared.test";
		return Stream.of(
				// The policy that contains the origin, and the annotation.
				request("PUT /shared/candidates", "Origin: " + PARTNER, "Content-Length: 0").passes(allow(PARTNER),
						exposed("X-Total, X-Class")),
				request("PUT /shared/candidates", "Origin: " + shared, "Content-Length: 0").passes(allow(shared),
						CREDENTIALS, exposed("X-Total, X-Class")),
				// None contains it: the annotation alone, without the credentials of any.
				request("PUT /shared/candidates", "Origin: https://b.shared.test", "Content-Length: 0")
					.passes(allow("https://b.shared.test"), exposed("X-Class")),
				preflight("/shared/candidates", "https://b.shared.test", "PUT", "x-any").answers(200,
						allow("https://b.shared.test"), methods("PUT"), headers("*, Authorization"), maxAge(1800)),
				request("PUT /shared/candidates", "Origin: https://class.test", "Content-Length: 0")
					.passes(allow("https://class.test"), exposed("X-Class")),
				request("PUT /shared/candidates", "Origin: " + EVIL, "Content-Length: 0")
					.refused("origin-not-allowed"));
	}

	private static Stream<CorsCase> elsewhere() {
		// What no policy covers is Spring's.
		return Stream.of(request("GET /uncovered/inherited", "Origin: " + EVIL).answers(403).unhandled().springVary(),
				request("GET /uncovered/inherited", "Origin: https://class.test")
					.passes(allow("https://class.test"), exposed("X-Class"))
					.springVary());
	}

	private static Stream<CorsCase> forms() {
		return Stream.of(
				request("GET /api/%63omposed", "Origin: " + PARTNER).passes(allow(PARTNER), CREDENTIALS,
						exposed("X-Total")),
				// The firewall of Spring Security answers, and a browser can read that.
				request("GET /api/composed;v=1", "Origin: " + PARTNER)
					.answers(400, allow(PARTNER), CREDENTIALS, exposed("X-Total"))
					.unhandled(),
				request("GET /api/composed?x=/../y", "Origin: " + PARTNER).passes(allow(PARTNER), CREDENTIALS,
						exposed("X-Total")),
				request("HEAD /api/composed", "Origin: " + PARTNER).refused("method-not-allowed", allow(PARTNER),
						CREDENTIALS, exposed("X-Total")));
	}

	@ParameterizedTest
	@MethodSource("cases")
	void answersAsDecided(CorsCase expected) {
		HttpExchange response = HttpExchange.send(TestApplication.port(this.context), expected.requestLine(),
				expected.requestHeaders());
		expected.verify(response);
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void firstRequestIsDecidedLikeTheNext(boolean lazy) {
		try (ConfigurableApplicationContext fresh = CrossOriginApplication.run(this.type, this.sources,
				"--spring.main.lazy-initialization=" + lazy)) {
			HttpExchange response = HttpExchange.send(TestApplication.port(fresh), "GET /api/composed",
					"Origin: " + PARTNER);
			assertThat(response.header("Access-Control-Allow-Origin")).isEqualTo(PARTNER);
		}
	}

	@Test
	void handlersAreFoundBelowOtherPaths() {
		try (ConfigurableApplicationContext moved = CrossOriginApplication.run(this.type, this.sources,
				"--server.servlet.context-path=/app", "--spring.mvc.servlet.path=/mvc",
				"--spring.webflux.base-path=/app/mvc", "--cors.paths=/mvc/api/**,/api/**")) {
			int port = TestApplication.port(moved);
			HttpExchange allowed = HttpExchange.send(port, "PUT /app/mvc/api/items/1", "Origin: " + PARTNER,
					"Content-Length: 0");
			assertThat(allowed.header("X-Handled")).isEqualTo("true");
			assertThat(allowed.header("Access-Control-Allow-Origin")).isEqualTo(PARTNER);
			HttpExchange refused = HttpExchange.send(port, "PUT /app/mvc/api/items/special", "Origin: " + PARTNER,
					"Content-Length: 0");
			assertThat(refused.status()).isEqualTo(403);
		}
	}

	@Test
	void responseVariesWithoutOriginToo() {
		HttpExchange response = HttpExchange.send(TestApplication.port(this.context), "GET /api/bare");
		assertThat(response.corsHeaderNames()).isEmpty();
		assertThat(response.vary()).contains("origin");
	}

	@Test
	void rejectionNamesPolicyAndAnnotation() {
		HttpExchange.send(TestApplication.port(this.context), "GET /api/placeholder", "Origin: http://one.test");
		CorsRejection rejection = this.context.getBean(CorsRejections.class).recent().get(0);
		assertThat(rejection.path()).isEqualTo("/api/placeholder");
		assertThat(rejection.policies()).containsExactly("default", "@CrossOrigin");
		assertThat(rejection.decidedBy()).hasSize(2)
			.last()
			.hasToString("@CrossOrigin (" + CrossOriginApplication.MethodController.class.getName() + "#placeholder)");
		assertThat(rejection.hint()).isEqualTo("Only the scheme differs from 'https://one.test', which is allowed.");
	}

	@Test
	void methodThatAFormMeansIsLookedUp() {
		String form = "_method=PUT";
		HttpExchange response = HttpExchange.send(TestApplication.port(this.context), "POST /api/items/1",
				"Origin: " + APP, "Content-Type: application/x-www-form-urlencoded",
				"Content-Length: " + form.length() + "\r\n\r\n" + form);
		assertThat(response.header("X-Handled")).isEqualTo("true");
	}

}
