package io.github.corsboot.policy;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.github.corsboot.policy.CorsDecision.Allowed;
import io.github.corsboot.policy.CorsDecision.Passed;
import io.github.corsboot.policy.CorsDecision.Rejected;
import io.github.corsboot.policy.CorsRequest.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for the decisions of a {@link CorsPolicy}.
 */
class CorsPolicyTests {

	private static final String APP = "https://app.example.com";

	private final CorsPolicy policy = CorsPolicy.builder()
		.allowedOrigins(APP, "https://*.example.com")
		.allowedMethods(List.of("GET", "PUT"))
		.allowedHeaders(List.of("Content-Type", "X-Api-Key"))
		.build();

	private static Map<String, String> headers(CorsDecision decision, CorsRequest request) {
		Map<String, String> headers = new TreeMap<>();
		decision.headers().writeTo(request, headers, Map::put);
		return headers;
	}

	private static RejectionReason reason(CorsDecision decision) {
		assertThat(decision).isInstanceOf(Rejected.class);
		return ((Rejected) decision).reason();
	}

	@Test
	void evaluateWhenThereIsNoOriginAsksForNothingElse() {
		TestRequest request = TestRequest.of("GET");
		assertThat(this.policy.evaluate(request)).isInstanceOf(Passed.class);
		assertThat(request.timesAsked("Origin")).isEqualTo(1);
		assertThat(request.timesAsked("Sec-Fetch-Site")).isZero();
		assertThat(request.timesAsked("scheme")).isZero();
	}

	@Test
	void evaluateWhenOriginIsAllowedDoesNotLookForExemptions() {
		TestRequest request = TestRequest.of("GET", APP);
		CorsDecision decision = this.policy.evaluate(request);
		assertThat(decision).isInstanceOfSatisfying(Allowed.class, (allowed) -> {
			assertThat(allowed.policy()).isSameAs(this.policy);
			assertThat(allowed.kind()).isEqualTo(Kind.ACTUAL);
		});
		assertThat(request.timesAsked("Sec-Fetch-Site")).isZero();
		assertThat(request.timesAsked("Upgrade")).isZero();
	}

	@Test
	void evaluateReturnsTheSameDecisionForTheSameRequest() {
		assertThat(this.policy.evaluate(TestRequest.of("GET", APP)))
			.isSameAs(this.policy.evaluate(TestRequest.of("PUT", "https://other.example.com")));
	}

	@ParameterizedTest
	@MethodSource("io.github.corsboot.policy.OriginTests#nonOrigins")
	void evaluateWhenOriginIsMalformedRefusesWithoutHeaders(String origin) {
		TestRequest request = TestRequest.of("GET", origin);
		CorsDecision decision = this.policy.evaluate(request);
		assertThat(reason(decision)).isEqualTo(RejectionReason.ORIGIN_MALFORMED);
		assertThat(((Rejected) decision).status()).isEqualTo(403);
		assertThat(headers(decision, request)).isEmpty();
		assertThat(reason(this.policy.evaluate(TestRequest.preflight(origin, "GET"))))
			.isEqualTo(RejectionReason.ORIGIN_MALFORMED);
	}

	@ParameterizedTest
	@ValueSource(strings = { "file://", "app://.", "content://", "https://APP.example.com", "NULL", "tauri://localhost",
			"*", "https://app.example.com/" })
	void evaluateWhenEverybodyIsAllowedAllowsWhateverOneValueSays(String origin) {
		CorsPolicy open = CorsPolicy.builder().allowedOrigins("*").build();
		TestRequest request = TestRequest.of("GET", origin);
		CorsDecision decision = open.evaluate(request);
		assertThat(decision).isInstanceOf(Allowed.class);
		assertThat(headers(decision, request)).containsOnly(Map.entry("Access-Control-Allow-Origin", "*"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "https://a.test https://b.test", "https://a.test, https://b.test",
			"https://a.test,https://b.test", "https://\u00e4.test", "https://a.test\t", "https://a.test\u0000" })
	void evaluateWhenEverybodyIsAllowedStillRefusesListsAndOtherBytes(String origin) {
		CorsPolicy open = CorsPolicy.builder().allowedOrigins("*").build();
		CorsDecision decision = open.evaluate(TestRequest.of("GET", origin));
		assertThat(reason(decision)).isEqualTo(RejectionReason.ORIGIN_MALFORMED);
		assertThat(decision.headers().vary()).isEqualTo("Origin");
	}

	@Test
	void evaluateWhenEverybodyIsAllowedRefusesWhatIsLongerThanAnyOrigin() {
		CorsPolicy open = CorsPolicy.builder().allowedOrigins("*").build();
		assertThat(open.evaluate(TestRequest.of("GET", "x".repeat(OriginText.MAX_LENGTH)))).isInstanceOf(Allowed.class);
		assertThat(reason(open.evaluate(TestRequest.of("GET", "x".repeat(OriginText.MAX_LENGTH + 1)))))
			.isEqualTo(RejectionReason.ORIGIN_MALFORMED);
	}

	@Test
	void evaluateWhenEverybodyIsAllowedTakesNoMalformedOriginForTheOwn() {
		CorsPolicy open = CorsPolicy.builder().allowedOrigins("*").build();
		assertThat(reason(open.evaluate(TestRequest.of("PURGE", "http://API.example.com"))))
			.isEqualTo(RejectionReason.METHOD_NOT_ALLOWED);
		assertThat(open.evaluate(TestRequest.of("PURGE", "http://api.example.com"))).isInstanceOf(Passed.class);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "GET,HEAD,POST | true", "* | true", "POST | false", "GET,POST | false", "HEAD | false" })
	void evaluateWhenEverybodyIsAllowedIsConstantOnlyIfACacheMayServeIt(String methods, boolean constant) {
		CorsPolicy open = CorsPolicy.builder()
			.allowedOrigins("*")
			.allowedMethods(List.of(methods.split(",", -1)))
			.build();
		CorsDecision nobody = open.evaluate(TestRequest.of("GET"));
		assertThat(nobody.headers().vary()).isEqualTo(constant ? null : "Origin");
		assertThat(headers(nobody, TestRequest.of("GET")).isEmpty()).isEqualTo(!constant);
		String allowed = methods.equals("*") ? "GET" : methods.split(",", -1)[0];
		CorsDecision decision = open.evaluate(TestRequest.of(allowed, "https://any.test"));
		assertThat(decision).isInstanceOf(Allowed.class);
		assertThat(decision.headers().vary()).isEqualTo(constant ? null : "Origin");
	}

	@Test
	void everyRefusalVaries() {
		CorsPolicy open = CorsPolicy.builder().allowedOrigins("*").allowedHeaders(List.of("x-one")).build();
		assertThat(open.evaluate(TestRequest.of("PURGE", "https://any.test")).headers().vary()).isEqualTo("Origin");
		assertThat(open.evaluate(TestRequest.preflight("https://any.test", "PURGE")).headers().vary())
			.startsWith("Origin, ");
		assertThat(open.evaluate(TestRequest.preflight("https://any.test", "GET", "x-two")).headers().vary())
			.startsWith("Origin, ");
		assertThat(open.evaluate(TestRequest.preflight("https://any.test", "GET")).headers().vary()).isNull();
	}

	@Test
	void evaluateWhenOriginIsMalformedIsNotSavedBySecFetchSite() {
		TestRequest request = TestRequest.of("GET", APP + "/").with("Sec-Fetch-Site", "same-origin");
		assertThat(reason(this.policy.evaluate(request))).isEqualTo(RejectionReason.ORIGIN_MALFORMED);
	}

	@Test
	void evaluateWhenPreflightIsAllowedNamesAllThatIsConfigured() {
		TestRequest request = TestRequest.preflight(APP, "PUT", "x-api-key");
		CorsDecision decision = this.policy.evaluate(request);
		assertThat(decision).isInstanceOf(Allowed.class);
		assertThat(headers(decision, request)).containsOnly(Map.entry("Access-Control-Allow-Origin", APP),
				Map.entry("Access-Control-Allow-Methods", "GET, PUT"),
				Map.entry("Access-Control-Allow-Headers", "Content-Type, X-Api-Key"),
				Map.entry("Access-Control-Max-Age", "1800"));
	}

	@Test
	void evaluateWhenPreflightAsksForAnotherMethodAnswersSoThatTheBrowserNamesIt() {
		TestRequest request = TestRequest.preflight(APP, "DELETE");
		CorsDecision decision = this.policy.evaluate(request);
		assertThat(reason(decision)).isEqualTo(RejectionReason.METHOD_NOT_ALLOWED);
		assertThat(((Rejected) decision).status()).isEqualTo(200);
		assertThat(headers(decision, request)).containsEntry("Access-Control-Allow-Origin", APP)
			.containsEntry("Access-Control-Allow-Methods", "GET, PUT")
			.doesNotContainKey("Access-Control-Max-Age");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "x-nope | x-nope", "content-type,x-nope | x-nope",
			"x-one, content-type ,x-two | x-one;x-two", "CONTENT-TYPE,X-NOPE | X-NOPE" })
	void evaluateWhenPreflightAsksForOtherHeadersRefusesThem(String requested, String refused) {
		CorsDecision decision = this.policy.evaluate(TestRequest.preflight(APP, "PUT", requested));
		assertThat(reason(decision)).isEqualTo(RejectionReason.HEADER_NOT_ALLOWED);
		assertThat(this.policy.refusedHeaders(requested)).containsExactly(refused.split(";", -1));
	}

	@ParameterizedTest
	@ValueSource(strings = { "content-type", "Content-Type,x-api-key", " content-type ,\tx-api-key ", "", ",", ",,",
			"content-type,", ",content-type", "content-type, ,x-api-key" })
	void evaluateWhenPreflightAsksForAllowedHeadersAllows(String requested) {
		assertThat(this.policy.evaluate(TestRequest.preflight(APP, "PUT", requested))).isInstanceOf(Allowed.class);
	}

	@ParameterizedTest
	@ValueSource(strings = { "x one", "x-\u00fc", "x:y", "(x)", "x\u0000", "\"x\"", "content-type;x", "x/y", "*",
			"x-one,*" })
	void evaluateWhenHeaderListIsMalformedRefuses(String requested) {
		for (CorsPolicy any : List.of(this.policy, CorsPolicy.builder().allowedOrigins(APP).build())) {
			assertThat(reason(any.evaluate(TestRequest.preflight(APP, "PUT", requested))))
				.isEqualTo(RejectionReason.HEADER_LIST_MALFORMED);
		}
	}

	@Test
	void evaluateWhenHeaderListIsFarTooLongRefuses() {
		String many = "x,".repeat(4096);
		String longName = "x".repeat(8192);
		assertThat(reason(this.policy.evaluate(TestRequest.preflight(APP, "PUT", many))))
			.isEqualTo(RejectionReason.HEADER_LIST_MALFORMED);
		assertThat(reason(this.policy.evaluate(TestRequest.preflight(APP, "PUT", longName))))
			.isEqualTo(RejectionReason.HEADER_LIST_MALFORMED);
	}

	@Test
	void refusedHeadersAreBounded() {
		StringBuilder many = new StringBuilder("x");
		for (int i = 0; i < 3000; i++) {
			many.append(",x").append(i);
		}
		assertThat(this.policy.refusedHeaders(many.toString())).hasSizeLessThanOrEqualTo(128);
	}

	@ParameterizedTest
	@CsvSource({ "https, Authorization", "https, X-Whatever" })
	void evaluateWhenAnyHeaderIsAllowedNamesAuthorizationBesideTheAsterisk(String scheme, String header) {
		CorsPolicy any = CorsPolicy.builder().allowedOrigins(scheme + "://app.example.com").build();
		TestRequest request = TestRequest.preflight(APP, "PUT", header);
		assertThat(headers(any.evaluate(request), request)).containsEntry("Access-Control-Allow-Headers",
				"*, Authorization");
	}

	@Test
	void evaluateWhenCredentialsAreAllowedNeverSaysAsterisk() {
		CorsPolicy credentials = CorsPolicy.builder()
			.allowedOrigins(APP)
			.allowedMethods(List.of("*"))
			.allowCredentials(true)
			.build();
		TestRequest request = TestRequest.preflight(APP, "PURGE", "x-one,x-two");
		assertThat(headers(credentials.evaluate(request), request)).containsOnly(
				Map.entry("Access-Control-Allow-Origin", APP), Map.entry("Access-Control-Allow-Credentials", "true"),
				Map.entry("Access-Control-Allow-Methods", "PURGE"),
				Map.entry("Access-Control-Allow-Headers", "x-one,x-two"), Map.entry("Access-Control-Max-Age", "1800"));
	}

	@Test
	void evaluateWhenMethodIsNotAllowedLetsTheScriptReadTheStatus() {
		TestRequest request = TestRequest.of("DELETE", APP);
		CorsDecision decision = this.policy.evaluate(request);
		assertThat(reason(decision)).isEqualTo(RejectionReason.METHOD_NOT_ALLOWED);
		assertThat(((Rejected) decision).status()).isEqualTo(403);
		assertThat(headers(decision, request)).containsEntry("Access-Control-Allow-Origin", APP);
	}

	@Test
	void evaluateComparesMethodsCaseSensitively() {
		assertThat(reason(this.policy.evaluate(TestRequest.preflight(APP, "put"))))
			.isEqualTo(RejectionReason.METHOD_NOT_ALLOWED);
	}

	@ParameterizedTest
	@ValueSource(strings = { "P T", "", "PUT\u0000", "P\u00dcT", "*" })
	void evaluateWhenAnyMethodIsAllowedStillRefusesWhatIsNone(String method) {
		CorsPolicy any = CorsPolicy.builder().allowedOrigins(APP).allowedMethods(List.of("*")).build();
		assertThat(any.allowsMethod(method)).isEqualTo(false);
	}

	@Test
	void evaluateWhenEverybodyIsAllowedVariesWithNothing() {
		CorsPolicy open = CorsPolicy.builder().allowedOrigins("*").exposedHeaders(List.of("*")).build();
		CorsDecision decision = open.evaluate(TestRequest.of("GET"));
		assertThat(decision.headers().vary()).isNull();
		assertThat(headers(decision, TestRequest.of("GET"))).containsOnly(Map.entry("Access-Control-Allow-Origin", "*"),
				Map.entry("Access-Control-Expose-Headers", "*"));
		assertThat(open.evaluate(TestRequest.of("GET", "null"))).isInstanceOf(Allowed.class);
		assertThat(open.evaluate(TestRequest.preflight("null", "PUT")).headers().vary()).isNull();
	}

	@Test
	void evaluateWhenNobodyIsAllowedRefusesEverybody() {
		CorsPolicy nobody = CorsPolicy.builder().build();
		assertThat(reason(nobody.evaluate(TestRequest.of("GET", APP)))).isEqualTo(RejectionReason.ORIGIN_NOT_ALLOWED);
		assertThat(nobody.evaluate(TestRequest.of("GET"))).isInstanceOf(Passed.class);
	}

	@Test
	void evaluateWhenOriginIsTheRequestsOwnIsNotCors() {
		assertThat(this.policy.evaluate(TestRequest.of("DELETE", "http://api.example.com"))).isInstanceOf(Passed.class);
		assertThat(reason(this.policy.evaluate(TestRequest.of("DELETE", "http://api.example.com:8080"))))
			.isEqualTo(RejectionReason.ORIGIN_NOT_ALLOWED);
	}

	@Test
	void evaluateWhenBrowserSaysSameOriginIsNotCors() {
		TestRequest request = TestRequest.of("POST", "https://shop.test").with("Sec-Fetch-Site", "same-origin");
		assertThat(this.policy.evaluate(request)).isInstanceOf(Passed.class);
	}

	@ParameterizedTest
	@ValueSource(strings = { "same-site", "cross-site", "none", "same-origin, same-origin", "Same-Origin", "" })
	void evaluateWhenBrowserSaysAnythingElseRefuses(String secFetchSite) {
		TestRequest request = TestRequest.of("POST", "https://shop.test").with("Sec-Fetch-Site", secFetchSite);
		assertThat(reason(this.policy.evaluate(request))).isEqualTo(RejectionReason.ORIGIN_NOT_ALLOWED);
	}

	@Test
	void evaluateWhenFormOfItsOwnOriginHidesTheReferrerIsNotCors() {
		TestRequest form = TestRequest.of("POST", "null").with("Sec-Fetch-Site", "same-origin");
		assertThat(this.policy.evaluate(form)).isInstanceOf(Passed.class);
		TestRequest sandboxed = TestRequest.of("POST", "null").with("Sec-Fetch-Site", "cross-site");
		assertThat(reason(this.policy.evaluate(sandboxed))).isEqualTo(RejectionReason.ORIGIN_NOT_ALLOWED);
	}

	@Test
	void evaluateNeverBelievesSameOriginOfAPreflight() {
		TestRequest preflight = TestRequest.preflight("https://shop.test", "PUT").with("Sec-Fetch-Site", "same-origin");
		assertThat(reason(this.policy.evaluate(preflight))).isEqualTo(RejectionReason.ORIGIN_NOT_ALLOWED);
		TestRequest opaque = TestRequest.preflight("null", "PUT").with("Sec-Fetch-Site", "same-origin");
		assertThat(reason(this.policy.evaluate(opaque))).isEqualTo(RejectionReason.ORIGIN_NOT_ALLOWED);
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://bank.test", "null" })
	void evaluateWhenNavigationIsAllowedPassesWithoutHeaders(String origin) {
		CorsPolicy forms = CorsPolicy.builder().allowedOrigins(APP).allowNavigation(true).build();
		TestRequest navigation = TestRequest.of("POST", origin)
			.with("Sec-Fetch-Mode", "navigate")
			.with("Sec-Fetch-Dest", "document");
		CorsDecision decision = forms.evaluate(navigation);
		assertThat(decision).isInstanceOf(Passed.class);
		assertThat(headers(decision, navigation)).isEmpty();
		assertThat(reason(this.policy.evaluate(navigation))).isEqualTo(RejectionReason.ORIGIN_NOT_ALLOWED);
	}

	@ParameterizedTest
	@CsvSource({ "cors, document", "navigate, empty", "navigate, image", "navigate, ''", "no-cors, document",
			"'navigate, navigate', document", "navigate, 'document, document'" })
	void evaluateWhenNavigationIsAllowedRefusesWhatIsNone(String mode, String destination) {
		CorsPolicy forms = CorsPolicy.builder().allowedOrigins(APP).allowNavigation(true).build();
		TestRequest request = TestRequest.of("POST", "https://bank.test")
			.with("Sec-Fetch-Mode", mode)
			.with("Sec-Fetch-Dest", destination);
		assertThat(reason(forms.evaluate(request))).isEqualTo(RejectionReason.ORIGIN_NOT_ALLOWED);
	}

	@ParameterizedTest
	@ValueSource(strings = { "document", "iframe", "frame", "embed", "object", "fencedframe" })
	void evaluateWhenNavigationIsAllowedLetsFramesPass(String destination) {
		CorsPolicy forms = CorsPolicy.builder().allowedOrigins(APP).allowNavigation(true).build();
		TestRequest request = TestRequest.of("POST", "https://bank.test")
			.with("Sec-Fetch-Mode", "navigate")
			.with("Sec-Fetch-Dest", destination);
		assertThat(forms.evaluate(request)).isInstanceOfSatisfying(Passed.class,
				(pass) -> assertThat(pass.reason()).isEqualTo(PassReason.NAVIGATION));
	}

	/**
	 * What a service worker of the victim sends on in WebKit.
	 */
	@Test
	void evaluateWhenAServiceWorkerPassesAFormOnDoesNotBelieveSameOrigin() {
		TestRequest request = TestRequest.of("POST", "https://evil.test")
			.with("Sec-Fetch-Site", "same-origin")
			.with("Sec-Fetch-Mode", "navigate")
			.with("Sec-Fetch-Dest", "empty");
		assertThat(reason(this.policy.evaluate(request))).isEqualTo(RejectionReason.ORIGIN_NOT_ALLOWED);
	}

	@ParameterizedTest
	@CsvSource({ "GET, no-cors, true", "HEAD, no-cors, true", "GET, navigate, true", "GET, cors, false",
			"POST, no-cors, false", "POST, navigate, false", "GET, '', false" })
	void evaluateWhenTheBrowserOffersStorageAccessLetsPassWhatNoScriptCanRead(String method, String mode,
			boolean passes) {
		TestRequest request = TestRequest.of(method, "https://other.test")
			.with("Sec-Fetch-Site", "cross-site")
			.with("Sec-Fetch-Mode", mode)
			.with("Sec-Fetch-Storage-Access", "inactive");
		CorsDecision decision = this.policy.evaluate(request);
		if (passes) {
			assertThat(decision).isInstanceOfSatisfying(Passed.class,
					(pass) -> assertThat(pass.reason()).isEqualTo(PassReason.STORAGE_ACCESS));
			assertThat(headers(decision, request)).isEmpty();
			assertThat(decision.headers().vary()).isEqualTo("Origin");
		}
		else {
			assertThat(decision).isInstanceOf(Rejected.class);
		}
	}

	@Test
	void passSaysWhy() {
		assertThat(passReason(TestRequest.of("GET"))).isEqualTo(PassReason.NO_ORIGIN);
		assertThat(passReason(TestRequest.of("POST", "http://api.example.com")))
			.isEqualTo(PassReason.SAME_ORIGIN_COMPARED);
		assertThat(passReason(TestRequest.of("POST", "https://shop.test").with("Sec-Fetch-Site", "same-origin")))
			.isEqualTo(PassReason.SAME_ORIGIN_DECLARED);
		assertThat(passReason(TestRequest.of("GET", "https://evil.test").with("Upgrade", "websocket")))
			.isEqualTo(PassReason.HANDSHAKE);
		assertThat(Passed.WITHOUT_HEADERS.reason()).isEqualTo(PassReason.NO_POLICY).hasToString("no-policy");
		assertThat(PassReason.STORAGE_ACCESS.code()).isEqualTo("storage-access");
	}

	private PassReason passReason(TestRequest request) {
		return ((Passed) this.policy.evaluate(request)).reason();
	}

	@Test
	void toBuilderSharesOriginsAndChecksThemAgainWhereItMatters() {
		CorsPolicy base = CorsPolicy.builder().allowedOrigins("http://a.test", "https://*.b.test").build();
		CorsPolicy wider = base.toBuilder().addAllowedOrigins(List.of("https://c.test")).build();
		assertThat(wider.allowedOrigins()).hasToString("[http://a.test, https://*.b.test, https://c.test]");
		for (String origin : List.of("http://a.test", "https://x.b.test", "https://c.test")) {
			assertThat(wider.allowsOrigin(origin)).isTrue();
			assertThat(wider.evaluate(TestRequest.of("GET", origin))).isInstanceOfSatisfying(Allowed.class,
					(allowed) -> assertThat(allowed.policy()).isSameAs(wider));
		}
		assertThat(wider.allowsOrigin("https://d.test")).isFalse();
		assertThat(base.allowsOrigin("https://c.test")).isFalse();
		assertThat(wider.toBuilder().build().allowedOrigins()).hasToString(wider.allowedOrigins().toString());
		assertThatExceptionOfType(InvalidCorsPolicyException.class)
			.isThrownBy(() -> base.toBuilder().allowCredentials(true).build())
			.satisfies((ex) -> assertThat(ex.problems()).singleElement()
				.satisfies((problem) -> assertThat(problem.value()).isEqualTo("http://a.test")));
	}

	@Test
	void evaluateWhenHandshakeIsNotEnforcedPasses() {
		TestRequest handshake = TestRequest.of("GET", "https://evil.test").with("Upgrade", "WebSocket");
		assertThat(this.policy.evaluate(handshake)).isInstanceOf(Passed.class);
		assertThat(this.policy.evaluate(TestRequest.of("CONNECT", "https://evil.test"))).isInstanceOf(Passed.class);
		assertThat(
				reason(this.policy.evaluate(TestRequest.of("POST", "https://evil.test").with("Upgrade", "websocket"))))
			.isEqualTo(RejectionReason.ORIGIN_NOT_ALLOWED);
	}

	@ParameterizedTest
	@CsvSource({ "https://evil.test, origin-not-allowed", "null, origin-not-allowed",
			"https://app.example.com/, origin-malformed" })
	void evaluateWhenHandshakeIsEnforcedDecidesItsOrigin(String origin, String code) {
		CorsPolicy enforced = CorsPolicy.builder().allowedOrigins(APP).enforceWebSocketOrigin(true).build();
		CorsDecision decision = enforced.evaluate(TestRequest.of("GET", origin).with("Upgrade", "websocket"));
		assertThat(decision).isInstanceOfSatisfying(Rejected.class, (rejected) -> {
			assertThat(rejected.kind()).isEqualTo(Kind.WEBSOCKET);
			assertThat(rejected.reason()).hasToString(code);
			assertThat(rejected.status()).isEqualTo(403);
		});
	}

	@Test
	void evaluateWhenHandshakeIsEnforcedLetsListedAndOwnOriginsPass() {
		CorsPolicy enforced = CorsPolicy.builder()
			.allowedOrigins(APP)
			.allowedMethods(List.of("POST"))
			.enforceWebSocketOrigin(true)
			.build();
		assertThat(enforced.evaluate(TestRequest.of("GET", APP).with("Upgrade", "websocket")))
			.isInstanceOf(Allowed.class);
		assertThat(enforced.evaluate(TestRequest.of("GET", "http://api.example.com").with("Upgrade", "websocket")))
			.isInstanceOf(Passed.class);
	}

	@Test
	void evaluateWhenOptionsHasNoRequestedMethodIsAnActualRequest() {
		CorsPolicy options = CorsPolicy.builder().allowedOrigins(APP).allowedMethods(List.of("OPTIONS")).build();
		assertThat(options.evaluate(TestRequest.of("OPTIONS", APP))).isInstanceOfSatisfying(Allowed.class,
				(allowed) -> assertThat(allowed.kind()).isEqualTo(Kind.ACTUAL));
		assertThat(options.evaluate(TestRequest.preflight(APP, ""))).isInstanceOfSatisfying(Allowed.class,
				(allowed) -> assertThat(allowed.kind()).isEqualTo(Kind.ACTUAL));
	}

	@Test
	void varyNamesTheRequestHeadersOfPreflightsOnly() {
		assertThat(this.policy.evaluate(TestRequest.of("GET")).headers().vary()).isEqualTo("Origin");
		assertThat(this.policy.evaluate(TestRequest.of("GET", APP)).headers().vary()).isEqualTo("Origin");
		assertThat(this.policy.evaluate(TestRequest.of("GET", "https://evil.test")).headers().vary())
			.isEqualTo("Origin");
		for (TestRequest preflight : List.of(TestRequest.preflight(APP, "PUT"), TestRequest.preflight(APP, "DELETE"),
				TestRequest.preflight("https://evil.test", "PUT"))) {
			assertThat(this.policy.evaluate(preflight).headers().vary())
				.isEqualTo("Origin, Access-Control-Request-Method, Access-Control-Request-Headers");
		}
	}

	@Test
	void messageOfARejectionIsConstant() {
		Rejected rejected = (Rejected) this.policy.evaluate(TestRequest.of("GET", "https://evil.test"));
		assertThat(rejected.message()).isEqualTo("Refused by CORS policy: origin-not-allowed\n");
	}

}
