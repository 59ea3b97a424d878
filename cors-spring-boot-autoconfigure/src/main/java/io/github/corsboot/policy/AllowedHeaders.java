package io.github.corsboot.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

/**
 * The names in {@code allowed-headers}, compared with
 * {@code Access-Control-Request-Headers} without regard to case.
 *
 * @see <a href="https://fetch.spec.whatwg.org/#cors-preflight-fetch">Fetch standard,
 * CORS-preflight fetch</a>
 */
final class AllowedHeaders {

	/** No browser sends a longer list. */
	static final int MAX_LENGTH = 4096;

	/** No browser sends more names; blank elements count. */
	static final int MAX_ELEMENTS = 128;

	private final boolean any;

	/** In lower case and sorted, as browsers send them. */
	private final String[] names;

	AllowedHeaders(List<String> names) {
		this.any = names.contains("*");
		Set<String> sorted = new TreeSet<>();
		for (String name : names) {
			if (!name.equals("*")) {
				sorted.add(name.toLowerCase(Locale.ROOT));
			}
		}
		this.names = sorted.toArray(new String[0]);
	}

	boolean any() {
		return this.any;
	}

	/**
	 * Check the header names that a preflight asks for.
	 * @param list the value of {@code Access-Control-Request-Headers}, from an untrusted
	 * source
	 * @return why it is refused, or {@code null} if all names are allowed
	 */
	@Nullable RejectionReason check(@Nullable String list) {
		return (list != null && !list.isEmpty()) ? check(list, null) : null;
	}

	/**
	 * Return the names in a list that are not allowed.
	 * @param list the value of {@code Access-Control-Request-Headers}
	 * @return the names as they were sent, at most {@value #MAX_ELEMENTS}; empty if the
	 * list is malformed
	 */
	List<String> refused(@Nullable String list) {
		List<String> refused = new ArrayList<>();
		boolean readable = list != null && check(list, refused) != RejectionReason.HEADER_LIST_MALFORMED;
		return readable ? List.copyOf(refused) : List.of();
	}

	private @Nullable RejectionReason check(String list, @Nullable List<String> refused) {
		if (list.length() > MAX_LENGTH) {
			return RejectionReason.HEADER_LIST_MALFORMED;
		}
		RejectionReason reason = null;
		int elements = 0;
		int found = -1;
		int next = 0;
		while (next <= list.length()) {
			int comma = list.indexOf(',', next);
			int end = (comma >= 0) ? comma : list.length();
			int start = skipBlanks(list, next, end);
			next = end + 1;
			end = skipBlanksBack(list, start, end);
			if (++elements > MAX_ELEMENTS) {
				return RejectionReason.HEADER_LIST_MALFORMED;
			}
			if (start == end) {
				continue;
			}
			int name = find(list, start, end, found + 1);
			if (name >= 0) {
				found = name;
				continue;
			}
			// A browser would read an echoed '*' as a wildcard.
			if (!Token.isToken(list, start, end) || (end - start == 1 && list.charAt(start) == '*')) {
				return RejectionReason.HEADER_LIST_MALFORMED;
			}
			if (!this.any) {
				reason = RejectionReason.HEADER_NOT_ALLOWED;
				if (refused != null) {
					refused.add(list.substring(start, end));
				}
			}
		}
		return reason;
	}

	/**
	 * Find the name of an element.
	 * @param expected the name after the one that was found last
	 * @return the position of the name, negative if there is none
	 */
	private int find(String list, int start, int end, int expected) {
		int length = end - start;
		if (expected < this.names.length && this.names[expected].length() == length
				&& list.startsWith(this.names[expected], start)) {
			return expected;
		}
		int low = 0;
		int high = this.names.length - 1;
		while (low <= high) {
			int middle = (low + high) >>> 1;
			int difference = compare(list, start, end, this.names[middle]);
			if (difference == 0) {
				return middle;
			}
			low = (difference > 0) ? middle + 1 : low;
			high = (difference > 0) ? high : middle - 1;
		}
		return -1;
	}

	/**
	 * Compare an element, in lower case, with a name.
	 */
	private static int compare(String list, int start, int end, String name) {
		int length = Math.min(end - start, name.length());
		for (int i = 0; i < length; i++) {
			char c = list.charAt(start + i);
			int difference = ((c >= 'A' && c <= 'Z') ? c | ' ' : c) - name.charAt(i);
			if (difference != 0) {
				return difference;
			}
		}
		return end - start - name.length();
	}

	private static int skipBlanks(String list, int start, int end) {
		int i = start;
		while (i < end && isBlank(list.charAt(i))) {
			i++;
		}
		return i;
	}

	private static int skipBlanksBack(String list, int start, int end) {
		int i = end;
		while (i > start && isBlank(list.charAt(i - 1))) {
			i--;
		}
		return i;
	}

	private static boolean isBlank(char c) {
		return c == ' ' || c == '\t';
	}

}
