package io.github.corsboot.mapping;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import io.github.corsboot.policy.CandidatePolicies;
import io.github.corsboot.policy.CorsDecision;
import io.github.corsboot.policy.CorsDecision.Allowed;
import io.github.corsboot.policy.CorsDecision.Rejected;
import io.github.corsboot.policy.CorsPolicy;
import io.github.corsboot.policy.CorsRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.web.util.pattern.PathPattern;

/**
 * What a path of a request was found to match: the most specific patterns and the
 * policies that have them.
 *
 * @since 0.1.0
 */
public final class CoveredPath {

	private final String pattern;

	private final List<MappedPolicy> policies;

	/** For each form of the path, those that decide; usually all have the same. */
	private final List<CandidatePolicies> candidates;

	private final @Nullable CandidatePolicies refusing;

	private final CorsDecision withoutOrigin;

	/** What may decide instead, each for a handler that may be meant; usually none. */
	private final List<CoveredPath> alternatives;

	CoveredPath(List<PathPattern> patterns, List<MappedPolicy> policies) {
		this(patterns.stream().map(PathPattern::getPatternString).collect(Collectors.joining(", ")),
				List.copyOf(policies), List.of(CandidatePolicies.of(policies(policies))), null, null, List.of());
	}

	private CoveredPath(String pattern, List<MappedPolicy> policies, List<CandidatePolicies> candidates,
			@Nullable CandidatePolicies refusing, @Nullable CorsDecision withoutOrigin,
			List<CoveredPath> alternatives) {
		this.pattern = pattern;
		this.policies = policies;
		this.candidates = candidates;
		this.refusing = refusing;
		this.alternatives = alternatives;
		this.withoutOrigin = (withoutOrigin != null) ? withoutOrigin : withoutOrigin(candidates);
	}

	private static CorsDecision withoutOrigin(List<CandidatePolicies> candidates) {
		return candidates.stream()
			.<CorsDecision>map(CandidatePolicies::withoutOrigin)
			.reduce((one, other) -> other.isStricterThan(one) ? other : one)
			.orElseThrow();
	}

	private static List<CorsPolicy> policies(List<MappedPolicy> policies) {
		return policies.stream().map(MappedPolicy::policy).toList();
	}

	/**
	 * Cover a path whose forms are covered by different policies. What is allowed has to
	 * be allowed for each form: nobody knows by which of them it will be served.
	 * @param forms what covers the forms
	 * @param anyUncovered whether there is a form that nothing covers, for which nothing
	 * cross-origin is allowed
	 */
	static CoveredPath strictest(Collection<CoveredPath> forms, boolean anyUncovered) {
		String pattern = forms.stream().map(CoveredPath::pattern).collect(Collectors.joining(", "));
		List<MappedPolicy> policies = forms.stream().flatMap((form) -> form.policies.stream()).distinct().toList();
		List<CandidatePolicies> candidates = new ArrayList<>();
		forms.forEach((form) -> candidates.addAll(form.candidates));
		CandidatePolicies refusing = CandidatePolicies.refusing(policies(policies));
		if (anyUncovered) {
			candidates.add(refusing);
		}
		return new CoveredPath(pattern, policies, List.copyOf(candidates), refusing, null, List.of());
	}

	/**
	 * Let the annotation of the handler that serves the path widen its policies.
	 * @param found the handler; for a preflight, which does not tell some handlers apart,
	 * all that may be meant: what one of them allows is allowed then, and the request
	 * that follows is decided exactly
	 * @return what covers the path, this if there is no handler
	 */
	public CoveredPath widen(FoundHandlers found) {
		if (found.isEmpty()) {
			return this;
		}
		List<CoveredPath> widened = new ArrayList<>();
		found.handlers().forEach((handler) -> widened.add(widen(handler)));
		if (found.orOther()) {
			widened.add(this);
		}
		CoveredPath first = widened.get(0);
		return (widened.size() == 1) ? first : new CoveredPath(first.pattern, first.policies, first.candidates,
				first.refusing, this.withoutOrigin, widened);
	}

	private CoveredPath widen(AnnotatedHandler handler) {
		List<MappedPolicy> all = new ArrayList<>(this.policies);
		all.add(handler.policy());
		return new CoveredPath(this.pattern, List.copyOf(all), this.candidates.stream().map(handler::widen).toList(),
				this.refusing, this.withoutOrigin, List.of());
	}

	/**
	 * Return the pattern that matched.
	 * @return the text of the pattern; several of equal specificity are separated by
	 * commas
	 */
	public String pattern() {
		return this.pattern;
	}

	/**
	 * Return the candidates, which the origin of a request tells apart.
	 * @return the policies, at least one
	 */
	public List<MappedPolicy> policies() {
		return this.policies;
	}

	/**
	 * Return the policies that a refusal is about, and the annotation that widens them.
	 * @param decision a decision for this path
	 * @return the policies
	 */
	public List<MappedPolicy> policies(Rejected decision) {
		if (this.policies.size() == decision.policies().size()) {
			return this.policies;
		}
		Set<String> names = decision.policies().stream().map(CorsPolicy::name).collect(Collectors.toSet());
		return this.policies.stream()
			.filter((policy) -> names.contains(policy.name()) || policy.name().equals(CrossOriginReader.NAME))
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
		return this.alternatives.isEmpty() ? evaluateCandidates(request)
				: this.alternatives.stream()
					.map((alternative) -> alternative.evaluateCandidates(request))
					.reduce(CoveredPath::moreUseful)
					.orElseThrow();
	}

	/**
	 * Of two answers to a preflight, prefer the one that allows, then the one that lets a
	 * browser send credentials, which the request that follows may still not need, then
	 * the one that it keeps for the shorter time.
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

	private CorsDecision evaluateCandidates(CorsRequest request) {
		CorsDecision decision = this.candidates.get(0).evaluate(request);
		for (int i = 1; i < this.candidates.size(); i++) {
			CorsDecision other = this.candidates.get(i).evaluate(request);
			if (this.refusing != null && decision instanceof Allowed allowed && other instanceof Allowed otherAllowed
					&& allowed.policy() != otherAllowed.policy()) {
				// What each of them allows beside the origin would have to be
				// intersected.
				return this.refusing.evaluate(request);
			}
			decision = other.isStricterThan(decision) ? other : decision;
		}
		return decision;
	}

	@Override
	public String toString() {
		return this.pattern + " -> " + this.policies;
	}

}
