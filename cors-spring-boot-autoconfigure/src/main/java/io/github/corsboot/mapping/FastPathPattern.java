package io.github.corsboot.mapping;

import org.jspecify.annotations.Nullable;

import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;

/**
 * A path pattern that is matched by comparing strings where it is literal, which most
 * patterns are: {@code /**}, {@code /api/**}, {@code /login}.
 */
final class FastPathPattern {

	private static final String BELOW = "/**";

	private final PathPattern pattern;

	/**
	 * The text without a {@code /**} at its end, or {@code null} if there is another
	 * wildcard.
	 */
	private final @Nullable String literal;

	private final boolean prefix;

	FastPathPattern(PathPattern pattern) {
		String text = pattern.getPatternString();
		this.pattern = pattern;
		this.prefix = text.endsWith(BELOW);
		String start = this.prefix ? text.substring(0, text.length() - BELOW.length()) : text;
		this.literal = new PatternText(start).isLiteral() && !ignoresCase(pattern, start) ? start : null;
	}

	/**
	 * Return whether the pattern ignores case, found by matching: it has no getter for
	 * it.
	 */
	private static boolean ignoresCase(PathPattern pattern, String literal) {
		StringBuilder other = new StringBuilder(literal);
		for (int i = 0; i < other.length(); i++) {
			char c = other.charAt(i);
			other.setCharAt(i, Character.isLowerCase(c) ? Character.toUpperCase(c) : Character.toLowerCase(c));
		}
		return !literal.contentEquals(other) && pattern.matches(PathContainer.parsePath(other.toString()));
	}

	/**
	 * Return the literal segments at the start of each path that this matches, with a
	 * slash behind each; empty if that is not known.
	 */
	String literalStart() {
		String start = LiteralStarts.of(PathOverlap.segments(this.pattern));
		if (this.literal != null || start.length() <= 1) {
			return start;
		}
		// A regular expression may match no sample, and a pattern that ignores case
		// matches another.
		PathContainer sample = PathOverlap.samples(this.pattern).get(0);
		return (this.pattern.matches(sample) && !ignoresCase(this.pattern, sample.value())) ? start : "";
	}

	PathPattern pattern() {
		return this.pattern;
	}

	boolean isLiteral() {
		return this.literal != null;
	}

	/**
	 * Return whether a slash at the end of a path never makes a difference.
	 */
	boolean ignoresTrailingSlash() {
		return this.prefix && this.literal != null;
	}

	static boolean areLiteral(Iterable<FastPathPattern> patterns) {
		for (FastPathPattern pattern : patterns) {
			if (!pattern.isLiteral()) {
				return false;
			}
		}
		return true;
	}

	static boolean ignoreTrailingSlash(Iterable<FastPathPattern> patterns) {
		for (FastPathPattern pattern : patterns) {
			if (!pattern.ignoresTrailingSlash()) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Return whether this is {@code /**}.
	 */
	boolean isEverything() {
		return this.prefix && "".equals(this.literal);
	}

	/**
	 * Add the pattern, if it is literal, to those that are found by comparing strings.
	 */
	<T> void addTo(LiteralPaths<T> paths, T value) {
		if (this.literal != null) {
			paths.add(this.literal, this.prefix, value);
		}
	}

	boolean matches(PathContainer path) {
		return this.pattern.matches(path);
	}

}
