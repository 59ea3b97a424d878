package io.github.corsboot.policy;

import org.jspecify.annotations.Nullable;

/**
 * Origin patterns for sub-domains, or for any port of a host, by this host in a hash
 * table. A search hashes the host of an origin once, from its end, and looks into the
 * table at each label boundary that some pattern uses. So the number of steps depends on
 * the length of the origin and not on how many patterns there are, and nothing is
 * allocated.
 *
 * @param <T> what is found
 */
final class PatternTable<T> {

	/** A host of 253 characters has at most 127 labels. */
	private static final int MAX_LABELS = 128;

	private static final int INITIAL_CAPACITY = 8;

	/** The patterns of each host. At least half of it stays empty. */
	private @Nullable Entry<T>[] table = createTable(INITIAL_CAPACITY);

	/** How many hosts there are. */
	private int hosts;

	/** The numbers of labels that occur, as a bit set. */
	private final long[] labels = new long[MAX_LABELS / Long.SIZE + 1];

	private int maxLabels;

	@SuppressWarnings({ "unchecked", "rawtypes" })
	private static <T> @Nullable Entry<T>[] createTable(int capacity) {
		return new Entry[capacity];
	}

	boolean isEmpty() {
		return this.hosts == 0;
	}

	/**
	 * Add a pattern unless there is an equal one.
	 * @return the value of an equal pattern that was there before, or {@code null}
	 */
	@Nullable T addIfAbsent(OriginPattern pattern, T value) {
		Entry<T> added = new Entry<>(pattern.text(), value);
		int slot = slot(added.pattern, added.pattern.hostStart(), added.pattern.hostEnd(), added.hash);
		Entry<T> last = null;
		for (Entry<T> entry = this.table[slot]; entry != null; entry = entry.next) {
			if (entry.pattern.isSameScheme(added.pattern) && entry.pattern.hasSamePortAndWildcards(added.pattern)) {
				return entry.value;
			}
			last = entry;
		}
		if (last == null) {
			this.table[slot] = added;
			addHost(added);
		}
		else if (added.pattern.isAnyPort()) {
			last.next = added;
		}
		else {
			// A fixed port before any port.
			added.next = this.table[slot];
			this.table[slot] = added;
		}
		return null;
	}

	private void addHost(Entry<T> first) {
		int count = first.labels();
		this.labels[count / Long.SIZE] |= 1L << count;
		this.maxLabels = Math.max(this.maxLabels, count);
		if (++this.hosts * 2 > this.table.length) {
			@Nullable Entry<T>[] old = this.table;
			this.table = createTable(old.length * 2);
			for (Entry<T> entry : old) {
				if (entry != null) {
					OriginText host = entry.pattern;
					this.table[slot(host, host.hostStart(), host.hostEnd(), entry.hash)] = entry;
				}
			}
		}
	}

	/**
	 * Find the slot of a host, or the empty one where it would be.
	 */
	private int slot(OriginText text, int start, int end, int hash) {
		int mask = this.table.length - 1;
		int slot = mix(hash) & mask;
		for (Entry<T> entry = this.table[slot]; entry != null
				&& !entry.isHost(text, start, end, hash); entry = this.table[slot]) {
			slot = (slot + 1) & mask;
		}
		return slot;
	}

	private static int mix(int hash) {
		int mixed = hash * 0x9E3779B9;
		return mixed ^ (mixed >>> 16);
	}

	/**
	 * Find the pattern with the longest host that contains an origin.
	 * @param origin the origin, which is valid
	 */
	@Nullable T find(OriginText origin) {
		Entry<T> entry = findEntry(origin);
		return (entry != null) ? entry.value : null;
	}

	/**
	 * Return the rank of the pattern that {@link #find} finds. A longer host ranks
	 * higher; of two patterns with the same host, the one with a fixed port ranks higher.
	 * @return a positive number, or a negative one if no pattern contains the origin
	 */
	int specificity(OriginText origin) {
		Entry<T> entry = isEmpty() ? null : findEntry(origin);
		if (entry == null) {
			return -1;
		}
		OriginText pattern = entry.pattern;
		int host = pattern.hostEnd() - pattern.hostStart();
		return specificity(host + (pattern.isSubdomains() ? 0 : 1), 0, pattern.isAnyPort());
	}

	/**
	 * Return the rank of a pattern.
	 * @param literals the number of characters of its host that are not {@code *}
	 * @param prefix the number of those that come before {@code *} within a label
	 * @param anyPort whether any port matches
	 */
	static int specificity(int literals, int prefix, boolean anyPort) {
		return (literals * (OriginText.MAX_LABEL_LENGTH + 1) + prefix) * 2 + (anyPort ? 0 : 1);
	}

	private @Nullable Entry<T> findEntry(OriginText origin) {
		String text = origin.toString();
		int start = origin.hostStart();
		int hash = 0;
		int labels = 0;
		Entry<T> found = null;
		for (int i = origin.hostEnd() - 1; i >= start && labels < this.maxLabels; i--) {
			char c = text.charAt(i);
			// Only whole labels: a suffix starts behind a dot, or with the host.
			if (c == '.' && occurs(++labels)) {
				Entry<T> longer = findEntry(origin, i + 1, hash);
				found = (longer != null) ? longer : found;
			}
			hash = hash * 31 + c;
		}
		if (labels < this.maxLabels && occurs(labels + 1)) {
			Entry<T> whole = findEntry(origin, start, hash);
			found = (whole != null) ? whole : found;
		}
		return found;
	}

	private boolean occurs(int labels) {
		return (this.labels[labels / Long.SIZE] & 1L << labels) != 0;
	}

	private @Nullable Entry<T> findEntry(OriginText origin, int start, int hash) {
		Entry<T> entry = this.table[slot(origin, start, origin.hostEnd(), hash)];
		while (entry != null && !entry.pattern.containsBesideHost(origin, start)) {
			entry = entry.next;
		}
		return entry;
	}

	/**
	 * A pattern, and the next with the same host.
	 */
	private static final class Entry<T> {

		private final OriginText pattern;

		private final int hash;

		private final T value;

		private @Nullable Entry<T> next;

		Entry(OriginText pattern, T value) {
			this.pattern = pattern;
			this.value = value;
			int hash = 0;
			for (int i = pattern.hostEnd() - 1; i >= pattern.hostStart(); i--) {
				hash = hash * 31 + pattern.charAt(i);
			}
			this.hash = hash;
		}

		int labels() {
			int labels = 1;
			for (int i = this.pattern.hostStart(); i < this.pattern.hostEnd(); i++) {
				labels += (this.pattern.charAt(i) == '.') ? 1 : 0;
			}
			return labels;
		}

		boolean isHost(OriginText text, int start, int end, int hash) {
			return this.hash == hash && this.pattern.isHost(text, start, end);
		}

	}

}
