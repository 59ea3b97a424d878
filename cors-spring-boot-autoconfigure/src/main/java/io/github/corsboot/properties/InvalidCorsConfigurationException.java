package io.github.corsboot.properties;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Thrown when {@code cors.*} properties are wrong or unsafe. Carries everything that is.
 */
class InvalidCorsConfigurationException extends RuntimeException {

	/** How many are described; somebody has to read them. */
	private static final int MAX_DESCRIBED = 100;

	private static final String DOCUMENTATION = "https://github.com/corsboot/cors-spring-boot/blob/main/docs/start-up-checks.md";

	private final String description;

	private final String action;

	InvalidCorsConfigurationException(List<ConfigurationProblem> problems) {
		super(summary(problems) + ": " + join(problems, ConfigurationProblem::toString, "; "));
		this.description = summary(problems) + ":%n%n".formatted()
				+ join(problems, ConfigurationProblem::describe, System.lineSeparator().repeat(2));
		this.action = action(problems);
	}

	private static String summary(List<ConfigurationProblem> problems) {
		return "The CORS configuration has " + ((problems.size() == 1) ? "a mistake" : problems.size() + " mistakes");
	}

	private static String join(List<ConfigurationProblem> problems, Function<ConfigurationProblem, String> text,
			String delimiter) {
		Stream<String> shown = problems.stream().limit(MAX_DESCRIBED).map(text).distinct();
		Stream<String> more = (problems.size() > MAX_DESCRIBED)
				? Stream.of("and %d more".formatted(problems.size() - MAX_DESCRIBED)) : Stream.empty();
		return Stream.concat(shown, more).collect(Collectors.joining(delimiter));
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
	 * Return the description of all mistakes, each with its place. The message is one
	 * line: servers and contexts log it before the report is printed.
	 */
	String description() {
		return this.description;
	}

	/**
	 * Return the action for the failure report.
	 * @return the corrected properties as far as they are known, and where to read on
	 */
	String action() {
		return this.action;
	}

}
