package io.github.corsboot.policy;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

/**
 * Origin patterns with {@code *} within a label, or for any host. There is only one
 * pattern of a {@link Shape shape} that may contain an origin. Its text is made from the
 * origin, and looked up. So the number of steps depends on how many shapes there are, and
 * not on how many patterns.
 *
 * @param <T> what is found
 */
final class PatternsByText<T> {

	private final Map<String, T> patterns = new HashMap<>();

	/** The shapes that occur, the most specific first. */
	private final SortedSet<Shape> shapes = new TreeSet<>();

	/**
	 * Return whether a pattern is to be kept here.
	 */
	static boolean isFor(OriginText pattern) {
		return pattern.isWithinLabel() || pattern.isAnyHost();
	}

	/**
	 * Add a pattern unless there is an equal one.
	 * @return the value of an equal pattern that was there before, or {@code null}
	 */
	@Nullable T addIfAbsent(OriginPattern pattern, T value) {
		this.shapes.add(Shape.of(pattern.text()));
		return this.patterns.putIfAbsent(pattern.toString(), value);
	}

	/**
	 * Find the most specific pattern that contains an origin, or another pattern that is
	 * within a label as well.
	 * @param origin the origin or pattern, which is valid
	 */
	@Nullable T find(OriginText origin) {
		for (Shape shape : this.shapes) {
			T found = get(shape, origin);
			if (found != null) {
				return found;
			}
		}
		return null;
	}

	/**
	 * Return the rank of the pattern that {@link #find} finds, in the same order as
	 * {@link PatternTable#specificity}. Of two patterns with as many characters, the one
	 * that has more of them before {@code *} ranks higher.
	 * @return a positive number, or a negative one if no pattern contains the origin
	 */
	int specificity(OriginText origin) {
		for (Shape shape : this.shapes) {
			if (get(shape, origin) != null) {
				return shape.specificity(origin);
			}
		}
		return -1;
	}

	private @Nullable T get(Shape shape, OriginText origin) {
		String pattern = shape.patternThatContains(origin);
		return (pattern == null || pattern.equals(origin.toString())) ? null : this.patterns.get(pattern);
	}

	/**
	 * The form of a pattern, without its characters.
	 *
	 * @param anyHost whether there is nothing but {@code *}
	 * @param prefix the number of characters before {@code *} in the label
	 * @param suffix the number of characters behind {@code *} in the label
	 * @param anyPort whether any port matches
	 */
	private record Shape(boolean anyHost, int prefix, int suffix, boolean anyPort) implements Comparable<Shape> {

		private static final Comparator<Shape> MOST_SPECIFIC_FIRST = Comparator.comparing(Shape::anyHost)
			.thenComparing((shape) -> -(shape.prefix() + shape.suffix()))
			.thenComparing((shape) -> -shape.prefix())
			.thenComparing(Shape::anyPort);

		static Shape of(OriginText pattern) {
			return pattern.isAnyHost() ? new Shape(true, 0, 0, false)
					: new Shape(false, pattern.prefixLength(), pattern.suffixLength(), pattern.isAnyPort());
		}

		@Nullable String patternThatContains(OriginText origin) {
			String text = origin.toString();
			int start = origin.labelStart();
			if (this.anyHost) {
				return text.substring(0, start) + '*' + text.substring(origin.hostEnd());
			}
			int end = text.indexOf('.', start);
			if (end < 0 || end - start <= this.prefix + this.suffix) {
				return null;
			}
			String label = text.substring(0, start + this.prefix) + '*';
			return this.anyPort ? label + text.substring(end - this.suffix, origin.hostEnd()) + ":*"
					: label + text.substring(end - this.suffix);
		}

		int specificity(OriginText origin) {
			if (this.anyHost) {
				return 1;
			}
			int label = origin.toString().indexOf('.', origin.labelStart()) - origin.labelStart();
			int host = origin.hostEnd() - origin.labelStart();
			return PatternTable.specificity(host - label + this.prefix + this.suffix, this.prefix, this.anyPort);
		}

		@Override
		public int compareTo(Shape other) {
			return MOST_SPECIFIC_FIRST.compare(this, other);
		}

	}

}
