package io.github.corsboot.autoconfigure;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An entry of a list. Elements of a list are split at commas, as a list that is written
 * in one line is.
 *
 * @param value the entry
 * @param index the index of the element in which it was written
 * @param start the part of the element with which it starts
 * @param occurrence how many parts with the same text come before it in the list
 * @param occurrenceInElement how many parts with the same text come before it in its
 * element
 */
record ListEntry(String value, int index, String start, int occurrence, int occurrenceInElement) {

	static List<ListEntry> split(List<String> elements) {
		List<ListEntry> entries = new ArrayList<>();
		Map<String, Integer> occurrences = new HashMap<>();
		for (int i = 0; i < elements.size(); i++) {
			Map<String, Integer> inElement = new HashMap<>();
			for (String part : elements.get(i).split(",", -1)) {
				String value = part.strip();
				entries.add(new ListEntry(value, i, value, count(value, occurrences), count(value, inElement)));
			}
		}
		return joinBrackets(entries);
	}

	private static int count(String value, Map<String, Integer> occurrences) {
		return occurrences.merge(value, 1, Integer::sum) - 1;
	}

	/**
	 * Join what commas within brackets have split, so that it is one mistake instead of
	 * several.
	 */
	private static List<ListEntry> joinBrackets(List<ListEntry> entries) {
		List<ListEntry> joined = new ArrayList<>();
		int i = 0;
		while (i < entries.size()) {
			int end = hasOpenBracket(entries.get(i).value) ? closing(entries, i) : i;
			ListEntry first = entries.get(i);
			StringBuilder value = new StringBuilder(first.value);
			entries.subList(i + 1, end + 1).forEach((entry) -> value.append(',').append(entry.value));
			joined.add(new ListEntry(value.toString(), first.index, first.start, first.occurrence,
					first.occurrenceInElement));
			i = end + 1;
		}
		return joined;
	}

	private static boolean hasOpenBracket(String value) {
		return value.lastIndexOf('[') > value.lastIndexOf(']');
	}

	private static int closing(List<ListEntry> entries, int open) {
		for (int i = open + 1; i < entries.size(); i++) {
			String value = entries.get(i).value;
			if (value.indexOf(']') >= 0 && value.indexOf('[') < 0) {
				return i;
			}
			if (value.indexOf('[') >= 0) {
				return open;
			}
		}
		return open;
	}

}
