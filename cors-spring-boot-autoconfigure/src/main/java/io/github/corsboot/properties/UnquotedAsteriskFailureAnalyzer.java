package io.github.corsboot.properties;

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
			"(?:.*[{,])?\\s*(?:- +)?[\"']?(?:\\S*\\.)?((?:allowed|exposed)-?\\w+|(?:exclude-?)?paths)[\"']?\\s*:(?:\\s.*)?",
			Pattern.CASE_INSENSITIVE);

	/** The parser reads 1024 characters at once; less is all of a file. */
	private static final int WINDOW = 1000;

	private static final Pattern FLOW_ENTRY = Pattern.compile("(?<=[\\[,\\s])\\*[^\\s,\\]]*");

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, MarkedYAMLException cause) {
		Mark mark = (cause.getContextMark() != null) ? cause.getContextMark() : cause.getProblemMark();
		if (mark == null || !isAlias(cause)) {
			return null;
		}
		List<String> lines = linesUpTo(mark);
		if (!setsOneOfOurs(lines)) {
			return null;
		}
		String place = "A YAML file cannot be read at line %d: without quotes, '*' stands for something else."
			.formatted(mark.getLine() + 1);
		String line = lines.get(lines.size() - 1);
		if (!isComplete(mark) || line.indexOf('{') >= 0) {
			return new FailureAnalysis(place, "Write every value that starts with '*' in quotes.", cause);
		}
		return new FailureAnalysis("%s%n%n    %s".formatted(place, line.strip()),
				"Write it in quotes:%n%n    %s".formatted(quote(line).strip()), cause);
	}

	/**
	 * Return whether the parser had read all of the marked line: it keeps a window of the
	 * file only.
	 */
	private static boolean isComplete(Mark mark) {
		int[] buffer = mark.getBuffer();
		int start = mark.getPointer();
		while (start > 0 && buffer[start - 1] != '\n' && buffer[start - 1] != '\r') {
			start--;
		}
		boolean wholeFile = mark.getIndex() == mark.getPointer() && buffer.length < WINDOW;
		return (endOfLine(mark) < buffer.length || wholeFile) && (start > 0 || mark.getLine() == 0);
	}

	private static int endOfLine(Mark mark) {
		int[] buffer = mark.getBuffer();
		int end = mark.getPointer();
		while (end < buffer.length && buffer[end] != '\n' && buffer[end] != '\r' && buffer[end] != 0) {
			end++;
		}
		return end;
	}

	private static boolean isAlias(MarkedYAMLException cause) {
		return "while scanning an alias".equals(cause.getContext())
				|| (cause.getProblem() != null && cause.getProblem().startsWith("found undefined alias"));
	}

	/**
	 * Return what the parser has of the file, up to and with the marked line.
	 */
	private static List<String> linesUpTo(Mark mark) {
		return new String(mark.getBuffer(), 0, endOfLine(mark)).lines().toList();
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

	private static String quote(String line) {
		int comment = line.indexOf(" #");
		String content = ((comment >= 0) ? line.substring(0, comment) : line).stripTrailing();
		int asterisk = content.indexOf('*');
		Matcher entries = FLOW_ENTRY.matcher(content);
		return (content.indexOf('[') >= 0 && content.indexOf('[') < asterisk) ? entries.replaceAll("\"$0\"")
				: content.substring(0, asterisk) + '"' + content.substring(asterisk) + '"';
	}

}
