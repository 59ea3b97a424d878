package io.github.corsboot.mapping;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * What the paths of two patterns have in common.
 */
final class PathOverlap {

	/** A path segment that only a wildcard matches. */
	private static final String UNUSUAL = "\u0001\u0002\u0001";

	private PathOverlap() {
	}

	/**
	 * Return whether two patterns are equally specific and some path may match both.
	 */
	static boolean overlapAtEqualRank(PathPattern one, PathPattern other) {
		return one.equals(other) || (PathPattern.SPECIFICITY_COMPARATOR.compare(one, other) == 0
				&& canMatchTheSame(segments(one), segments(other)));
	}

	/**
	 * Return whether some path may match both patterns.
	 */
	static boolean overlap(PathPattern one, PathPattern other) {
		return canMatchTheSame(segments(one), segments(other));
	}

	/**
	 * Return sample paths of a pattern, which only a pattern that contains this one
	 * matches.
	 */
	static List<PathContainer> samples(PathPattern pattern) {
		return samples(segments(pattern));
	}

	static List<PathContainer> samples(List<String> segments) {
		return Stream.of("", "/" + UNUSUAL, ("/" + UNUSUAL).repeat(3))
			.map((rest) -> segments.stream()
				.skip(1)
				.map((segment) -> isRest(segment) ? rest : "/" + sample(segment))
				.collect(Collectors.joining()))
			.distinct()
			.map(PathContainer::parsePath)
			.toList();
	}

	private static String sample(String segment) {
		PatternText text = new PatternText(segment);
		return text.isLiteral() ? segment
				: text.literalStart() + UNUSUAL + segment.substring(segment.length() - text.endLength());
	}

	/**
	 * Split a pattern at its slashes. A slash that is escaped in a regular expression
	 * belongs to the segment.
	 */
	static List<String> segments(PathPattern pattern) {
		String text = pattern.getPatternString();
		List<String> segments = new ArrayList<>();
		int start = 0;
		int braces = 0;
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (c == '\\' && braces > 0) {
				i++;
			}
			else if (c == '/' && braces == 0) {
				segments.add(text.substring(start, i));
				start = i + 1;
			}
			braces += (c == '{') ? 1 : (c == '}') ? -1 : 0;
		}
		segments.add(text.substring(start));
		return List.copyOf(segments);
	}

	static boolean canMatchTheSame(List<String> one, List<String> other) {
		int length = Math.min(one.size(), other.size());
		for (int i = 0; i < length; i++) {
			if (isRest(one.get(i)) || isRest(other.get(i))) {
				return true;
			}
			if (!canBeEqual(one.get(i), other.get(i))) {
				return false;
			}
		}
		// '/**' also matches zero segments.
		return one.size() == other.size() || isRest((one.size() > length) ? one.get(length) : other.get(length));
	}

	/**
	 * Return whether a pattern has a literal segment where another has a wildcard, a
	 * variable or {@code **}.
	 */
	static boolean hasLiteralForWildcard(List<String> one, List<String> other) {
		for (int i = 0; i < one.size() && !isRest(one.get(i)); i++) {
			int there = Math.min(i, other.size() - 1);
			boolean wildcard = isRest(other.get(there)) || (there == i && !isLiteral(other.get(i)));
			if (wildcard && isLiteral(one.get(i))) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Return a pattern of the paths that two patterns have in common, which can match the
	 * same: one that begins with {@code **}, or the first one, with the literal segments
	 * of the other, and what the other has in place of a final {@code **}. If the first
	 * one ranks before the other, this pattern ranks before both.
	 */
	static List<String> common(List<String> first, List<String> other) {
		if (beginsWithRest(first) || beginsWithRest(other)) {
			return beginsWithRest(first) ? first : other;
		}
		List<String> common = new ArrayList<>();
		for (int i = 0; i < Math.max(first.size(), other.size()); i++) {
			if (endsWithRest(first, i) || endsWithRest(other, i)) {
				List<String> longer = endsWithRest(first, i) ? other : first;
				// A variable cannot be named twice.
				longer.subList(i, longer.size())
					.forEach((segment) -> common.add(isVariable(segment) && common.contains(segment) ? "*" : segment));
				break;
			}
			common.add(isLiteral(other.get(i)) ? other.get(i) : first.get(i));
		}
		return common;
	}

	private static boolean endsWithRest(List<String> segments, int index) {
		return index == segments.size() - 1 && isRest(segments.get(index));
	}

	private static boolean matchesAnySegment(String segment) {
		return segment.equals("*") || (isVariable(segment) && segment.indexOf(':') < 0);
	}

	private static boolean isVariable(String segment) {
		return segment.startsWith("{") && segment.indexOf('}') == segment.length() - 1;
	}

	private static boolean isLiteral(String segment) {
		return new PatternText(segment).isLiteral();
	}

	/**
	 * Return whether any segment but a final {@code **} has a wildcard or a variable.
	 */
	static boolean hasWildcard(List<String> segments) {
		return segments.stream().anyMatch((segment) -> !isLiteral(segment) && !isRest(segment));
	}

	/**
	 * Return the segments, with {@code **} for {@code {*rest}}.
	 */
	static List<String> withoutRest(List<String> segments) {
		return segments.stream().map((segment) -> isRest(segment) ? "**" : segment).toList();
	}

	/**
	 * Return whether a pattern begins with {@code **}, and goes on.
	 */
	static boolean beginsWithRest(List<String> segments) {
		return segments.size() > 2 && isRest(segments.get(1));
	}

	static boolean isRest(String segment) {
		return segment.equals("**") || segment.startsWith("{*");
	}

	private static boolean matches(String segment, String literal) {
		return isLiteral(segment) ? segment.equals(literal)
				: matchesAnySegment(segment) || PathPatternParser.defaultInstance.parse("/" + segment)
					.matches(PathContainer.parsePath("/" + literal));
	}

	/**
	 * Compare what is literal at both ends of two segments.
	 */
	private static boolean canBeEqual(String one, String other) {
		PatternText text = new PatternText(one);
		PatternText otherText = new PatternText(other);
		if (text.isLiteral()) {
			return matches(other, one);
		}
		if (otherText.isLiteral()) {
			return matches(one, other);
		}
		int start = Math.min(text.startLength(), otherText.startLength());
		int end = Math.min(text.endLength(), otherText.endLength());
		return one.regionMatches(0, other, 0, start)
				&& one.regionMatches(one.length() - end, other, other.length() - end, end);
	}

}
