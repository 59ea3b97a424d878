package io.github.corsboot.policy;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Thrown when a policy is wrong or unsafe. Carries everything that is.
 *
 * @since 0.1.0
 */
public class InvalidCorsPolicyException extends IllegalArgumentException {

	/** The name of the policy. */
	private final String policy;

	private final transient List<PolicyProblem> problems;

	InvalidCorsPolicyException(String policy, List<PolicyProblem> problems) {
		super("CORS policy '%s' is invalid: %s".formatted(policy,
				problems.stream().map(PolicyProblem::toString).collect(Collectors.joining("; "))));
		this.policy = policy;
		this.problems = List.copyOf(problems);
	}

	/**
	 * Return the name of the policy.
	 * @return the name
	 */
	public String policy() {
		return this.policy;
	}

	/**
	 * Return all problems, in the order of the attributes.
	 * @return the problems, at least one
	 */
	public List<PolicyProblem> problems() {
		return this.problems;
	}

}
