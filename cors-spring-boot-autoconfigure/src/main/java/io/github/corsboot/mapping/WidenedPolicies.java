package io.github.corsboot.mapping;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.github.corsboot.policy.CandidatePolicies;
import io.github.corsboot.policy.CorsPolicy;
import io.github.corsboot.policy.InvalidCorsPolicyException;
import io.github.corsboot.policy.PolicyProblem;
import io.github.corsboot.policy.PolicyProblem.Reason;

/**
 * What an annotation makes of the policies. Each is built once, when it is first needed.
 */
final class WidenedPolicies {

	/** How many are kept; which policies meet at a path is chosen by who requests it. */
	private static final int MAX_CANDIDATES = 1024;

	private final CrossOriginAttributes attributes;

	private final Widened alone;

	private final Map<CorsPolicy, Widened> policies = new ConcurrentHashMap<>();

	private final Map<CandidatePolicies, CandidatePolicies> candidates = new ConcurrentHashMap<>();

	WidenedPolicies(String name, CrossOriginAttributes attributes) {
		this.attributes = attributes;
		this.alone = build(attributes.alone(name), CorsPolicy.builder().name(name).build());
	}

	/**
	 * Return what decides where no policy contains the origin.
	 */
	CorsPolicy alone() {
		return this.alone.policy();
	}

	/**
	 * Return what is unsafe in the annotation alone.
	 */
	List<PolicyProblem> problems() {
		return this.alone.problems();
	}

	/**
	 * Return what is unsafe only when the annotation is combined with a policy.
	 */
	List<PolicyProblem> problems(CorsPolicy policy) {
		return find(policy).problems();
	}

	CandidatePolicies widen(CandidatePolicies original) {
		CandidatePolicies known = this.candidates.get(original);
		if (known != null) {
			return known;
		}
		CandidatePolicies widened = original.widen((policy) -> find(policy).policy(), alone());
		if (this.candidates.size() < MAX_CANDIDATES) {
			this.candidates.put(original, widened);
		}
		return widened;
	}

	private Widened find(CorsPolicy policy) {
		if (this.policies.size() >= MAX_CANDIDATES) {
			this.policies.clear();
			this.candidates.clear();
		}
		return this.policies.computeIfAbsent(policy, (base) -> build(this.attributes.widen(base), base));
	}

	/**
	 * Build a policy. What would let everybody use credentials stays as it was without
	 * the annotation; for the rest that is unsafe it is enough to warn.
	 */
	private static Widened build(CorsPolicy.Builder policy, CorsPolicy base) {
		try {
			return new Widened(policy.build(), List.of());
		}
		catch (InvalidCorsPolicyException ex) {
			return new Widened(buildWithout(ex.getProblems(), policy, base), ex.getProblems());
		}
	}

	private static CorsPolicy buildWithout(List<PolicyProblem> problems, CorsPolicy.Builder policy, CorsPolicy base) {
		policy.dangerouslyAllowInsecureOrigins(true).dangerouslyAllowPublicSuffixes(true);
		if (has(problems, Reason.ASTERISK_WITH_CREDENTIALS)) {
			policy.exposedHeaders(base.exposedHeaders().stream().filter((name) -> !name.equals("*")).toList());
		}
		if (has(problems, Reason.ANYBODY_IN_PRIVATE_NETWORK)) {
			policy.allowPrivateNetwork(false);
		}
		try {
			return policy.build();
		}
		catch (InvalidCorsPolicyException ex) {
			return base;
		}
	}

	private static boolean has(List<PolicyProblem> problems, Reason reason) {
		return problems.stream().anyMatch((problem) -> problem.reason() == reason);
	}

	/**
	 * A policy that was built, and what is unsafe about it.
	 */
	private record Widened(CorsPolicy policy, List<PolicyProblem> problems) {
	}

}
