package io.github.corsboot.mapping;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What was found at the start that is legal but probably not meant.
 *
 * @since 0.1.0
 */
public final class CorsWarnings {

	private final List<CorsWarning> warnings = new CopyOnWriteArrayList<>();

	/**
	 * Add a warning, unless it is there already.
	 * @param warning the warning
	 */
	public void add(CorsWarning warning) {
		if (!this.warnings.contains(warning)) {
			this.warnings.add(warning);
		}
	}

	/**
	 * Return all warnings.
	 * @return the warnings, in the order in which they were found
	 */
	public List<CorsWarning> all() {
		return List.copyOf(this.warnings);
	}

}
