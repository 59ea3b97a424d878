package io.github.corsboot.mapping;

import org.jspecify.annotations.Nullable;

/**
 * Maps literal paths ({@code /login}) and prefixes ({@code /api/**}) to values, in a hash
 * table that is asked at each {@code /}. A search reads the path once, up to the length
 * of the longest entry, whatever the number of entries, and allocates nothing.
 *
 * @param <T> what is found
 */
final class LiteralPaths<T> {

	private @Nullable Entry<T>[] table = newTable(8);

	private int size;

	private int minLength = Integer.MAX_VALUE;

	private int maxLength = -1;

	/**
	 * Add a path.
	 * @param path the path
	 * @param below whether this is a prefix
	 * @param value what it stands for, unless something does already
	 */
	void add(String path, boolean below, T value) {
		Entry<T> entry = get(path, path.length(), hash(path));
		if (entry == null) {
			entry = new Entry<>(path, hash(path));
			this.size++;
			this.minLength = Math.min(this.minLength, path.length());
			this.maxLength = Math.max(this.maxLength, path.length());
			if (this.size * 2 > this.table.length) {
				grow();
			}
			put(entry);
		}
		if (below && entry.below == null) {
			entry.below = value;
		}
		else if (!below && entry.itself == null) {
			entry.itself = value;
		}
	}

	private void grow() {
		@Nullable Entry<T>[] old = this.table;
		this.table = newTable(old.length * 2);
		for (Entry<T> entry : old) {
			if (entry != null) {
				put(entry);
			}
		}
	}

	private void put(Entry<T> entry) {
		int slot = slot(entry.hash);
		while (this.table[slot] != null) {
			slot = next(slot);
		}
		this.table[slot] = entry;
	}

	@SuppressWarnings("unchecked")
	private static <T> @Nullable Entry<T>[] newTable(int length) {
		return (@Nullable Entry<T>[]) new Entry<?>[length];
	}

	private static int hash(String path) {
		int hash = 0;
		for (int i = 0; i < path.length(); i++) {
			hash = hash * 31 + path.charAt(i);
		}
		return hash;
	}

	private int slot(int hash) {
		int mixed = hash * 0x9E3779B9;
		return (mixed ^ (mixed >>> 16)) & (this.table.length - 1);
	}

	private int next(int slot) {
		return (slot + 1) & (this.table.length - 1);
	}

	private @Nullable Entry<T> get(String text, int end, int hash) {
		int slot = slot(hash);
		Entry<T> entry = this.table[slot];
		while (entry != null && !entry.isStartOf(text, end, hash)) {
			slot = next(slot);
			entry = this.table[slot];
		}
		return entry;
	}

	/**
	 * Find the value of a path: that of the exact path first, then that of the longest
	 * prefix.
	 */
	@Nullable T find(String path) {
		T found = null;
		int hash = 0;
		int end = Math.min(path.length() - 1, this.maxLength);
		for (int i = 0; i <= end; i++) {
			char c = path.charAt(i);
			if (c == '/' && i >= this.minLength) {
				Entry<T> entry = get(path, i, hash);
				found = (entry != null && entry.below != null) ? entry.below : found;
			}
			hash = hash * 31 + c;
		}
		if (path.length() >= this.minLength && path.length() <= this.maxLength) {
			Entry<T> entry = get(path, path.length(), hash);
			if (entry != null) {
				return (entry.itself != null) ? entry.itself : (entry.below != null) ? entry.below : found;
			}
		}
		return found;
	}

	private static final class Entry<T> {

		private final String path;

		private final int hash;

		private @Nullable T itself;

		private @Nullable T below;

		Entry(String path, int hash) {
			this.path = path;
			this.hash = hash;
		}

		boolean isStartOf(String text, int end, int hash) {
			return this.hash == hash && this.path.length() == end && text.startsWith(this.path);
		}

	}

}
