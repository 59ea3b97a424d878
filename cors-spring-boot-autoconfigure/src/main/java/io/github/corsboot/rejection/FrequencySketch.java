package io.github.corsboot.rejection;

/**
 * Estimates how often each of very many things has occurred recently, in a fixed 256 KB:
 * a count-min sketch with conservative update, whose counters are halved from time to
 * time. An estimate is never too low, but for what was halved. Not thread-safe.
 */
final class FrequencySketch {

	private static final int ROWS = 4;

	private static final int BITS = 16;

	/** The greatest estimate. */
	static final int MAX = Byte.MAX_VALUE;

	private static final int WIDTH = 1 << BITS;

	/**
	 * After how many additions the counters are halved. So few that of the things that
	 * occur for the first time, less than 3 % seem to have occurred before.
	 */
	static final int PERIOD = WIDTH / 2;

	private final byte[] counters = new byte[ROWS * WIDTH];

	private int additions;

	/**
	 * Count an occurrence.
	 * @param hash the hash code of the thing
	 * @return how often it has occurred recently, this time included
	 */
	int add(int hash) {
		long spread = spread(hash);
		int estimate = MAX;
		for (int row = 0; row < ROWS; row++) {
			estimate = Math.min(estimate, this.counters[index(spread, row)]);
		}
		if (estimate == MAX) {
			return estimate;
		}
		for (int row = 0; row < ROWS; row++) {
			int index = index(spread, row);
			if (this.counters[index] == estimate) {
				this.counters[index]++;
			}
		}
		if (++this.additions == PERIOD) {
			halve();
		}
		return estimate + 1;
	}

	private void halve() {
		for (int i = 0; i < this.counters.length; i++) {
			this.counters[i] >>= 1;
		}
		this.additions = 0;
	}

	private static int index(long spread, int row) {
		return row * WIDTH + (int) (spread >>> (row * BITS) & (WIDTH - 1));
	}

	/** The finalizer of SplitMix64: every bit of the hash changes half of the result. */
	private static long spread(int hash) {
		long spread = hash * 0x9E3779B97F4A7C15L;
		spread = (spread ^ (spread >>> 30)) * 0xBF58476D1CE4E5B9L;
		spread = (spread ^ (spread >>> 27)) * 0x94D049BB133111EBL;
		return spread ^ (spread >>> 31);
	}

}
