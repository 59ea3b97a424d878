package io.github.corsboot.properties;

import java.util.ArrayList;
import java.util.List;

/**
 * An entry of a list. Elements of a list are split at commas, as a list that is written
 * in one line is.
 *
 * @param value the entry
 * @param index the index of the element in which it was written
 * @param ordinal how many comma-separated parts come before it in the list
 * @param ordinalInElement how many come before it in its element
 * @param last whether it is the last in its element
 */
record ListEntry(String value, int index, int ordinal, int ordinalInElement, boolean last) {

	/** How many parts are looked at for a closing bracket. */
	private static final int MAX_JOINED = 100;

	static List<ListEntry> split(List<String> elements) {
		List<ListEntry> entries = new ArrayList<>();
		for (int i = 0; i < elements.size(); i++) {
			String[] parts = elements.get(i).split(",", -1);
			for (int j = 0; j < parts.length; j++) {
				entries.add(new ListEntry(parts[j].strip(), i, entries.size(), j, j == parts.length - 1));
			}
		}
		return joinBrackets(entries);
	}

	/**
	 * Join what commas within brackets and braces have split.
	 */
	private static List<ListEntry> joinBrackets(List<ListEntry> entries) {
		List<ListEntry> joined = new ArrayList<>();
		int i = 0;
		while (i < entries.size()) {
			int end = (depth(entries.get(i).value) > 0) ? closing(entries, i) : i;
			ListEntry first = entries.get(i);
			StringBuilder value = new StringBuilder(first.value);
			for (ListEntry entry : entries.subList(i + 1, end + 1)) {
				value.append(',').append(entry.value);
			}
			joined.add(new ListEntry(value.toString(), first.index, first.ordinal, first.ordinalInElement,
					entries.get(end).last));
			i = end + 1;
		}
		return joined;
	}

	private static int depth(String value) {
		int depth = 0;
		for (int i = 0; i < value.length(); i++) {
			char c = value.charAt(i);
			depth += (c == '[' || c == '{') ? 1 : (c == ']' || c == '}') ? -1 : 0;
		}
		return depth;
	}

	/**
	 * Return where an open bracket is closed, or that entry itself if it never is.
	 */
	private static int closing(List<ListEntry> entries, int open) {
		int depth = depth(entries.get(open).value);
		for (int i = open + 1; i < Math.min(entries.size(), open + MAX_JOINED); i++) {
			depth += depth(entries.get(i).value);
			if (depth <= 0) {
				return i;
			}
		}
		return open;
	}

}
