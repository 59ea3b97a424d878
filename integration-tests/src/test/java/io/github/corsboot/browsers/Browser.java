package io.github.corsboot.browsers;

import java.util.List;

/**
 * A browser that runs.
 */
interface Browser extends AutoCloseable {

	/**
	 * Return what stands on the console, so far.
	 */
	List<String> console();

	@Override
	void close();

}
