package io.github.corsboot.mapping;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import io.github.corsboot.policy.CandidatePolicies;
import io.github.corsboot.policy.CorsDecision;
import io.github.corsboot.policy.CorsDecision.Allowed;
import io.github.corsboot.policy.CorsDecision.Rejected;
import io.github.corsboot.policy.CorsPolicy;
import io.github.corsboot.policy.CorsRequest;

/**
 * The policies of a path: those with the most specific pattern that matches it.
 * {@link PolicyMapping} selects them.
 *
 * @since 0.1.0
 */
public final class PathPolicies {

	private final String pattern;

	private final List<MappedPolicy> policies;

	/** The policies that a handler adds. */
	private final List<MappedPolicy> added;

	/** The candidates of each form of the path; usually all forms have the same. */
	private final List<CandidatePolicies> candidates;

	private final CorsDecision withoutOrigin;

	/** One alternative for each handler that a preflight may mean; usually none. */
	private final List<PathPolicies> alternatives;

	/** By handler, so there are as many as handlers, whatever is requested. */
	private final Map<HandlerPolicy, PathPolicies> widened = new ConcurrentHashMap<>();

	PathPolicies(String pattern, List<MappedPolicy> policies) {
		this(pattern, List.copyOf(policies), List.of(), List.of(CandidatePolicies.of(unmapped(policies))), List.of());
	}

	private PathPolicies(String pattern, List<MappedPolicy> policies, List<MappedPolicy> added,
			List<CandidatePolicies> candidates, List<PathPolicies> alternatives) {
		this.pattern = pattern;
		this.policies = policies;
		this.added = added;
		this.candidates = candidates;
		this.alternatives = alternatives;
		this.withoutOrigin = strictestWithoutOrigin(candidates);
	}

	private static List<CorsPolicy> unmapped(List<MappedPolicy> policies) {
		List<CorsPolicy> unmapped = new ArrayList<>(policies.size());
		for (MappedPolicy policy : policies) {
			unmapped.add(policy.policy());
		}
		return unmapped;
	}

	private static CorsDecision strictestWithoutOrigin(List<CandidatePolicies> candidates) {
		CorsDecision strictest = candidates.get(0).withoutOrigin();
		for (CandidatePolicies each : candidates) {
			strictest = each.withoutOrigin().isStricterThan(strictest) ? each.withoutOrigin() : strictest;
		}
		return strictest;
	}

	/**
	 * Combine the policies of several patterns of equal specificity: they count as one.
	 * @param parts what each of the patterns covers
	 */
	static PathPolicies combine(List<PathPolicies> parts) {
		List<CandidatePolicies> candidates = parts.stream().flatMap((part) -> part.candidates.stream()).toList();
		return new PathPolicies(patterns(parts), policies(parts), List.of(),
				List.of(CandidatePolicies.combine(candidates)), List.of());
	}

	/**
	 * Combine the policies of a path that can be read in several forms. Each form has to
	 * allow a request ({@link CandidatePolicies#evaluateAll}): nobody knows by which of
	 * them it will be served.
	 * @param forms what covers the forms
	 * @param anyUncovered whether there is a form that nothing covers, for which nothing
	 * cross-origin is allowed
	 * @return what covers the path
	 */
	public static PathPolicies strictest(Collection<PathPolicies> forms, boolean anyUncovered) {
		List<MappedPolicy> policies = policies(forms);
		List<CandidatePolicies> candidates = new ArrayList<>();
		forms.forEach((form) -> candidates.addAll(form.candidates));
		if (anyUncovered) {
			candidates.add(CandidatePolicies.refusing(unmapped(policies)));
		}
		return new PathPolicies(patterns(forms), policies, List.of(), List.copyOf(candidates), List.of());
	}

	private static String patterns(Collection<PathPolicies> parts) {
		return parts.stream().map(PathPolicies::pattern).collect(Collectors.joining(", "));
	}

	private static List<MappedPolicy> policies(Collection<PathPolicies> parts) {
		return parts.stream().flatMap((part) -> part.policies.stream()).distinct().toList();
	}

	/**
	 * Let the handler that serves the path widen its policies.
	 * @param handler the handler
	 * @return what covers the path then
	 */
	public PathPolicies widen(HandlerPolicy handler) {
		PathPolicies known = this.widened.get(handler);
		return (known != null) ? known : this.widened.computeIfAbsent(handler, this::createWidened);
	}

	private PathPolicies createWidened(HandlerPolicy handler) {
		List<MappedPolicy> all = new ArrayList<>(this.policies);
		all.add(handler.policy());
		return new PathPolicies(this.pattern, List.copyOf(all), List.of(handler.policy()),
				this.candidates.stream().map(handler::widen).toList(), List.of());
	}

	/**
	 * Combine the policies of a path for several handlers that a preflight does not tell
	 * apart. What one of them allows is allowed: the request that follows is decided
	 * exactly.
	 * @param alternatives what covers the path for each of the handlers, at least one
	 * @return what covers the path
	 */
	public static PathPolicies anyOf(List<PathPolicies> alternatives) {
		PathPolicies first = alternatives.get(0);
		return (alternatives.size() == 1) ? first : new PathPolicies(first.pattern, first.policies, first.added,
				first.candidates, List.copyOf(alternatives));
	}

	/**
	 * Return the pattern that matched.
	 * @return the text of the pattern, with the host in front of it if the policy only
	 * counts for some hosts; several of equal specificity are separated by commas
	 */
	public String pattern() {
		return this.pattern;
	}

	/**
	 * Return the candidates, one of which the origin of a request selects.
	 * @return the policies, at least one
	 */
	public List<MappedPolicy> policies() {
		return this.policies;
	}

	/**
	 * Return the policies that a refusal is about, and those of a handler that widen
	 * them.
	 * @param decision a decision for this path
	 * @return the policies
	 */
	public List<MappedPolicy> policies(Rejected decision) {
		if (this.policies.size() == decision.policies().size()) {
			return this.policies;
		}
		Set<String> names = decision.policies().stream().map(CorsPolicy::name).collect(Collectors.toSet());
		return this.policies.stream()
			.filter((policy) -> names.contains(policy.name()) || this.added.contains(policy))
			.toList();
	}

	/**
	 * Return what is decided on each request without {@code Origin}.
	 * @return a decision whose headers need nothing of the request
	 */
	public CorsDecision withoutOrigin() {
		return this.withoutOrigin;
	}

	/**
	 * Decide a request. Never throws, whatever the request contains.
	 * @param request the request
	 * @return the decision
	 */
	public CorsDecision evaluate(CorsRequest request) {
		return this.alternatives.isEmpty() ? CandidatePolicies.evaluateAll(this.candidates, request)
				: this.alternatives.stream()
					.map((alternative) -> CandidatePolicies.evaluateAll(alternative.candidates, request))
					.reduce(PathPolicies::moreUseful)
					.orElseThrow();
	}

	/**
	 * Of two answers to a preflight, prefer the one that allows, then the one with
	 * credentials, then the one with the shorter max-age.
	 */
	private static CorsDecision moreUseful(CorsDecision one, CorsDecision other) {
		if (one instanceof Allowed allowed && other instanceof Allowed otherAllowed) {
			Comparator<CorsPolicy> order = Comparator.comparing(CorsPolicy::allowCredentials)
				.reversed()
				.thenComparing(CorsPolicy::maxAge);
			return (order.compare(allowed.policy(), otherAllowed.policy()) <= 0) ? one : other;
		}
		return one.isStricterThan(other) ? other : one;
	}

	@Override
	public String toString() {
		return this.pattern + " -> " + this.policies;
	}

}
