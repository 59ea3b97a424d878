package io.github.corsboot.benchmarks;

import java.util.List;

/**
 * Handles one request after the other.
 */
@FunctionalInterface
interface Handler {

	/**
	 * Handle the next request.
	 * @return something that depends on the answer
	 */
	int handle() throws Exception;

	/**
	 * Return what is asked for, in turn and for ever.
	 */
	static <T> java.util.function.Supplier<T> inTurn(List<T> values) {
		int mask = values.size() - 1;
		if ((values.size() & mask) != 0) {
			throw new IllegalArgumentException(values.size() + " is no power of two");
		}
		int[] next = new int[1];
		return () -> values.get(next[0]++ & mask);
	}

}
