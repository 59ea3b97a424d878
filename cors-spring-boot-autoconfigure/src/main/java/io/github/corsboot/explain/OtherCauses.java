package io.github.corsboot.explain;

import java.util.List;

import io.github.corsboot.explain.ConsoleLine.Finding;
import io.github.corsboot.explain.Explanation.Exchange;
import io.github.corsboot.explain.Explanation.Step;
import io.github.corsboot.policy.CorsHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Explains failures that browsers print like CORS errors, or beside them, although their
 * cause is another.
 */
final class OtherCauses {

	private OtherCauses() {
	}

	static Explanation explain(ExplanationCode cause, int policiesVersion) {
		Step verdict = Step.noted("verdict", ExplanationCode.NOT_A_CORS_ERROR, text(cause))
			.with(List.of(Step.noted("request", cause, advice(cause))));
		return new Explanation("what-if", policiesVersion, verdict, List.of(), null, null, null, List.of(), List.of(),
				"");
	}

	/**
	 * Return whether a line tells of another answer than that of the policies, which
	 * refuse the request as well.
	 * @param refused what the policies say of the request
	 * @param finding what the line says of the response
	 */
	static boolean contradicts(Explanation refused, Finding finding) {
		String value = allowOrigin(refused);
		return switch (finding) {
			case WILDCARD -> !"*".equals(value) && refused.verdict().code() != ExplanationCode.NO_POLICY;
			case WRONG_VALUE -> true;
			case MISSING -> value != null;
			default -> false;
		};
	}

	private static @Nullable String allowOrigin(Explanation explanation) {
		Exchange last = (explanation.response() != null) ? explanation.response() : explanation.preflight();
		return (last != null) ? last.responseHeaders().get(CorsHeaders.ALLOW_ORIGIN) : null;
	}

	/**
	 * Say that a browser blocked what is not the answer of the policies.
	 * @param explanation what the policies say of the request
	 * @param finding what the line says of the response
	 */
	static Explanation blockedElsewhere(Explanation explanation, Finding finding) {
		Step verdict = explanation.verdict();
		Step contradicted = Step
			.failed("verdict", ExplanationCode.CONTRADICTED,
					text(finding, explanation)
							+ (isBeside(finding, explanation) ? " Beside that: " + verdict.text() : ""))
			.from(verdict.source());
		return new Explanation(explanation.mode(), explanation.policiesVersion(), contradicted, explanation.steps(),
				explanation.preflight(), explanation.response(),
				(finding != Finding.MISSING) ? explanation.change() : null, explanation.notConsidered(),
				explanation.curl(), explanation.link());
	}

	/**
	 * Return whether the policies have a cause of their own, beside that of the line.
	 * What they find if a line says that the header is missing rests on what is assumed.
	 */
	private static boolean isBeside(Finding finding, Explanation explanation) {
		return !explanation.isAllowed() && finding != Finding.MISSING
				&& explanation.verdict().code() != ExplanationCode.NO_POLICY;
	}

	private static String text(Finding finding, Explanation explanation) {
		String allowOrigin = allowOrigin(explanation);
		if (explanation.verdict().code() == ExplanationCode.NO_POLICY) {
			return "No policy covers the path, and the header comes from more than one place: the application, CORS support "
					+ "of Spring, or a proxy in front. Let only one of them write it, or let a policy cover the path: then "
					+ "exactly one leaves the application.";
		}
		return switch (finding) {
			case PREFLIGHT_REDIRECTED ->
				"The policies answer this preflight, without a redirect, so the answer that the browser blocked is not theirs. "
						+ "Something in front of them redirects: a login, or a proxy that sends http to https or adds a slash. "
						+ "Preflights have to pass there as they are.";
			case WRONG_VALUE, WILDCARD -> wrongValue(allowOrigin, explanation.isAllowed());
			default -> (explanation.isAllowed() ? "The policies allow this request, "
					: "The policies answer this request with Access-Control-Allow-Origin, ")
					+ "so the answer that the browser blocked is not theirs. Something in front of the application "
					+ "answered: most often a proxy with an error page, whose status is in the network panel of the "
					+ "browser, but also a cache, another instance, or the server itself, which refuses a URL that it "
					+ "cannot read.";
		};
	}

	private static String wrongValue(@Nullable String allowOrigin, boolean allowed) {
		return (allowOrigin == null)
				? "The policies send no Access-Control-Allow-Origin here, so the one that the browser names comes from "
						+ "something in front of the application, such as a proxy: remove it there."
				: (allowed ? "The policies allow this request, and answer it with "
						: "The policies answer this request with ") + "one Access-Control-Allow-Origin: " + allowOrigin
						+ ". Something in front of the application, such as a proxy, adds another or replaces it: remove "
						+ "that there.";
	}

	private static String text(ExplanationCode cause) {
		return switch (cause) {
			case LOCAL_NETWORK_ACCESS ->
				"This is not a CORS error: the browser did not let the page reach this machine or its network (Local Network "
						+ "Access). No policy and no response header helps.";
			case CONTENT_SECURITY_POLICY ->
				"This is not a CORS error: the Content-Security-Policy of the page forbids the request, so it is not sent.";
			case CONNECTION_ALLOWLIST ->
				"This is not a CORS error: the Connection-Allowlist of the page forbids the request, so it is not sent.";
			case RESPONSE_STATUS ->
				"The browser lets the script read this status, so it prints no CORS error. If the body begins with 'Refused by "
						+ "CORS policy', a policy has refused the request. Otherwise something behind the policy has.";
			case REDIRECTED ->
				"The server has redirected the request, and the answer there has no CORS headers for this page. If that is "
						+ "another server, the policies here do not decide on it.";
			case NOT_HTTP ->
				"This is not an error of the server: the page or what it asks for is not served over http or https, such as a "
						+ "file that is opened from a disk.";
			case CORS_SWITCHED_OFF ->
				"This is not an error of the server: CORS is switched off in this Firefox (content.cors.disable), so that no "
						+ "request to another origin succeeds.";
			case MIXED_CONTENT ->
				"This is not a CORS error: a page with https asks a server with http, which browsers block as mixed content.";
			default ->
				"This line alone does not say that CORS is the cause: there was no response, or the browser withholds it.";
		};
	}

	private static String advice(ExplanationCode cause) {
		return switch (cause) {
			case LOCAL_NETWORK_ACCESS ->
				"Serve the page from the same network, or let the user grant the permission 'local network' to the page.";
			case CONTENT_SECURITY_POLICY -> "Add the server to connect-src in the Content-Security-Policy of the page.";
			case CONNECTION_ALLOWLIST -> "Add the server to the Connection-Allowlist of the page.";
			case RESPONSE_STATUS -> "Look at the rejections, or for a notice of the kind refused-behind.";
			case REDIRECTED ->
				"If it leads to a login, let the application answer scripts with 401 instead. Otherwise give the script the "
						+ "URL to which it leads, and allow the page there.";
			case NOT_HTTP -> "Serve the page by a web server, and open its http URL.";
			case CORS_SWITCHED_OFF -> "Set content.cors.disable to false in about:config.";
			case MIXED_CONTENT -> "Give the script the https URL of the server.";
			default ->
				"If another line of the console names CORS, paste that one. Otherwise check that the server runs, that host, "
						+ "port and certificate are right, and that nothing in the browser blocks the request.";
		};
	}

}
