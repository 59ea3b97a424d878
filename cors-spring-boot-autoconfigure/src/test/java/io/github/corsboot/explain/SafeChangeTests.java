package io.github.corsboot.explain;

import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

import io.github.corsboot.decision.HandlerLookup;
import io.github.corsboot.explain.BrowserRequest.Mode;
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
import org.springframework.web.util.pattern.PathPatternParser;

import static io.github.corsboot.explain.BrowserRequest.get;
import static io.github.corsboot.explain.BrowserRequest.post;
import static io.github.corsboot.explain.BrowserRequest.put;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SafeChange}, by explanations.
 */
class SafeChangeTests extends AbstractExplainerTests {

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

	@ParameterizedTest
	@CsvSource({ "https://pr-*.example.com, https://evil-pr-1.example.com",
			"https://app-*-team.vercel.app, https://evil.vercel.app", "moz-extension://*, chrome-extension://abc" })
	void nameBesideAPatternHasAnotherOwner(String entry, String origin) {
		CorsExplainer pattern = explainer(policy("default", "/**", (policy) -> policy.allowedOrigins(entry)));
		assertThat(pattern.explain(get(URL).from(origin)).change()).isNull();
	}

	@Test
	void credentialsAreNotProposedForAnyoneWhoseNameMatches() {
		CorsExplainer pattern = explainer(
				policy("default", "/**", (policy) -> policy.allowedOrigins("https://app-*-team.vercel.app")));
		assertThat(pattern.explain(get(URL).from("https://app-evil-team.vercel.app").withCredentials()).change())
			.isNull();
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
	void navigationThatIsRefusedNamesThePropertyButProposesNothing() {
		Explanation explanation = this.explainer.explain(post(URL).from("https://bank.test").withMode(Mode.NAVIGATE));
		assertThat(explanation.verdict().code()).hasToString("refused");
		assertThat(step(explanation, "no-change").text()).contains("allow-navigation");
		assertThat(explanation.change()).isNull();
	}

	@Test
	void headersThatChangeWhatARequestMeansAreNotProposed() {
		Explanation explanation = this.explainer.explain(get(URL).from(APP).withHeader("X-Forwarded-Host", "a.test"));
		assertThat(explanation.change()).isNull();
		assertThat(step(explanation, "no-change").text()).contains("changes how servers read a request");
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
	void hintOfARejectionIsWorthMoreThanNothing() {
		Explanation explanation = this.explainer.explain(new StoredCorsRejection("a-1", 1, Instant.EPOCH, Kind.ACTUAL,
				RejectionReason.ORIGIN_NOT_ALLOWED, null, List.of("default"), "/api/**", "http://intranet.corp", "POST",
				"/api/orders", List.of(), List.of(), "A proxy hides its address."));
		assertThat(step(explanation, "no-change").text()).isEqualTo("A proxy hides its address.");
	}

}
