package io.github.corsboot.explain;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link ConsoleLine}, with lines as browsers print them.
 */
class ConsoleLineTests {

	private static final String PAGE = "http://localhost:3000";

	private static final String URL = "http://localhost:8000/api";

	private static final String CHROMIUM = "Access to fetch at '" + URL + "' from origin '" + PAGE
			+ "' has been blocked by CORS policy: ";

	private static final String FIREFOX = "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote "
			+ "resource at " + URL + ". (Reason: ";

	private static BrowserRequest request(String line) {
		ConsoleLine parsed = ConsoleLine.parse(line);
		assertThat(parsed.other()).isNull();
		return parsed.request(null, PAGE, null);
	}

	@Test
	void chromiumNamesUrlAndOrigin() {
		assertThat(request(CHROMIUM + "No 'Access-Control-Allow-Origin' header is present on the requested resource."))
			.isEqualTo(BrowserRequest.get(URL).from(PAGE));
	}

	@Test
	void chromiumNamesTheUrlAfterARedirect() {
		assertThat(request(
				"Access to fetch at 'https://a.test/x' (redirected from 'https://a.test/') from origin 'https://p.test'"
						+ " has been blocked by CORS policy: No 'Access-Control-Allow-Origin' header is present."))
			.isEqualTo(BrowserRequest.get("https://a.test/x").from("https://p.test"));
	}

	@Test
	void chromiumNamesTheMethod() {
		assertThat(request(
				CHROMIUM + "Method patch is not allowed by Access-Control-Allow-Methods in preflight response."))
			.isEqualTo(BrowserRequest.of("patch", URL).from(PAGE));
	}

	@Test
	void chromiumNamesTheHeader() {
		assertThat(request(CHROMIUM
				+ "Request header field x-nope is not allowed by Access-Control-Allow-Headers in preflight response."))
			.isEqualTo(BrowserRequest.post(URL).from(PAGE).withHeader("x-nope", "\""));
	}

	@Test
	void chromiumTellsOfAPreflight() {
		assertThat(request(CHROMIUM
				+ "Response to preflight request doesn't pass access control check: It does not have HTTP ok status."))
			.isEqualTo(BrowserRequest.post(URL).from(PAGE).withHeader("Content-Type", "application/json"));
	}

	@Test
	void chromiumTellsOfCredentials() {
		assertThat(request(
				CHROMIUM + "The value of the 'Access-Control-Allow-Credentials' header in the response is '' which "
						+ "must be 'true' when the request's credentials mode is 'include'."))
			.isEqualTo(BrowserRequest.get(URL).from(PAGE).withCredentials());
	}

	@Test
	void firefoxNamesTheUrlButNotThePage() {
		assertThat(request(FIREFOX + "CORS header ‘Access-Control-Allow-Origin’ missing). Status code: 200."))
			.isEqualTo(BrowserRequest.get(URL).from(PAGE));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> ConsoleLine.parse(FIREFOX + "CORS header ‘Access-Control-Allow-Origin’ missing).")
				.request(null, null, null))
			.withMessageContaining("give its origin as 'origin'");
	}

	@Test
	void firefoxNamesTheHeader() {
		assertThat(request(FIREFOX
				+ "header ‘x-nope’ is not allowed according to header ‘Access-Control-Allow-Headers’ from CORS preflight response)."))
			.isEqualTo(BrowserRequest.post(URL).from(PAGE).withHeader("x-nope", "\""));
	}

	@Test
	void webkitNamesThePageOfARedirect() {
		assertThat(request(
				"Cross-origin redirection to http://localhost:8000/login denied by Cross-Origin Resource Sharing policy: "
						+ "Origin https://p.test is not allowed by Access-Control-Allow-Origin. Status code: 302\nFetch API cannot load "
						+ URL + " due to access control checks."))
			.isEqualTo(BrowserRequest.get(URL).from("https://p.test"));
	}

	@Test
	void dotAtTheEndOfAUrlBelongsToIt() {
		assertThat(
				request("Access to fetch at 'https://b.test/v1.' from origin 'https://p.test' has been blocked by CORS "
						+ "policy: No 'Access-Control-Allow-Origin' header is present on the requested resource."))
			.isEqualTo(BrowserRequest.get("https://b.test/v1.").from("https://p.test"));
	}

	@Test
	void lineAboutCorsCountsMoreThanOneThatIsOnlyReported() {
		assertThat(request("[Report Only] Refused to connect because of the Content Security Policy directive.\n"
				+ CHROMIUM + "No 'Access-Control-Allow-Origin' header is present on the requested resource."))
			.isEqualTo(BrowserRequest.get(URL).from(PAGE));
	}

	@Test
	void webkitNamesTheUrlInItsSecondLine() {
		assertThat(request("Origin https://p.test is not allowed by Access-Control-Allow-Origin. Status code: 200\n"
				+ "Fetch API cannot load " + URL + " due to access control checks."))
			.isEqualTo(BrowserRequest.get(URL).from("https://p.test"));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> request("Origin https://p.test is not allowed by Access-Control-Allow-Origin."))
			.withMessageContaining("in WebKit the line after it does");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					Access to fetch at 'http://localhost:8000/' from origin 'https://p.test' has been blocked by CORS policy: Permission was denied for this request to access the `loopback` address space. | LOCAL_NETWORK_ACCESS
					Refused to connect to 'https://a.test/' because it violates the following Content Security Policy directive: "connect-src 'self'". | CONTENT_SECURITY_POLICY
					Mixed Content: The page at 'https://p.test/' was loaded over HTTPS, but requested an insecure resource 'http://a.test/'. | MIXED_CONTENT
					Failed to load resource: net::ERR_FAILED | CONNECTION_FAILED
					Failed to load resource: net::ERR_CONNECTION_REFUSED | CONNECTION_FAILED
					Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at http://localhost:8000/. (Reason: CORS request did not succeed). Status code: (null). | CONNECTION_FAILED
					TypeError: Failed to fetch | CONNECTION_FAILED
					GET https://a.test/ net::ERR_FAILED 403 (Forbidden) | CONNECTION_FAILED
					POST https://a.test/ 403 (Forbidden) | RESPONSE_STATUS
					Failed to load resource: the server responded with a status of 401 (Unauthorized) | RESPONSE_STATUS
					XHR GET https://a.test/ [HTTP/1.1 403 Forbidden 3ms] | RESPONSE_STATUS
					""")
	void otherCausesAreRecognized(String line, ExplanationCode cause) {
		assertThat(ConsoleLine.parse(line).other()).isEqualTo(cause);
		Explanation explanation = OtherCauses.explain(cause, 1);
		assertThat(explanation.verdict().code()).isEqualTo(ExplanationCode.NOT_A_CORS_ERROR);
		assertThat(explanation.verdict().steps()).singleElement()
			.satisfies((step) -> assertThat(step.code()).isEqualTo(cause));
	}

	@Test
	void firefoxQuotesTheUrlWhereItSpeaksOfCredentials() {
		assertThat(request(FIREFOX.replace(URL, "‘" + URL + "’")
				+ "Credential is not supported if the CORS header ‘Access-Control-Allow-Origin’ is ‘*’)."))
			.isEqualTo(BrowserRequest.get(URL).from(PAGE).withCredentials());
	}

	@Test
	void secondLineOfFirefoxDoesNotHideTheFirst() {
		assertThat(request(FIREFOX + "CORS header ‘Access-Control-Allow-Origin’ missing). Status code: 403.\n" + FIREFOX
				+ "CORS request did not succeed). Status code: (null)."))
			.isEqualTo(BrowserRequest.get(URL).from(PAGE));
	}

	@Test
	void whatIsNoConsoleLineIsAClearError() {
		assertThatIllegalArgumentException().isThrownBy(() -> ConsoleLine.parse("it does not work"))
			.withMessageContaining("not a line about a request that failed");
		assertThatIllegalArgumentException().isThrownBy(() -> ConsoleLine.parse("x".repeat(ConsoleLine.MAX_LENGTH + 1)))
			.withMessage("'console' has more than 4096 characters");
	}

	@Test
	void firefoxDoesNotNameTheMethod() {
		ConsoleLine line = ConsoleLine
			.parse(FIREFOX + "Did not find method in CORS header ‘Access-Control-Allow-Methods’).");
		assertThat(line.request(null, PAGE, "PATCH")).isEqualTo(BrowserRequest.of("PATCH", URL).from(PAGE));
		assertThatIllegalArgumentException().isThrownBy(() -> line.request(null, PAGE, null))
			.withMessageContaining("give it as 'method'");
	}

	@Test
	void reasonBesideTheOneOfFirefoxThatSaysNothingCounts() {
		assertThat(request(FIREFOX + "CORS preflight response did not succeed). Status code: 403.\n" + FIREFOX
				+ "CORS request did not succeed). Status code: (null)."))
			.isEqualTo(BrowserRequest.post(URL).from(PAGE).withHeader("Content-Type", "application/json"));
	}

}
