package io.github.corsboot.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import io.github.corsboot.explain.BrowserRequest.Mode;
import io.github.corsboot.explain.Explanation.Step;
import io.github.corsboot.policy.CorsPolicy;
import io.github.corsboot.policy.Origin;
import org.jspecify.annotations.Nullable;

/**
 * What can stand in the way of a request although its policy allows it.
 */
final class NotConsidered {

	/** RFC 1918, and the unique local addresses of RFC 4193. */
	private static final Pattern PRIVATE_ADDRESS = Pattern
		.compile("(10|192\\.168|172\\.(1[6-9]|2\\d|3[01]))\\.[\\d.]+|\\[f[cd].*");

	private final List<Step> steps = new ArrayList<>();

	private NotConsidered() {
	}

	/**
	 * Return what matters for a request.
	 * @param fetch the request
	 * @param policy the policy that decides, or {@code null} if there is none
	 */
	static List<Step> of(BrowserFetch fetch, @Nullable CorsPolicy policy) {
		NotConsidered considered = new NotConsidered();
		considered.addBetween(fetch);
		considered.addBehind(fetch);
		considered.addInBrowser(fetch, policy);
		return considered.steps;
	}

	private void add(ExplanationCode code, String text) {
		this.steps.add(Step.noted("not-considered", code, text));
	}

	private void addBetween(BrowserFetch fetch) {
		if (fetch.url().isRefusedByServers()) {
			add(ExplanationCode.URL_NOT_ENCODED,
					"The URL has a character that a browser does not encode, such as '[', '|' or a single '%', or an encoded "
							+ "slash. Servers answer 400 to some of them, without CORS headers, before the policy sees the "
							+ "request: use encodeURIComponent, and no slash within a segment.");
		}
		if (fetch.url().query() != null) {
			add(ExplanationCode.QUERY_LEFT_OUT,
					"The query was considered, but may contain a token, so that neither curl nor link has it.");
		}
		add(ExplanationCode.PROXY,
				"A proxy or gateway in front can answer in place of the application (413, 502, 504), without CORS headers, or "
						+ "add a second Access-Control-Allow-Origin, which every browser refuses.");
		if (fetch.sendsOrigin() && !fetch.url().isRelative()) {
			add(ExplanationCode.REWRITTEN_HOST, "The application is taken to be reached as " + fetch.url().origin()
					+ ". Behind a proxy that changes Host it sees another address.");
		}
	}

	private void addBehind(BrowserFetch fetch) {
		add(ExplanationCode.AUTHORIZATION,
				"Behind the policy, the application can answer 401 or 403, or redirect to a login page on another origin.");
		add(ExplanationCode.OTHER_FILTERS,
				"Filters in front of that of the policy, such as one of the server, can answer first.");
		boolean safe = List.of("GET", "HEAD", "OPTIONS", "TRACE").contains(fetch.method());
		if (!safe) {
			add(ExplanationCode.CSRF,
					"Protection against CSRF can answer 403 to " + fetch.method() + " without a token.");
		}
		add(ExplanationCode.REDIRECT, "A redirect to another origin is decided there, with the Origin 'null'"
				+ (fetch.needsPreflight() ? "; a preflight must not be redirected at all." : "."));
	}

	private void addInBrowser(BrowserFetch fetch, @Nullable CorsPolicy policy) {
		if (fetch.request().credentials()) {
			add(ExplanationCode.COOKIES, fetch.isSameSite()
					? "Page and server are of the same site, so SameSite does not keep a cookie back; its Path, Domain and "
							+ "Secure attributes can."
					: "A cookie is sent only if its SameSite attribute allows it (Lax, the default, does not from another "
							+ "site), and not if the browser blocks or partitions cookies of other sites.");
		}
		if (fetch.needsPreflight() && policy != null && !policy.maxAge().isZero()) {
			add(ExplanationCode.KEPT_PREFLIGHT, "A browser may still use the answer to an earlier preflight, for up to "
					+ PreflightCache.longest(policy.maxAge()) + " s.");
		}
		if (policy != null && fetch.request().mode() == Mode.CORS) {
			add(ExplanationCode.EXPOSED_HEADERS, policy.exposedHeaders().isEmpty()
					? "Scripts see no other response headers than the safelisted ones: exposed-headers is empty."
					: "Scripts see the safelisted response headers and " + String.join(", ", policy.exposedHeaders())
							+ ".");
		}
		addOfPage(fetch);
	}

	private void addOfPage(BrowserFetch fetch) {
		add(ExplanationCode.CONTENT_SECURITY_POLICY,
				"The Content-Security-Policy of the page (connect-src) can forbid the request.");
		add(ExplanationCode.CONNECTION_ALLOWLIST,
				"The Connection-Allowlist of the page can forbid the request (Chromium).");
		Origin server = fetch.url().origin();
		Origin page = Origin.parse(String.valueOf(fetch.origin()));
		if (server == null || page == null) {
			return;
		}
		if (page.scheme().equals("https") && server.scheme().equals("http") && !server.isLoopback()) {
			add(ExplanationCode.MIXED_CONTENT,
					"A page with https must not ask a server with http: browsers block it as mixed content.");
		}
		if (isLocal(server) && !isLocal(page)) {
			add(ExplanationCode.LOCAL_NETWORK_ACCESS,
					"A page from the Internet needs the permission of the user to reach "
							+ "this machine or its network (Local Network Access). No response header helps.");
		}
	}

	private static boolean isLocal(Origin origin) {
		return origin.isLoopback() || origin.host().endsWith(".local")
				|| PRIVATE_ADDRESS.matcher(origin.host()).matches();
	}

}
