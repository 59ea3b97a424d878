package io.github.corsboot.explain;

import org.springframework.util.StringUtils;

import java.util.Objects;

import io.github.corsboot.explain.BrowserRequest.Mode;
import io.github.corsboot.explain.Explanation.Step;
import io.github.corsboot.explain.Outcome.Answer;
import io.github.corsboot.mapping.AttributeSource;
import io.github.corsboot.mapping.MappedPolicy;
import io.github.corsboot.policy.CorsDecision.Passed;
import io.github.corsboot.policy.CorsDecision.Rejected;
import io.github.corsboot.policy.CorsPolicy;
import io.github.corsboot.policy.OriginDifference;
import io.github.corsboot.policy.PassReason;
import io.github.corsboot.policy.PolicyAttribute;
import io.github.corsboot.policy.RejectionReason;
import io.github.corsboot.rejection.ApplicationOrigin;
import io.github.corsboot.rejection.SafeText;
import org.jspecify.annotations.Nullable;

/**
 * Gives the answer in a sentence.
 */
final class Verdict {

	private static final int MAX_TEXT = 1024;

	private Verdict() {
	}

	/**
	 * Say what becomes of a request.
	 * @param outcome what becomes of it
	 * @param policy the policies that decide
	 * @param enabled whether policies decide at all
	 */
	static Step of(Outcome outcome, PolicySteps policy, boolean enabled) {
		BrowserFetch fetch = outcome.fetch();
		Answer last = outcome.last();
		if (!enabled) {
			return failed(ExplanationCode.DISABLED, "Nothing is checked: cors.enabled is false.", null);
		}
		if (last.refusedByHandler()) {
			return failed(ExplanationCode.REFUSED_BY_HANDLER,
					"No policy refuses the handshake, but the WebSocket handler does, with 403: Spring's accept no other "
							+ "origin than their own, unless they list it.",
					null);
		}
		if (!last.decision().isCovered()) {
			return uncovered(fetch);
		}
		Step failed = last.failed();
		boolean blocked = failed != null || last.decision().decision() instanceof Rejected;
		if (blocked) {
			ExplanationCode code = (outcome.actual() == null) ? ExplanationCode.BLOCKED_AT_PREFLIGHT
					: (failed != null) ? ExplanationCode.BLOCKED_AT_RESPONSE : ExplanationCode.REFUSED;
			return failed(code, (consequence(code) + " " + cause(outcome, policy)).strip(), source(last, policy));
		}
		if (last.decision().decision() instanceof Passed passed) {
			return passed(ExplanationCode.NOT_CORS, notCors(fetch, passed.reason()), null);
		}
		CorsPolicy deciding = policy.deciding();
		return passed(ExplanationCode.ALLOWED,
				"Allowed by "
						+ ((deciding != null) ? StringUtils.uncapitalize(PolicySteps.names(deciding)) : "policy ''")
						+ ((fetch.request().mode() == Mode.CORS)
								? ": the script can read the response, whatever its status." : "."),
				policy.originSource());
	}

	private static Step uncovered(BrowserFetch fetch) {
		String nobody = "No policy covers " + safe(fetch.url().shownPath())
				+ ", so the application itself or CORS support of Spring decides. ";
		if (!fetch.needsHeaders()) {
			return passed(ExplanationCode.NOT_CORS, nobody + "The browser needs no CORS headers here, but CORS support "
					+ "of Spring still answers 403 if it refuses the origin.", null);
		}
		String login = fetch.needsPreflight()
				? " A preflight never carries a login: if the path needs one, it gets 401 or a redirect, and fails."
				: "";
		return failed(ExplanationCode.NO_POLICY,
				nobody + "Without their headers, the browser blocks the response." + login, null);
	}

	private static String notCors(BrowserFetch fetch, PassReason reason) {
		if (fetch.origin() == null) {
			return "A request without a page is not subject to CORS, and passes. To ask about a script, give the origin of "
					+ "its page as 'origin'.";
		}
		String proxy = (reason == PassReason.SAME_ORIGIN_COMPARED)
				? " If a proxy gives the application another address than the browser sees, it is refused." : "";
		return "The request is not subject to CORS, and passes: " + reason + "." + proxy;
	}

	private static Step failed(ExplanationCode code, String text, @Nullable AttributeSource source) {
		return Step.failed("verdict", code, text).from(source);
	}

	private static Step passed(ExplanationCode code, String text, @Nullable AttributeSource source) {
		return Step.passed("verdict", code, text).from(source);
	}

	private static @Nullable AttributeSource source(Answer last, PolicySteps policy) {
		PolicyAttribute attribute = (last.decision().decision() instanceof Rejected rejected)
				? rejected.reason().attribute() : PolicyAttribute.ALLOW_CREDENTIALS;
		return (attribute == PolicyAttribute.ALLOWED_ORIGINS) ? policy.originSource()
				: (attribute != null) ? policy.source(attribute) : null;
	}

	private static String consequence(ExplanationCode code) {
		return switch (code) {
			case BLOCKED_AT_PREFLIGHT -> "The browser does not send the request, because its preflight fails.";
			case BLOCKED_AT_RESPONSE -> "The browser does not show the response to the script.";
			default -> "The server answers 403.";
		};
	}

	private static String cause(Outcome outcome, PolicySteps policy) {
		Answer last = outcome.last();
		if (!(last.decision().decision() instanceof Rejected rejected)) {
			return Objects.requireNonNull(last.failed()).text();
		}
		RejectionReason reason = rejected.reason();
		return "Reason: " + reason + ". " + (policy.areFormsDecidedDifferently() ? PolicySteps.FORMS
				: cause(reason, outcome.fetch(), last, policy));
	}

	private static String cause(RejectionReason reason, BrowserFetch fetch, Answer last, PolicySteps policy) {
		String of = " of " + policy.names();
		return switch (reason) {
			case ORIGIN_NOT_ALLOWED -> "No entry of allowed-origins" + of + " contains " + fetch.quotedOrigin() + "."
					+ policy.providers() + " " + difference(fetch, policy);
			case ORIGIN_MALFORMED ->
				fetch.quotedOrigin() + " is not an origin that a browser sends. " + difference(fetch, policy);
			case METHOD_NOT_ALLOWED -> "allowed-methods" + of + " does not have '" + safe(fetch.method()) + "'.";
			case HEADER_NOT_ALLOWED -> "allowed-headers" + of + " does not have "
					+ safe(BrowserChecks.refusedHeader(fetch, last.headers())) + ".";
			default -> "";
		};
	}

	private static String difference(BrowserFetch fetch, PolicySteps policy) {
		String origin = String.valueOf(fetch.origin());
		String application = ApplicationOrigin.describe(origin);
		if (application != null) {
			return application;
		}
		OriginDifference difference = OriginDifference.find(origin, policy.mapped().map(MappedPolicy::policy).toList());
		return (difference != null) ? safe(difference.text()) : "";
	}

	private static String safe(@Nullable String text) {
		return SafeText.of(String.valueOf(text), MAX_TEXT);
	}

}
