package io.github.corsboot.explain;

import java.time.Instant;
import java.util.List;

import io.github.corsboot.policy.CorsRequest.Kind;
import io.github.corsboot.policy.RejectionReason;
import io.github.corsboot.rejection.StoredCorsRejection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.github.corsboot.explain.BrowserRequest.get;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CorsExplainer} with lines of consoles.
 */
class ExplainedConsoleTests extends AbstractExplainerTests {

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
	@ValueSource(strings = {
			"WebSocket connection to 'wss://%s' failed: Error during handshake: Unexpected response code: 403",
			"Firefox can’t establish a connection to the server at wss://%s.",
			"WebSocket connection to 'wss://%s' failed: The server did not accept the WebSocket handshake." })
	void failedHandshakeIsExplainedIfTheOriginIsKnown(String line) {
		String console = line.formatted(URL.substring("https://".length()));
		CorsExplainer enforcing = explainer(
				policy("default", "/**", (policy) -> policy.allowedOrigins(APP).enforceWebSocketOrigin(true)));
		assertThat(enforcing.explainConsole(console, null, "https://evil.test", null).verdict().code())
			.isEqualTo(ExplanationCode.REFUSED);
		assertThat(enforcing.explainConsole(console, null, APP, null).verdict().code())
			.isEqualTo(ExplanationCode.NOT_A_CORS_ERROR);
		assertThat(enforcing.explainConsole(console, null, null, null).verdict().code())
			.isEqualTo(ExplanationCode.NOT_A_CORS_ERROR);
	}

	@Test
	void whatLooksLikeAFailedConnectionIsAskedUnlessItIsOneForCertain() {
		assertThat(this.explainer.explainConsole("TypeError: Failed to fetch", URL, "https://evil.test", null)
			.verdict()
			.code()).isEqualTo(ExplanationCode.BLOCKED_AT_RESPONSE);
		assertThat(this.explainer
			.explainConsole("GET " + URL + " net::ERR_CONNECTION_REFUSED", URL, "https://evil.test", null)
			.verdict()
			.code()).isEqualTo(ExplanationCode.NOT_A_CORS_ERROR);
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
	void whatIsAssumedOfALineIsSaid() {
		Explanation explanation = this.explainer.explainConsole("Access to fetch at '" + URL
				+ "' from origin 'https://evil.test' has been blocked by CORS policy: Response to preflight request doesn't "
				+ "pass access control check: No 'Access-Control-Allow-Origin' header is present on the requested resource.",
				null, null, null);
		assertThat(explanation.steps().get(0).code()).isEqualTo(ExplanationCode.ASSUMED);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					redirected        | Access to fetch at 'https://login.example/authorize' (redirected from 'https://api.example.com/api/jobs') from origin 'null' has been blocked by CORS policy: No 'Access-Control-Allow-Origin' header is present on the requested resource.
					redirected        | Cross-origin redirection to https://login.example/authorize denied by Cross-Origin Resource Sharing policy: Origin https://app.example.com is not allowed by Access-Control-Allow-Origin.
					redirected        | Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at https://api.example.com/api/orders. (Reason: CORS request external redirect not allowed).
					not-http          | Access to script at 'file:///home/me/app.js' from origin 'null' has been blocked by CORS policy: Cross origin requests are only supported for protocol schemes: chrome, http, https.
					not-http          | Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at file:///home/me/app.js. (Reason: CORS request not http).
					cors-switched-off | Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at https://api.example.com/api/orders. (Reason: CORS disabled).
					""")
	void lineOfCorsWithACauseThatNoPolicyHelpsIsRecognized(String code, String line) {
		Explanation explanation = this.explainer.explainConsole(line, null, null, null);
		assertThat(explanation.verdict().code()).isEqualTo(ExplanationCode.NOT_A_CORS_ERROR);
		assertThat(explanation.verdict().steps()).extracting((step) -> step.code().code()).containsExactly(code);
	}

	@Test
	void redirectWithinTheServerIsExplainedByItsPolicies() {
		Explanation explanation = this.explainer.explainConsole(
				"Access to fetch at 'https://api.example.com/login' " + "(redirected from '" + URL + "') from origin '"
						+ APP + "' has been blocked by CORS policy: No "
						+ "'Access-Control-Allow-Origin' header is present on the requested resource.",
				null, null, null);
		assertThat(explanation.verdict().code()).isEqualTo(ExplanationCode.NO_POLICY);
	}

	@Test
	void preflightThatIsRedirectedIsNotAnswerOfThePolicies() {
		Explanation explanation = this.explainer.explainConsole("Access to fetch at '" + URL + "' from origin '" + APP
				+ "' has been blocked by CORS policy: Response to preflight request doesn't pass access control check: "
				+ "Redirect is not allowed for a preflight request.", null, null, "PUT");
		assertThat(explanation.verdict().code()).isEqualTo(ExplanationCode.CONTRADICTED);
		assertThat(explanation.verdict().text()).contains("a login, or a proxy that sends http to https");
	}

	@ParameterizedTest
	@ValueSource(strings = {
			"The value of the 'Access-Control-Allow-Origin' header in the response must not be the wildcard '*' when the "
					+ "request's credentials mode is 'include'.",
			"The 'Access-Control-Allow-Origin' header contains multiple values '*, https://evil.test', but only one is allowed." })
	void headerThatThePoliciesDoNotSendComesFromElsewhere(String reason) {
		for (String origin : List.of(APP, "https://evil.test")) {
			Explanation explanation = this.explainer.explainConsole("Access to fetch at '" + URL + "' from origin '"
					+ origin + "' has been blocked by CORS policy: " + reason, null, null, null);
			assertThat(explanation.verdict().code()).as(origin).isEqualTo(ExplanationCode.CONTRADICTED);
			assertThat(explanation.verdict().text()).contains("in front of the application");
		}
		assertThat(this.explainer
			.explainConsole("Access to fetch at '" + URL + "' from origin 'https://evil.test' has been blocked by CORS "
					+ "policy: " + reason, null, null, null)
			.verdict()
			.text()).contains("Beside that:", "origin-not-allowed");
	}

	/**
	 * That the request has JSON is assumed, and not allowed here: but then the header
	 * would be there.
	 */
	@Test
	void headerThatIsMissingIsNotThatOfARefusalWhichHasIt() {
		CorsExplainer strict = explainer(
				policy("default", "/**", (policy) -> policy.allowedOrigins(APP).allowedHeaders(List.of("X-Api-Key"))));
		Explanation explanation = strict.explainConsole("Access to fetch at '" + URL + "' from origin '" + APP
				+ "' has been blocked by CORS policy: Response to preflight request doesn't pass access control check: No "
				+ "'Access-Control-Allow-Origin' header is present on the requested resource.", null, null, null);
		assertThat(explanation.verdict().code()).isEqualTo(ExplanationCode.CONTRADICTED);
		assertThat(explanation.verdict().text()).startsWith("The policies answer this request with")
			.doesNotContain("allowed-headers");
		assertThat(explanation.change()).isNull();
	}

	@Test
	void secondHeaderOnAPathWithoutPolicyIsNotSentByAPolicy() {
		Explanation explanation = this.explainer
			.explainConsole("Access to fetch at 'https://api.example.com/twice' from " + "origin '" + APP
					+ "' has been blocked by CORS policy: The 'Access-Control-Allow-Origin' header contains "
					+ "multiple values '*, " + APP + "', but only one is allowed.", null, null, null);
		assertThat(explanation.verdict().text()).contains("comes from more than one place", "exactly one leaves");
	}

}
