package io.github.corsboot.autoconfigure;

import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.github.corsboot.autoconfigure.ConfigurationProblem.Place;
import io.github.corsboot.mapping.AttributeSource;
import io.github.corsboot.policy.PolicyProblem;
import io.github.corsboot.policy.PolicyProblem.Reason;

/**
 * Collects everything that is wrong, each once: what several policies inherit is one
 * mistake.
 */
final class ConfigurationProblems {

	/** What is wrong only because credentials are allowed. */
	private static final Set<Reason> CREDENTIALS = EnumSet.of(Reason.ANYBODY_WITH_CREDENTIALS,
			Reason.ASTERISK_WITH_CREDENTIALS, Reason.INSECURE_ORIGIN, Reason.PUBLIC_SUFFIX);

	private final Set<ConfigurationProblem> problems = new LinkedHashSet<>();

	void addAll(List<ConfigurationProblem> problems) {
		this.problems.addAll(problems);
	}

	List<ConfigurationProblem> all() {
		return List.copyOf(this.problems);
	}

	/**
	 * Throw what has been found, if anything.
	 */
	void throwAll() {
		if (!this.problems.isEmpty()) {
			throw new InvalidCorsConfigurationException(all());
		}
	}

	void invalid(String value, int position, Place place, String advice) {
		this.problems.add(new ConfigurationProblem(value, position, place, advice));
	}

	void invalid(PolicyAttributes attributes, PolicyProblem problem) {
		Place place = attributes.placeOf(problem);
		String advice = CREDENTIALS.contains(problem.reason()) ? "%s (credentials are allowed by %s)"
			.formatted(problem.advice(), attributes.source("allow-credentials")) : problem.advice();
		invalid((problem.index() >= 0) ? problem.value() : place.text(), problem.position(), place, advice);
	}

	/**
	 * Add that an attribute is missing, unless it is there and was found to be wrong.
	 */
	void missing(PolicyAttributes attributes, String attribute, String advice) {
		AttributeSource source = attributes.source(attribute);
		boolean reported = this.problems.stream()
			.anyMatch((problem) -> problem.place().source().property().startsWith(source.property()));
		if (!reported) {
			missing(new AttributeSource(source.property(), attributes.anySource().origin()), advice);
		}
	}

	void missing(AttributeSource source, String advice) {
		invalid("", -1, new Place(source, "", 0, null), advice);
	}

}
