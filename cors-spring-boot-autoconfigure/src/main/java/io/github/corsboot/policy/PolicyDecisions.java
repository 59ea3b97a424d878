package io.github.corsboot.policy;

import java.util.List;

import io.github.corsboot.policy.CorsDecision.Allowed;
import io.github.corsboot.policy.CorsDecision.Rejected;
import io.github.corsboot.policy.CorsRequest.Kind;
import org.jspecify.annotations.Nullable;

/**
 * What a policy answers to requests from an origin that it contains. Everything is
 * computed once.
 */
final class PolicyDecisions {

	private final CorsPolicy policy;

	private final Allowed actualAllowed;

	private final Rejected actualMethodRefused;

	private final Allowed preflightAllowed;

	private final Rejected preflightMethodRefused;

	private final Rejected preflightMethodAndHeadersRefused;

	private final Rejected preflightHeaderRefused;

	private final Rejected preflightHeadersMalformed;

	/**
	 * Create the decisions of a policy.
	 * @param policy the policy
	 * @param varies whether responses on its paths depend on the origin
	 */
	PolicyDecisions(CorsPolicy policy, boolean varies) {
		this.policy = policy;
		this.actualAllowed = new Allowed(policy, Kind.ACTUAL, actualHeaders(varies ? CorsHeaders.VARY_ORIGIN : null));
		this.actualMethodRefused = new Rejected(List.of(policy), Kind.ACTUAL, RejectionReason.METHOD_NOT_ALLOWED,
				actualHeaders(CorsHeaders.VARY_ORIGIN));
		this.preflightAllowed = new Allowed(policy, Kind.PREFLIGHT,
				preflightAllowedHeaders(varies ? CorsHeaders.VARY_PREFLIGHT : null));
		this.preflightMethodRefused = refused(RejectionReason.METHOD_NOT_ALLOWED, false, true);
		this.preflightMethodAndHeadersRefused = refused(RejectionReason.METHOD_NOT_ALLOWED, false, false);
		this.preflightHeaderRefused = refused(RejectionReason.HEADER_NOT_ALLOWED, true, false);
		this.preflightHeadersMalformed = refused(RejectionReason.HEADER_LIST_MALFORMED, true, false);
	}

	private CorsHeaders.Builder common(@Nullable String vary) {
		CorsHeaders.Builder headers = new CorsHeaders.Builder(vary);
		if (this.policy.allowsAnyOrigin()) {
			headers.add(CorsHeaders.ALLOW_ORIGIN, "*");
		}
		else {
			headers.echoOrigin();
		}
		if (this.policy.allowCredentials()) {
			headers.add(CorsHeaders.ALLOW_CREDENTIALS, "true");
		}
		return headers;
	}

	private CorsHeaders actualHeaders(@Nullable String vary) {
		CorsHeaders.Builder headers = common(vary);
		if (!this.policy.exposedHeaders().isEmpty()) {
			headers.add(CorsHeaders.EXPOSE_HEADERS, String.join(", ", this.policy.exposedHeaders()));
		}
		return headers.build();
	}

	private CorsHeaders preflightAllowedHeaders(@Nullable String vary) {
		CorsHeaders.Builder headers = preflightHeaders(vary, true, true);
		headers.add(CorsHeaders.MAX_AGE, String.valueOf(this.policy.maxAge().toSeconds()));
		return headers.build();
	}

	/**
	 * A refusal always varies, so that no cache serves it to an origin that is allowed.
	 */
	private Rejected refused(RejectionReason reason, boolean method, boolean headers) {
		return new Rejected(List.of(this.policy), Kind.PREFLIGHT, reason,
				preflightHeaders(CorsHeaders.VARY_PREFLIGHT, method, headers).build());
	}

	/**
	 * List everything that is allowed, so that one cached preflight serves later calls.
	 * With credentials {@code *} is literal, so the requested names are echoed if they
	 * are allowed.
	 */
	private CorsHeaders.Builder preflightHeaders(@Nullable String vary, boolean methodAllowed, boolean headersAllowed) {
		CorsHeaders.Builder headers = common(vary);
		if (!this.policy.allowsAnyMethod()) {
			addList(headers, CorsHeaders.ALLOW_METHODS, this.policy.allowedMethods());
		}
		else if (methodAllowed) {
			if (this.policy.allowCredentials()) {
				headers.echoMethod();
			}
			else {
				headers.add(CorsHeaders.ALLOW_METHODS, "*");
			}
		}
		if (!this.policy.allowsAnyHeader()) {
			addList(headers, CorsHeaders.ALLOW_HEADERS, this.policy.allowedHeaders());
		}
		else if (headersAllowed) {
			if (this.policy.allowCredentials()) {
				headers.echoHeaders();
			}
			else {
				// The Fetch standard does not let '*' cover Authorization.
				headers.add(CorsHeaders.ALLOW_HEADERS, "*, Authorization");
			}
		}
		return headers;
	}

	private static void addList(CorsHeaders.Builder headers, String name, List<String> values) {
		if (!values.isEmpty()) {
			headers.add(name, String.join(", ", values));
		}
	}

	CorsPolicy policy() {
		return this.policy;
	}

	/**
	 * Return the decision for a request whose method does not matter.
	 */
	Allowed allowed() {
		return this.actualAllowed;
	}

	CorsDecision decideActual(String method) {
		return this.policy.allowsMethod(method) ? this.actualAllowed : this.actualMethodRefused;
	}

	CorsDecision decidePreflight(String method, @Nullable String headers) {
		RejectionReason reason = this.policy.checkHeaders(headers);
		if (!this.policy.allowsMethod(method)) {
			return (reason != null) ? this.preflightMethodAndHeadersRefused : this.preflightMethodRefused;
		}
		if (reason == null) {
			return this.preflightAllowed;
		}
		return (reason == RejectionReason.HEADER_NOT_ALLOWED) ? this.preflightHeaderRefused
				: this.preflightHeadersMalformed;
	}

}
