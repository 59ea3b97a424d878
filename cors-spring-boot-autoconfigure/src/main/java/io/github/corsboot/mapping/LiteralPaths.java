package io.github.corsboot.mapping;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What stands for literal paths ({@code /login}) and for everything below them
 * ({@code /api/**}): a hash table that is asked where a segment ends. A search reads the
 * path once, up to the length of the longest entry, whatever the number of entries, and
 * allocates nothing.
 *
 * @param <T> what is found
 */
final class LiteralPaths<T> {

	private final List<Entry<T>> entries = new ArrayList<>();

	/** The entry with a hash, plus 1, or 0. */
	private int[] table = new int[8];

	private int maxLength;

	/**
	 * Add a path.
	 * @param path the path
	 * @param below whether what is below it counts, too
	 * @param value what it stands for, unless something does already
	 */
	void add(String path, boolean below, T value) {
		int slot = slot(path, path.length(), hash(path));
		if (this.table[slot] == 0) {
			this.entries.add(new Entry<>(path));
			this.table[slot] = this.entries.size();
			this.maxLength = Math.max(this.maxLength, path.length());
		}
		Entry<T> entry = this.entries.get(this.table[slot] - 1);
		if (below && entry.below == null) {
			entry.below = value;
		}
		else if (!below && entry.itself == null) {
			entry.itself = value;
		}
		if (this.entries.size() * 2 > this.table.length) {
			grow();
		}
	}

	private void grow() {
		this.table = new int[this.table.length * 2];
		for (int i = 0; i < this.entries.size(); i++) {
			String path = this.entries.get(i).path;
			this.table[slot(path, path.length(), hash(path))] = i + 1;
		}
	}

	private static int hash(String path) {
		int hash = 0;
		for (int i = 0; i < path.length(); i++) {
			hash = hash * 31 + path.charAt(i);
		}
		return hash;
	}

	private int slot(String text, int end, int hash) {
		int mask = this.table.length - 1;
		int mixed = hash * 0x9E3779B9;
		int slot = (mixed ^ (mixed >>> 16)) & mask;
		while (this.table[slot] > 0 && !this.entries.get(this.table[slot] - 1).isStartOf(text, end)) {
			slot = (slot + 1) & mask;
		}
		return slot;
	}

	/**
	 * Find what stands for a path: the path itself before what it is below, the longer
	 * before the shorter.
	 */
	@Nullable T find(String path) {
		T found = null;
		int hash = 0;
		int end = Math.min(path.length(), this.maxLength);
		for (int i = 0; i <= end; i++) {
			boolean whole = i == path.length();
			if (whole || path.charAt(i) == '/') {
				int entry = this.table[slot(path, i, hash)];
				if (entry > 0) {
					Entry<T> hit = this.entries.get(entry - 1);
					if (whole && hit.itself != null) {
						return hit.itself;
					}
					found = (hit.below != null) ? hit.below : found;
				}
			}
			hash = whole ? hash : hash * 31 + path.charAt(i);
		}
		return found;
	}

	private static final class Entry<T> {

		private final String path;

		private @Nullable T itself;

		private @Nullable T below;

		Entry(String path) {
			this.path = path;
		}

		boolean isStartOf(String text, int end) {
			return this.path.length() == end && text.startsWith(this.path);
		}

	}

}
