package io.github.corsboot.mapping;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.github.corsboot.mapping.CorsWarning.Code;

/**
 * The warnings that were found at the start, or by the last reload. Thread-safe.
 *
 * @since 0.1.0
 */
public final class CorsWarnings {

	private final Set<CorsWarning> warnings = Collections.synchronizedSet(new LinkedHashSet<>());

	private volatile Set<Code> accepted;

	/**
	 * Create an empty collection.
	 * @param accepted the kinds of warnings that the application accepts, possibly none
	 * @throws NullPointerException if a kind is {@code null}
	 */
	public CorsWarnings(Collection<Code> accepted) {
		this.accepted = Set.copyOf(accepted);
	}

	/**
	 * Add a warning, unless it is there already.
	 * @param warning the warning
	 * @return whether it is new
	 */
	public boolean add(CorsWarning warning) {
		return this.warnings.add(warning);
	}

	/**
	 * Remove a warning that does not apply any more.
	 * @param warning the warning
	 */
	public void remove(CorsWarning warning) {
		this.warnings.remove(warning);
	}

	/**
	 * Take over the warnings of others, in place of these.
	 * @param others the warnings that were found now
	 * @return the warnings that are new and not accepted
	 */
	public List<CorsWarning> replace(CorsWarnings others) {
		synchronized (this.warnings) {
			List<CorsWarning> added = others.without(this);
			this.warnings.clear();
			this.warnings.addAll(others.all());
			this.accepted = others.accepted;
			return added;
		}
	}

	/**
	 * Return the warnings that are new here.
	 * @param before the warnings that were found before
	 * @return the warnings that are not among these, and not accepted
	 */
	public List<CorsWarning> without(CorsWarnings before) {
		List<CorsWarning> known = before.all();
		return all().stream().filter((warning) -> !known.contains(warning) && !isAccepted(warning)).toList();
	}

	/**
	 * Return all warnings, including those that are accepted.
	 * @return a copy, in the order in which they were found
	 */
	public List<CorsWarning> all() {
		synchronized (this.warnings) {
			return List.copyOf(this.warnings);
		}
	}

	/**
	 * Return whether the application accepts a warning.
	 * @param warning the warning
	 * @return whether {@code cors.accepted-warnings} has its code
	 */
	public boolean isAccepted(CorsWarning warning) {
		return this.accepted.contains(warning.code());
	}

}
