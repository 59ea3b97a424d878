package io.github.corsboot.mapping;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

import org.springframework.http.server.PathContainer;

/**
 * Finds patterns by the literal segments with which they start, so that not all have to
 * be compared. A pattern is known by its number.
 */
final class LiteralStarts {

	private final NavigableMap<String, List<Integer>> numbers = new TreeMap<>();

	private int longest;

	/**
	 * Return the segments of a pattern before the first one with a wildcard, each with a
	 * slash behind it.
	 */
	static String of(List<String> segments) {
		StringBuilder start = new StringBuilder();
		for (String segment : segments) {
			if (PathOverlap.isRest(segment) || !new PatternText(segment).isLiteral()) {
				break;
			}
			start.append(segment).append('/');
		}
		return start.toString();
	}

	void add(String start, int number) {
		this.numbers.computeIfAbsent(start, (key) -> new ArrayList<>()).add(number);
		this.longest = Math.max(this.longest, start.length());
	}

	/**
	 * Find the patterns that can match a path which a pattern with a given start matches:
	 * their start is the beginning of it, or goes on from there.
	 */
	List<Integer> related(String start) {
		List<Integer> related = new ArrayList<>();
		for (int end = 0; end < start.length(); end++) {
			if (end == 0 || start.charAt(end - 1) == '/') {
				related.addAll(this.numbers.getOrDefault(start.substring(0, end), List.of()));
			}
		}
		this.numbers.subMap(start, true, start + Character.MAX_VALUE, true).values().forEach(related::addAll);
		return related;
	}

	/**
	 * Find the patterns that can match a path. Reads no more of it than the longest start
	 * has, however many segments there are.
	 * @param path the path, from an untrusted source
	 * @return their numbers, in ascending order
	 */
	List<Integer> find(PathContainer path) {
		List<Integer> found = new ArrayList<>(this.numbers.getOrDefault("", List.of()));
		StringBuilder start = new StringBuilder();
		for (PathContainer.Element element : path.elements()) {
			if (start.length() > this.longest) {
				break;
			}
			if (element instanceof PathContainer.PathSegment segment) {
				start.append(segment.valueToMatch());
			}
			else {
				start.append('/');
				found.addAll(this.numbers.getOrDefault(start.toString(), List.of()));
			}
		}
		// '/**' also matches the empty path.
		if (start.isEmpty() || start.charAt(start.length() - 1) != '/') {
			found.addAll(this.numbers.getOrDefault(start.append('/').toString(), List.of()));
		}
		found.sort(null);
		return found;
	}

}
