package io.github.corsboot.rejection;

import java.util.List;

import io.github.corsboot.mapping.AttributeSource;
import io.github.corsboot.mapping.PolicyMapping;
import io.github.corsboot.policy.CorsPolicy;
import io.github.corsboot.policy.CorsRequest;
import io.github.corsboot.policy.CorsRequest.Kind;
import io.github.corsboot.policy.RejectionReason;
import io.github.corsboot.policy.TestRequest;
import io.github.corsboot.rejection.LazyCorsRejection.SpringRefusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CorsRejection} and its hints.
 */
class CorsRejectionTests {

	private static CorsPolicy.Builder allowing(String... origins) {
		return CorsPolicy.builder().allowedOrigins(origins);
	}

	private static String hint(String allowed, String asked) {
		return Rejections.of(allowing(allowed.split(", ")), TestRequest.of("GET", asked)).hint();
	}

	@Test
	void ofPreflightNamesWhatItAskedForAndAllThatIsRefused() {
		CorsRejection rejection = Rejections.of(
				allowing("https://a.test").allowedHeaders(List.of("x-one")).allowedMethods(List.of("GET")),
				TestRequest.preflight("https://a.test", "PUT", "x-one,x-two,x-three"));
		assertThat(rejection.time()).isEqualTo(Rejections.TIME);
		assertThat(rejection.kind()).isEqualTo(Kind.PREFLIGHT);
		assertThat(rejection.reason()).isEqualTo(RejectionReason.METHOD_NOT_ALLOWED);
		assertThat(rejection.method()).isEqualTo("PUT");
		assertThat(rejection.origin()).isEqualTo("https://a.test");
		assertThat(rejection.path()).isEqualTo("/data");
		assertThat(rejection.pattern()).isEqualTo("/**");
		assertThat(rejection.refusedHeaders()).containsExactly("x-two", "x-three");
	}

	@Test
	void idIsMadeOfTheInstanceAndTheNumberOfTheRejection() {
		CorsRejection rejection = Rejections.of(allowing("https://a.test"), TestRequest.of("GET", "https://b.test"));
		assertThat(rejection.id()).isEqualTo("abc123-14");
		assertThat(rejection.policiesVersion()).isEqualTo(2);
	}

	@Test
	void decidedByIsThePropertyOfTheReason() {
		assertThat(Rejections.of(allowing("https://a.test"), TestRequest.of("GET", "https://b.test")).decidedBy())
			.containsExactly(new AttributeSource("cors.allowed-origins", "application.yml - 3:20"));
		assertThat(Rejections.of(allowing("https://a.test"), TestRequest.of("PURGE", "https://a.test")).decidedBy())
			.containsExactly(new AttributeSource("cors.allowed-methods", null));
		assertThat(Rejections.of(allowing("https://a.test"), TestRequest.of("GET", "x")).decidedBy()).isEmpty();
	}

	@Test
	void textOfTheRequestIsEscapedAndBounded() {
		CorsRejection rejection = Rejections.of(Rejections.TIME, allowing("https://a.test"),
				TestRequest.of("G\u202eT", "https://\r\nX: y\u0000" + "a".repeat(8192)),
				"/\u001b[31m" + "p".repeat(8192));
		assertThat(rejection.origin()).startsWith("https://\\u000D\\u000AX: y\\u0000a").hasSizeLessThan(430);
		assertThat(rejection.method()).isEqualTo("G\\u202ET");
		assertThat(rejection.path()).startsWith("/\\u001B[31mp").hasSizeLessThan(270);
	}

	@Test
	void escapedTextIsAtMostSixTimesAsLong() {
		CorsRejection rejection = Rejections.of(allowing("https://a.test"),
				TestRequest.of("\u202e".repeat(65), "https://b.test"));
		assertThat(rejection.method()).hasSize(6 * 64 + 1).endsWith("\u2026");
	}

	@Test
	void refusedHeadersAreBounded() {
		StringBuilder many = new StringBuilder("x".repeat(200));
		for (int i = 0; i < 200; i++) {
			many.append(",x").append(i);
		}
		CorsRejection rejection = Rejections.of(allowing("https://a.test").allowedHeaders(List.of("a")),
				TestRequest.preflight("https://a.test", "GET", many.toString()));
		assertThat(rejection.refusedHeaders()).hasSizeLessThanOrEqualTo(128)
			.allSatisfy((name) -> assertThat(name).hasSizeLessThan(140));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "https://app.example.com | http://app.example.com | Only the scheme differs",
			"http://app.example.com | https://app.example.com | Only the scheme differs",
			"http://localhost:3000 | http://localhost:3001 | Only the port differs",
			"http://localhost:3000, http://*.shop.localhost:3000 | http://shop.localhost:3000 | not the domain itself",
			"http://localhost:3000 | http://127.0.0.1:3000 | to a browser that is another origin",
			"http://127.0.0.1:* | http://localhost:3000 | to a browser that is another origin",
			"https://example.com | https://www.example.com | Only 'www.' differs",
			"https://www.example.com | https://example.com | Only 'www.' differs",
			"https://*.example.com | https://example.com | not the domain itself",
			"https://example.com | https://app.example.com | It is a sub-domain of",
			"https://example.com | https://example.com.evil.test | another site",
			"https://example.com | https://evil-example.com | another site",
			"https://pr-*.example.com | https://pr-.example.com | is a part of one label",
			"https://pr-*.example.com | https://pr-1.x.example.com | is a part of one label",
			"https://pr-*.example.com | https://evil-pr-1.example.com | is a part of one label",
			"https://pr-*.example.com | https://pr-1.example.com.evil.test | another site",
			"https://*.corp.example | https://a.corp.example.evil.test | another site",
			"https://*.corp.example | https://xcorp.example | another site",
			"https://app.example.com | http://app.example.com:8080 | Only scheme and port differ",
			"https://app.example.com | null | Sandboxed frames",
			"https://app.example.com | https://app.example.com/ | trailing slash",
			"https://app.example.com | https://app.example.com:443/ | trailing slash",
			"https://app.example.com | https://App.example.com:443 | send it as 'https://app.example.com'",
			"http://app.example.com | http://app.example.com:80 | send it as 'http://app.example.com'",
			"https://app.example.com | https://App.Example.com | send it as",
			"https://app.example.com | https://app.example.com, https://evil.test | more than one Origin",
			"https://app.example.com | https://api.example.com | server.forward-headers-strategy" })
	void hintNamesANearMiss(String allowed, String asked, String hint) {
		assertThat(hint(allowed, asked)).contains(hint);
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://evil.test", "https://other.example", "x", "https://x.y.app.example.com" })
	void hintWhenNothingIsNearSaysNothing(String asked) {
		assertThat(hint("https://app.example.com", asked)).isNull();
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "https://app.example.com.evil.test", "http://app.example.com", "https://app.example.com/" })
	void hintNeverProposesToAllowTheOriginThatAsked(String asked) {
		assertThat(hint("https://app.example.com", asked)).isNotNull()
			.doesNotContainIgnoringCase("add ")
			.doesNotContain("'" + asked + "'")
			.doesNotContain("allowed-origins");
	}

	@Test
	void hintWhenMethodIsInLowerCaseNamesTheOther() {
		CorsRejection rejection = Rejections.of(allowing("https://a.test"),
				TestRequest.preflight("https://a.test", "patch"));
		assertThat(rejection.hint()).contains("write 'PATCH'");
	}

	@Test
	void hintWhenAScriptSetsAResponseHeaderSaysSo() {
		assertThat(Rejections
			.of(allowing("https://a.test").allowedHeaders(List.of("x-one")),
					TestRequest.preflight("https://a.test", "GET", "access-control-allow-origin,x-one"))
			.hint()).contains("remove it from the script");
		assertThat(Rejections
			.of(allowing("https://a.test"),
					TestRequest.of("GET", "https://b.test")
						.with("Access-Control-Allow-Origin", "*")
						.with("Sec-Fetch-Site", "cross-site"))
			.hint()).contains("remove it from the script");
	}

	@Test
	void hintWhenOptionsIsNoPreflightSaysSo() {
		assertThat(Rejections.of(allowing("https://a.test"), TestRequest.of("OPTIONS", "https://a.test")).hint())
			.contains("Access-Control-Request-Method");
	}

	@Test
	void hintWhenAFormWasPostedFromAnotherSiteNamesTheProperty() {
		TestRequest form = TestRequest.of("POST", "https://bank.test")
			.with("Sec-Fetch-Mode", "navigate")
			.with("Sec-Fetch-Dest", "document");
		assertThat(Rejections.of(allowing("https://a.test"), form).hint()).contains("allow-navigation");
	}

	@Test
	void hintWhenAFrameWasPostedNamesNavigation() {
		TestRequest frame = TestRequest.of("POST", "https://bank.test")
			.with("Sec-Fetch-Mode", "navigate")
			.with("Sec-Fetch-Dest", "iframe");
		assertThat(Rejections.of(allowing("https://a.test"), frame).hint()).contains("allow-navigation lets such");
	}

	@Test
	void hintWhenNobodyCanTellAFormFromAScriptSaysWhyNavigationHasNoEffect() {
		TestRequest form = TestRequest.of("POST", "https://bank.test")
			.with("Content-Type", "application/x-www-form-urlencoded");
		assertThat(Rejections.of(allowing("https://a.test").allowNavigation(true), form).hint())
			.startsWith("allow-navigation has no effect without Sec-Fetch-Mode");
		assertThat(Rejections.of(allowing("https://a.test"), form).hint()).isNull();
		TestRequest json = TestRequest.of("POST", "https://bank.test").with("Content-Type", "application/json");
		assertThat(Rejections.of(allowing("https://a.test").allowNavigation(true), json).hint()).isNull();
	}

	@Test
	void hintWhenOnlyAHeaderNamesTheHostDoesNotTakeItForAFact() {
		TestRequest forged = TestRequest.of("POST", "https://evil.test").with("X-Forwarded-Host", "evil.test");
		assertThat(Rejections.of(allowing("https://a.test"), forged).hint())
			.startsWith("A forwarding header names the host of this origin. If your proxy sends that header, the page");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "https://shop.test | X-Forwarded-Host | shop.test",
					"https://shop.test | X-Forwarded-Host | SHOP.test",
					"https://shop.test:8443 | X-Forwarded-Host | shop.test:8443",
					"https://[::1]:8443 | X-Forwarded-Host | [::1]:8443",
					"http://shop.test | X-Forwarded-Host | shop.test, gateway.test" })
	void hintWhenAProxyHidesTheHostNamesTheProperty(String origin, String name, String value) {
		TestRequest proxied = TestRequest.of("POST", origin).with(name, value);
		assertThat(Rejections.of(allowing("https://a.test"), proxied).hint()).startsWith("A forwarding header names")
			.contains("server.forward-headers-strategy");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "https://shop.test | X-Forwarded-Host | shop.test.evil.test",
					"https://shop.test.evil.test | X-Forwarded-Host | shop.test",
					"https://myshop.test | X-Forwarded-Host | shop.test",
					"http://shop.test:3000 | X-Forwarded-Host | shop.test", "http://[::2] | X-Forwarded-Host | [::1]",
					"https://shop.test | X-Forwarded-Host | ' '", "https://shop.test | X-Forwarded-Host | ,shop.test",
					"https://other.example.com | X-Forwarded-Host | api.example.com",
					"http://api.example.com:81 | X-Forwarded-Host | api.example.com:81",
					"https://shop.test | Forwarded | proto=https", "https://shop.test | Forwarded | host=",
					"https://shop.test | Forwarded | host=\"", "https://shop.test | Forwarded | xhost=shop.test",
					"https://shop.test | Forwarded | for=192.0.2.1, host=shop.test" })
	void hintWhenNoProxyHidesTheHostSaysNothing(String origin, String name, String value) {
		TestRequest proxied = TestRequest.of("POST", origin).with(name, value);
		String hint = Rejections.of(allowing("https://a.test"), proxied).hint();
		assertThat(String.valueOf(hint)).doesNotContain("names the host", "your proxy");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "https://shop.test | for=192.0.2.1;host=shop.test;proto=https",
					"https://shop.test | for=192.0.2.1; Host=shop.test, host=gateway.test",
					"https://shop.test:8443 | host=\"shop.test:8443\"" })
	void hintWhenAProxySendsOnlyForwardedNamesWhatReadsIt(String origin, String value) {
		TestRequest proxied = TestRequest.of("POST", origin).with("Forwarded", value);
		assertThat(Rejections.of(allowing("https://a.test"), proxied).hint())
			.startsWith("Forwarded names the host of this origin, and there is no X-Forwarded-Host")
			.contains("server.forward-headers-strategy", "spring.mvc.forwarded-headers.header-format",
					"spring.webflux.forwarded-headers.header-format")
			.endsWith("The server was asked as 'http://api.example.com:80'.");
	}

	@Test
	void hintWhenAProxySendsBothFormsDoesNotSpeakOfForwardedAlone() {
		TestRequest proxied = TestRequest.of("POST", "https://shop.test")
			.with("Forwarded", "host=shop.test")
			.with("X-Forwarded-Proto", "https");
		assertThat(Rejections.of(allowing("https://a.test"), proxied).hint()).startsWith("A forwarding header names");
	}

	@Test
	void hintWhenThePageMayBeOfTheApplicationShowsTheAddressThatWasAsked() {
		TestRequest sameHost = TestRequest.of("POST", "https://api.example.com").withPort(443);
		TestRequest forwarded = TestRequest.of("POST", "https://shop.test").with("X-Forwarded-Host", "shop.test");
		TestRequest plain = TestRequest.of("POST", "http://shop.test");
		for (TestRequest request : List.of(sameHost, forwarded, plain)) {
			assertThat(Rejections.of(allowing("https://a.test"), request).hint())
				.contains("server.forward-headers-strategy")
				.endsWith("The server was asked as 'http://api.example.com:" + request.port() + "'.");
		}
	}

	@Test
	void addressThatWasAskedIsEscapedAndBounded() {
		TestRequest request = TestRequest.of("POST", "http://shop.test").withHost("a\r\n\u202e" + "h".repeat(8192));
		assertThat(Rejections.of(allowing("https://a.test"), request).hint())
			.contains("'http://a\\u000D\\u000A\\u202Eh")
			.hasSizeLessThan(800);
	}

	@Test
	void hintWhenThePageIsOnTheOwnMachineDoesNotSpeakOfProxies() {
		assertThat(hint("https://a.test", "http://localhost:3000")).isNull();
	}

	@Test
	void hintForAHandshakeShowsTheAddressThatWasAsked() {
		assertThat(handshake("https://shop.test", "/chat").hint())
			.startsWith("If browsers reach this application itself")
			.endsWith("The server was asked as 'http://api.example.com:80'.");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/ws/info", "/ws/websocket", "/ws/123/abcdefgh/websocket", "/a/ws/123/abcdefgh/xhr",
			"/ws/123/abcdefgh/xhr_streaming", "/ws/123/abcdefgh/xhr_send", "/ws/1/a/eventsource" })
	void hintForAPathOfSockJsSaysWhatItNeeds(String path) {
		assertThat(handshake("https://shop.test", path).hint()).startsWith("If this is SockJS")
			.contains("allow-credentials");
		assertThat(Rejections
			.of(Rejections.TIME, allowing("https://a.test"),
					TestRequest.of("GET", "https://shop.test").with("Sec-Fetch-Mode", "cors"), path)
			.hint()).startsWith("If this is SockJS");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/info", "/websocket", "/ws/information", "/ws/xhr/", "" })
	void hintForAnotherPathDoesNotSpeakOfSockJs(String path) {
		assertThat(handshake("https://shop.test", path).hint()).doesNotContain("SockJS");
	}

	private static CorsRejection handshake(String origin, String path) {
		return Rejections.of(Rejections.TIME, allowing("https://a.test").enforceWebSocketOrigin(true),
				TestRequest.of("GET", origin).with("Upgrade", "websocket"), path);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "capacitor://localhost | every application with Capacitor on iOS, not only of yours",
					"https://localhost | Capacitor on Android", "ionic://localhost | Ionic",
					"file:// | Electron and Cordova", "app://. | Electron", "app://index | Electron",
					"content:// | Cordova", "tauri://localhost | Tauri on macOS",
					"http://tauri.localhost | Tauri on Windows", "chrome-extension://abcdefghijklmnop | ID of the",
					"moz-extension://3c4a1b2d-0000-4000-8000-000000000000 | each installation has another host",
					"safari-web-extension://3c4a1b2d-0000-4000-8000-000000000000 | Safari" })
	void hintNamesOriginsOfApplications(String origin, String application) {
		assertThat(hint("https://a.test", origin)).contains(application).doesNotContain("allowed-origins");
	}

	@Test
	void hintForAnOriginOfAnApplicationAlsoNamesTheNearestEntry() {
		assertThat(hint("http://localhost", "https://localhost"))
			.startsWith("It is the origin of every application with ")
			.endsWith("Only the scheme differs from 'http://localhost', which is allowed.");
		assertThat(hint("https://a.test", "https://localhost.evil.test")).isNull();
	}

	@Test
	void hintForARefusalOfSpringNamesOriginsOfApplications() {
		assertThat(refusedBySpring(TestRequest.of("GET", "capacitor://localhost")).hint()).contains("Capacitor on iOS");
	}

	@ParameterizedTest
	@CsvSource({ "https, api.example.com", "HTTPS, api.example.com", "http, localhost", "http, 127.0.0.1" })
	void hintWhereABrowserWouldSayMoreSpeaksOfOtherCallers(String scheme, String host) {
		TestRequest request = TestRequest.of("GET", "https://shop.test").withScheme(scheme).withHost(host);
		assertThat(Rejections.of(allowing("https://a.test"), request).hint())
			.startsWith("The caller is probably not a browser, which would send Sec-Fetch-Mode");
		assertThat(Rejections.of(allowing("https://a.test"), request.with("Sec-Fetch-Mode", "cors")).hint()).isNull();
	}

	/**
	 * A proxy that was asked over plain http, without {@code Sec-Fetch-*}.
	 */
	@Test
	void hintWhereAProxyMayAskLocalhostSpeaksOfTheProxyFirst() {
		TestRequest request = TestRequest.of("POST", "http://intranet.test").withScheme("http").withHost("localhost");
		assertThat(Rejections.of(allowing("https://a.test"), request).hint())
			.startsWith("If browsers reach this application itself at that origin, a proxy hides its address")
			.contains("If the caller is a program and not a page, remove Origin there, or list it.");
	}

	@Test
	void hintForAPreflightWithoutPolicySpeaksOfTheLogin() {
		assertThat(uncovered(CorsRequest.Kind.PREFLIGHT, "/data").hint()).contains("A preflight never carries a login");
		assertThat(uncovered(CorsRequest.Kind.ACTUAL, "/data").hint()).doesNotContain("login");
	}

	@Test
	void hintForALoginPageDoesNotSpeakOfPolicies() {
		assertThat(uncovered(CorsRequest.Kind.ACTUAL, "/login").hint()).startsWith("If this is a login page")
			.contains("401");
	}

	private static CorsRejection uncovered(CorsRequest.Kind kind, String path) {
		return new LazyCorsRejection.Uncovered(Rejections.occurrence(Rejections.TIME), RejectionReason.NO_POLICY, kind,
				TestRequest.preflight("https://a.test", "PUT"), PolicyMapping.EMPTY, path, null);
	}

	@Test
	void hintForAMethodDoesNotSpeakOfOtherCallers() {
		TestRequest request = TestRequest.of("PURGE", "https://a.test").withScheme("https");
		assertThat(Rejections.of(allowing("https://a.test"), request).hint())
			.isEqualTo("If the application has a handler for it, add it to allowed-methods.");
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://a.test", "https://a.test:8443", "https://www.a.test", "https://b.a.test",
			"https://a.test/", "https://A.test" })
	void originThatNearlyIsAllowedIsNear(String origin) {
		assertThat(RejectionHint.isNear(Rejections.of(allowing("https://a.test"), TestRequest.of("GET", origin))))
			.isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://b.test", "https://a.test.evil.test", "null", "x",
			"https://a.test, https://b.test", "file://" })
	void otherOriginIsNotNear(String origin) {
		assertThat(RejectionHint.isNear(Rejections.of(allowing("https://a.test"), TestRequest.of("GET", origin))))
			.isFalse();
	}

	@Test
	void refusedMethodOfAnAllowedOriginIsNear() {
		assertThat(RejectionHint
			.isNear(Rejections.of(allowing("https://a.test"), TestRequest.of("PURGE", "https://a.test")))).isTrue();
	}

	@Test
	void hintWhenAPreflightNamesTheForwardedHostDoesNotSpeakOfProxies() {
		TestRequest preflight = TestRequest.preflight("https://shop.test", "PUT").with("X-Forwarded-Host", "shop.test");
		assertThat(Rejections.of(allowing("https://a.test"), preflight).hint()).isNull();
	}

	@Test
	void hintWhenOnlyTheSchemeOfTheOwnAddressDiffersNamesTheProperty() {
		CorsPolicy.Builder policy = allowing("https://a.test");
		assertThat(Rejections.of(policy, TestRequest.of("POST", "https://api.example.com:8080").withPort(8080)).hint())
			.startsWith("It differs from the address that was asked only in the scheme")
			.contains("server.forward-headers-strategy");
		assertThat(Rejections.of(policy, TestRequest.of("POST", "https://api.example.com:8081").withPort(8080)).hint())
			.isNull();
		assertThat(Rejections.of(policy, TestRequest.of("POST", "https://api.example.com").withPort(8080)).hint())
			.isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://api.example.com:8080", "https://api.example.com:8443",
			"https://api.example.com.evil.test" })
	void hintWhenMoreThanTheSchemeDiffersFromTheOwnHostSaysNothing(String origin) {
		assertThat(String.valueOf(hint("https://a.test", origin))).doesNotContain("only in the scheme");
	}

	@Test
	void hintWhenABrowserHasSaidThatItIsAnotherOriginDoesNotSpeakOfProxies() {
		TestRequest marked = TestRequest.of("POST", "https://api.example.com")
			.with("X-Forwarded-Host", "api.example.com")
			.with("Sec-Fetch-Site", "same-site");
		assertThat(Rejections.of(allowing("https://a.test"), marked).hint()).isNull();
	}

	@Test
	void hintWhenSpringRefusesTheOwnOriginNamesTheProperty() {
		TestRequest marked = TestRequest.of("POST", "https://shop.test").with("Sec-Fetch-Site", "same-origin");
		assertThat(refusedBySpring(marked).hint()).startsWith("The browser says that a page asks its own origin")
			.contains("server.forward-headers-strategy");
		assertThat(refusedBySpring(TestRequest.of("POST", "https://api.example.com")).hint())
			.startsWith("It differs from the address that was asked only in the scheme")
			.contains("server.forward-headers-strategy");
		TestRequest proxied = TestRequest.of("POST", "https://shop.test").with("X-Forwarded-Host", "shop.test");
		assertThat(refusedBySpring(proxied).hint()).startsWith("A forwarding header names")
			.contains("server.forward-headers-strategy");
		assertThat(refusedBySpring(TestRequest.of("POST", "https://evil.test")).hint()).isNull();
		assertThat(refusedBySpring(TestRequest.of("POST", "null").with("Sec-Fetch-Site", "same-origin")).hint())
			.isNull();
		assertThat(refusedBySpring(RejectionReason.METHOD_NOT_ALLOWED, marked).hint()).isNull();
	}

	@Test
	void hintWhenTheRequestHasAHeaderOfTheResponseNamesTheNearerCauseFirst() {
		TestRequest request = TestRequest.of("GET", "http://a.test").with("Access-Control-Allow-Origin", "*");
		assertThat(Rejections.of(allowing("https://a.test"), request).hint()).contains("Only the scheme differs");
	}

	private static CorsRejection refusedBySpring(TestRequest request) {
		return refusedBySpring(RejectionReason.ORIGIN_NOT_ALLOWED, request);
	}

	private static CorsRejection refusedBySpring(RejectionReason detail, TestRequest request) {
		SpringRefusal refusal = new SpringRefusal(detail, List.of(), new AttributeSource("x", null));
		return new LazyCorsRejection.Uncovered(Rejections.occurrence(Rejections.TIME), RejectionReason.SPRING_CORS,
				CorsRequest.Kind.ACTUAL, request, PolicyMapping.EMPTY, "/data", refusal);
	}

}
