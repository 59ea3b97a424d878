package io.github.corsboot.properties;

import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Reports an asterisk without quotes in a YAML file, where it starts an alias, as the
 * reason why the application did not start. The file cannot be read at all, so this
 * happens before there is any context.
 */
final class UnquotedAsteriskFailureAnalyzer extends AbstractFailureAnalyzer<MarkedYAMLException> {

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, MarkedYAMLException cause) {
		Mark mark = (cause.getContextMark() != null) ? cause.getContextMark() : cause.getProblemMark();
		if (mark == null || !isAlias(cause)) {
			return null;
		}
		String description = "A YAML file cannot be read at line %d: without quotes, '*' starts an alias.%n%n%s"
			.formatted(mark.getLine() + 1, mark.get_snippet());
		return new FailureAnalysis(description,
				"Write every value that starts with '*' in quotes:%n%n    cors.allowed-origins: \"*\"".formatted(),
				cause);
	}

	private static boolean isAlias(MarkedYAMLException cause) {
		return "while scanning an alias".equals(cause.getContext())
				|| (cause.getProblem() != null && cause.getProblem().startsWith("found undefined alias"));
	}

}
