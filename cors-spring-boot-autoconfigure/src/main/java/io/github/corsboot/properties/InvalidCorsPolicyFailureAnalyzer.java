package io.github.corsboot.properties;

import io.github.corsboot.mapping.AttributeSource;
import io.github.corsboot.policy.InvalidCorsPolicyException;
import io.github.corsboot.policy.PolicyProblem;
import io.github.corsboot.properties.ConfigurationProblem.Place;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Reports a policy that the application builds itself, and that is wrong, like one of
 * properties.
 */
final class InvalidCorsPolicyFailureAnalyzer extends AbstractFailureAnalyzer<InvalidCorsPolicyException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidCorsPolicyException cause) {
		InvalidCorsConfigurationException report = new InvalidCorsConfigurationException(
				cause.problems().stream().map((problem) -> describe(problem, cause.policy())).toList());
		return new FailureAnalysis(report.description(), report.action(), cause);
	}

	private static ConfigurationProblem describe(PolicyProblem problem, String policy) {
		AttributeSource source = new AttributeSource(problem.attribute().propertyName(),
				"policy '" + policy + "', built in Java");
		return ConfigurationProblem.of(problem.value(), problem.position(), new Place(source, problem.value(), 0, null),
				problem.advice(), null);
	}

}
