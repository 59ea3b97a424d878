package io.github.corsboot.explain;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.github.corsboot.decision.Rehearsal;
import io.github.corsboot.decision.RehearsedRequest;
import io.github.corsboot.decision.RequestDecision;
import io.github.corsboot.explain.Explanation.Step;
import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.policy.CorsDecision.Rejected;
import io.github.corsboot.policy.CorsHeaders;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a request of a page: the answer to its preflight, the answer to itself,
 * and what the browser finds in both.
 *
 * @param fetch the request
 * @param preflight the answer to the preflight, or {@code null} if there is none
 * @param actual the answer to the request, or {@code null} if the browser does not send
 * it
 */
record Outcome(BrowserFetch fetch, @Nullable Answer preflight, @Nullable Answer actual) {

	/**
	 * Decide a request.
	 * @param fetch the request
	 * @param rehearsal decides as the filters do
	 * @param policies the policies
	 */
	static Outcome of(BrowserFetch fetch, Rehearsal rehearsal, CorsPolicies policies) {
		Answer preflight = null;
		if (fetch.needsPreflight()) {
			preflight = Answer.of(fetch.preflight(), rehearsal, policies, (status, headers) -> BrowserChecks
				.ofPreflight(fetch, Objects.requireNonNullElse(status, 200), headers));
			if (!preflight.passes()) {
				return new Outcome(fetch, preflight, null);
			}
		}
		return new Outcome(fetch, preflight, Answer.of(fetch.actual(), rehearsal, policies,
				(status, headers) -> fetch.needsHeaders() ? BrowserChecks.ofResponse(fetch, headers) : List.of()));
	}

	/**
	 * Return the answer that ends it.
	 */
	Answer last() {
		return (this.actual != null) ? this.actual : Objects.requireNonNull(this.preflight);
	}

	/**
	 * Return whether nothing of CORS stands in the way.
	 */
	boolean isAllowed() {
		return this.actual != null && this.actual.passes() && !this.actual.isBlocked();
	}

	/**
	 * An answer of the server.
	 *
	 * @param request the request, as the browser sends it
	 * @param decision the decision
	 * @param status the status, or {@code null} if the application decides
	 * @param headers the headers of the decision
	 * @param checks what the browser checks in them
	 * @param refusedByHandler whether the handler refuses it that is reached
	 */
	record Answer(RehearsedRequest request, RequestDecision decision, @Nullable Integer status,
			Map<String, String> headers, List<Step> checks, boolean refusedByHandler) {

		static Answer of(RehearsedRequest request, Rehearsal rehearsal, CorsPolicies policies, Checks checks) {
			RequestDecision decision = rehearsal.decide(request, policies);
			Map<String, String> headers = new LinkedHashMap<>();
			CorsHeaders decided = decision.decision().headers();
			decided.writeTo(decision.request(), headers, Map::put);
			String vary = decided.vary();
			if (vary != null) {
				headers.put(CorsHeaders.VARY, vary);
			}
			boolean refusedByHandler = !(decision.decision() instanceof Rejected)
					&& rehearsal.isRefusedByHandler(request, decision);
			Integer status = refusedByHandler ? Integer.valueOf(403)
					: (decision.decision() instanceof Rejected rejected) ? Integer.valueOf(rejected.status())
							: decision.decision().isAnswer() ? Integer.valueOf(200) : null;
			// Nothing is known of the answer of others.
			return new Answer(request, decision, status, headers,
					decision.isCovered() ? checks.check(status, headers) : List.of(), refusedByHandler);
		}

		boolean passes() {
			return this.decision.isCovered() && this.checks.stream().noneMatch(Step::isFailed);
		}

		/**
		 * Return whether the server or the browser stops the request here.
		 */
		boolean isBlocked() {
			return this.decision.decision() instanceof Rejected || failed() != null || this.refusedByHandler;
		}

		/**
		 * Return the check that failed, or {@code null} if none did.
		 */
		@Nullable Step failed() {
			return this.checks.stream().filter(Step::isFailed).findFirst().orElse(null);
		}

	}

	/** What a browser checks. */
	@FunctionalInterface
	interface Checks {

		List<Step> check(@Nullable Integer status, Map<String, String> headers);

	}

}
