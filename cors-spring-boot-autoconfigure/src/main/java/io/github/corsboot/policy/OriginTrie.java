package io.github.corsboot.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Origin patterns by their host, read from its end. A walk down the trie visits each
 * character of the origin's host at most once and remembers the deepest pattern that
 * fits.
 *
 * @param <T> what is found
 */
final class OriginTrie<T> {

	private final Node<T> root = new Node<>();

	private boolean empty = true;

	boolean isEmpty() {
		return this.empty;
	}

	@Nullable T addIfAbsent(OriginPattern pattern, T value) {
		this.empty = false;
		OriginScanner parts = pattern.parts();
		String text = pattern.toString();
		Node<T> node = this.root;
		for (int i = parts.hostEnd() - 1; i >= parts.hostStart(); i--) {
			node = node.childOrNew(text.charAt(i));
		}
		Leaf<T> leaf = new Leaf<>(text.substring(0, parts.schemeEnd()), parts.subdomains(), parts.anyPort(),
				parts.port(), value);
		return node.addIfAbsent(leaf);
	}

	@Nullable T find(String origin, OriginScanner parts) {
		T found = null;
		Node<T> node = this.root;
		for (int i = parts.hostEnd() - 1; i >= parts.hostStart(); i--) {
			node = node.child(origin.charAt(i));
			if (node == null) {
				return found;
			}
			boolean whole = i == parts.hostStart();
			// Only whole labels: the suffix ends here if the next character is a dot.
			if (whole || origin.charAt(i - 1) == '.') {
				T deeper = node.find(origin, parts, whole);
				found = (deeper != null) ? deeper : found;
			}
		}
		return found;
	}

	private record Leaf<T>(String scheme, boolean subdomains, boolean anyPort, int port, T value) {

		boolean matches(String origin, OriginScanner parts, boolean whole) {
			return this.subdomains != whole && (this.anyPort || this.port == parts.port())
					&& this.scheme.length() == parts.schemeEnd() && origin.startsWith(this.scheme);
		}

		boolean isSameEntry(Leaf<T> other) {
			return this.scheme.equals(other.scheme) && this.subdomains == other.subdomains
					&& this.anyPort == other.anyPort && this.port == other.port;
		}

	}

	/**
	 * A node whose children are found by a bit set of their characters: the position of a
	 * child is the number of bits below its own.
	 */
	private static final class Node<T> {

		private static final Node<?>[] NONE = {};

		private long characters;

		private Node<?>[] children = NONE;

		/** The patterns that end here, those with a fixed port first. */
		private List<Leaf<T>> leaves = List.of();

		@SuppressWarnings("unchecked")
		@Nullable Node<T> child(char c) {
			long bit = 1L << code(c);
			return ((this.characters & bit) != 0) ? (Node<T>) this.children[position(bit)] : null;
		}

		Node<T> childOrNew(char c) {
			Node<T> child = child(c);
			return (child != null) ? child : insert(c);
		}

		private Node<T> insert(char c) {
			long bit = 1L << code(c);
			int position = position(bit);
			Node<?>[] grown = Arrays.copyOf(this.children, this.children.length + 1);
			System.arraycopy(this.children, position, grown, position + 1, this.children.length - position);
			Node<T> child = new Node<>();
			grown[position] = child;
			this.children = grown;
			this.characters |= bit;
			return child;
		}

		private int position(long bit) {
			return Long.bitCount(this.characters & (bit - 1));
		}

		/**
		 * Give each character that a host can contain a number below 64.
		 */
		private static int code(char c) {
			if (c >= 'a' && c <= 'z') {
				return c - 'a';
			}
			if (c >= '0' && c <= '9') {
				return 26 + (c - '0');
			}
			return switch (c) {
				case '.' -> 36;
				case '-' -> 37;
				case '_' -> 38;
				case ':' -> 39;
				case '[' -> 40;
				default -> 41;
			};
		}

		@Nullable T addIfAbsent(Leaf<T> leaf) {
			for (Leaf<T> present : this.leaves) {
				if (present.isSameEntry(leaf)) {
					return present.value();
				}
			}
			List<Leaf<T>> grown = new ArrayList<>(this.leaves);
			grown.add(leaf.anyPort() ? grown.size() : 0, leaf);
			this.leaves = List.copyOf(grown);
			return null;
		}

		@Nullable T find(String origin, OriginScanner parts, boolean whole) {
			// An index instead of an iterator, which this would allocate for each node.
			for (int i = 0; i < this.leaves.size(); i++) {
				Leaf<T> leaf = this.leaves.get(i);
				if (leaf.matches(origin, parts, whole)) {
					return leaf.value();
				}
			}
			return null;
		}

	}

}
