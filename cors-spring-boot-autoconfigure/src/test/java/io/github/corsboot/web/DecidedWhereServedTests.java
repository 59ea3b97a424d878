package io.github.corsboot.web;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.corsboot.rejection.CorsRejection;
import io.github.corsboot.rejection.CorsRejections;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A request is decided by the path, method and handler that serve it, whatever happens to
 * it behind the first filter: tried as a page of another site would.
 */
@ParameterizedClass
@MethodSource("environments")
class DecidedWhereServedTests {

	private static final String APP = "https://app.example.com";

	private static final String EVIL = "https://evil.test";

	private static final String OWN = "https://own.test";

	private static ConfigurableApplicationContext context;

	@Parameter
	private Environment environment;

	static List<Environment> environments() {
		List<Environment> environments = new ArrayList<>();
		for (TestServer.Kind kind : List.of(TestServer.Kind.TOMCAT, TestServer.Kind.JETTY, TestServer.Kind.NETTY)) {
			environments.add(new Environment(kind, false));
			environments.add(new Environment(kind, true));
		}
		return environments;
	}

	@BeforeParameterizedClassInvocation
	static void start(Environment environment) {
		context = run(environment);
	}

	static ConfigurableApplicationContext run(Environment environment) {
		return RewritingApplication.run(environment.kind(), environment.open() ? "--cors.allowed-origins=*" : "");
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		context.close();
	}

	private static HttpExchange send(String requestLine, String... headers) {
		return HttpExchange.send(TestApplication.port(context), requestLine, headers);
	}

	private static HttpExchange get(String path, String origin) {
		return send("GET " + path, "Origin: " + origin);
	}

	private static HttpExchange post(String path, String origin, String form) {
		return send("POST " + path, "Origin: " + origin, "Content-Type: application/x-www-form-urlencoded",
				"Content-Length: " + form.length() + "\r\n\r\n" + form);
	}

	private List<String> pathsThatLeadToThePrivateResource() {
		List<String> paths = new ArrayList<>(List.of("/tenant/a/private/x", "/exact/", "/hidden/private/x"));
		if (this.environment.kind().isServlet()) {
			paths.addAll(List.of("/uri/private/x", "/forward/controller", "/forward/filter", "/forward/twice",
					"/forward/servlet", "/async/dispatch", "/async/forward", "/error-forward", "/fail/thrown",
					"/fail/status", "/attribute"));
		}
		return paths;
	}

	@Test
	void strangerNeverReachesWhatIsPrivate() {
		for (String path : pathsThatLeadToThePrivateResource()) {
			HttpExchange response = get(path, EVIL);
			assertThat(response.body()).as(path).doesNotContain("SECRET");
			assertThat(response.corsHeaderNames()).as(path).isEmpty();
			assertThat(response.vary()).as(path).contains("origin");
			assertThat(response.status()).as(path).isIn(403, 404);
		}
	}

	@Test
	void strangerIsRefusedWhereNothingIsServed() {
		// Spring MVC does not look at the servlet path.
		assertThat(get("/servlet-path/private/x", EVIL).body()).doesNotContain("SECRET");
	}

	@Test
	void strangerIsRefusedWithTheReasonOfTheResource() {
		HttpExchange response = get("/tenant/a/private/x", EVIL);
		assertThat(response.status()).isEqualTo(403);
		assertThat(response.body()).isEqualTo("Refused by CORS policy: origin-not-allowed\n");
		CorsRejection rejection = context.getBean(CorsRejections.class).recent().get(0);
		assertThat(rejection.path()).isEqualTo("/private/x");
		assertThat(rejection.pattern()).isEqualTo("/private/**");
	}

	@Test
	void secondOriginIsSeenWhereTheRequestIsServed() {
		HttpExchange response = send("GET /tenant/a/private/x", "Origin: " + APP, "Origin: " + EVIL);
		assertThat(response.status()).isEqualTo(403);
		assertThat(response.body()).isEqualTo("Refused by CORS policy: origin-malformed\n");
	}

	@Test
	void whatNoPolicyCoversIsRecordedByThePathThatServes() {
		get("/tenant/a/legacy/nothing", EVIL);
		assertLastRecorded("/legacy/nothing");
	}

	@Test
	void allowedOriginReachesIt() {
		for (String path : pathsThatLeadToThePrivateResource()) {
			HttpExchange response = get(path, APP);
			assertThat(response.body()).as(path).contains("SECRET");
			assertThat(response.header("Access-Control-Allow-Origin")).as(path).isEqualTo(APP);
			assertThat(response.vary()).as(path).contains("origin");
		}
	}

	@Test
	void requestThatIsAllowedIsCountedOnce() {
		for (String path : pathsThatLeadToThePrivateResource()) {
			// Error pages are not counted, and a decision that a filter hides is
			// forgotten.
			if (!path.startsWith("/fail") && !path.startsWith("/error") && !path.startsWith("/hidden")) {
				double before = allowed();
				get(path, APP);
				assertThat(allowed() - before).as(path).isEqualTo(1);
			}
		}
	}

	private static double allowed() {
		return context.getBean(MeterRegistry.class)
			.find("cors.requests")
			.tag("outcome", "allowed")
			.functionCounters()
			.stream()
			.mapToDouble(FunctionCounter::count)
			.sum();
	}

	@Test
	void responseWithoutOriginIsNotTakenForThatOfEverybody() {
		for (String path : pathsThatLeadToThePrivateResource()) {
			HttpExchange response = send("GET " + path);
			assertThat(response.body()).as(path).contains("SECRET");
			assertThat(response.corsHeaderNames()).as(path).isEmpty();
			assertThat(response.vary()).as(path).contains("origin");
		}
	}

	@Test
	void originThatAFilterSetsIsTheOneThatMayRead() {
		HttpExchange response = get("/trusted/private/x", EVIL);
		assertThat(response.body()).contains("SECRET");
		assertThat(response.header("Access-Control-Allow-Origin")).isEqualTo(APP);
	}

	@Test
	void originThatAFilterDropsMayNotRead() {
		HttpExchange response = get("/anonymous/private/x", EVIL);
		assertThat(response.body()).contains("SECRET");
		assertThat(response.corsHeaderNames()).isEmpty();
	}

	@Test
	void responseWithoutOriginIsNotForEverybodyWhereNoPolicyCovers() {
		for (String path : List.of("/hidden/legacy/x", "/tenant/a/legacy/x")) {
			HttpExchange response = send("GET " + path);
			assertThat(response.body()).as(path).isEqualTo("LEGACY");
			assertThat(response.corsHeaderNames()).as(path).isEmpty();
		}
	}

	@Test
	void springDecidesWhereAHandlerForwardsToAnUncoveredPath() {
		HttpExchange allowed = get("/forward/legacy", OWN);
		assertThat(allowed.body()).isEqualTo("LEGACY");
		assertThat(allowed.header("Access-Control-Allow-Origin")).isEqualTo(OWN);
		HttpExchange refused = get("/forward/legacy", EVIL);
		assertThat(refused.status()).isEqualTo(403);
		assertThat(refused.body()).doesNotContain("LEGACY");
		assertThat(refused.header("Access-Control-Allow-Origin")).isNull();
	}

	@Test
	void responseThatAHandlerForwardsToAnUncoveredPathIsRecorded() {
		HttpExchange response = get("/private/forward", APP);
		assertThat(response.body()).isEqualTo("PLAIN LEGACY");
		assertThat(response.corsHeaderNames()).isEmpty();
		assertLastRecorded("/legacy/plain");
	}

	private static void assertLastRecorded(String path) {
		CorsRejections rejections = context.getBean(CorsRejections.class);
		await().atMost(Duration.ofSeconds(5))
			.untilAsserted(() -> assertThat(rejections.recent().get(0).path()).isEqualTo(path));
		assertThat(rejections.recent().get(0).reason()).hasToString("no-policy");
	}

	@Test
	void preflightIsAnsweredByThePolicyOfTheResource() {
		HttpExchange stranger = send("OPTIONS /tenant/a/private/x", "Origin: " + EVIL,
				"Access-Control-Request-Method: GET");
		assertThat(stranger.header("Access-Control-Allow-Methods")).isNotEqualTo("GET, POST");
		HttpExchange allowed = send("OPTIONS /tenant/a/private/x", "Origin: " + APP,
				"Access-Control-Request-Method: POST");
		assertThat(allowed.status()).isEqualTo(200);
	}

	@Test
	void methodThatAFormMeansHasToBeAllowed() {
		HttpExchange refused = post("/private/x", APP, "_method=DELETE");
		assertThat(refused.status()).isEqualTo(403);
		assertThat(refused.body()).isEqualTo("Refused by CORS policy: method-not-allowed\n");
		assertThat(refused.header("Access-Control-Allow-Origin")).isEqualTo(APP);
		HttpExchange elsewhere = post("/tenant/a/private/x", APP, "_method=DELETE");
		assertThat(elsewhere.status()).isEqualTo(403);
		assertThat(elsewhere.body()).isEqualTo("Refused by CORS policy: method-not-allowed\n");
		assertThat(post("/private/x", APP, "x=1").body()).contains("SECRET");
	}

	@Test
	void decisionAboutAnotherPathDoesNotSwitchSpringOff() {
		HttpExchange stranger = get("/private/to-legacy", APP);
		assertThat(stranger.status()).isEqualTo(403);
		assertThat(stranger.body()).doesNotContain("LEGACY");
		assertThat(stranger.header("Access-Control-Allow-Origin")).isNull();
		HttpExchange direct = get("/legacy/x", APP);
		assertThat(direct.status()).isEqualTo(403);
		assertThat(get("/legacy/x", OWN).header("Access-Control-Allow-Origin")).isEqualTo(OWN);
	}

	@Test
	void whatHasPassedOnOnePathIsDecidedOnAnother() {
		// A navigation passes on /forms, but not where it is served.
		HttpExchange response = send("POST /forms/to-private", "Origin: " + EVIL, "Sec-Fetch-Site: cross-site",
				"Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document", "Content-Length: 0");
		assertThat(response.status()).isEqualTo(403);
		assertThat(response.body()).doesNotContain("SECRET");
		HttpExchange legacy = send("POST /forms/to-legacy", "Origin: " + EVIL, "Sec-Fetch-Site: cross-site",
				"Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document", "Content-Length: 0");
		assertThat(legacy.status()).isEqualTo(403);
		assertThat(legacy.body()).doesNotContain("LEGACY");
	}

	@Test
	void headersOfTheFirstPathAreTakenAwayWithItsDecision() {
		assertThat(get("/private/to-plain", APP).header("Access-Control-Allow-Origin"))
			.isEqualTo(this.environment.open() ? "*" : null);
		assertThat(get("/private/to-plain", APP).body()).contains("PLAIN");
	}

	@Test
	void annotationOfTheHandlerThatRunsCounts() {
		HttpExchange annotated = send("POST /private/mode?mode=public", "Origin: " + OWN, "Content-Length: 0");
		assertThat(annotated.body()).isEqualTo("annotated");
		assertThat(annotated.header("Access-Control-Allow-Origin")).isEqualTo(OWN);
		assertRefused(send("POST /private/mode?mode=private", "Origin: " + OWN, "Content-Length: 0"));
	}

	static void assertRefused(HttpExchange response) {
		assertThat(response.status()).as(response.toString()).isEqualTo(403);
		assertThat(response.corsHeaderNames()).isEmpty();
		assertThat(response.body()).isEqualTo("Refused by CORS policy: origin-not-allowed\n");
	}

	@Test
	void annotationThatTakesCredentialsAwayCountsHoweverThePathIsWritten() {
		for (String path : List.of("/xc/a/zz", "/xc/..;/zz", "/xc/a;b=c/zz")) {
			HttpExchange response = get(path, APP);
			if (response.body().equals("without credentials")) {
				assertThat(response.header("Access-Control-Allow-Credentials")).as(path).isNull();
			}
			else {
				assertThat(response.status()).as(path).isIn(400, 403, 404);
			}
		}
		assertThat(get("/xc/a/zz", APP).body()).isEqualTo("without credentials");
	}

	/**
	 * Where the application runs.
	 *
	 * @param kind the server
	 * @param open whether everything else is open to everybody
	 */
	record Environment(TestServer.Kind kind, boolean open) {

		@Override
		public String toString() {
			return this.kind + (this.open ? ", open" : "");
		}

	}

}
