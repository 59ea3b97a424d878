package io.github.corsboot.explain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.corsboot.explain.Explanation.Step;
import io.github.corsboot.policy.CorsHeaders;
import org.jspecify.annotations.Nullable;

/**
 * What a browser checks in an answer. It stops at the first check that fails.
 */
final class BrowserChecks {

	private static final String ALLOW_METHODS = "Access-Control-Allow-Methods";

	private static final String ALLOW_CREDENTIALS = "Access-Control-Allow-Credentials";

	private final BrowserFetch fetch;

	private final Map<String, String> headers;

	private final List<Step> steps = new ArrayList<>();

	private BrowserChecks(BrowserFetch fetch, Map<String, String> headers) {
		this.fetch = fetch;
		this.headers = headers;
	}

	/**
	 * Check the answer to a preflight.
	 * @return the checks up to the first that fails
	 * @see <a href="https://fetch.spec.whatwg.org/#cors-preflight-fetch">Fetch standard,
	 * CORS-preflight fetch</a>
	 */
	static List<Step> ofPreflight(BrowserFetch fetch, int status, Map<String, String> headers) {
		BrowserChecks checks = new BrowserChecks(fetch, headers);
		boolean passed = checks.allowOrigin() && checks.status(status) && checks.method() && checks.requestHeaders();
		return checks.done(passed,
				"The answer to the preflight passes the CORS check, and lists the method and the headers "
						+ "(Fetch, CORS-preflight fetch).");
	}

	/**
	 * Check the response.
	 * @return the check
	 * @see <a href="https://fetch.spec.whatwg.org/#cors-check">Fetch standard, CORS
	 * check</a>
	 */
	static List<Step> ofResponse(BrowserFetch fetch, Map<String, String> headers) {
		BrowserChecks checks = new BrowserChecks(fetch, headers);
		return checks.done(checks.allowOrigin(), "The response passes the CORS check (Fetch, CORS check).");
	}

	private List<Step> done(boolean passed, String text) {
		if (passed) {
			this.steps.add(Step.passed("check", ExplanationCode.CHECK_PASSED, text));
		}
		return this.steps;
	}

	private boolean fail(ExplanationCode code, String text) {
		this.steps.add(Step.failed("check", code, text));
		return false;
	}

	private boolean allowOrigin() {
		String allowed = this.headers.get(CorsHeaders.ALLOW_ORIGIN);
		boolean credentials = this.fetch.request().credentials();
		if (allowed == null) {
			return fail(ExplanationCode.ALLOW_ORIGIN_MISSING,
					"Access-Control-Allow-Origin is missing (Fetch, CORS check, step 2).");
		}
		if (allowed.equals("*")) {
			return !credentials || fail(ExplanationCode.WILDCARD_WITH_CREDENTIALS,
					"Access-Control-Allow-Origin is '*', but the script asks for credentials (Fetch, CORS check, step 4).");
		}
		// The policy echoes what was sent, so it cannot be another origin.
		boolean allowsCredentials = "true".equals(this.headers.get(ALLOW_CREDENTIALS));
		return !credentials || allowsCredentials
				|| fail(ExplanationCode.ALLOW_CREDENTIALS_MISSING,
						"Access-Control-Allow-Credentials is missing, but the script asks for credentials "
								+ "(Fetch, CORS check, step 7).");
	}

	private boolean status(int status) {
		return (status >= 200 && status <= 299)
				|| fail(ExplanationCode.STATUS_NOT_OK, "The status is " + status + ", not one from 200 to 299.");
	}

	private boolean method() {
		return this.fetch.isMethodSimple() || isListed(this.fetch.method(), ALLOW_METHODS, false)
				|| fail(ExplanationCode.METHOD_NOT_LISTED, "Access-Control-Allow-Methods does not have "
						+ this.fetch.method() + " (Fetch, CORS-preflight fetch).");
	}

	private boolean requestHeaders() {
		String missing = refusedHeader();
		return missing == null || fail(ExplanationCode.HEADER_NOT_LISTED,
				"Access-Control-Allow-Headers does not have " + missing + " (Fetch, CORS-preflight fetch).");
	}

	private @Nullable String refusedHeader() {
		return this.fetch.unsafeHeaders()
			.stream()
			.filter((name) -> !isListed(name, CorsHeaders.ALLOW_HEADERS, true))
			.findFirst()
			.orElse(null);
	}

	/**
	 * Return the first header that the answer to a preflight does not allow.
	 */
	static @Nullable String refusedHeader(BrowserFetch fetch, Map<String, String> headers) {
		return new BrowserChecks(fetch, headers).refusedHeader();
	}

	/**
	 * With credentials, {@code *} is a literal name.
	 */
	private boolean isListed(String name, String header, boolean ignoreCase) {
		return elements(this.headers.get(header))
			.anyMatch((element) -> ignoreCase ? element.equalsIgnoreCase(name) : element.equals(name))
				|| (!this.fetch.request().credentials() && !name.equals("authorization")
						&& elements(this.headers.get(header)).anyMatch("*"::equals));
	}

	private static Stream<String> elements(@Nullable String list) {
		return Arrays.stream(((list != null) ? list : "").split(",")).map(String::strip);
	}

}
