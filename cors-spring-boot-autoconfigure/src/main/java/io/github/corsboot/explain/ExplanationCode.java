package io.github.corsboot.explain;

import com.fasterxml.jackson.annotation.JsonValue;

/**
 * The codes of an explanation. They are API: new ones may be added, none changes its
 * meaning.
 *
 * @since 0.1.0
 */
public enum ExplanationCode {

	/** Verdict: the script may read the response. */
	ALLOWED("allowed"),

	/** Verdict: the browser blocks the request after its preflight. */
	BLOCKED_AT_PREFLIGHT("blocked-at-preflight"),

	/** Verdict: the request is sent, and the browser withholds the response. */
	BLOCKED_AT_RESPONSE("blocked-at-response"),

	/** Verdict: the server answers 403. */
	REFUSED("refused"),

	/** Verdict: no policy refuses the handshake, but the WebSocket handler does. */
	REFUSED_BY_HANDLER("refused-by-handler"),

	/** Verdict: the request is not subject to CORS, and passes. */
	NOT_CORS("not-cors"),

	/** Verdict: no policy covers the path, so something else decides. */
	NO_POLICY("no-policy"),

	/** Verdict: {@code cors.enabled} is {@code false}. */
	DISABLED("disabled"),

	/** Verdict: what was pasted has a cause other than CORS. */
	NOT_A_CORS_ERROR("not-a-cors-error"),

	/** Verdict: what was pasted says otherwise than the policies, which allow it. */
	CONTRADICTED("contradicted"),

	/** Request: the page has another origin than the server. */
	CROSS_ORIGIN("cross-origin"),

	/** Request: the page asks its own origin. */
	SAME_ORIGIN("same-origin"),

	/** Request: there is no page, or the browser sends no {@code Origin}. */
	NO_ORIGIN("no-origin"),

	/** Request: a link, a form or a frame. */
	NAVIGATION("navigation"),

	/** Request: an image, a script or a beacon, whose response no script can read. */
	NO_CORS_MODE("no-cors-mode"),

	/** Request: the handshake of a WebSocket. */
	HANDSHAKE("handshake"),

	/** Request: a line of a console does not say it, so it is assumed. */
	ASSUMED("assumed"),

	/** Request: the browser drops a header that the script sets. */
	HEADER_FORBIDDEN("header-forbidden"),

	/** Preflight: none is needed. */
	PREFLIGHT_NOT_NEEDED("preflight-not-needed"),

	/** Preflight: needed because of the method. */
	PREFLIGHT_BY_METHOD("preflight-by-method"),

	/** Preflight: needed because of a header. */
	PREFLIGHT_BY_HEADER("preflight-by-header"),

	/** Preflight: needed because of the content type. */
	PREFLIGHT_BY_CONTENT_TYPE("preflight-by-content-type"),

	/** Policy: this one decides. */
	POLICY_DECIDES("policy-decides"),

	/** Policy: candidates, none of which contains the origin. */
	NO_POLICY_CONTAINS_ORIGIN("no-policy-contains-origin"),

	/** Policy: a candidate that does not contain the origin. */
	POLICY_DOES_NOT_CONTAIN_ORIGIN("policy-does-not-contain-origin"),

	/** Policy: a candidate that contains the origin less specifically. */
	POLICY_IS_LESS_SPECIFIC("policy-is-less-specific"),

	/** Policy: it covers the path, but a path or host of another comes before. */
	POLICY_IS_OUTRANKED("policy-is-outranked"),

	/** Policy: it covers other paths. */
	POLICY_COVERS_OTHER_PATHS("policy-covers-other-paths"),

	/** Policy: it covers other paths, where it would allow the origin. */
	POLICY_OF_OTHER_PATHS_ALLOWS("policy-of-other-paths-allows"),

	/** Policy: a {@code @CrossOrigin} widens it. */
	WIDENED_BY_ANNOTATION("widened-by-annotation"),

	/** Policy: the path can be read in several ways, all of which have to allow it. */
	SEVERAL_FORMS("several-forms"),

	/** Answer: headers and status of the preflight. */
	PREFLIGHT_ANSWER("preflight-answer"),

	/** Answer: headers and status of the request. */
	RESPONSE("response"),

	/** Check: the browser is content. */
	CHECK_PASSED("check-passed"),

	/** Check: {@code Access-Control-Allow-Origin} is missing. */
	ALLOW_ORIGIN_MISSING("allow-origin-missing"),

	/** Check: {@code Access-Control-Allow-Origin} is {@code *}, with credentials. */
	WILDCARD_WITH_CREDENTIALS("wildcard-with-credentials"),

	/** Check: {@code Access-Control-Allow-Credentials} is missing. */
	ALLOW_CREDENTIALS_MISSING("allow-credentials-missing"),

	/** Check: {@code Access-Control-Allow-Methods} does not have the method. */
	METHOD_NOT_LISTED("method-not-listed"),

	/** Check: {@code Access-Control-Allow-Headers} does not have a header. */
	HEADER_NOT_LISTED("header-not-listed"),

	/** Check: the status of the answer to a preflight is not between 200 and 299. */
	STATUS_NOT_OK("status-not-ok"),

	/** Console: what Chromium prints. */
	CHROMIUM_PRINTS("chromium-prints"),

	/** Console: what Firefox prints. */
	FIREFOX_PRINTS("firefox-prints"),

	/** Console: what WebKit prints. */
	WEBKIT_PRINTS("webkit-prints"),

	/** Cache: how long browsers keep the answer to the preflight. */
	PREFLIGHT_CACHE("preflight-cache"),

	/** Change: this would allow the request. */
	CHANGE_PROPOSED("change-proposed"),

	/** Change: the script or the page has to change, not the policy. */
	CHANGE_THE_CLIENT("change-the-client"),

	/** Change: none is proposed. */
	NO_CHANGE("no-change"),

	/** History: it was refused by other policies than those in force now. */
	POLICIES_CHANGED("policies-changed"),

	/** History: it would be decided as it was. */
	DECIDED_AS_BEFORE("decided-as-before"),

	/** History: decided again, it is not refused: it had something that is not kept. */
	NOT_REPEATED("not-repeated"),

	/** Not considered: characters in the URL that servers refuse. */
	URL_NOT_ENCODED("url-not-encoded"),

	/** Not considered: the query, which neither curl nor link contains. */
	QUERY_LEFT_OUT("query-left-out"),

	/** Not considered: proxies in front. */
	PROXY("proxy"),

	/** Not considered: the host that the server sees. */
	REWRITTEN_HOST("rewritten-host"),

	/** Not considered: {@code SameSite} and partitioning of cookies. */
	COOKIES("cookies"),

	/** Not considered: protection against CSRF behind the policy. */
	CSRF("csrf"),

	/** Not considered: authorization behind the policy. */
	AUTHORIZATION("authorization"),

	/** Not considered: what other filters do. */
	OTHER_FILTERS("other-filters"),

	/** Not considered: an answer to a preflight that a browser has kept. */
	KEPT_PREFLIGHT("kept-preflight"),

	/** Not considered: the Content Security Policy of the page. */
	CONTENT_SECURITY_POLICY("content-security-policy"),

	/** Not considered: the permission of the browser to reach a local network. */
	LOCAL_NETWORK_ACCESS("local-network-access"),

	/** Not considered: the {@code Connection-Allowlist} of the page. */
	CONNECTION_ALLOWLIST("connection-allowlist"),

	/** Not considered: {@code http} from a page with {@code https}. */
	MIXED_CONTENT("mixed-content"),

	/** Not considered: redirects. */
	REDIRECT("redirect"),

	/** Not considered: response headers that are not exposed. */
	EXPOSED_HEADERS("exposed-headers"),

	/** Console line: nothing but a failed connection. */
	CONNECTION_FAILED("connection-failed"),

	/** Console line: the server has redirected the request elsewhere. */
	REDIRECTED("redirected"),

	/** Console line: the page or its request is not one of http. */
	NOT_HTTP("not-http"),

	/** Console line: CORS is switched off in the browser. */
	CORS_SWITCHED_OFF("cors-switched-off"),

	/** Console line: a status that the script can read. */
	RESPONSE_STATUS("response-status");

	private final String code;

	ExplanationCode(String code) {
		this.code = code;
	}

	/**
	 * Return the code.
	 * @return the code, such as {@code blocked-at-preflight}
	 */
	@JsonValue
	public String code() {
		return this.code;
	}

	@Override
	public String toString() {
		return this.code;
	}

}
