package io.github.corsboot.properties;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Thrown when {@code cors.*} properties are wrong or unsafe. Carries everything that is.
 */
class InvalidCorsConfigurationException extends RuntimeException {

	/** How many are described; somebody has to read them. */
	private static final int MAX_DESCRIBED = 100;

	InvalidCorsConfigurationException(List<ConfigurationProblem> problems) {
		super("The CORS configuration has %s:%n%n"
			.formatted((problems.size() == 1) ? "a mistake" : problems.size() + " mistakes")
				+ problems.stream()
					.limit(MAX_DESCRIBED)
					.map(ConfigurationProblem::describe)
					.collect(Collectors.joining(System.lineSeparator().repeat(2)))
				+ ((problems.size() > MAX_DESCRIBED) ? "%n%nand %d more".formatted(problems.size() - MAX_DESCRIBED)
						: ""));
	}

}
