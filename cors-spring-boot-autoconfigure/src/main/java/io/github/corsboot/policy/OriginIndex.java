package io.github.corsboot.policy;

import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Finds the most specific entry that contains an origin: exact, then any port of the
 * host, then {@code *} within a label, then the longer suffix, then the shorter, then any
 * host of a scheme, then {@code *}; for the same host, a fixed port comes before
 * {@code :*}.
 * <p>
 * Exact origins are in a hash map, patterns in a {@link PatternTable table} by their
 * hosts or {@link PatternsByText by their text}, so that the number of steps depends on
 * the length of the origin, never on how many entries there are.
 *
 * @param <T> what is found
 */
final class OriginIndex<T> {

	private final Map<String, T> exact = new HashMap<>();

	private @Nullable PatternTable<T> patterns;

	private @Nullable PatternsByText<T> patternsByText;

	private @Nullable T any;

	/**
	 * Add an entry unless there is an equal one.
	 * @param pattern the entry
	 * @param value what it stands for
	 * @return the value of an equal entry that was there before, or {@code null}
	 */
	@Nullable T addIfAbsent(OriginPattern pattern, T value) {
		if (pattern.isAny()) {
			T present = this.any;
			this.any = (present != null) ? present : value;
			return present;
		}
		if (pattern.isExact()) {
			return this.exact.putIfAbsent(pattern.toString(), value);
		}
		if (PatternsByText.isFor(pattern.text())) {
			if (this.patternsByText == null) {
				this.patternsByText = new PatternsByText<>();
			}
			return this.patternsByText.addIfAbsent(pattern, value);
		}
		if (this.patterns == null) {
			this.patterns = new PatternTable<>();
		}
		return this.patterns.addIfAbsent(pattern, value);
	}

	/**
	 * Find the entry that is an origin itself. The origin needs no check: it equals an
	 * entry that was checked.
	 * @param origin the value of an {@code Origin} header, from an untrusted source
	 * @return what the entry stands for, or {@code null} if there is none
	 */
	@Nullable T findExact(String origin) {
		// Do not hash in vain: longer values cannot be origins.
		return (this.exact.isEmpty() || origin.length() > OriginText.MAX_LENGTH) ? null : this.exact.get(origin);
	}

	/**
	 * Find the most specific entry that contains an origin but is not that origin itself.
	 * The entry {@code *} matches any single value, well-formed or not.
	 * @param origin the value of an {@code Origin} header, from an untrusted source
	 * @return what the entry stands for, or {@code null} if no entry contains it or it is
	 * not an origin
	 */
	@Nullable T findBroader(OriginText origin) {
		if (!origin.isValid()) {
			return Origin.isSingleValue(origin.toString()) ? this.any : null;
		}
		T found = (this.patterns != null) ? this.patterns.find(origin) : null;
		T byText = (this.patternsByText != null) ? this.patternsByText.find(origin) : null;
		if (byText != null && (found == null || textSpecificity(origin) > tableSpecificity(origin))) {
			found = byText;
		}
		return (found != null) ? found : this.any;
	}

	private int textSpecificity(OriginText origin) {
		return (this.patternsByText != null) ? this.patternsByText.specificity(origin) : -1;
	}

	private int tableSpecificity(OriginText origin) {
		return (this.patterns != null) ? this.patterns.specificity(origin) : -1;
	}

	/**
	 * Return the rank of the entry that {@link #findBroader} finds.
	 * @param origin the value of an {@code Origin} header, from an untrusted source
	 * @return the greater, the more specific; zero for everyone, negative if no entry
	 * contains the origin
	 */
	int specificity(OriginText origin) {
		int specificity = -1;
		if (origin.isValid()) {
			specificity = Math.max(textSpecificity(origin), tableSpecificity(origin));
		}
		return (specificity < 0 && this.any != null) ? 0 : specificity;
	}

	/**
	 * Find the most specific entry that contains an origin.
	 * @param origin the value of an {@code Origin} header, from an untrusted source
	 * @return what the entry stands for, or {@code null} if no entry contains it or it is
	 * not an origin
	 */
	@Nullable T find(String origin) {
		T found = findExact(origin);
		return (found != null) ? found : findBroader(OriginText.ofRequest(origin));
	}

}
