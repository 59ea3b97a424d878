package io.github.corsboot.explain;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.corsboot.decision.HandlerLookup;
import io.github.corsboot.explain.BrowserRequest.Mode;
import io.github.corsboot.explain.Explanation.Step;
import io.github.corsboot.mapping.AttributeSource;
import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.mapping.MappedPolicy;
import io.github.corsboot.mapping.PolicyMapping;
import io.github.corsboot.policy.CorsPolicy;
import io.github.corsboot.policy.CorsRequest.Kind;
import io.github.corsboot.policy.PolicyAttribute;
import io.github.corsboot.policy.RejectionReason;
import io.github.corsboot.rejection.StoredCorsRejection;
import io.github.corsboot.servlet.ServletRehearsal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.mock.web.MockServletContext;
import org.springframework.web.util.pattern.PathPatternParser;

import static io.github.corsboot.explain.BrowserRequest.get;
import static io.github.corsboot.explain.BrowserRequest.post;
import static io.github.corsboot.explain.BrowserRequest.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link CorsExplainer}.
 */
class CorsExplainerTests {

	private static final String APP = "https://app.example.com";

	private static final String URL = "https://api.example.com/api/orders";

	private final CorsExplainer explainer = explainer(
			policy("default", "/api/**",
					(policy) -> policy.allowedOrigins(APP, "http://localhost:*")
						.allowedHeaders(List.of("Content-Type"))
						.exposedHeaders(List.of("X-Total"))),
			policy("partners", "/partners/**",
					(policy) -> policy.allowedOrigins("https://*.partner.test").allowCredentials(true)),
			policy("open", "/open/**", (policy) -> policy.allowedOrigins("*").maxAge(Duration.ZERO)));

	static MappedPolicy policy(String name, String path, Consumer<CorsPolicy.Builder> customizer) {
		CorsPolicy.Builder builder = CorsPolicy.builder().name(name);
		customizer.accept(builder);
		Map<PolicyAttribute, AttributeSource> sources = new LinkedHashMap<>();
		String prefix = name.equals("default") ? "cors." : "cors.policies." + name + ".";
		for (PolicyAttribute attribute : PolicyAttribute.values()) {
			// One that nobody has set.
			String location = (attribute != PolicyAttribute.ALLOW_CREDENTIALS) ? "application.yml - 3:20" : null;
			sources.put(attribute, new AttributeSource(prefix + attribute.propertyName(), location));
		}
		return new MappedPolicy(builder.build(), List.of(PathPatternParser.defaultInstance.parse(path)), sources);
	}

	static CorsExplainer explainer(MappedPolicy... policies) {
		return explainer(new MockServletContext(), policies);
	}

	private static CorsExplainer explainer(MockServletContext context, MappedPolicy... policies) {
		return new CorsExplainer(new CorsPolicies(new PolicyMapping(List.of(policies)), List::of),
				new ServletRehearsal(context, HandlerLookup.none()));
	}

	private static Stream<Step> all(List<Step> steps) {
		return steps.stream().flatMap((step) -> Stream.concat(Stream.of(step), all(step.steps())));
	}

	private static Step step(Explanation explanation, String code) {
		return all(explanation.steps()).filter((step) -> step.code().code().equals(code))
			.findFirst()
			.orElseThrow(() -> new AssertionError("No step " + code + " in " + all(explanation.steps()).toList()));
	}

	private static List<String> codes(Explanation explanation) {
		return all(explanation.steps()).map(Step::code).map(ExplanationCode::code).toList();
	}

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
	void policiesOfOtherPathsThatWouldAllowComeFirst() {
		Explanation explanation = this.explainer.explain(get(URL).from("https://x.partner.test"));
		assertThat(all(explanation.steps()).filter((step) -> step.code().code().startsWith("policy-")).map(Step::text))
			.containsExactly("Policy 'default' does not contain the origin. No entry is near it.",
					"Policy 'partners' covers /partners/**, where it allows the origin.",
					"Policy 'open' covers /open/**, where it allows the origin.");
	}

	@Test
	void originOfTheSameOwnerIsProposed() {
		Explanation explanation = this.explainer.explain(get(URL).from("https://www.app.example.com"));
		assertThat(explanation.change().yaml()).isEqualTo("""
				cors:
				  allowed-origins: https://app.example.com, http://localhost:*, https://www.app.example.com
				""");
		assertThat(explanation.change().replaces()).isEqualTo("application.yml - 3:20");
	}

	@ParameterizedTest
	@CsvSource({ "https://evil.test", "https://app.example.com.evil.test", "http://app.example.com", "null",
			"https://app.example.com/" })
	void originIsNeverProposedBecauseItAsked(String origin) {
		assertThat(this.explainer.explain(get(URL).from(origin)).change()).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "https://localhost", "capacitor://localhost", "tauri://localhost" })
	void originThatManyApplicationsHaveIsNotProposed(String origin) {
		Explanation explanation = this.explainer.explain(get(URL).from(origin));
		assertThat(explanation.verdict().text()).contains("It is the origin of every application with");
		assertThat(explanation.change()).isNull();
		assertThat(step(explanation, "no-change").text()).contains("without allow-credentials");
	}

	@Test
	void rejectionIsExplainedWithItsHint() {
		Explanation explanation = this.explainer.explain(new StoredCorsRejection("a-1", 1, Instant.EPOCH, Kind.ACTUAL,
				RejectionReason.ORIGIN_NOT_ALLOWED, null, List.of("default"), "/api/**", "https://evil.test", "GET",
				"/api/orders", List.of(), List.of(), "A proxy hides its address."));
		assertThat(step(explanation, "decided-as-before").text()).endsWith("A proxy hides its address.");
	}

	@Test
	void pathWithASlashAtItsEndIsAMatterOfTheClient() {
		Explanation explanation = explainer(policy("default", "/api/orders", (policy) -> policy.allowedOrigins(APP)))
			.explain(get("/api/orders/").from(APP));
		assertThat(explanation.change()).isNull();
		assertThat(step(explanation, "change-the-client").text()).contains("without the slash");
	}

	@Test
	void methodInLowerCaseIsAMatterOfTheScript() {
		Explanation explanation = this.explainer.explain(BrowserRequest.of("patch", URL).from(APP));
		assertThat(explanation.verdict().code()).hasToString("blocked-at-preflight");
		assertThat(step(explanation, "change-the-client").text()).contains("write 'PATCH' in the script");
		assertThat(step(explanation, "chromium-prints").text())
			.endsWith("Method patch is not allowed by Access-Control-Allow-Methods in preflight response.");
		assertThat(explanation.change()).isNull();
	}

	@Test
	void headerThatIsMissingIsProposed() {
		Explanation explanation = this.explainer
			.explain(post(URL).from(APP).withHeader("Content-Type", "application/json").withHeader("X-Nope", "1"));
		assertThat(explanation.verdict().text()).contains("header-not-allowed",
				"allowed-headers of policy 'default' does not have x-nope");
		assertThat(explanation.verdict().source().property()).isEqualTo("cors.allowed-headers");
		assertThat(explanation.change().yaml()).isEqualTo("cors:\n  allowed-headers: Content-Type, x-nope\n");
		assertThat(step(explanation, "webkit-prints").text())
			.isEqualTo("Request header field X-Nope is not allowed by Access-Control-Allow-Headers.");
	}

	@Test
	void headerThatBelongsInTheResponseIsNotProposed() {
		Explanation explanation = this.explainer
			.explain(get(URL).from(APP).withHeader("Access-Control-Allow-Origin", "*"));
		assertThat(explanation.change()).isNull();
		assertThat(step(explanation, "change-the-client").text()).contains("belongs in the response");
	}

	@Test
	void credentialsThatThePolicyDoesNotAllowAreBlockedAtTheResponse() {
		Explanation explanation = this.explainer.explain(get(URL).from(APP).withCredentials());
		assertThat(explanation.verdict().code()).hasToString("blocked-at-response");
		assertThat(explanation.verdict().source().property()).isEqualTo("cors.allow-credentials");
		assertThat(codes(explanation)).contains("allow-credentials-missing");
		assertThat(explanation.notConsidered()).extracting((step) -> step.code().code()).contains("cookies");
		// http://localhost:* with credentials is safe: it is the user's own machine.
		// What others inherit is kept.
		assertThat(explanation.change().yaml()).isEqualTo("""
				cors:
				  allow-credentials: true
				  policies:
				    partners:
				      allow-credentials: true
				    open:
				      allow-credentials: false
				""");
		assertThat(step(explanation, "change-proposed").text()).contains("their lines keep it as it is");
		assertThat(explanation.change().replaces()).isNull();
		assertThat(explanation.change().beside()).startsWith("application.yml - ");
	}

	@Test
	void credentialsForEveryoneAreNotProposed() {
		Explanation explanation = this.explainer.explain(get("/open/x").from(APP).withCredentials());
		assertThat(codes(explanation)).contains("wildcard-with-credentials", "change-the-client");
		assertThat(explanation.change()).isNull();
	}

	@Test
	void methodThatIsNotListedIsRefusedByTheServerAlthoughTheBrowserDoesNotAsk() {
		CorsExplainer readOnly = explainer(
				policy("default", "/**", (policy) -> policy.allowedOrigins(APP).allowedMethods(List.of("GET"))));
		Explanation explanation = readOnly.explain(post(URL).from(APP).withHeader("Content-Type", "text/plain"));
		assertThat(explanation.verdict().code()).hasToString("refused");
		assertThat(explanation.response().status()).isEqualTo(403);
		assertThat(explanation.change().yaml()).isEqualTo("cors:\n  allowed-methods: GET, POST\n");
	}

	@Test
	void pathThatNoPolicyCoversIsLeftToTheApplication() {
		Explanation explanation = this.explainer.explain(get("/other").from(APP));
		assertThat(explanation.isAllowed()).isFalse();
		assertThat(explanation.verdict().code()).hasToString("no-policy");
		assertThat(codes(explanation)).contains("policy-of-other-paths-allows", "no-change");
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			/api/*,      /api/a/b,     '/api/**'
			/api/orders, /api/orders/1, '/api/orders/**'
			""")
	void pathBelowAPatternIsProposed(String pattern, String path, String broader) {
		Explanation explanation = explainer(policy("default", pattern, (policy) -> policy.allowedOrigins(APP)))
			.explain(get(path).from(APP));
		assertThat(explanation.change().yaml()).isEqualTo("cors:\n  paths: " + broader.replace("'", "") + "\n");
	}

	@Test
	void namedPolicyIsChangedWhereItStands() {
		Explanation explanation = this.explainer.explain(get("/partners/x").from("https://partner.test"));
		assertThat(explanation.change().yaml()).isEqualTo("""
				cors:
				  policies:
				    partners:
				      allowed-origins: https://*.partner.test, https://partner.test
				""");
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
	void everyCodeOfAStepIsInTheClosedSet() {
		List<String> known = Stream.of(ExplanationCode.values()).map(ExplanationCode::code).toList();
		Explanation explanation = this.explainer.explain(put(URL).from("https://evil.test").withCredentials());
		assertThat(known).containsAll(codes(explanation)).doesNotHaveDuplicates();
	}

	@ParameterizedTest
	@CsvSource({ "chrome-extension://app.example.com", "capacitor://app.example.com", "evil://localhost:3000",
			"moz-extension://app.example.com:1" })
	void hostOfAnotherSchemeSaysNothingAboutTheOwner(String origin) {
		Explanation explanation = this.explainer.explain(get(URL).from(origin));
		assertThat(explanation.change()).isNull();
		assertThat(codes(explanation)).contains("no-change");
	}

	@ParameterizedTest
	@CsvSource({ "https://github.io, https://evil.github.io", "https://github.io, https://www.github.io",
			"https://co.uk, https://evil.co.uk", "https://a.example.com, https://example.com",
			"capacitor://localhost, https://localhost" })
	void nameBelowAPublicSuffixHasAnotherOwner(String entry, String origin) {
		CorsExplainer suffix = explainer(policy("default", "/**", (policy) -> policy.allowedOrigins(entry)));
		assertThat(suffix.explain(get(URL).from(origin)).change()).isNull();
	}

	@Test
	void listIsWrittenOutBecauseItReplacesTheOneThatIsThere() {
		String[] origins = IntStream.range(0, 12).mapToObj((i) -> "https://a" + i + ".test").toArray(String[]::new);
		CorsExplainer many = explainer(policy("default", "/**", (policy) -> policy.allowedOrigins(origins)));
		assertThat(many.explain(get(URL).from("https://www.a1.test")).change().yaml())
			.isEqualTo("cors:\n  allowed-origins: " + String.join(", ", origins) + ", https://www.a1.test\n");
	}

	@Test
	void longListIsNotWrittenOut() {
		String[] origins = IntStream.range(0, 101).mapToObj((i) -> "https://a" + i + ".test").toArray(String[]::new);
		Explanation explanation = explainer(policy("default", "/**", (policy) -> policy.allowedOrigins(origins)))
			.explain(get(URL).from("https://www.a1.test"));
		assertThat(explanation.change()).isNull();
		assertThat(step(explanation, "change-proposed").text()).contains("add its origin");
	}

	@Test
	void severalChangesAreProposedTogether() {
		CorsExplainer strict = explainer(policy("default", "/**",
				(policy) -> policy.allowedOrigins(APP)
					.allowedMethods(List.of("GET"))
					.allowedHeaders(List.of("X-One"))));
		Explanation explanation = strict
			.explain(put(URL).from("https://www.app.example.com").withHeader("X-Two", "2").withCredentials());
		assertThat(explanation.change().yaml()).isEqualTo("""
				cors:
				  allowed-origins: https://app.example.com, https://www.app.example.com
				  allowed-methods: GET, PUT
				  allowed-headers: X-One, x-two
				  allow-credentials: true
				""");
	}

	@ParameterizedTest
	@ValueSource(strings = { "#x", "~", "null", "!x", "&a", "'x", "%x", "`x", "|", "-", "010" })
	void valueThatYamlReadsOtherwiseIsQuoted(String header) {
		CorsExplainer none = explainer(
				policy("default", "/**", (policy) -> policy.allowedOrigins(APP).allowedHeaders(List.of())));
		assertThat(none.explain(get(URL).from(APP).withHeader(header, "")).change().yaml())
			.isEqualTo("cors:\n  allowed-headers: \"" + header + "\"\n");
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
	void navigationThatIsRefusedNamesThePropertyButProposesNothing() {
		Explanation explanation = this.explainer.explain(post(URL).from("https://bank.test").withMode(Mode.NAVIGATE));
		assertThat(explanation.verdict().code()).hasToString("refused");
		assertThat(step(explanation, "no-change").text()).contains("allow-navigation");
		assertThat(explanation.change()).isNull();
	}

	@Test
	void consoleThatContradictsThePoliciesPointsElsewhere() {
		Explanation explanation = this.explainer.explainConsole("Access to fetch at '" + URL + "' from origin '" + APP
				+ "' has been blocked by CORS policy: The 'Access-Control-Allow-Origin' header contains multiple values '*, "
				+ APP + "', but only one is allowed.", null, null, null);
		assertThat(explanation.isAllowed()).isFalse();
		assertThat(explanation.verdict().code()).hasToString("contradicted");
		assertThat(explanation.verdict().text()).contains("one Access-Control-Allow-Origin: " + APP, "such as a proxy");
	}

	@Test
	void headerThatIsMissingAlthoughThePoliciesAllowTheRequestIsNotTheirs() {
		Explanation explanation = this.explainer.explainConsole("Access to fetch at '" + URL + "' from origin '" + APP
				+ "' has been blocked by CORS policy: No 'Access-Control-Allow-Origin' header is present on the requested "
				+ "resource.", null, null, null);
		assertThat(explanation.verdict().code()).isEqualTo(ExplanationCode.CONTRADICTED);
		assertThat(explanation.verdict().text()).contains("a proxy with an error page");
	}

	@ParameterizedTest
	@CsvSource({ "chromium-prints", "firefox-prints", "webkit-prints" })
	void linesThatBrowsersPrintLeadToTheSameVerdict(String engine) {
		for (BrowserRequest request : List.of(get(URL).from("https://evil.test"), get(URL).from(APP).withCredentials(),
				BrowserRequest.of("PURGE", URL).from(APP), get(URL).from(APP).withHeader("X-Nope", "1"))) {
			Explanation explanation = this.explainer.explain(request);
			Explanation again = this.explainer.explainConsole(step(explanation, engine).text(), URL, request.origin(),
					request.method());
			assertThat(again.verdict().text()).isEqualTo(explanation.verdict().text());
		}
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

	@ParameterizedTest
	@ValueSource(strings = { "accept", "accept-language", "content-language", "content-type", "range" })
	void headerThatIsSafelistedIsRefusedWithAValueThatIsNot(String name) {
		CorsExplainer strict = explainer(
				policy("default", "/**", (policy) -> policy.allowedOrigins(APP).allowedHeaders(List.of("X-Api-Key"))));
		Explanation console = strict.explainConsole("Access to fetch at '" + URL + "' from origin '" + APP
				+ "' has been blocked by CORS policy: Request header field " + name
				+ " is not allowed by Access-Control-Allow-Headers in preflight response.", null, null, null);
		assertThat(console.verdict().code()).isEqualTo(ExplanationCode.BLOCKED_AT_PREFLIGHT);
		Explanation recorded = strict.explain(
				new StoredCorsRejection("a-1", 1, Instant.EPOCH, Kind.PREFLIGHT, RejectionReason.HEADER_NOT_ALLOWED,
						null, List.of("default"), "/**", APP, "GET", "/api/orders", List.of(name), List.of(), null));
		assertThat(recorded.verdict().code()).isEqualTo(ExplanationCode.BLOCKED_AT_PREFLIGHT);
	}

	@Test
	void headersThatChangeWhatARequestMeansAreNotProposed() {
		Explanation explanation = this.explainer.explain(get(URL).from(APP).withHeader("X-Forwarded-Host", "a.test"));
		assertThat(explanation.change()).isNull();
		assertThat(step(explanation, "no-change").text()).contains("changes how servers read a request");
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

	@Test
	void originIsReadAsServersDo() {
		assertThat(this.explainer.explain(get(URL).from(APP + " ")).isAllowed()).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "https://www.example.com, https://example.com, true",
			"https://example.com, https://www.example.com, true",
			"https://amazonaws.com, https://s3.amazonaws.com, false",
			"https://github.io., https://evil.github.io., false", "https://www.github.io, https://github.io, false",
			"https://github.io, https://www.github.io, false" })
	void nameAboveWhichOthersRegisterSaysNothingAboutTheOwner(String allowed, String asking, boolean proposed) {
		Explanation explanation = explainer(policy("default", "/**", (policy) -> policy.allowedOrigins(allowed)))
			.explain(get(URL).from(asking));
		assertThat(explanation.change() != null).isEqualTo(proposed);
	}

	@Test
	void pathThatIsExcludedIsNotToBeAdded() {
		CorsPolicies excluding = new CorsPolicies(
				new PolicyMapping(List.of(policy("default", "/api/**", (policy) -> policy.allowedOrigins(APP)))),
				() -> List.of(PathPatternParser.defaultInstance.parse("/api/internal/**")));
		Explanation explanation = new CorsExplainer(excluding,
				new ServletRehearsal(new MockServletContext(), HandlerLookup.none()))
			.explain(get("/api/internal/x").from(APP));
		assertThat(step(explanation, "no-change").text()).contains("see cors.exclude-paths");
	}

	@Test
	void whatIsAssumedOfALineIsSaid() {
		Explanation explanation = this.explainer.explainConsole("Access to fetch at '" + URL
				+ "' from origin 'https://evil.test' has been blocked by CORS policy: Response to preflight request doesn't "
				+ "pass access control check: No 'Access-Control-Allow-Origin' header is present on the requested resource.",
				null, null, null);
		assertThat(explanation.steps().get(0).code()).isEqualTo(ExplanationCode.ASSUMED);
	}

	@Test
	void hintOfARejectionIsWorthMoreThanNothing() {
		Explanation explanation = this.explainer.explain(new StoredCorsRejection("a-1", 1, Instant.EPOCH, Kind.ACTUAL,
				RejectionReason.ORIGIN_NOT_ALLOWED, null, List.of("default"), "/api/**", "http://intranet.corp", "POST",
				"/api/orders", List.of(), List.of(), "A proxy hides its address."));
		assertThat(step(explanation, "no-change").text()).isEqualTo("A proxy hides its address.");
	}

}
