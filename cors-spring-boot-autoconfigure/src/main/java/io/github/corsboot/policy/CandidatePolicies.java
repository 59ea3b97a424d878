package io.github.corsboot.policy;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

import io.github.corsboot.policy.CorsDecision.Allowed;
import io.github.corsboot.policy.CorsDecision.NotCors;
import io.github.corsboot.policy.CorsDecision.Rejected;
import io.github.corsboot.policy.CorsRequest.Kind;
import org.jspecify.annotations.Nullable;

/**
 * The policies of one path. The origin of the request selects the one that decides: the
 * policy with the most specific matching entry. Usually there is one policy.
 *
 * @since 0.1.0
 */
public final class CandidatePolicies {

	/** In place of the parts of an origin: no text has these. */
	private static final long NOT_SCANNED = 0;

	private final List<CorsPolicy> policies;

	/** The decisions of each candidate, empty if the candidates refuse every origin. */
	private final List<PolicyDecisions> decisions;

	/** Shared with the candidates that these were made of. */
	private final List<OriginIndex<PolicyDecisions>> indexes;

	/** From decisions that are found in a shared index to those that apply instead. */
	private final Map<PolicyDecisions, PolicyDecisions> replaced;

	/** The entries that apply only to origins no policy lists; usually none. */
	private final OriginIndex<PolicyDecisions> fallback;

	private final Map<PassReason, NotCors> passes;

	private final Refusals originNotAllowed;

	private final Refusals originMalformed;

	private final boolean allowNavigation;

	private final boolean enforceWebSocketOrigin;

	private CandidatePolicies(List<CorsPolicy> policies, List<PolicyDecisions> decisions,
			List<OriginIndex<PolicyDecisions>> indexes, Map<PolicyDecisions, PolicyDecisions> replaced,
			OriginIndex<PolicyDecisions> fallback) {
		this.policies = List.copyOf(policies);
		this.decisions = decisions;
		this.indexes = indexes;
		this.replaced = replaced;
		this.fallback = fallback;
		this.passes = passes(isConstant(decisions) ? decisions.get(0).allowed().headers()
				: new CorsHeaders.Builder(CorsHeaders.ORIGIN).build());
		this.originNotAllowed = new Refusals(this.policies, RejectionReason.ORIGIN_NOT_ALLOWED);
		this.originMalformed = new Refusals(this.policies, RejectionReason.ORIGIN_MALFORMED);
		this.allowNavigation = this.policies.stream().anyMatch(CorsPolicy::allowNavigation);
		this.enforceWebSocketOrigin = this.policies.stream().anyMatch(CorsPolicy::enforceWebSocketOrigin);
	}

	/**
	 * Return whether all responses of a path are equal. Then nothing varies, and the
	 * headers stand on every response: an {@code <img>} would otherwise fill the cache
	 * with one that the next fetch may not read.
	 */
	private static boolean isConstant(List<PolicyDecisions> decisions) {
		return decisions.size() == 1 && decisions.get(0).policy().isOpenToAll();
	}

	private static Map<PassReason, NotCors> passes(CorsHeaders headers) {
		Map<PassReason, NotCors> passes = new EnumMap<>(PassReason.class);
		for (PassReason reason : PassReason.values()) {
			passes.put(reason, new NotCors(headers, reason));
		}
		return passes;
	}

	/**
	 * Create the candidates of a path with a single policy.
	 */
	static CandidatePolicies of(CorsPolicy policy, List<OriginPattern> entries) {
		PolicyDecisions decisions = new PolicyDecisions(policy, !policy.isOpenToAll());
		return new CandidatePolicies(List.of(policy), List.of(decisions), List.of(index(entries, decisions)), Map.of(),
				new OriginIndex<>());
	}

	/**
	 * Return the candidates for the same path.
	 * @param policies the policies, at least one; where two have the same entry, the
	 * first has it
	 * @return the candidates
	 */
	public static CandidatePolicies of(List<CorsPolicy> policies) {
		if (policies.size() == 1) {
			return policies.get(0).alone();
		}
		List<PolicyDecisions> all = new ArrayList<>();
		OriginIndex<PolicyDecisions> index = new OriginIndex<>();
		for (CorsPolicy policy : policies) {
			PolicyDecisions decisions = new PolicyDecisions(policy, true);
			policy.allowedOrigins().forEach((entry) -> index.addIfAbsent(entry, decisions));
			all.add(decisions);
		}
		return new CandidatePolicies(policies, all, List.of(index), Map.of(), new OriginIndex<>());
	}

	/**
	 * Return the candidates for a path with several patterns that are equally specific.
	 * The indexes are reused: clients choose which patterns meet, and must not make the
	 * application build one for each combination.
	 * @param parts the candidates of each pattern, at least two
	 * @return the candidates
	 */
	public static CandidatePolicies combine(List<CandidatePolicies> parts) {
		if (parts.stream().distinct().count() == 1) {
			return parts.get(0);
		}
		Map<PolicyDecisions, PolicyDecisions> varying = new HashMap<>();
		parts.stream()
			.flatMap((part) -> part.decisions.stream())
			.forEach((decisions) -> varying.put(decisions, new PolicyDecisions(decisions.policy(), true)));
		return new CandidatePolicies(parts.stream().flatMap((part) -> part.policies.stream()).distinct().toList(),
				List.copyOf(varying.values()), parts.stream().flatMap((part) -> part.indexes.stream()).toList(),
				varying, new OriginIndex<>());
	}

	/**
	 * Return candidates that allow no origin.
	 * @param policies the policies to be named in a refusal
	 * @return the candidates
	 */
	public static CandidatePolicies refusing(List<CorsPolicy> policies) {
		return new CandidatePolicies(policies, List.of(), List.of(), Map.of(), new OriginIndex<>());
	}

	private static OriginIndex<PolicyDecisions> index(List<OriginPattern> entries, PolicyDecisions decisions) {
		OriginIndex<PolicyDecisions> index = new OriginIndex<>();
		entries.forEach((entry) -> index.addIfAbsent(entry, decisions));
		return index;
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
		if (this.decisions.isEmpty()) {
			return this;
		}
		if (this.decisions.size() == 1) {
			return widen.apply(this.decisions.get(0).policy()).alone();
		}
		Map<PolicyDecisions, PolicyDecisions> widened = replace(widen, true);
		return new CandidatePolicies(this.policies, List.copyOf(widened.values()), this.indexes, widened,
				index(otherwise.allowedOrigins(), new PolicyDecisions(otherwise, true)));
	}

	/**
	 * Return the candidates of a single policy that has these entries and others.
	 * @param policy the policy that decides in place of the single candidate
	 * @param added the entries that it has in addition
	 * @return the candidates
	 */
	CandidatePolicies widen(CorsPolicy policy, List<OriginPattern> added) {
		Map<PolicyDecisions, PolicyDecisions> widened = replace((single) -> policy, !policy.isOpenToAll());
		PolicyDecisions decisions = widened.values().iterator().next();
		return new CandidatePolicies(List.of(policy), List.of(decisions), this.indexes, widened,
				index(added, decisions));
	}

	private Map<PolicyDecisions, PolicyDecisions> replace(UnaryOperator<CorsPolicy> operator, boolean varies) {
		Map<PolicyDecisions, PolicyDecisions> result = new HashMap<>();
		for (PolicyDecisions present : this.decisions) {
			PolicyDecisions decisions = new PolicyDecisions(operator.apply(present.policy()), varies);
			indexed(present).forEach((key) -> result.put(key, decisions));
		}
		return result;
	}

	/**
	 * Return the decisions that the indexes hold for the given ones: themselves, unless
	 * they have replaced others.
	 */
	private List<PolicyDecisions> indexed(PolicyDecisions decisions) {
		return this.replaced.isEmpty() ? List.of(decisions)
				: this.replaced.entrySet()
					.stream()
					.filter((entry) -> entry.getValue() == decisions)
					.map(Map.Entry::getKey)
					.toList();
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
		return pass(PassReason.NO_ORIGIN);
	}

	private NotCors pass(PassReason reason) {
		return Objects.requireNonNull(this.passes.get(reason));
	}

	boolean containsOrigin(String origin) {
		PolicyDecisions exact = findExact(origin);
		return exact != null || findWider(origin, OriginScanner.scanOrigin(origin)) != null;
	}

	/**
	 * Decide a request. Never throws, whatever the request contains.
	 * @param request the request
	 * @return the decision
	 */
	public CorsDecision evaluate(CorsRequest request) {
		String origin = request.origin();
		if (origin == null) {
			return withoutOrigin();
		}
		String method = request.method();
		String requestedMethod = request.preflightMethod();
		PolicyDecisions decisions = findExact(origin);
		// Read once, and only if the text alone is no entry.
		long parts = (decisions != null) ? NOT_SCANNED : OriginScanner.scanOrigin(origin);
		decisions = (decisions != null) ? decisions : findWider(origin, parts);
		CorsDecision decision = (decisions != null) ? decide(decisions, request, method, requestedMethod)
				: refuseOrigin(origin, parts, requestedMethod);
		return (decision instanceof Rejected rejected) ? exempt(request, origin, parts, method, decisions, rejected)
				: decision;
	}

	/**
	 * Decide a request for each form of its path, all of which have to allow it. What is
	 * allowed then is the strictest of each attribute. Never throws, whatever the request
	 * contains.
	 * @param forms the candidates of each form, at least one
	 * @param request the request
	 * @return the strictest decision
	 */
	public static CorsDecision evaluateAll(List<CandidatePolicies> forms, CorsRequest request) {
		CorsDecision strictest = forms.get(0).evaluate(request);
		if (forms.size() == 1) {
			return strictest;
		}
		List<CorsPolicy> allowing = new ArrayList<>();
		for (CandidatePolicies form : forms) {
			CorsDecision decision = form.evaluate(request);
			strictest = decision.isStricterThan(strictest) ? decision : strictest;
			if (decision instanceof Allowed allowed && !allowing.contains(allowed.policy())) {
				allowing.add(allowed.policy());
			}
		}
		return (strictest instanceof Allowed && allowing.size() > 1) ? evaluateIntersection(allowing, request)
				: strictest;
	}

	/**
	 * What each of the policies allows, their intersection allows, too.
	 */
	private static CorsDecision evaluateIntersection(List<CorsPolicy> policies, CorsRequest request) {
		CorsPolicy intersection = PolicyIntersection.of(policies, Objects.requireNonNull(request.origin()));
		return decide(new PolicyDecisions(intersection, true), request, request.method(), request.preflightMethod());
	}

	private @Nullable PolicyDecisions findExact(String origin) {
		for (int i = 0; i < this.indexes.size(); i++) {
			PolicyDecisions decisions = this.indexes.get(i).findExact(origin);
			if (decisions != null) {
				return replaced(decisions);
			}
		}
		return null;
	}

	private @Nullable PolicyDecisions findWider(String origin, long parts) {
		PolicyDecisions decisions = switch (this.indexes.size()) {
			case 0 -> null;
			case 1 -> this.indexes.get(0).findWider(origin, parts);
			default -> findMostSpecific(origin, parts);
		};
		if (decisions != null) {
			return replaced(decisions);
		}
		decisions = this.fallback.findExact(origin);
		return (decisions != null) ? decisions : this.fallback.findWider(origin, parts);
	}

	private @Nullable PolicyDecisions findMostSpecific(String origin, long parts) {
		OriginIndex<PolicyDecisions> best = this.indexes.get(0);
		for (OriginIndex<PolicyDecisions> index : this.indexes) {
			best = (index.specificity(origin, parts) > best.specificity(origin, parts)) ? index : best;
		}
		return best.findWider(origin, parts);
	}

	private PolicyDecisions replaced(PolicyDecisions decisions) {
		return this.replaced.isEmpty() ? decisions : Objects.requireNonNull(this.replaced.get(decisions));
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
		String mode = request.fetchMode();
		if (isHandshake(request, method, mode)) {
			return handshake(decisions, request, origin, parts, rejected);
		}
		if (rejected.reason() == RejectionReason.ORIGIN_MALFORMED) {
			return rejected;
		}
		PassReason sameOrigin = sameOrigin(request, origin, parts, rejected.kind());
		if (sameOrigin != null) {
			return pass(sameOrigin);
		}
		if (isForStorageAccess(request, method, mode)) {
			return pass(PassReason.STORAGE_ACCESS);
		}
		return (this.allowNavigation && rejected.kind() != Kind.PREFLIGHT && request.isNavigation())
				? pass(PassReason.NAVIGATION) : rejected;
	}

	/**
	 * Only the origin of a handshake is decided, and only where it is enforced.
	 */
	private CorsDecision handshake(@Nullable PolicyDecisions decisions, CorsRequest request, String origin, long parts,
			Rejected rejected) {
		if (!this.enforceWebSocketOrigin) {
			return pass(PassReason.HANDSHAKE);
		}
		if (decisions != null) {
			return decisions.allowed();
		}
		boolean malformed = rejected.reason() == RejectionReason.ORIGIN_MALFORMED;
		PassReason sameOrigin = malformed ? null : sameOrigin(request, origin, parts, Kind.WEBSOCKET);
		return (sameOrigin != null) ? pass(sameOrigin)
				: (malformed ? this.originMalformed : this.originNotAllowed).webSocket();
	}

	/**
	 * Handshakes over HTTP/1.1 (RFC 6455) and as extended CONNECT (RFC 8441). A script
	 * can send neither. If {@code Sec-Fetch-Mode} names another mode, there is no need to
	 * read {@code Upgrade}.
	 */
	private static boolean isHandshake(CorsRequest request, String method, String mode) {
		if (!method.equals("GET")) {
			return method.equals("CONNECT");
		}
		return (mode.isEmpty() || mode.equals("websocket")) && "websocket".equalsIgnoreCase(request.header("Upgrade"));
	}

	private static @Nullable PassReason sameOrigin(CorsRequest request, String origin, long parts, Kind kind) {
		boolean opaque = origin.equals(Origin.NULL);
		// A form of a page under no-referrer sends 'null' to the page's own origin, too.
		if ((opaque ? kind == Kind.ACTUAL : kind != Kind.PREFLIGHT) && isDeclaredSameOrigin(request)) {
			return PassReason.SAME_ORIGIN_DECLARED;
		}
		boolean same = !opaque
				&& Origin.isSame(origin, (parts != NOT_SCANNED) ? parts : OriginScanner.scanOrigin(origin),
						request.scheme(), request.host(), request.port());
		return same ? PassReason.SAME_ORIGIN_COMPARED : null;
	}

	/**
	 * Return whether the browser says that a page asks its own origin. Scripts cannot set
	 * the header, and it is right whatever a proxy made of {@code Host}. There is one
	 * exception: WebKit says the same of a form of another site that a service worker
	 * passes on. Its destination is not one of a navigation.
	 */
	private static boolean isDeclaredSameOrigin(CorsRequest request) {
		return request.fetchSite().equals("same-origin")
				&& (!request.fetchMode().equals("navigate") || request.isNavigation());
	}

	/**
	 * Return whether the browser has added {@code Origin} to a request that needs no
	 * CORS, an image or a frame, so that the server may ask for its cookies. The page
	 * cannot read the response.
	 * @see <a href= "https://privacycg.github.io/storage-access-headers/">Storage Access
	 * Headers</a>
	 */
	private static boolean isForStorageAccess(CorsRequest request, String method, String mode) {
		return (mode.equals("no-cors") || mode.equals("navigate")) && (method.equals("GET") || method.equals("HEAD"))
				&& request.header("Sec-Fetch-Storage-Access") != null;
	}

	/**
	 * The refusals of an origin for one reason. They always vary, so that no cache serves
	 * one to an origin that is allowed.
	 */
	private record Refusals(Rejected preflight, Rejected actual, Rejected webSocket) {

		Refusals(List<CorsPolicy> policies, RejectionReason reason) {
			this(refusal(policies, Kind.PREFLIGHT, reason, CorsHeaders.VARY_PREFLIGHT),
					refusal(policies, Kind.ACTUAL, reason, CorsHeaders.ORIGIN),
					refusal(policies, Kind.WEBSOCKET, reason, CorsHeaders.ORIGIN));
		}

		private static Rejected refusal(List<CorsPolicy> policies, Kind kind, RejectionReason reason, String vary) {
			return new Rejected(policies, kind, reason, new CorsHeaders.Builder(vary).build());
		}

	}

}
