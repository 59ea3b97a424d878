package io.github.corsboot.rejection;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Permits a number of things in each minute of the clock. Thread-safe.
 */
final class MinuteLimit {

	private static final int BITS = 8;

	private static final int MAX = (1 << BITS) - 1;

	private final int limit;

	/** The minute, and in the last bits how many were permitted in it. */
	private final AtomicLong permitted = new AtomicLong();

	/**
	 * Create a limit.
	 * @param limit how many are permitted in a minute, at most {@value #MAX}
	 */
	MinuteLimit(int limit) {
		this.limit = limit;
	}

	/**
	 * Return whether one more is permitted, and count it if so.
	 * @param time the time, in milliseconds since 1970
	 */
	boolean permits(long time) {
		long minute = TimeUnit.MILLISECONDS.toMinutes(time) << BITS;
		while (true) {
			long current = this.permitted.get();
			long next = ((current & ~MAX) == minute) ? current : minute;
			if ((next & MAX) >= this.limit) {
				return false;
			}
			if (this.permitted.compareAndSet(current, next + 1)) {
				return true;
			}
		}
	}

}
