package io.github.corsboot.rejection;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * A clock that a test sets. Mocking {@link Clock} would instrument classes of the JDK,
 * and change what the allocation tests measure in the same JVM.
 */
final class MovingClock extends Clock {

	private Instant now = Rejections.TIME;

	void advance(Duration duration) {
		this.now = this.now.plus(duration);
	}

	@Override
	public Instant instant() {
		return this.now;
	}

	@Override
	public ZoneId getZone() {
		return ZoneOffset.UTC;
	}

	@Override
	public Clock withZone(ZoneId zone) {
		return this;
	}

}
