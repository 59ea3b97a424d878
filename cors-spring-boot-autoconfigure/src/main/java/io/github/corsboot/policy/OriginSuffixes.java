package io.github.corsboot.policy;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * Origin patterns by the part of their host that is written: a hash table in flat arrays.
 * A search hashes the host of an origin once, from its end, and looks where a label
 * begins, if there is a pattern with as many labels. So the number of steps depends on
 * the length of the origin and not on how many patterns there are.
 *
 * @param <T> what is found
 */
final class OriginSuffixes<T> {

	/** No pattern has more labels: a host is that short. */
	private static final int MAX_LABELS = 128;

	private static final int INITIAL_CAPACITY = 4;

	private static final int NO_ENTRY = -1;

	private String[] texts = new String[INITIAL_CAPACITY];

	private long[] parts = new long[INITIAL_CAPACITY];

	private int[] hashes = new int[INITIAL_CAPACITY];

	private Object[] values = new Object[INITIAL_CAPACITY];

	/** The next entry with the same host, or {@code -1}. */
	private int[] next = new int[INITIAL_CAPACITY];

	/** The first entry with a host, plus 1, or 0. */
	private int[] table = new int[INITIAL_CAPACITY * 2];

	private int size;

	/** Which numbers of labels occur, a bit for each. */
	private final long[] labels = new long[MAX_LABELS / Long.SIZE + 1];

	private int maxLabels;

	boolean isEmpty() {
		return this.size == 0;
	}

	/**
	 * Add a pattern unless there is an equal one.
	 * @return the value of an equal pattern that was there before, or {@code null}
	 */
	@Nullable T addIfAbsent(OriginPattern pattern, T value) {
		if (this.size == this.texts.length) {
			resize(this.size * 2);
		}
		String text = pattern.toString();
		long parts = pattern.parts();
		int hash = hash(text, parts);
		int slot = slot(text, OriginScanner.hostStart(parts), OriginScanner.hostEnd(parts), hash);
		int last = -1;
		for (int i = this.table[slot] - 1; i >= 0; i = this.next[i]) {
			if (isSameScheme(i, text, parts) && OriginScanner.isSameBehindHost(this.parts[i], parts)) {
				return value(i);
			}
			last = i;
		}
		insert(text, parts, hash, value, slot, last);
		return null;
	}

	private void insert(String text, long parts, int hash, T value, int slot, int last) {
		int added = this.size++;
		this.texts[added] = text;
		this.parts[added] = parts;
		this.hashes[added] = hash;
		this.values[added] = value;
		this.next[added] = -1;
		if (last < 0) {
			this.table[slot] = added + 1;
			int count = labels(text, OriginScanner.hostStart(parts), OriginScanner.hostEnd(parts));
			this.labels[count / Long.SIZE] |= 1L << count;
			this.maxLabels = Math.max(this.maxLabels, count);
		}
		else if (OriginScanner.anyPort(parts)) {
			this.next[last] = added;
		}
		else {
			// A fixed port before any port.
			this.next[added] = this.table[slot] - 1;
			this.table[slot] = added + 1;
		}
	}

	private static int labels(String text, int start, int end) {
		int labels = 1;
		for (int i = start; i < end; i++) {
			labels += (text.charAt(i) == '.') ? 1 : 0;
		}
		return labels;
	}

	/**
	 * Give back what is not needed when all patterns have been added.
	 */
	void trim() {
		resize(Math.max(this.size, 1));
	}

	private void resize(int capacity) {
		this.texts = Arrays.copyOf(this.texts, capacity);
		this.parts = Arrays.copyOf(this.parts, capacity);
		this.hashes = Arrays.copyOf(this.hashes, capacity);
		this.values = Arrays.copyOf(this.values, capacity);
		this.next = Arrays.copyOf(this.next, capacity);
		int[] heads = this.table;
		// At least twice the capacity, so that half of it stays empty.
		this.table = new int[Integer.highestOneBit(Math.max(capacity * 2 - 1, 1)) * 2];
		for (int head : heads) {
			if (head > 0) {
				long parts = this.parts[head - 1];
				this.table[slot(this.texts[head - 1], OriginScanner.hostStart(parts), OriginScanner.hostEnd(parts),
						this.hashes[head - 1])] = head;
			}
		}
	}

	private static int hash(String text, long parts) {
		int hash = 0;
		for (int i = OriginScanner.hostEnd(parts) - 1; i >= OriginScanner.hostStart(parts); i--) {
			hash = hash * 31 + text.charAt(i);
		}
		return hash;
	}

	/**
	 * Find the slot of a host, or the empty one where it would be.
	 */
	private int slot(String text, int start, int end, int hash) {
		int mask = this.table.length - 1;
		int slot = mix(hash) & mask;
		while (this.table[slot] > 0
				&& !(this.hashes[this.table[slot] - 1] == hash && isHost(this.table[slot] - 1, text, start, end))) {
			slot = (slot + 1) & mask;
		}
		return slot;
	}

	private static int mix(int hash) {
		int mixed = hash * 0x9E3779B9;
		return mixed ^ (mixed >>> 16);
	}

	private boolean isHost(int entry, String text, int start, int end) {
		long parts = this.parts[entry];
		int entryStart = OriginScanner.hostStart(parts);
		int length = end - start;
		return OriginScanner.hostEnd(parts) - entryStart == length
				&& this.texts[entry].regionMatches(entryStart, text, start, length);
	}

	private boolean isSameScheme(int entry, String text, long parts) {
		int length = OriginScanner.schemeEnd(parts);
		return OriginScanner.schemeEnd(this.parts[entry]) == length
				&& this.texts[entry].regionMatches(0, text, 0, length);
	}

	@SuppressWarnings("unchecked")
	private T value(int entry) {
		return (T) this.values[entry];
	}

	/**
	 * Find the pattern with the longest host that contains an origin.
	 * @param origin the origin
	 * @param parts its parts, which are valid
	 */
	@Nullable T find(String origin, long parts) {
		int entry = findEntry(origin, parts);
		return (entry >= 0) ? value(entry) : null;
	}

	/**
	 * Return the rank of the pattern that {@link #find} finds. A longer host ranks
	 * higher; of two patterns with the same host, the one with a fixed port ranks higher.
	 * @return a positive number, or a negative one if no pattern contains the origin
	 */
	int specificity(String origin, long parts) {
		int entry = isEmpty() ? NO_ENTRY : findEntry(origin, parts);
		if (entry < 0) {
			return entry;
		}
		long found = this.parts[entry];
		int host = OriginScanner.hostEnd(found) - OriginScanner.hostStart(found);
		return (host + (OriginScanner.subdomains(found) ? 0 : 1)) * 2 + (OriginScanner.anyPort(found) ? 0 : 1);
	}

	private int findEntry(String origin, long parts) {
		int start = OriginScanner.hostStart(parts);
		int hash = 0;
		int labels = 0;
		int found = NO_ENTRY;
		for (int i = OriginScanner.hostEnd(parts) - 1; i >= start && labels < this.maxLabels; i--) {
			char c = origin.charAt(i);
			// Only whole labels: a suffix starts behind a dot, or with the host.
			if (c == '.' && occurs(++labels)) {
				int deeper = findEntry(origin, parts, i + 1, hash);
				found = (deeper >= 0) ? deeper : found;
			}
			hash = hash * 31 + c;
		}
		if (labels < this.maxLabels && occurs(labels + 1)) {
			int whole = findEntry(origin, parts, start, hash);
			found = (whole >= 0) ? whole : found;
		}
		return found;
	}

	private boolean occurs(int labels) {
		return (this.labels[labels / Long.SIZE] & 1L << labels) != 0;
	}

	private int findEntry(String origin, long parts, int start, int hash) {
		boolean whole = start == OriginScanner.hostStart(parts);
		for (int i = this.table[slot(origin, start, OriginScanner.hostEnd(parts), hash)]
				- 1; i >= 0; i = this.next[i]) {
			long entry = this.parts[i];
			if (OriginScanner.subdomains(entry) != whole && isSameScheme(i, origin, parts)
					&& (OriginScanner.anyPort(entry) || OriginScanner.port(entry) == OriginScanner.port(parts))) {
				return i;
			}
		}
		return NO_ENTRY;
	}

}
