package io.github.corsboot.explain;

import java.util.List;

import io.github.corsboot.explain.Explanation.Step;
import io.github.corsboot.rejection.SafeText;
import org.jspecify.annotations.Nullable;

/**
 * What the three engines print when a check fails. Measured in Chromium 156, Firefox 153
 * and WebKitGTK 2.50.
 */
final class ConsoleMessages {

	private static final int MAX_ORIGIN = 330;

	private static final String PREFLIGHT = "Response to preflight request doesn't pass access control check: ";

	private ConsoleMessages() {
	}

	/**
	 * Return the console line of each engine.
	 * @param fetch the request
	 * @param code the check that fails
	 * @param preflight whether it is one of the preflight
	 * @param status the status of the answer, 200 if the application decides
	 * @param header the request header that is not allowed, in lower case, or
	 * {@code null}
	 * @return a step for each engine, or nothing if none prints a line that is known
	 */
	static List<Step> of(BrowserFetch fetch, ExplanationCode code, boolean preflight, int status,
			@Nullable String header) {
		String chromium = chromium(fetch, code, header);
		String firefox = firefox(code, status, header);
		String webkit = webkit(fetch, code, preflight, status, header);
		if (chromium == null || firefox == null || webkit == null) {
			return List.of();
		}
		boolean named = code == ExplanationCode.METHOD_NOT_LISTED || code == ExplanationCode.HEADER_NOT_LISTED;
		String url = fetch.url().withoutQuery();
		String origin = SafeText.of(String.valueOf(fetch.origin()), MAX_ORIGIN);
		return List.of(Step.noted("console", ExplanationCode.CHROMIUM_PRINTS,
				"Access to fetch at '" + url + "' from origin '" + origin + "' has been blocked by CORS policy: "
						+ ((preflight && !named) ? PREFLIGHT : "") + chromium),
				Step.noted("console", ExplanationCode.FIREFOX_PRINTS,
						"Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at "
								+ ((code == ExplanationCode.WILDCARD_WITH_CREDENTIALS) ? "‘" + url + "’" : url)
								+ ". (Reason: " + firefox),
				Step.noted("console", ExplanationCode.WEBKIT_PRINTS, webkit));
	}

	private static @Nullable String chromium(BrowserFetch fetch, ExplanationCode code, @Nullable String header) {
		return switch (code) {
			case ALLOW_ORIGIN_MISSING ->
				"No 'Access-Control-Allow-Origin' header is present on the requested resource.";
			case WILDCARD_WITH_CREDENTIALS ->
				"The value of the 'Access-Control-Allow-Origin' header in the response must not be the wildcard '*' when "
						+ "the request's credentials mode is 'include'.";
			case ALLOW_CREDENTIALS_MISSING ->
				"The value of the 'Access-Control-Allow-Credentials' header in the response is '' which must be 'true' when "
						+ "the request's credentials mode is 'include'.";
			case METHOD_NOT_LISTED ->
				"Method " + fetch.method() + " is not allowed by Access-Control-Allow-Methods in preflight response.";
			case HEADER_NOT_LISTED -> "Request header field " + header
					+ " is not allowed by Access-Control-Allow-Headers in preflight response.";
			default -> null;
		};
	}

	private static @Nullable String firefox(ExplanationCode code, int status, @Nullable String header) {
		return switch (code) {
			case ALLOW_ORIGIN_MISSING ->
				"CORS header ‘Access-Control-Allow-Origin’ missing). Status code: " + status + ".";
			case WILDCARD_WITH_CREDENTIALS ->
				"Credential is not supported if the CORS header ‘Access-Control-Allow-Origin’ is ‘*’).";
			case ALLOW_CREDENTIALS_MISSING -> "expected ‘true’ in CORS header ‘Access-Control-Allow-Credentials’).";
			case METHOD_NOT_LISTED -> "Did not find method in CORS header ‘Access-Control-Allow-Methods’).";
			case HEADER_NOT_LISTED -> "header ‘" + header
					+ "’ is not allowed according to header ‘Access-Control-Allow-Headers’ from CORS preflight response).";
			default -> null;
		};
	}

	private static @Nullable String webkit(BrowserFetch fetch, ExplanationCode code, boolean preflight, int status,
			@Nullable String header) {
		return switch (code) {
			case ALLOW_ORIGIN_MISSING ->
				(preflight && status != 200) ? "Preflight response is not successful. Status code: " + status
						: "Origin " + SafeText.of(String.valueOf(fetch.origin()), MAX_ORIGIN)
								+ " is not allowed by Access-Control-Allow-Origin. Status code: " + status;
			case WILDCARD_WITH_CREDENTIALS ->
				"Cannot use wildcard in Access-Control-Allow-Origin when credentials flag is true.";
			case ALLOW_CREDENTIALS_MISSING ->
				"Credentials flag is true, but Access-Control-Allow-Credentials is not \"true\".";
			case METHOD_NOT_LISTED -> "Method " + fetch.method() + " is not allowed by Access-Control-Allow-Methods.";
			case HEADER_NOT_LISTED -> "Request header field " + asWritten(fetch, String.valueOf(header))
					+ " is not allowed by Access-Control-Allow-Headers.";
			default -> null;
		};
	}

	private static String asWritten(BrowserFetch fetch, String header) {
		return fetch.request().headers().keySet().stream().filter(header::equalsIgnoreCase).findFirst().orElse(header);
	}

}
