package io.github.corsboot.explain;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.github.corsboot.decision.HandlerLookup;
import io.github.corsboot.explain.BrowserRequest.Mode;
import io.github.corsboot.explain.Explanation.Step;
import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.mapping.PolicyMapping;
import io.github.corsboot.policy.CorsRequest.Kind;
import io.github.corsboot.policy.RejectionReason;
import io.github.corsboot.rejection.StoredCorsRejection;
import io.github.corsboot.servlet.ServletRehearsal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.mock.web.MockServletContext;

import static io.github.corsboot.explain.BrowserRequest.get;
import static io.github.corsboot.explain.BrowserRequest.post;
import static io.github.corsboot.explain.BrowserRequest.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link CorsExplainer}: the verdict, and how it came about.
 */
class CorsExplainerTests extends AbstractExplainerTests {

	@Test
	void manyRequestsAreExplainedInAFewLines() {
		assertThat(List.of(APP, "http://localhost:3000", "http://localhost"))
			.map((origin) -> this.explainer.explain(get("/api/orders").from(origin)))
			.allMatch(Explanation::isAllowed);
		assertThat(List.of("https://evil.test", "http://app.example.com", "null"))
			.map((origin) -> this.explainer.explain(get("/api/orders").from(origin)))
			.noneMatch(Explanation::isAllowed);
	}

	@Test
	void verdictNamesThePolicyAndThePropertyWithItsLine() {
		Explanation explanation = this.explainer.explain(get(URL).from(APP));
		assertThat(explanation.verdict().code()).hasToString("allowed");
		assertThat(explanation.verdict().text())
			.isEqualTo("Allowed by policy 'default': the script can read the response, whatever its status.");
		assertThat(explanation.verdict().source()).hasToString("cors.allowed-origins (application.yml - 3:20)");
		assertThat(explanation.policiesVersion()).isOne();
		assertThat(explanation).hasToString("allowed: " + explanation.verdict().text());
	}

	@Test
	void exchangesHaveTheExactHeaders() {
		Explanation explanation = this.explainer
			.explain(put(URL + "?token=s3cret").from(APP).withHeader("Content-Type", "application/json"));
		assertThat(explanation.preflight().requestHeaders()).containsExactly(Map.entry("Origin", APP),
				Map.entry("Access-Control-Request-Method", "PUT"),
				Map.entry("Access-Control-Request-Headers", "content-type"), Map.entry("Sec-Fetch-Site", "same-site"),
				Map.entry("Sec-Fetch-Mode", "cors"), Map.entry("Sec-Fetch-Dest", "empty"));
		assertThat(explanation.preflight().status()).isEqualTo(200);
		assertThat(explanation.preflight().responseHeaders()).containsExactly(
				Map.entry("Access-Control-Allow-Origin", APP),
				Map.entry("Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, PATCH, DELETE, QUERY"),
				Map.entry("Access-Control-Allow-Headers", "Content-Type"), Map.entry("Access-Control-Max-Age", "1800"),
				Map.entry("Vary", "Origin, Access-Control-Request-Method, Access-Control-Request-Headers"));
		assertThat(explanation.response().status()).isNull();
		assertThat(explanation.response().responseHeaders()).containsExactly(
				Map.entry("Access-Control-Allow-Origin", APP), Map.entry("Access-Control-Expose-Headers", "X-Total"),
				Map.entry("Vary", "Origin"));
		assertThat(explanation.toString() + explanation.steps() + explanation.curl() + explanation.link()
				+ explanation.preflight() + explanation.response())
			.doesNotContain("s3cret");
	}

	@Test
	void preflightIsExplainedByItsCauses() {
		Explanation explanation = this.explainer
			.explain(put(URL).from(APP).withHeader("Content-Type", "application/json").withHeader("X-One", "1"));
		assertThat(codes(explanation)).contains("preflight-by-method", "preflight-by-content-type",
				"preflight-by-header");
		assertThat(codes(this.explainer.explain(get(URL).from(APP)))).contains("preflight-not-needed");
	}

	@Test
	void preflightCacheIsThatOfEachEngine() {
		assertThat(step(this.explainer.explain(put(URL).from(APP)), "preflight-cache").text())
			.isEqualTo("Chromium keeps the answer for 1800 s, Firefox for 1800 s, WebKit for 600 s.");
		assertThat(step(this.explainer.explain(put("/open/x").from(APP)), "preflight-cache").text())
			.contains("max-age is 0");
	}

	@Test
	void originThatIsNotAllowedIsBlockedAtTheResponse() {
		Explanation explanation = this.explainer.explain(get(URL).from("https://evil.test"));
		assertThat(explanation.isAllowed()).isFalse();
		assertThat(explanation.verdict().code()).hasToString("blocked-at-response");
		assertThat(explanation.verdict().text())
			.isEqualTo("The browser does not show the response to the script. Reason: "
					+ "origin-not-allowed. No entry of allowed-origins of policy 'default' contains 'https://evil.test'.");
		assertThat(explanation.response().status()).isEqualTo(403);
		assertThat(codes(explanation)).contains("no-policy-contains-origin", "allow-origin-missing", "no-change");
		assertThat(explanation.change()).isNull();
		assertThat(step(explanation, "chromium-prints").text()).isEqualTo("Access to fetch at '" + URL
				+ "' from origin 'https://evil.test' has been blocked by CORS policy: No 'Access-Control-Allow-Origin' "
				+ "header is present on the requested resource.");
		assertThat(step(explanation, "firefox-prints").text())
			.endsWith("(Reason: CORS header ‘Access-Control-Allow-Origin’ missing). Status code: 403.");
		assertThat(step(explanation, "webkit-prints").text())
			.isEqualTo("Origin https://evil.test is not allowed by Access-Control-Allow-Origin. Status code: 403");
	}

	@Test
	void originThatIsNotAllowedIsBlockedAtThePreflight() {
		Explanation explanation = this.explainer.explain(put(URL).from("https://evil.test"));
		assertThat(explanation.verdict().code()).hasToString("blocked-at-preflight");
		assertThat(explanation.response()).isNull();
		assertThat(step(explanation, "chromium-prints").text()).contains(
				"Response to preflight request doesn't pass access control check: No 'Access-Control-Allow-Origin'");
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			https://app.example.com.evil.test, look-alike,  It looks like
			https://app.example.com:8443,      port,        Only the port differs
			http://app.example.com,            scheme,      Only the scheme differs
			https://www.app.example.com,       www,         Only 'www.' differs
			https://x.app.example.com,         sub-domain,  It is a sub-domain of
			https://app.example.com/,          slash,       trailing slash
			HTTPS://app.example.com,           case,        send it as
			http://127.0.0.1:3000,             loopback,    to a browser that is another origin
			""")
	void policyThatDoesNotContainTheOriginSaysHowItDiffers(String origin, String kind, String difference) {
		Explanation explanation = this.explainer.explain(get(URL).from(origin));
		assertThat(step(explanation, "policy-does-not-contain-origin").text()).as(kind)
			.startsWith("Policy 'default' does not contain the origin.")
			.contains(difference);
	}

	@Test
	void hostOfTheRequestSelectsThePolicy() {
		CorsExplainer tenants = explainer(policy("default", "/**", (policy) -> policy.allowedOrigins(APP)),
				policy("tenant", "/api/**", (policy) -> policy.allowedOrigins("https://tenant.test"))
					.forHosts("a.tenants.test"));
		Explanation allowed = tenants.explain(get("https://a.tenants.test/api/x").from("https://tenant.test"));
		assertThat(allowed.verdict().code()).hasToString("allowed");
		assertThat(step(allowed, "policy-decides").text()).contains("'a.tenants.test/api/**'", "Policy 'tenant'");
		Explanation refused = tenants.explain(get("https://b.tenants.test/api/x").from("https://tenant.test"));
		assertThat(refused.verdict().code()).hasToString("blocked-at-response");
		assertThat(step(refused, "policy-of-other-paths-allows").text())
			.isEqualTo("Policy 'tenant' covers /api/** of a.tenants.test, where it allows the origin.");
		assertThat(step(refused, "policy-of-other-paths-allows").source().property()).endsWith("hosts");
	}

	@Test
	void hostThatNoPolicyNamesIsSaid() {
		CorsExplainer tenants = explainer(
				policy("tenant", "/api/**", (policy) -> policy.allowedOrigins("https://tenant.test"))
					.forHosts("a.tenants.test"));
		Explanation explanation = tenants.explain(get("https://b.tenants.test/api/x").from("https://tenant.test"));
		assertThat(explanation.change()).isNull();
		assertThat(step(explanation, "no-change").text()).isEqualTo(
				"No policy covers the path at the host that was asked. The nearest is 'tenant', for requests to a.tenants.test.");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> tenants.explain(get("/api/x").from("https://tenant.test")))
			.withMessageContaining("name the host");
	}

	@Test
	void policyThatLosesToAMoreSpecificHostIsNotSaidToBeForOtherHosts() {
		CorsExplainer hosts = explainer(
				policy("wide", "/api/**", (policy) -> policy.allowedOrigins("https://shop.test"))
					.forHosts("*.example.com"),
				policy("acme", "/api/**", (policy) -> policy.allowedOrigins("https://a.test"))
					.forHosts("acme.example.com"));
		Explanation explanation = hosts.explain(get("https://acme.example.com/api/x").from("https://shop.test"));
		assertThat(step(explanation, "no-change").text()).doesNotContain("only for requests to");
		assertThat(step(explanation, "policy-is-outranked").text())
			.isEqualTo("Policy 'wide' covers /api/** of *.example.com, which matches as well, but "
					+ "'acme.example.com/api/**' comes before. It would allow the origin.");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/private/x", "/priv%61te/x", "/private;v=1/x", "/priv%C3%A9/x" })
	void policyThatLosesToAWildcardIsSaidToMatch(String path) {
		CorsExplainer outranked = explainer(policy("open", "/{a}/{b}", (policy) -> policy.allowedOrigins("*")),
				policy("private", path.startsWith("/priv%C3") ? "/privé/**" : "/private/**",
						(policy) -> policy.allowedOrigins(APP)));
		Explanation explanation = outranked.explain(get("https://api.test" + path).from("https://shop.test"));
		assertThat(step(explanation, "policy-is-outranked").text()).startsWith("Policy 'private' covers /priv")
			.endsWith("/**, which matches as well, but '/{a}/{b}' comes before.");
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://a.test\\u00a0x:80", "http://a.test\\x:80", "http://u@a.test", "http://a.test#",
			"x", "http://a.test/x", "foo://a.test" })
	void rejectionWithAnAddressOfNoBrowserCannotBeDecidedAgain(String address) {
		CorsExplainer hosts = explainer(
				policy("a", "/api/**", (policy) -> policy.allowedOrigins("https://a.test")).forHosts("a.test"));
		assertThatIllegalArgumentException().isThrownBy(() -> hosts.explain(stored(address)))
			.withMessageContaining("cannot be decided again");
		assertThatIllegalArgumentException().isThrownBy(() -> hosts.explain(stored(null)))
			.withMessageContaining("without its host");
		assertThat(hosts.explain(stored("http://a.test:80")).verdict().code()).hasToString("blocked-at-response");
	}

	private static StoredCorsRejection stored(String address) {
		return new StoredCorsRejection("a-1", 1, Instant.EPOCH, Kind.ACTUAL, RejectionReason.ORIGIN_NOT_ALLOWED, null,
				List.of("a"), "a.test/api/**", "https://evil.test", "GET", "/api/x", List.of(), List.of(), null,
				address);
	}

	@Test
	void originOfAnotherTenantIsNotProposed() {
		CorsExplainer tenants = explainer(
				policy("a", "/api/**", (policy) -> policy.allowedOrigins("https://a.test")).forHosts("a.tenants.test"),
				policy("b", "/api/**", (policy) -> policy.allowedOrigins("https://b.test")).forHosts("b.tenants.test"));
		Explanation explanation = tenants.explain(get("https://b.tenants.test/api/x").from("https://a.test"));
		assertThat(explanation.change()).isNull();
		assertThat(step(explanation, "no-change").text())
			.startsWith("Policy 'a' allows this origin, but only for requests to a.tenants.test. Let the page send");
	}

	@Test
	void policiesOfOtherPathsThatWouldAllowComeFirst() {
		Explanation explanation = this.explainer.explain(get(URL).from("https://x.partner.test"));
		assertThat(all(explanation.steps()).filter((step) -> step.code().code().startsWith("policy-")).map(Step::text))
			.containsExactly("Policy 'default' does not contain the origin. No entry is near it.",
					"Policy 'partners' covers /partners/**, where it allows the origin.",
					"Policy 'open' covers /open/**, where it allows the origin.");
	}

	@Test
	void rejectionIsExplainedWithItsHint() {
		Explanation explanation = this.explainer.explain(new StoredCorsRejection("a-1", 1, Instant.EPOCH, Kind.ACTUAL,
				RejectionReason.ORIGIN_NOT_ALLOWED, null, List.of("default"), "/api/**", "https://evil.test", "GET",
				"/api/orders", List.of(), List.of(), "A proxy hides its address."));
		assertThat(step(explanation, "decided-as-before").text()).endsWith("A proxy hides its address.");
	}

	private static StoredCorsRejection rejection(Kind kind, RejectionReason reason, String method, String path,
			String hint) {
		return new StoredCorsRejection("a-1", 1, Instant.EPOCH, kind, reason, null, List.of("default"), "/api/**",
				"https://evil.test", method, path, List.of(), List.of(), hint);
	}

	/**
	 * The headers for which the browser asked are not kept, and none of what is kept
	 * needs a preflight.
	 */
	@Test
	void preflightThatWasRefusedIsExplainedAsOne() {
		Explanation explanation = this.explainer
			.explain(rejection(Kind.PREFLIGHT, RejectionReason.ORIGIN_NOT_ALLOWED, "POST", "/api/orders", ""));
		assertThat(explanation.verdict().code()).hasToString("blocked-at-preflight");
		assertThat(explanation.preflight()).isNotNull();
		assertThat(explanation.response()).isNull();
		assertThat(codes(explanation)).contains("preflight-by-header").doesNotContain("preflight-not-needed");
	}

	@Test
	void refusalOfSpringIsNotAMatterOfThePolicies() {
		Explanation explanation = this.explainer
			.explain(rejection(Kind.ACTUAL, RejectionReason.SPRING_CORS, "GET", "/legacy/x", "Change the annotation."));
		assertThat(explanation.verdict().code()).hasToString("no-policy");
		assertThat(step(explanation, "no-change").text()).isEqualTo("Change the annotation.");
	}

	@Test
	void pathThatNoPolicyCoversIsLeftToTheApplication() {
		Explanation explanation = this.explainer.explain(get("/other").from(APP));
		assertThat(explanation.isAllowed()).isFalse();
		assertThat(explanation.verdict().code()).hasToString("no-policy");
		assertThat(codes(explanation)).contains("policy-of-other-paths-allows", "no-change");
	}

	@Test
	void noPolicyIsProposedForAPageOnWhichOneLogsIn() {
		assertThat(step(this.explainer.explain(get("/login").from(APP)), "no-change").text())
			.endsWith("A policy for the page would not help the script.");
	}

	@Test
	void pageOfTheSameOriginNeedsNoPolicy() {
		Explanation explanation = this.explainer.explain(post(URL).from("https://api.example.com"));
		assertThat(explanation.isAllowed()).isTrue();
		assertThat(explanation.verdict().code()).hasToString("not-cors");
		assertThat(explanation.verdict().text()).contains("same-origin-declared");
		assertThat(codes(explanation)).contains("same-origin", "preflight-not-needed");
	}

	@ParameterizedTest
	@CsvSource({ "NAVIGATE, navigation, refused", "NO_CORS, no-cors-mode, refused", "WEBSOCKET, handshake, not-cors" })
	void otherModesAreNotSubjectToCors(Mode mode, String code, String verdict) {
		Explanation explanation = this.explainer.explain(post(URL).from("https://evil.test").withMode(mode));
		assertThat(explanation.preflight()).isNull();
		assertThat(codes(explanation)).contains(code);
		assertThat(explanation.verdict().code()).hasToString(verdict);
	}

	@Test
	void requestWithoutAPageIsNotSubjectToCors() {
		Explanation explanation = this.explainer.explain(get(URL));
		assertThat(explanation.verdict().code()).hasToString("not-cors");
		assertThat(codes(explanation)).contains("no-origin");
	}

	@Test
	void whenPoliciesAreDisabledTheVerdictSaysSo() {
		CorsExplainer disabled = new CorsExplainer(new CorsPolicies(PolicyMapping.DISABLED, List::of),
				new ServletRehearsal(new MockServletContext(), HandlerLookup.none()));
		assertThat(disabled.explain(get(URL).from(APP)).verdict().code()).hasToString("disabled");
	}

	@Test
	void urlIsWithinTheContextPath() {
		MockServletContext context = new MockServletContext();
		context.setContextPath("/shop");
		CorsExplainer shop = explainer(context, policy("default", "/api/**", (policy) -> policy.allowedOrigins(APP)));
		assertThat(shop.explain(get("/shop/api/x").from(APP)).isAllowed()).isTrue();
		assertThatIllegalArgumentException().isThrownBy(() -> shop.explain(get("/api/x").from(APP)))
			.withMessage("'url' is outside of this application, which is at /shop");
	}

	@Test
	void notConsideredIsComputedForTheRequest() {
		assertThat(this.explainer.explain(get("http://localhost:8080/api/x").from(APP)).notConsidered())
			.extracting((step) -> step.code().code())
			.contains("proxy", "rewritten-host", "local-network-access", "content-security-policy", "exposed-headers")
			.doesNotContain("csrf", "cookies", "kept-preflight", "mixed-content");
		assertThat(this.explainer.explain(put("http://api.example.com/api/x").from(APP)).notConsidered())
			.extracting((step) -> step.code().code())
			.contains("csrf", "kept-preflight", "mixed-content")
			.doesNotContain("local-network-access");
	}

	@Test
	void commandsSendWhatABrowserSendsAndHideSecrets() {
		Explanation explanation = this.explainer.explain(put(URL).from(APP)
			.withHeader("Authorization", "Bearer s3cret")
			.withHeader("Content-Type", "text/plain"));
		assertThat(explanation.curl()).containsExactly("curl -i -g --path-as-is -X 'OPTIONS' '" + URL + "' -H 'Origin: "
				+ APP + "' -H 'Access-Control-Request-Method: PUT' -H 'Access-Control-Request-Headers: authorization' "
				+ "-H 'Sec-Fetch-Site: same-site' -H 'Sec-Fetch-Mode: cors' -H 'Sec-Fetch-Dest: empty'",
				"curl -i -g --path-as-is -X 'PUT' '" + URL + "' -H 'Origin: " + APP
						+ "' -H 'Sec-Fetch-Site: same-site' -H 'Sec-Fetch-Mode: cors' -H 'Sec-Fetch-Dest: empty' "
						+ "-H 'Authorization: …' -H 'Content-Type: text/plain'");
	}

	@Test
	void commandsAreQuotedForAShell() {
		assertThat(this.explainer.explain(get("/api/x").from("https://x.test'; rm -rf ~; '")).curl()).singleElement()
			.asString()
			.contains("'Origin: https://x.test'\\''; rm -rf ~; '\\'''");
	}

	@Test
	void linkLeadsToTheSameExplanationWithoutSecrets() {
		Explanation explanation = this.explainer.explain(post(URL + "?token=s3cret").from(APP)
			.withHeader("Authorization", "s3cret")
			.withHeader("Content-Type", "application/json")
			.withCredentials());
		assertThat(explanation.link()).isEqualTo("explain?url=https%3A%2F%2Fapi.example.com%2Fapi%2Forders&origin="
				+ "https%3A%2F%2Fapp.example.com&method=POST&headers=Authorization&headers=Content-Type%3A%20"
				+ "application%2Fjson&credentials=true");
	}

	@Test
	void formsOfAPathThatAreDecidedDifferentlyAreNamed() {
		CorsExplainer forms = explainer(policy("default", "/api/**", (policy) -> policy.allowedOrigins(APP)),
				policy("exact", "/api/exact", (policy) -> policy.allowedOrigins("https://exact.test")));
		Explanation explanation = forms.explain(get("/api/exact/").from("https://exact.test"));
		assertThat(explanation.isAllowed()).isFalse();
		assertThat(explanation.verdict().text()).contains("can be read in several ways");
		assertThat(codes(explanation)).contains("several-forms", "change-the-client");
	}

	@Test
	void requestThatNeedsNoHeadersIsFineWithoutPolicy() {
		assertThat(List.of(get("/other"), get("/other").from(APP).withMode(Mode.NO_CORS),
				get("https://a.test/other").from("https://a.test")))
			.map(this.explainer::explain)
			.allMatch(Explanation::isAllowed);
	}

	@ParameterizedTest
	@CsvSource({ "TRACE, CORS", "PUT, NO_CORS", "DELETE, NAVIGATE" })
	void requestThatNoBrowserSendsIsAClearError(String method, Mode mode) {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.explainer.explain(BrowserRequest.of(method, URL).from(APP).withMode(mode)))
			.withMessageStartingWith("'method' ");
	}

	@Test
	void headersThatTheModeDoesNotSendAreDropped() {
		Explanation explanation = this.explainer
			.explain(post(URL).from(APP).withHeader("X-Foo", "1").withHeader("Accept", "*/*").withMode(Mode.NO_CORS));
		assertThat(explanation.response().requestHeaders()).containsKey("Accept").doesNotContainKey("X-Foo");
	}

	@Test
	void cookieOfTheSameSiteIsNotAMatterOfSameSite() {
		assertThat(this.explainer.explain(get(URL).from(APP).withCredentials()).notConsidered())
			.filteredOn((step) -> step.code() == ExplanationCode.COOKIES)
			.extracting(Step::text)
			.allMatch((text) -> text.contains("of the same site"));
		assertThat(this.explainer.explain(get(URL).from("https://x.partner.test").withCredentials()).notConsidered())
			.filteredOn((step) -> step.code() == ExplanationCode.COOKIES)
			.extracting(Step::text)
			.allMatch((text) -> text.contains("Lax, the default"));
	}

	@Test
	void nothingOfAUrlOrOriginComesOutAsItIs() {
		Explanation explanation = this.explainer.explain(
				get("https://api.example.com/api/x;jsessionid=secret1?t=secret2").from("https://\u202Eevil.test\n"));
		assertThat(explanation.toString() + explanation.steps() + explanation.curl() + explanation.link()
				+ explanation.response() + explanation.notConsidered())
			.doesNotContain("secret", "\u202E", "\n");
	}

	@Test
	void characterThatServersRefuseIsNamed() {
		assertThat(this.explainer.explain(get(URL + "?filter[name]=1").from(APP)).notConsidered())
			.extracting(Step::code)
			.contains(ExplanationCode.URL_NOT_ENCODED);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/api/files%2F1", "/api/%zz", "/api/x%5Cy" })
	void pathThatServersMayNotReadIsNamed(String path) {
		assertThat(this.explainer.explain(get(path).from(APP)).notConsidered()).extracting(Step::code)
			.contains(ExplanationCode.URL_NOT_ENCODED);
	}

	@Test
	void queryThatIsLeftOutIsSaid() {
		assertThat(this.explainer.explain(get(URL + "?a=1").from(APP)).notConsidered()).extracting(Step::code)
			.contains(ExplanationCode.QUERY_LEFT_OUT);
		assertThat(this.explainer.explain(get(URL).from(APP)).notConsidered()).extracting(Step::code)
			.doesNotContain(ExplanationCode.QUERY_LEFT_OUT);
	}

	@Test
	void hostIsWrittenAsBrowsersDo() {
		assertThat(this.explainer.explain(get("https://bücher.example/api/x").from(APP)).response().url())
			.isEqualTo("https://xn--bcher-kva.example/api/x");
	}

	@Test
	void navigationToAPathWithoutPolicyMayBeRefusedBySpring() {
		assertThat(this.explainer.explain(post("/legacy/x").from("https://evil.test").withMode(Mode.NAVIGATE))
			.verdict()
			.text()).contains("CORS support of Spring still answers 403");
	}

	@Test
	void originIsReadAsServersDo() {
		assertThat(this.explainer.explain(get(URL).from(APP + " ")).isAllowed()).isTrue();
	}

}
