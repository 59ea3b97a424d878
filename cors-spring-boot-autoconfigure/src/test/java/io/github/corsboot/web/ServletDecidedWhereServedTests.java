package io.github.corsboot.web;

import java.util.ArrayList;
import java.util.List;

import io.github.corsboot.servlet.MvcLastLookInterceptor;
import io.github.corsboot.web.DecidedWhereServedTests.Environment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.web.servlet.HandlerExecutionChain;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.util.ServletRequestPathUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What only servlets can do with a request on its way: they include, forward with a part
 * of the response begun, and read parts behind all filters.
 */
@ParameterizedClass
@MethodSource("environments")
class ServletDecidedWhereServedTests {

	private static final String APP = "https://app.example.com";

	private static final String EVIL = "https://evil.test";

	private static final String OWN = "https://own.test";

	private static ConfigurableApplicationContext context;

	@Parameter
	private Environment environment;

	static List<Environment> environments() {
		return DecidedWhereServedTests.environments()
			.stream()
			.filter((environment) -> environment.kind().isServlet())
			.toList();
	}

	@BeforeParameterizedClassInvocation
	static void start(Environment environment) {
		context = DecidedWhereServedTests.run(environment);
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

	@Test
	void lastLookIsInFrontOfEveryInterceptor() throws Exception {
		RequestMappingHandlerMapping mapping = context.getBean("requestMappingHandlerMapping",
				RequestMappingHandlerMapping.class);
		MockHttpServletRequest request = new MockHttpServletRequest("GET", "/plain");
		ServletRequestPathUtils.parseAndCache(request);
		HandlerExecutionChain chain = mapping.getHandler(request);
		assertThat(chain).isNotNull();
		assertThat(chain.getInterceptorList()).hasSizeGreaterThan(1).first().isInstanceOf(MvcLastLookInterceptor.class);
	}

	@Test
	void errorPageThatIsMappedElsewhereIsDecidedThere() {
		// The form cannot be read, and the path by which Spring MVC maps is still set.
		HttpExchange stranger = post("a=%ff", "Origin: " + EVIL);
		assertThat(stranger.body()).doesNotContain("SECRET");
		HttpExchange withoutOrigin = post("a=%ff", "X-No: origin");
		boolean readable = !withoutOrigin.corsHeaderNames().isEmpty();
		assertThat(readable && withoutOrigin.body().contains("SECRET")).isFalse();
	}

	/**
	 * The policy of the page allows {@code GET}, with which containers ask for it.
	 */
	@Test
	void errorPageIsDecidedByTheMethodThatFailed() {
		assertThat(send("GET /fail/status", "Origin: " + APP).status()).isEqualTo(410);
		assertThat(send("HEAD /fail/status", "Origin: " + APP).status()).isEqualTo(403);
		assertThat(send("HEAD /fail/status", "Origin: " + EVIL, "Upgrade: websocket").status()).isIn(400, 403);
	}

	private static HttpExchange post(String form, String header) {
		return form("POST", form, header);
	}

	private static HttpExchange form(String method, String form, String... headers) {
		List<String> all = new ArrayList<>(List.of(headers));
		all.add("Content-Type: application/x-www-form-urlencoded");
		all.add("Content-Length: " + form.length() + "\r\n\r\n" + form);
		return send(method + " /attribute", all.toArray(String[]::new));
	}

	/**
	 * Jetty asks for the error page with {@code GET}.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "a=%ff", "a=%zz" })
	void errorPageThatIsMappedElsewhereIsDecidedByTheMethodThatFailed(String form) {
		HttpExchange stranger = form("POST", form, "Origin: " + EVIL, "Sec-Fetch-Site: cross-site",
				"Sec-Fetch-Mode: no-cors", "Sec-Fetch-Storage-Access: active");
		assertThat(stranger.body()).doesNotContain("SECRET");
		HttpExchange handshake = form("POST", form, "Origin: " + EVIL, "Upgrade: websocket");
		assertThat(handshake.body()).doesNotContain("SECRET");
		HttpExchange method = form("PUT", form, "Origin: " + APP);
		assertThat(method.body()).doesNotContain("SECRET");
	}

	@Test
	void errorPageOfARequestThatPassesHasNoHeadersOfThePathThatFailed() {
		HttpExchange response = send("GET /fail/status", "Origin: " + EVIL, "Sec-Fetch-Site: cross-site",
				"Sec-Fetch-Mode: no-cors", "Sec-Fetch-Storage-Access: active");
		assertThat(response.body()).isEqualTo("SECRET");
		assertThat(response.corsHeaderNames()).isEmpty();
	}

	@Test
	void pageThatIncludesWhatDependsOnTheOriginVaries() {
		for (String origin : new String[] { "Origin: " + EVIL, "Origin: " + APP, "X-No: origin" }) {
			assertThat(send("GET /including", origin).vary()).as(origin).contains("origin");
		}
	}

	@Test
	void annotationDoesNotCountIfPartsLeadToAnotherHandler() {
		// DispatcherServlet reads the parts, behind all filters.
		String parts = "--b\r\nContent-Disposition: form-data; name=\"mode\"\r\n\r\nprivate\r\n--b--\r\n";
		HttpExchange refused = send("POST /private/parts", "Origin: " + OWN,
				"Content-Type: multipart/mixed; boundary=b", "Content-Length: " + parts.length() + "\r\n\r\n" + parts);
		if (this.environment.kind().isJetty()) {
			// It reads no such parts: the error is that of the annotated handler.
			assertThat(refused.status()).isEqualTo(400);
			assertThat(refused.header("Access-Control-Allow-Origin")).isEqualTo(OWN);
			return;
		}
		DecidedWhereServedTests.assertRefused(refused);
		String other = parts.replace("mode", "none");
		HttpExchange annotated = send("POST /private/parts", "Origin: " + OWN,
				"Content-Type: multipart/mixed; boundary=b", "Content-Length: " + other.length() + "\r\n\r\n" + other);
		assertThat(annotated.body()).isEqualTo("annotated");
	}

	@Test
	void includedResourceIsLeftOutForAStranger() {
		HttpExchange stranger = get("/including", EVIL);
		assertThat(stranger.body()).contains("outer").doesNotContain("SECRET");
		assertThat(stranger.corsHeaderNames()).isEmpty();
		HttpExchange allowed = get("/including", APP);
		assertThat(allowed.body()).contains("outer").contains("SECRET");
		HttpExchange nobody = send("GET /including");
		assertThat(nobody.body()).contains("SECRET");
		assertThat(nobody.corsHeaderNames()).isEmpty();
	}

	@Test
	void responseThatIncludesAllowsWhatBothAllow() {
		HttpExchange response = get("/xc/including", APP);
		assertThat(response.body()).contains("outer").contains("SECRET");
		assertThat(response.header("Access-Control-Allow-Origin")).isEqualTo(APP);
		assertThat(response.header("Access-Control-Allow-Credentials")).isNull();
	}

	@Test
	void annotationOfAnIncludedHandlerDecidesWhereNoPolicyDoes() {
		HttpExchange response = get("/private/including", APP);
		assertThat(response.body()).contains("outer").contains("SECRET");
		assertThat(response.corsHeaderNames()).isEmpty();
		assertThat(response.vary()).contains("origin");
	}

	@Test
	void errorPageOfAFilterInFrontHasTheHeadersOfThePathThatFailed() {
		HttpExchange allowed = get("/private/early?early", APP);
		assertThat(allowed.status()).isEqualTo(429);
		assertThat(allowed.header("Access-Control-Allow-Origin")).isEqualTo(APP);
		assertThat(allowed.vary()).contains("origin");
		HttpExchange stranger = get("/private/early?early", EVIL);
		assertThat(stranger.status()).isEqualTo(429);
		assertThat(stranger.corsHeaderNames()).isEmpty();
		assertThat(stranger.vary()).contains("origin");
		HttpExchange preflight = send("OPTIONS /private/early?early", "Origin: " + APP,
				"Access-Control-Request-Method: POST");
		assertThat(preflight.status()).isEqualTo(429);
		assertThat(get("/early?early", EVIL).header("Access-Control-Allow-Origin"))
			.isEqualTo(this.environment.open() ? "*" : null);
	}

	@Test
	void filterThatDecidesLastIsBehindEveryOther() {
		String filters = send("GET /filters").body();
		assertThat(List.of(filters.split(",", -1))).first().isEqualTo("ChangedRequestFilter");
		assertThat(filters).contains("RewritingFilter", "HiddenHttpMethodFilter", "LateFilter", "NamedFilter",
				"CorsPolicyFilter");
	}

	@Test
	void nothingIsSentOfWhatWasBegunElsewhere() {
		HttpExchange response = get("/forward/writer", EVIL);
		assertThat(response.status()).isEqualTo(403);
		assertThat(response.body()).isEqualTo("Refused by CORS policy: origin-not-allowed\n");
	}

}
