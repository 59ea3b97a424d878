package io.github.corsboot.mapping;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What was found at the start that is legal but probably not meant.
 *
 * @since 0.1.0
 */
public final class CorsWarnings {

	private final Set<CorsWarning> warnings = Collections.synchronizedSet(new LinkedHashSet<>());

	/**
	 * Add a warning, unless it is there already.
	 * @param warning the warning
	 */
	public void add(CorsWarning warning) {
		this.warnings.add(warning);
	}

	/**
	 * Return all warnings.
	 * @return the warnings, in the order in which they were found
	 */
	public List<CorsWarning> all() {
		synchronized (this.warnings) {
			return List.copyOf(this.warnings);
		}
	}

}
