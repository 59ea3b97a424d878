package io.github.corsboot.annotation;

import java.util.List;
import java.util.Map;

import io.github.corsboot.policy.CandidatePolicies;
import io.github.corsboot.policy.CorsPolicy;
import io.github.corsboot.policy.InvalidCorsPolicyException;
import io.github.corsboot.policy.PolicyProblem;
import io.github.corsboot.policy.PolicyProblem.Reason;

import org.springframework.util.ConcurrentReferenceHashMap;
import org.springframework.util.ConcurrentReferenceHashMap.ReferenceType;

/**
 * The policies that an annotation has widened, as {@link CrossOriginAttributes#widen}
 * says. Each is built when it is first needed.
 */
final class WidenedPolicies {

	private final CrossOriginAttributes attributes;

	private final Widened own;

	/** Forgotten with what uses them: those of policies that have been replaced. */
	private final Map<CorsPolicy, Widened> policies = new ConcurrentReferenceHashMap<>(16, ReferenceType.WEAK);

	WidenedPolicies(String name, CrossOriginAttributes attributes) {
		this.attributes = attributes;
		this.own = build(attributes.toPolicy(name), CorsPolicy.builder().name(name).build());
	}

	/**
	 * Return the policy for origins that no policy lists.
	 */
	CorsPolicy ownPolicy() {
		return this.own.policy();
	}

	/**
	 * Return the unsafe settings of the annotation alone.
	 */
	List<PolicyProblem> problems() {
		return this.own.problems();
	}

	/**
	 * Return the settings that are unsafe in combination with a policy.
	 */
	List<PolicyProblem> problems(CorsPolicy policy) {
		return find(policy).problems();
	}

	CandidatePolicies widen(CandidatePolicies original) {
		return original.widen((policy) -> find(policy).policy(), ownPolicy());
	}

	private Widened find(CorsPolicy policy) {
		return this.policies.computeIfAbsent(policy, (base) -> build(this.attributes.widen(base), base));
	}

	/**
	 * Build a policy. An annotation that gives credentials to everyone is left out. An
	 * exposed {@code *} with credentials is dropped. Other unsafe settings apply. All are
	 * reported.
	 */
	private static Widened build(CorsPolicy.Builder policy, CorsPolicy base) {
		try {
			return new Widened(policy.build(), List.of());
		}
		catch (InvalidCorsPolicyException ex) {
			return new Widened(buildWithout(ex.problems(), policy, base), ex.problems());
		}
	}

	private static CorsPolicy buildWithout(List<PolicyProblem> problems, CorsPolicy.Builder policy, CorsPolicy base) {
		policy.dangerouslyAllowInsecureOrigins(true).dangerouslyAllowPublicSuffixes(true);
		if (problems.stream().anyMatch((problem) -> problem.reason() == Reason.LITERAL_ASTERISK)) {
			policy.exposedHeaders(base.exposedHeaders().stream().filter((name) -> !name.equals("*")).toList());
		}
		try {
			return policy.build();
		}
		catch (InvalidCorsPolicyException ex) {
			return base;
		}
	}

	/**
	 * A policy that was built, and what is unsafe about it.
	 */
	private record Widened(CorsPolicy policy, List<PolicyProblem> problems) {
	}

}
