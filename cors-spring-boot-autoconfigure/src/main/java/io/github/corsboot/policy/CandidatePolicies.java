package io.github.corsboot.policy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

import io.github.corsboot.policy.CorsDecision.Allowed;
import io.github.corsboot.policy.CorsDecision.Passed;
import io.github.corsboot.policy.CorsDecision.Rejected;
import io.github.corsboot.policy.CorsRequest.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Selects which policy of a path decides: the one that lists the origin of the request
 * most specifically, exact before the longer suffix, before the shorter suffix, before
 * {@code *}. Exact are its entries, then those that something else has named. Usually
 * there is one policy. Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class CandidatePolicies {

	private static final int MAX_SHARED_INDEXES = 4;

	private final List<CorsPolicy> policies;

	/** The decisions of each candidate, empty if the candidates refuse every origin. */
	private final List<PolicyDecisions> decisions;

	/** Shared with the candidates that these were made of. */
	private final List<OriginIndex<PolicyDecisions>> indexes;

	/** The decisions of a shared index, and the widened ones that replace them. */
	private final Map<PolicyDecisions, PolicyDecisions> replaced;

	/** The entries that apply only to origins no policy lists; usually none. */
	private final OriginIndex<PolicyDecisions> fallback;

	/** Whether a candidate allows origins that something else has named. */
	private final boolean hasProvidedOrigins;

	private final Exemptions exemptions;

	private final Refusals originNotAllowed;

	private final Refusals originMalformed;

	private CandidatePolicies(List<CorsPolicy> policies, List<PolicyDecisions> decisions,
			List<OriginIndex<PolicyDecisions>> indexes, Map<PolicyDecisions, PolicyDecisions> replaced,
			OriginIndex<PolicyDecisions> fallback) {
		this.policies = List.copyOf(policies);
		this.decisions = decisions;
		this.indexes = indexes;
		this.replaced = replaced;
		this.fallback = fallback;
		this.hasProvidedOrigins = decisions.stream().anyMatch((each) -> !each.policy().providedOrigins().isEmpty());
		this.exemptions = new Exemptions(this.policies, isConstant(decisions) ? decisions.get(0).allowed().headers()
				: new CorsHeaders.Builder(CorsHeaders.VARY_ORIGIN).build());
		this.originNotAllowed = new Refusals(this.policies, RejectionReason.ORIGIN_NOT_ALLOWED);
		this.originMalformed = new Refusals(this.policies, RejectionReason.ORIGIN_MALFORMED);
	}

	/**
	 * Return whether all responses of a path are equal. The headers are then written even
	 * without {@code Origin}: otherwise an {@code <img>} would fill the cache with a
	 * response that a later fetch cannot read.
	 */
	private static boolean isConstant(List<PolicyDecisions> decisions) {
		return decisions.size() == 1 && decisions.get(0).policy().isOpenToAll();
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
	 * @throws NullPointerException if a policy is {@code null}
	 */
	public static CandidatePolicies of(List<CorsPolicy> policies) {
		if (policies.size() == 1) {
			return policies.get(0).asCandidates();
		}
		List<PolicyDecisions> all = new ArrayList<>();
		OriginIndex<PolicyDecisions> index = new OriginIndex<>();
		for (CorsPolicy policy : policies) {
			PolicyDecisions decisions = new PolicyDecisions(policy, true);
			for (OriginPattern entry : policy.allowedOrigins()) {
				index.addIfAbsent(entry, decisions);
			}
			all.add(decisions);
		}
		return new CandidatePolicies(policies, all, List.of(index), Map.of(), new OriginIndex<>());
	}

	/**
	 * Return the candidates for a path with several patterns that are equally specific.
	 * The indexes are reused: the path of a request selects the combination, so attackers
	 * could otherwise have one built for each.
	 * @param parts the candidates of each pattern, at least one
	 * @return the candidates
	 */
	public static CandidatePolicies combine(List<CandidatePolicies> parts) {
		if (parts.stream().distinct().count() == 1) {
			return parts.get(0);
		}
		Map<PolicyDecisions, PolicyDecisions> varying = new LinkedHashMap<>();
		List<OriginIndex<PolicyDecisions>> indexes = new ArrayList<>();
		for (CandidatePolicies part : parts) {
			part.replace((policy) -> policy, true).forEach(varying::putIfAbsent);
			indexes.addAll(part.indexes);
		}
		return new CandidatePolicies(parts.stream().flatMap((part) -> part.policies.stream()).distinct().toList(),
				distinct(varying), indexes, varying, new OriginIndex<>());
	}

	/**
	 * Return whether another policy may share the indexes of a single one. Each policy
	 * that adds entries also adds an index, so that after a few it is time for a new one.
	 */
	boolean canShareIndexes() {
		return this.indexes.size() < MAX_SHARED_INDEXES;
	}

	/**
	 * Return candidates that allow no origin.
	 * @param policies the policies to be named in a refusal, possibly none
	 * @return the candidates
	 * @throws NullPointerException if a policy is {@code null}
	 */
	public static CandidatePolicies refusing(List<CorsPolicy> policies) {
		return new CandidatePolicies(policies, List.of(), List.of(), Map.of(), new OriginIndex<>());
	}

	private static OriginIndex<PolicyDecisions> index(List<OriginPattern> entries, PolicyDecisions decisions) {
		OriginIndex<PolicyDecisions> index = new OriginIndex<>();
		for (OriginPattern entry : entries) {
			index.addIfAbsent(entry, decisions);
		}
		return index;
	}

	/**
	 * Return candidates that allow more. A single one is replaced by its widened policy.
	 * If there are several, an origin still selects the same one, which is then widened.
	 * @param widen gives the policy that decides in place of a candidate
	 * @param otherwise the policy for origins that none of several candidates lists
	 * @return the candidates; these if they allow no origin whatever they are
	 */
	public CandidatePolicies widen(UnaryOperator<CorsPolicy> widen, CorsPolicy otherwise) {
		if (this.decisions.isEmpty()) {
			return this;
		}
		if (this.decisions.size() == 1) {
			return widen.apply(this.decisions.get(0).policy()).asCandidates();
		}
		Map<PolicyDecisions, PolicyDecisions> widened = replace(widen, true);
		return new CandidatePolicies(this.policies, distinct(widened), this.indexes, widened,
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
		List<OriginIndex<PolicyDecisions>> all = new ArrayList<>(this.indexes);
		if (!added.isEmpty()) {
			all.add(index(added, decisions));
			widened.put(decisions, decisions);
		}
		return new CandidatePolicies(List.of(policy), List.of(decisions), List.copyOf(all), widened,
				new OriginIndex<>());
	}

	private static List<PolicyDecisions> distinct(Map<PolicyDecisions, PolicyDecisions> replaced) {
		return replaced.values().stream().distinct().toList();
	}

	private Map<PolicyDecisions, PolicyDecisions> replace(UnaryOperator<CorsPolicy> operator, boolean varies) {
		// In order: the first that takes an origin from elsewhere has it.
		Map<PolicyDecisions, PolicyDecisions> result = new LinkedHashMap<>();
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
	public Passed withoutOrigin() {
		return this.exemptions.pass(PassReason.NO_ORIGIN);
	}

	boolean containsOrigin(String origin) {
		return findExact(origin) != null || findBroader(OriginText.ofRequest(origin)) != null;
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
		String requestedMethod = request.preflightMethod();
		PolicyDecisions exact = findExact(origin);
		if (exact == null && this.hasProvidedOrigins) {
			exact = findProvided(origin, request.host());
		}
		if (exact != null) {
			return exempt(request, origin, exact, decide(exact, request, requestedMethod));
		}
		OriginText text = OriginText.ofRequest(origin);
		PolicyDecisions wider = findBroader(text);
		return exempt(request, origin, wider,
				(wider != null) ? decide(wider, request, requestedMethod) : refuseOrigin(text, requestedMethod));
	}

	private CorsDecision exempt(CorsRequest request, String origin, @Nullable PolicyDecisions decisions,
			CorsDecision decision) {
		return (decision instanceof Rejected rejected) ? this.exemptions.apply(request, origin, decisions, rejected)
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
		if (forms.size() == 1) {
			return forms.get(0).evaluate(request);
		}
		List<CorsDecision> decisions = forms.stream().map((form) -> form.evaluate(request)).toList();
		CorsDecision strictest = decisions.get(0);
		List<CorsPolicy> allowing = new ArrayList<>();
		for (CorsDecision decision : decisions) {
			strictest = decision.isStricterThan(strictest) ? decision : strictest;
			if (decision instanceof Allowed allowed && !allowing.contains(allowed.policy())) {
				allowing.add(allowed.policy());
			}
		}
		return (strictest instanceof Allowed && allowing.size() > 1) ? evaluateIntersection(allowing, request)
				: strictest;
	}

	/**
	 * Decide by the intersection, which allows exactly what every policy allows.
	 */
	private static CorsDecision evaluateIntersection(List<CorsPolicy> policies, CorsRequest request) {
		CorsPolicy intersection = PolicyIntersection.of(policies, Objects.requireNonNull(request.origin()));
		return decide(new PolicyDecisions(intersection, true), request, request.preflightMethod());
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

	private @Nullable PolicyDecisions findProvided(String origin, String host) {
		for (PolicyDecisions each : this.decisions) {
			if (each.policy().isProvided(origin, host)) {
				return each;
			}
		}
		return null;
	}

	private @Nullable PolicyDecisions findBroader(OriginText origin) {
		PolicyDecisions decisions = switch (this.indexes.size()) {
			case 0 -> null;
			case 1 -> this.indexes.get(0).findBroader(origin);
			default -> findMostSpecific(origin);
		};
		if (decisions != null) {
			return replaced(decisions);
		}
		decisions = this.fallback.findExact(origin.toString());
		return (decisions != null) ? decisions : this.fallback.findBroader(origin);
	}

	private @Nullable PolicyDecisions findMostSpecific(OriginText origin) {
		OriginIndex<PolicyDecisions> best = this.indexes.get(0);
		for (OriginIndex<PolicyDecisions> index : this.indexes) {
			best = (index.specificity(origin) > best.specificity(origin)) ? index : best;
		}
		return best.findBroader(origin);
	}

	private PolicyDecisions replaced(PolicyDecisions decisions) {
		return this.replaced.isEmpty() ? decisions : Objects.requireNonNull(this.replaced.get(decisions));
	}

	private static CorsDecision decide(PolicyDecisions decisions, CorsRequest request,
			@Nullable String requestedMethod) {
		return (requestedMethod != null) ? decisions.decidePreflight(requestedMethod, request.requestedHeaders())
				: decisions.decideActual(request.method());
	}

	private Rejected refuseOrigin(OriginText origin, @Nullable String requestedMethod) {
		Refusals refusals = origin.isWellFormed() ? this.originNotAllowed : this.originMalformed;
		return (requestedMethod != null) ? refusals.preflight() : refusals.actual();
	}

	/**
	 * The refusals of an origin for one reason. They always vary, so that no cache serves
	 * one to an origin that is allowed.
	 */
	private record Refusals(Rejected preflight, Rejected actual) {

		Refusals(List<CorsPolicy> policies, RejectionReason reason) {
			this(new Rejected(policies, Kind.PREFLIGHT, reason,
					new CorsHeaders.Builder(CorsHeaders.VARY_PREFLIGHT).build()),
					new Rejected(policies, Kind.ACTUAL, reason,
							new CorsHeaders.Builder(CorsHeaders.VARY_ORIGIN).build()));
		}

	}

}
