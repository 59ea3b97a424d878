package io.github.corsboot.explain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.github.corsboot.decision.Rehearsal;
import io.github.corsboot.decision.RehearsedRequest;
import io.github.corsboot.explain.BrowserRequest.Mode;
import io.github.corsboot.explain.Explanation.Exchange;
import io.github.corsboot.explain.Explanation.Step;
import io.github.corsboot.explain.Outcome.Answer;
import io.github.corsboot.explain.SafeChange.Proposal;
import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.mapping.MappedPolicy;
import io.github.corsboot.mapping.PolicyMapping;
import io.github.corsboot.policy.CorsPolicy;
import io.github.corsboot.policy.PolicyAttribute;
import io.github.corsboot.policy.RejectionReason;
import io.github.corsboot.rejection.CorsRejection;
import io.github.corsboot.rejection.SafeText;
import org.jspecify.annotations.Nullable;

/**
 * Puts an explanation together: decides the request, and says step by step what happened.
 */
final class ExplanationBuilder {

	private static final int MAX_TEXT = 1024;

	private final BrowserFetch fetch;

	private final Rehearsal rehearsal;

	private final CorsPolicies policies;

	private final PolicyMapping mapping;

	private final Outcome outcome;

	private final PolicySteps policy;

	private ExplanationBuilder(BrowserFetch fetch, Rehearsal rehearsal, CorsPolicies policies) {
		this.fetch = fetch;
		this.rehearsal = rehearsal;
		this.mapping = policies.mapping();
		this.policies = policies;
		this.outcome = Outcome.of(fetch, rehearsal, policies);
		this.policy = new PolicySteps(this.outcome.last().decision(), this.mapping, path());
	}

	/**
	 * Return the path within the application.
	 */
	private String path() {
		return this.fetch.url().path().substring(this.rehearsal.contextPath().length());
	}

	/**
	 * Decide a request.
	 * @param request the request
	 * @param url its URL
	 * @param preflighted whether it is known that the browser asked first
	 * @param rehearsal decides as the filters do
	 * @param policies the policies
	 * @throws IllegalArgumentException if the URL is not one of this application, or no
	 * browser sends such a request
	 */
	static ExplanationBuilder of(BrowserRequest request, RequestUrl url, boolean preflighted, Rehearsal rehearsal,
			CorsPolicies policies) {
		String contextPath = rehearsal.contextPath();
		if (!url.path().equals(contextPath) && !url.path().startsWith(contextPath + "/")) {
			throw new IllegalArgumentException("'url' is outside of this application, which is at " + contextPath);
		}
		BrowserFetch fetch = BrowserFetch.of(request, url);
		return new ExplanationBuilder(preflighted ? fetch.asPreflighted() : fetch, rehearsal, policies);
	}

	/**
	 * Put the explanation together.
	 * @param mode its mode
	 * @param link its link
	 * @param before steps that come first
	 * @param rejection the rejection that is explained, or {@code null}
	 */
	Explanation build(String mode, String link, List<Step> before, @Nullable CorsRejection rejection) {
		Step verdict = verdict();
		Proposal proposal = proposal(verdict.code(), rejection);
		List<Step> steps = new ArrayList<>(before);
		steps.add(request());
		if (this.fetch.request().mode() == Mode.CORS && this.fetch.origin() != null) {
			steps.add(preflight());
		}
		steps.add(this.policy.step());
		addAnswer(steps, this.outcome.preflight(), true);
		addAnswer(steps, this.outcome.actual(), false);
		if (proposal != null) {
			steps.add(proposal.step());
		}
		CorsPolicy deciding = this.policy.deciding();
		return new Explanation(mode, this.mapping.version(), verdict, steps, exchange(this.outcome.preflight()),
				exchange(this.outcome.actual()), (proposal != null) ? proposal.change() : null,
				NotConsidered.of(this.fetch, deciding), CurlCommands.of(this.fetch), link);
	}

	Step verdict() {
		return Verdict.of(this.outcome, this.policy, this.mapping.isEnabled());
	}

	/**
	 * Compare with what was decided when a request was refused.
	 */
	Step history(CorsRejection rejection) {
		int version = rejection.policiesVersion();
		int now = this.mapping.version();
		String refused = refused(rejection, "under version " + version + " of the policies.");
		if (!this.outcome.isAllowed()) {
			return Step.noted("history", ExplanationCode.DECIDED_AS_BEFORE, (version == now) ? refused : refused
					+ " Version " + now + ", in force since " + this.mapping.since() + ", does not allow it either.");
		}
		if (version == now) {
			return notRepeated(refused);
		}
		CorsPolicy deciding = this.policy.deciding();
		return Step.passed("history", ExplanationCode.POLICIES_CHANGED,
				refused + " Version " + now + ", in force since " + this.mapping.since()
						+ ", would allow it. Browsers may keep an old answer to a preflight for up to "
						+ ((deciding != null) ? PreflightCache.longest(deciding.maxAge()) : 0) + " s.");
	}

	/**
	 * Compare with what another instance has decided.
	 */
	Step history(CorsRejection rejection, String instance, boolean samePolicies) {
		String refused = refused(rejection, "by the instance " + instance + (samePolicies
				? ", with the policies that are in force here." : ", with other or older policies than those here."));
		if (!this.outcome.isAllowed()) {
			return Step.noted("history", ExplanationCode.DECIDED_AS_BEFORE,
					samePolicies ? refused : refused + " Those here do not allow it either.");
		}
		return samePolicies ? notRepeated(refused) : Step.passed("history", ExplanationCode.POLICIES_CHANGED,
				refused + " Those here would allow it: ask that instance.");
	}

	private static String refused(CorsRejection rejection, String how) {
		// The hint knows headers of the request that are not kept.
		return "Refused with the reason " + rejection.reason() + " at " + rejection.time() + " " + how
				+ ((rejection.hint() != null) ? " " + rejection.hint() : "");
	}

	private static Step notRepeated(String refused) {
		return Step.noted("history", ExplanationCode.NOT_REPEATED, refused
				+ " Decided again, it is not refused: it had something that is not kept, such as another header, or a filter has changed it.");
	}

	private static String safe(@Nullable String text) {
		return SafeText.of(String.valueOf(text), MAX_TEXT);
	}

	private Step request() {
		List<Step> details = this.fetch.request()
			.headers()
			.keySet()
			.stream()
			.filter(SafelistedHeaders::isForbidden)
			.map((name) -> Step.noted("request", ExplanationCode.HEADER_FORBIDDEN,
					"Browsers do not let a script set " + name + ", and drop it."))
			.toList();
		return RequestStep.of(this.fetch).with(details);
	}

	private Step preflight() {
		if (!this.fetch.needsPreflight()) {
			return Step.noted("preflight", ExplanationCode.PREFLIGHT_NOT_NEEDED,
					this.fetch.isSameOrigin() ? "There is no preflight: the page asks its own origin."
							: "There is no preflight: the method is " + this.fetch.method()
									+ ", and every header is safelisted.");
		}
		List<Step> causes = new ArrayList<>();
		if (!this.fetch.isMethodSimple()) {
			causes.add(Step.noted("preflight", ExplanationCode.PREFLIGHT_BY_METHOD,
					"The method is " + this.fetch.method() + ", not GET, HEAD or POST."));
		}
		if (this.fetch.isMethodSimple() && this.fetch.unsafeHeaders().isEmpty()) {
			causes.add(Step.noted("preflight", ExplanationCode.PREFLIGHT_BY_HEADER,
					"The request had something that is not kept, such as another header."));
		}
		for (String name : this.fetch.unsafeHeaders()) {
			causes.add(name.equals("content-type")
					? Step.noted("preflight", ExplanationCode.PREFLIGHT_BY_CONTENT_TYPE,
							"The content type is not one that a form can send: '"
									+ safe(this.fetch.request().header(name)) + "'.")
					: Step.noted("preflight", ExplanationCode.PREFLIGHT_BY_HEADER,
							"The script sets the header " + name + ", which is not safelisted."));
		}
		return Step
			.noted("preflight", (causes.size() == 1) ? causes.get(0).code() : ExplanationCode.PREFLIGHT_BY_HEADER,
					"The browser asks before it sends the request.")
			.with(causes);
	}

	private void addAnswer(List<Step> steps, @Nullable Answer answer, boolean preflight) {
		if (answer == null || !answer.decision().isCovered()) {
			return;
		}
		List<Step> details = new ArrayList<>(answer.checks());
		Step failed = answer.failed();
		if (failed != null) {
			details.addAll(ConsoleMessages.of(this.fetch, failed.code(), preflight,
					Objects.requireNonNullElse(answer.status(), 200),
					BrowserChecks.refusedHeader(this.fetch, answer.headers())));
		}
		CorsPolicy deciding = this.policy.deciding();
		if (preflight && failed == null && deciding != null) {
			details.add(PreflightCache.step(deciding.maxAge()));
		}
		ExplanationCode code = preflight ? ExplanationCode.PREFLIGHT_ANSWER : ExplanationCode.RESPONSE;
		String text = (preflight ? "The preflight is answered with " : "The request is answered with ")
				+ ((answer.status() != null) ? "status " + answer.status() : "the status of the application")
				+ (answer.headers().isEmpty() ? " and no header of the policy."
						: " and " + headers(answer.headers()) + ".");
		Step step = answer.isBlocked() ? Step.failed("answer", code, text) : Step.passed("answer", code, text);
		steps.add(step.with(details));
	}

	private static String headers(Map<String, String> headers) {
		List<String> lines = new ArrayList<>();
		headers.forEach((name, value) -> lines.add(name + ": " + safe(value)));
		return String.join("; ", lines);
	}

	private @Nullable Exchange exchange(@Nullable Answer answer) {
		if (answer == null) {
			return null;
		}
		RehearsedRequest request = answer.request();
		Map<String, String> shown = new LinkedHashMap<>();
		request.headers().forEach((name, value) -> shown.put(name, safe(SafelistedHeaders.withoutSecret(name, value))));
		return new Exchange(request.method(), this.fetch.url().withoutQuery(), shown, answer.status(),
				answer.headers());
	}

	private @Nullable Proposal proposal(ExplanationCode verdict, @Nullable CorsRejection rejection) {
		String hint = (rejection != null) ? rejection.hint() : null;
		SafeChange changes = new SafeChange(this.mapping, this.fetch, path(),
				(changed) -> Outcome.of(this.fetch, this.rehearsal, this.policies.with(changed)));
		if (verdict == ExplanationCode.REFUSED_BY_HANDLER) {
			return Proposal
				.ofNothing("Set allowed origins on the WebSocket handler, or let a policy decide that lists the "
						+ "origin: cors.websocket.enforce-origin.");
		}
		boolean bySpring = rejection != null && rejection.reason() == RejectionReason.SPRING_CORS;
		if (verdict == ExplanationCode.NO_POLICY && bySpring && hint != null) {
			// Not the policies: what refused it has to be changed.
			return Proposal.ofNothing(hint);
		}
		if (verdict == ExplanationCode.NO_POLICY) {
			return changes.forPath();
		}
		if (!this.outcome.last().isBlocked()) {
			return null;
		}
		if (this.policy.areFormsDecidedDifferently()) {
			return Proposal.forClient("Request the path without '//', dot segments, ';', '%2F' or a slash at its end.");
		}
		if (this.fetch.request().mode() == Mode.NAVIGATE) {
			return Proposal
				.ofNothing("allow-navigation lets forms of other sites pass, such as those of login and payment "
						+ "services. Protection against CSRF is then a matter of the application.");
		}
		MappedPolicy annotation = this.outcome.last().failed() != null ? this.policy.annotationThatAllows() : null;
		if (annotation != null) {
			return Proposal
				.ofNothing("The origin is allowed by %s, not by the policy: set allowCredentials = \"true\" there, "
					.formatted(annotation.source(PolicyAttribute.ALLOWED_ORIGINS))
						+ "if these pages may act in the name of the user. Otherwise leave credentials out of the script.");
		}
		Proposal proposal = changes.find(this.policy.mapped().filter(this.mapping.policies()::contains).toList(),
				this.outcome);
		// The hint knows headers that are not kept, such as those of a proxy.
		boolean unknown = proposal != null
				&& (proposal.step().code() == ExplanationCode.NO_CHANGE || this.fetch.method().equals("OPTIONS"));
		return (unknown && hint != null) ? Proposal.ofNothing(hint) : proposal;
	}

}
