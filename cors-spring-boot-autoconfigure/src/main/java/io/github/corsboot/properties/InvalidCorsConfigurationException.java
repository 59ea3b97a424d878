package io.github.corsboot.properties;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Thrown when {@code cors.*} properties are wrong or unsafe. Carries everything that is.
 */
class InvalidCorsConfigurationException extends RuntimeException {

	/** How many are described; somebody has to read them. */
	private static final int MAX_DESCRIBED = 100;

	private static final String DOCUMENTATION = "https://github.com/corsboot/cors-spring-boot/blob/main/docs/start-up-checks.md";

	private final String action;

	InvalidCorsConfigurationException(List<ConfigurationProblem> problems) {
		super("The CORS configuration has %s:%n%n"
			.formatted((problems.size() == 1) ? "a mistake" : problems.size() + " mistakes")
				+ problems.stream()
					.limit(MAX_DESCRIBED)
					.map(ConfigurationProblem::describe)
					.collect(Collectors.joining(System.lineSeparator().repeat(2)))
				+ ((problems.size() > MAX_DESCRIBED) ? "%n%nand %d more".formatted(problems.size() - MAX_DESCRIBED)
						: ""));
		this.action = action(problems);
	}

	private static String action(List<ConfigurationProblem> problems) {
		List<String> lines = Correction
			.lines(problems.stream().map(ConfigurationProblem::correction).filter(Objects::nonNull).toList())
			.stream()
			.limit(MAX_DESCRIBED)
			.map((line) -> "    " + line)
			.toList();
		String write = lines.isEmpty() ? "Correct the properties listed above."
				: "If this is what you mean, write:%n%n%s".formatted(String.join(System.lineSeparator(), lines));
		return "%s%n%nAll checks: %s".formatted(write, DOCUMENTATION);
	}

	/**
	 * Return what to do.
	 * @return the corrected properties as far as they are known, and where to read on
	 */
	String action() {
		return this.action;
	}

}
