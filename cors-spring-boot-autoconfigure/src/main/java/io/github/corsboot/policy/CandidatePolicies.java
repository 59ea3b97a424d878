package io.github.corsboot.policy;

import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import io.github.corsboot.policy.CorsDecision.NotCors;
import io.github.corsboot.policy.CorsDecision.Rejected;
import io.github.corsboot.policy.CorsRequest.Kind;
import org.jspecify.annotations.Nullable;

/**
 * The policies that are candidates for a request by its path, told apart by the origin:
 * the one with the most specific entry that contains it decides. Usually there is one.
 *
 * @since 0.1.0
 */
public final class CandidatePolicies {

	/** In place of the parts of an origin: no text has these. */
	private static final long NOT_SCANNED = 0;

	private final List<CorsPolicy> policies;

	/** Those whose origins are allowed: all policies, unless everything is refused. */
	private final List<CorsPolicy> deciding;

	private final OriginIndex<PolicyDecisions> origins = new OriginIndex<>();

	/** Who decides for the origins that no candidate contains; usually nobody. */
	private final OriginIndex<PolicyDecisions> otherwise = new OriginIndex<>();

	private final NotCors notCors;

	private final Refusals originNotAllowed;

	private final Refusals originMalformed;

	private final boolean allowNavigation;

	private final boolean enforceWebSocketOrigin;

	private CandidatePolicies(List<CorsPolicy> policies) {
		this(policies, policies, CorsPolicy::allowedOrigins, UnaryOperator.identity());
	}

	/**
	 * Create the only candidate, whose entries have been parsed.
	 */
	CandidatePolicies(CorsPolicy policy, List<OriginPattern> entries) {
		this(List.of(policy), List.of(policy), (single) -> entries, UnaryOperator.identity());
	}

	private CandidatePolicies(List<CorsPolicy> policies, List<CorsPolicy> deciding,
			Function<CorsPolicy, List<OriginPattern>> entries, UnaryOperator<CorsPolicy> widen) {
		this.policies = List.copyOf(policies);
		this.deciding = List.copyOf(deciding);
		// One answer for everybody: it varies with nothing and stands on every response,
		// or an <img> would fill the cache with one that the next fetch may not read.
		boolean constant = deciding.size() == 1 && deciding.get(0).isOpenToAll();
		for (CorsPolicy policy : deciding) {
			PolicyDecisions decisions = new PolicyDecisions(widen.apply(policy), !constant);
			entries.apply(policy).forEach((pattern) -> this.origins.addIfAbsent(pattern, decisions));
		}
		this.origins.trim();
		CorsHeaders empty = new CorsHeaders.Builder(constant ? null : CorsHeaders.ORIGIN).build();
		this.notCors = new NotCors(constant ? constantHeaders(this.policies.get(0)) : empty);
		this.originNotAllowed = new Refusals(this.policies, RejectionReason.ORIGIN_NOT_ALLOWED, constant);
		this.originMalformed = new Refusals(this.policies, RejectionReason.ORIGIN_MALFORMED, constant);
		this.allowNavigation = this.policies.stream().anyMatch(CorsPolicy::allowNavigation);
		this.enforceWebSocketOrigin = this.policies.stream().anyMatch(CorsPolicy::enforceWebSocketOrigin);
	}

	private static CorsHeaders constantHeaders(CorsPolicy policy) {
		return new PolicyDecisions(policy, false).allowed().headers();
	}

	/**
	 * Return the candidates for the same path.
	 * @param policies the policies, at least one; where two have the same entry, the
	 * first has it
	 * @return the candidates
	 */
	public static CandidatePolicies of(List<CorsPolicy> policies) {
		return (policies.size() == 1) ? policies.get(0).alone() : new CandidatePolicies(policies);
	}

	/**
	 * Return candidates that allow no origin.
	 * @param policies the policies to be named in a refusal
	 * @return the candidates
	 */
	public static CandidatePolicies refusing(List<CorsPolicy> policies) {
		return new CandidatePolicies(policies, List.of(), CorsPolicy::allowedOrigins, UnaryOperator.identity());
	}

	/**
	 * Return candidates that allow more. A single one is replaced by its wider policy; of
	 * several, each is replaced for the origins that it contains itself, so that which of
	 * them decides does not change.
	 * @param widen gives the policy that decides in place of a candidate
	 * @param otherwise decides for the origins that none of several candidates contains
	 * @return the candidates; these if they allow no origin whatever they are
	 */
	public CandidatePolicies widen(UnaryOperator<CorsPolicy> widen, CorsPolicy otherwise) {
		if (this.deciding.isEmpty()) {
			return this;
		}
		if (this.deciding.size() == 1) {
			return widen.apply(this.deciding.get(0)).alone();
		}
		CandidatePolicies widened = new CandidatePolicies(this.policies, this.deciding, CorsPolicy::allowedOrigins,
				widen);
		PolicyDecisions decisions = new PolicyDecisions(otherwise, true);
		otherwise.allowedOrigins().forEach((pattern) -> widened.otherwise.addIfAbsent(pattern, decisions));
		widened.otherwise.trim();
		return widened;
	}

	/**
	 * Return the candidates.
	 * @return the policies
	 */
	public List<CorsPolicy> policies() {
		return this.policies;
	}

	/**
	 * Return what is decided on each request without {@code Origin}.
	 * @return a decision whose headers need nothing of the request
	 */
	public NotCors withoutOrigin() {
		return this.notCors;
	}

	boolean containsOrigin(String origin) {
		return find(origin) != null;
	}

	private @Nullable PolicyDecisions find(String origin) {
		PolicyDecisions decisions = this.origins.find(origin);
		return (decisions != null) ? decisions : this.otherwise.find(origin);
	}

	/**
	 * Decide a request. Never throws, whatever the request contains.
	 * @param request the request
	 * @return the decision
	 */
	public CorsDecision evaluate(CorsRequest request) {
		String origin = request.origin();
		if (origin == null) {
			return this.notCors;
		}
		String method = request.method();
		String requestedMethod = request.preflightMethod();
		PolicyDecisions decisions = this.origins.findExact(origin);
		// Read once, and only if the text alone is no entry.
		long parts = (decisions != null) ? NOT_SCANNED : OriginScanner.scanOrigin(origin);
		decisions = (decisions != null) ? decisions : findWider(origin, parts);
		CorsDecision decision = (decisions != null) ? decide(decisions, request, method, requestedMethod)
				: refuseOrigin(origin, parts, requestedMethod);
		return (decision instanceof Rejected rejected) ? exempt(request, origin, parts, method, decisions, rejected)
				: decision;
	}

	private @Nullable PolicyDecisions findWider(String origin, long parts) {
		PolicyDecisions decisions = this.origins.findWider(origin, parts);
		if (decisions != null) {
			return decisions;
		}
		decisions = this.otherwise.findExact(origin);
		return (decisions != null) ? decisions : this.otherwise.findWider(origin, parts);
	}

	private static CorsDecision decide(PolicyDecisions decisions, CorsRequest request, String method,
			@Nullable String requestedMethod) {
		return (requestedMethod != null) ? decisions.decidePreflight(requestedMethod, request.requestedHeaders())
				: decisions.decideActual(method);
	}

	private Rejected refuseOrigin(String origin, long parts, @Nullable String requestedMethod) {
		Refusals refusals = Origin.isWellFormed(origin, parts) ? this.originNotAllowed : this.originMalformed;
		return (requestedMethod != null) ? refusals.preflight() : refusals.actual();
	}

	/**
	 * Look for an exemption, now that the request would be refused.
	 */
	private CorsDecision exempt(CorsRequest request, String origin, long parts, String method,
			@Nullable PolicyDecisions decisions, Rejected rejected) {
		if (isHandshake(request, method)) {
			return handshake(decisions, request, origin, parts, rejected);
		}
		boolean passes = rejected.reason() != RejectionReason.ORIGIN_MALFORMED
				&& (isSameOrigin(request, origin, parts, rejected.kind())
						|| (this.allowNavigation && isNavigation(request, rejected.kind())));
		return passes ? this.notCors : rejected;
	}

	/**
	 * Only the origin of a handshake is decided, and only where it is enforced.
	 */
	private CorsDecision handshake(@Nullable PolicyDecisions decisions, CorsRequest request, String origin, long parts,
			Rejected rejected) {
		if (!this.enforceWebSocketOrigin) {
			return this.notCors;
		}
		if (decisions != null) {
			return decisions.allowed();
		}
		boolean malformed = rejected.reason() == RejectionReason.ORIGIN_MALFORMED;
		if (!malformed && isSameOrigin(request, origin, parts, Kind.WEBSOCKET)) {
			return this.notCors;
		}
		return (malformed ? this.originMalformed : this.originNotAllowed).webSocket();
	}

	/**
	 * Handshakes over HTTP/1.1 (RFC 6455) and as extended CONNECT (RFC 8441). Scripts can
	 * set neither. A browser that says what else a request is has not to be asked.
	 */
	private static boolean isHandshake(CorsRequest request, String method) {
		if (!method.equals("GET")) {
			return method.equals("CONNECT");
		}
		String mode = request.fetchMode();
		return (mode.isEmpty() || mode.equals("websocket")) && "websocket".equalsIgnoreCase(request.header("Upgrade"));
	}

	private static boolean isSameOrigin(CorsRequest request, String origin, long parts, Kind kind) {
		// Set by browsers only, and right whatever a proxy made of Host, or a referrer
		// policy of Origin. Never on preflights, which are sent for another origin by
		// definition.
		boolean declared = kind != Kind.PREFLIGHT && request.fetchSite().equals("same-origin");
		if (origin.equals(Origin.NULL)) {
			// What a form of a page under no-referrer sends, also to the page's own
			// origin.
			return declared && kind == Kind.ACTUAL;
		}
		return declared || Origin.isSame(origin, (parts != NOT_SCANNED) ? parts : OriginScanner.scanOrigin(origin),
				request.scheme(), request.host(), request.port());
	}

	private static boolean isNavigation(CorsRequest request, Kind kind) {
		return kind != Kind.PREFLIGHT && request.fetchMode().equals("navigate")
				&& "document".equals(request.header("Sec-Fetch-Dest"));
	}

	/**
	 * The refusals of an origin for one reason.
	 */
	private record Refusals(Rejected preflight, Rejected actual, Rejected webSocket) {

		Refusals(List<CorsPolicy> policies, RejectionReason reason, boolean constant) {
			this(refusal(policies, Kind.PREFLIGHT, reason, constant ? null : CorsHeaders.VARY_PREFLIGHT),
					refusal(policies, Kind.ACTUAL, reason, constant ? null : CorsHeaders.ORIGIN),
					refusal(policies, Kind.WEBSOCKET, reason, constant ? null : CorsHeaders.ORIGIN));
		}

		private static Rejected refusal(List<CorsPolicy> policies, Kind kind, RejectionReason reason,
				@Nullable String vary) {
			return new Rejected(policies, kind, reason, new CorsHeaders.Builder(vary).build());
		}

	}

}
