package io.github.corsboot.explain;

import java.util.List;

import io.github.corsboot.explain.Explanation.Exchange;
import io.github.corsboot.explain.Explanation.Step;
import io.github.corsboot.policy.CorsHeaders;

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
	 * Say that a browser blocked what the policies allow.
	 * @param allowed what the policies say of the request
	 * @param wrongValue whether {@code Access-Control-Allow-Origin} is there, with
	 * another value or twice
	 */
	static Explanation blockedElsewhere(Explanation allowed, boolean wrongValue) {
		Exchange response = allowed.response();
		String value = (response != null) ? response.responseHeaders().get(CorsHeaders.ALLOW_ORIGIN) : null;
		Step contradicted = Step.failed("verdict", ExplanationCode.CONTRADICTED, (wrongValue && value != null)
				? "The policies allow this request, and answer it with one Access-Control-Allow-Origin: " + value
						+ ". Something in front of the application, such as a proxy, adds another or replaces it: "
						+ "remove that there."
				: "The policies allow this request, so the answer that the browser blocked is not theirs. Something "
						+ "in front of the application answered: most often a proxy with an error page, whose status "
						+ "is in the network panel of the browser, but also a cache or another instance.")
			.from(allowed.verdict().source());
		return new Explanation(allowed.mode(), allowed.policiesVersion(), contradicted, allowed.steps(),
				allowed.preflight(), allowed.response(), allowed.change(), allowed.notConsidered(), allowed.curl(),
				allowed.link());
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
			case MIXED_CONTENT -> "Give the script the https URL of the server.";
			default ->
				"If another line of the console names CORS, paste that one. Otherwise check that the server runs, that host, "
						+ "port and certificate are right, and that nothing in the browser blocks the request.";
		};
	}

}
