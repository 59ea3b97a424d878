package io.github.corsboot.decision;

import io.github.corsboot.annotation.FoundHandlers;
import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.mapping.PathPolicies;
import io.github.corsboot.mapping.PolicyMapping;
import io.github.corsboot.policy.CorsDecision;
import io.github.corsboot.policy.CorsDecision.Allowed;
import io.github.corsboot.policy.CorsDecision.Passed;
import io.github.corsboot.policy.CorsDecision.Rejected;
import io.github.corsboot.policy.CorsRequest;
import io.github.corsboot.policy.CorsRequest.Kind;
import io.github.corsboot.policy.PassReason;
import io.github.corsboot.rejection.CorsRecorder;
import org.jspecify.annotations.Nullable;

/**
 * Decides every request, in one sequence: find the policies that cover the path, evaluate
 * them, find the handler, let its annotation widen them, evaluate again, and record the
 * outcome. Called when a request arrives, and again when a filter, a forward or an
 * include has changed its path or method, or the request reaches another handler.
 *
 * @param <R> the type of requests
 * @since 0.1.0
 */
public final class CorsDecider<R> {

	private final CorsPolicies policies;

	/** Missing in a rehearsal. */
	private final @Nullable CorsRecorder recorder;

	private final PathReader<R> reader;

	/**
	 * Create the sequence for one web stack.
	 * @param policies the policies of the application
	 * @param recorder is told what becomes of requests; {@code null} for a
	 * {@linkplain Rehearsal rehearsal}
	 * @param reader reads the path of a request
	 */
	public CorsDecider(CorsPolicies policies, @Nullable CorsRecorder recorder, PathReader<R> reader) {
		this.policies = policies;
		this.recorder = recorder;
		this.reader = reader;
	}

	/**
	 * Decide a request without {@code Origin}. Allocates nothing if every path of a
	 * policy is literal or ends in {@code /**}.
	 * @param request the request
	 * @param previous the decision that is outdated, or {@code null} if there is none
	 * @return a decision whose headers need nothing of the request, or {@code null} if no
	 * policy covers the path
	 */
	public @Nullable CorsDecision decideWithoutOrigin(R request, @Nullable RequestDecision previous) {
		PathPolicies covered = find(request, mapping(previous));
		return (covered != null) ? covered.withoutOrigin() : null;
	}

	/**
	 * Decide a request with {@code Origin}. Never throws.
	 * @param request the request
	 * @param cors the same request, as policies read it
	 * @param previous the decision that is outdated, or {@code null} if there is none
	 * @param handlers finds the handler
	 * @return the decision
	 */
	public RequestDecision decide(R request, CorsRequest cors, @Nullable RequestDecision previous,
			HandlerLookup<R> handlers) {
		RequestDecision first = evaluate(request, cors, previous);
		PathPolicies covered = first.covered();
		if (covered == null) {
			return first;
		}
		RequestDecision decision = first.widen(handlers.find(request, first.decision()));
		if (isRefusedHandshake(decision) && handlers.acceptsHandshake(request)) {
			decision = decision.passing(new Passed(covered.withoutOrigin().headers(), PassReason.HANDSHAKE));
		}
		return record(request, decision, previous);
	}

	/**
	 * Decide a request by its policies alone, where its handler is found asynchronously:
	 * {@link #conclude} follows.
	 * @param request the request
	 * @param cors the same request, as policies read it
	 * @param previous the decision that is outdated, or {@code null} if there is none
	 * @return the decision without any handler
	 */
	public RequestDecision evaluate(R request, CorsRequest cors, @Nullable RequestDecision previous) {
		PolicyMapping mapping = mapping(previous);
		PathPolicies covered = find(request, mapping);
		CorsDecision decision = (covered != null) ? covered.evaluate(cors) : Passed.WITHOUT_HEADERS;
		return new RequestDecision(mapping, cors, key(request, mapping), covered, decision);
	}

	private @Nullable PathPolicies find(R request, PolicyMapping mapping) {
		return this.reader.find(request, mapping.hasHosts() ? mapping.forHost(this.reader.host(request)) : mapping);
	}

	/**
	 * Return the key by which policies and handlers are found: the path, and the host if
	 * it matters.
	 */
	private String key(R request, PolicyMapping mapping) {
		String path = this.reader.pathKey(request);
		return mapping.hasHosts() ? this.reader.host(request) + path : path;
	}

	/**
	 * Decide a request that has failed before it was decided. Never throws.
	 * @param request the request, on its way to the error page
	 * @param cors the same request, as policies read it
	 * @param covered what covers the path that failed, or {@code null} if nothing does
	 * @return the decision, which is not recorded: something else has refused the request
	 */
	public RequestDecision evaluateFailed(R request, CorsRequest cors, @Nullable PathPolicies covered) {
		CorsDecision decision = (covered != null) ? covered.evaluate(cors) : Passed.WITHOUT_HEADERS;
		PolicyMapping mapping = this.policies.mapping();
		return new RequestDecision(mapping, cors, key(request, mapping), covered, decision);
	}

	/**
	 * Decide a request whose handler has been found.
	 * @param request the request
	 * @param first the decision without any handler
	 * @param previous the decision that is outdated, or {@code null} if there is none
	 * @param found the handler; for a preflight, all that may be meant
	 * @return the decision
	 */
	public RequestDecision conclude(R request, RequestDecision first, @Nullable RequestDecision previous,
			FoundHandlers found) {
		return record(request, first.widen(found), previous);
	}

	/**
	 * Decide a request once more at the handler that it has really reached. Never throws.
	 * @param request the request
	 * @param decision the decision that was made on the way
	 * @param reached the handler, or nothing if it has no annotation
	 * @return the same decision, unless the handler that was reached changes it
	 */
	public RequestDecision confirm(R request, RequestDecision decision, FoundHandlers reached) {
		CorsRequest cors = decision.request();
		String origin = cors.origin();
		if (!decision.isCovered() || origin == null || decision.handlers().handlers().equals(reached.handlers())) {
			return decision;
		}
		RequestDecision first = evaluate(request, cors, decision);
		first.setHeaders(decision.headers());
		FoundHandlers relevant = reached.orNoneIfIrrelevant(first.decision(), origin);
		if (decision.handlers().handlers().equals(relevant.handlers())) {
			return decision;
		}
		RequestDecision confirmed = first.widen(relevant);
		// A request that has passed without CORS headers stays without them.
		return (decision.decision() instanceof Passed && confirmed.decision() instanceof Allowed) ? decision
				: record(request, confirmed, decision);
	}

	/**
	 * Decide about the error page of a request that has failed. Never throws.
	 * @param request the request, on its way to the page
	 * @param cors the same request, as policies read it
	 * @param failed the decision about the request
	 * @return the decision
	 */
	public RequestDecision decideErrorPage(R request, CorsRequest cors, RequestDecision failed) {
		RequestDecision page = evaluate(request, cors, failed).asErrorPageOf(failed);
		return (page.decision() == failed.decision()) ? page : recordIfRejected(request, page);
	}

	/**
	 * Return whether a decision is about the request as it is served now.
	 * @param request the request
	 * @param method its method
	 * @param decision the decision that was made on the way
	 * @return whether neither method nor path have changed, nor the host if it matters
	 */
	public boolean isStillValid(R request, String method, RequestDecision decision) {
		return decision.isFor(method, key(request, decision.mapping()));
	}

	/**
	 * Record each rejection, and the first decision of a policy on a request with
	 * {@code Origin}.
	 */
	private RequestDecision record(R request, RequestDecision decision, @Nullable RequestDecision previous) {
		boolean first = decision.isCovered() && (previous == null || !previous.isCovered());
		if (this.recorder != null && first && !(decision.decision() instanceof Rejected)
				&& decision.request().origin() != null) {
			this.recorder.decisions().onDecision(decision.decision());
		}
		return recordIfRejected(request, decision);
	}

	private RequestDecision recordIfRejected(R request, RequestDecision decision) {
		PathPolicies covered = decision.covered();
		if (this.recorder != null && covered != null && decision.decision() instanceof Rejected rejected) {
			this.recorder.refused(rejected, decision.request(), decision.mapping(), covered,
					this.reader.displayPath(request));
		}
		return decision;
	}

	private static boolean isRefusedHandshake(RequestDecision decision) {
		return decision.decision() instanceof Rejected rejected && rejected.kind() == Kind.WEBSOCKET;
	}

	/**
	 * A request is decided by one mapping, whatever replaces it meanwhile.
	 */
	private PolicyMapping mapping(@Nullable RequestDecision previous) {
		return (previous != null) ? previous.mapping() : this.policies.mapping();
	}

}
