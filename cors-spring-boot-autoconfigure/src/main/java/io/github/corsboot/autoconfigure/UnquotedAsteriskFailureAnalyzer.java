package io.github.corsboot.autoconfigure;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

	private static final Pattern KEY = Pattern.compile(
			"\\s*(?:- +)?[\"']?(?:\\S*\\.)?((?:allowed|exposed)-?\\w+|(?:exclude-?)?paths)[\"']?\\s*:(?:\\s.*)?",
			Pattern.CASE_INSENSITIVE);

	private static final Pattern FLOW_ENTRY = Pattern.compile("(?<=[\\[,\\s])\\*[^\\s,\\]]*");

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, MarkedYAMLException cause) {
		Mark mark = (cause.getContextMark() != null) ? cause.getContextMark() : cause.getProblemMark();
		if (mark == null || !isAlias(cause)) {
			return null;
		}
		List<String> lines = linesUpTo(mark);
		String line = lines.get(lines.size() - 1);
		String quoted = setsOneOfOurs(lines) ? quote(line) : null;
		if (quoted == null) {
			return null;
		}
		String description = "A YAML file cannot be read at line %d: without quotes, '*' stands for something else.%n%n    %s"
			.formatted(mark.getLine() + 1, line.strip());
		return new FailureAnalysis(description, "Write it in quotes:%n%n    %s".formatted(quoted.strip()), cause);
	}

	private static boolean isAlias(MarkedYAMLException cause) {
		return "while scanning an alias".equals(cause.getContext())
				|| (cause.getProblem() != null && cause.getProblem().startsWith("found undefined alias"));
	}

	/**
	 * Return what the parser has of the file, up to and with the marked line.
	 */
	private static List<String> linesUpTo(Mark mark) {
		int[] buffer = mark.getBuffer();
		int end = mark.getPointer();
		while (end < buffer.length && buffer[end] != '\n' && buffer[end] != '\r' && buffer[end] != 0) {
			end++;
		}
		return new String(buffer, 0, end).lines().toList();
	}

	private static boolean setsOneOfOurs(List<String> lines) {
		String line = lines.get(lines.size() - 1);
		if (!line.strip().startsWith("-")) {
			return KEY.matcher(line).matches();
		}
		for (int i = lines.size() - 2; i >= 0; i--) {
			String before = lines.get(i);
			if (!before.isBlank() && !before.strip().startsWith("-") && !before.strip().startsWith("#")) {
				return KEY.matcher(before).matches();
			}
		}
		return false;
	}

	private static @Nullable String quote(String line) {
		int comment = line.indexOf(" #");
		String content = ((comment >= 0) ? line.substring(0, comment) : line).stripTrailing();
		int asterisk = content.indexOf('*');
		if (asterisk < 0) {
			return null;
		}
		Matcher entries = FLOW_ENTRY.matcher(content);
		return (content.indexOf('[') >= 0 && content.indexOf('[') < asterisk) ? entries.replaceAll("\"$0\"")
				: content.substring(0, asterisk) + '"' + content.substring(asterisk) + '"';
	}

}
