package io.github.corsboot.rejection;

import java.time.Instant;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MinuteLimit}.
 */
class MinuteLimitTests {

	private final MinuteLimit limit = new MinuteLimit(20);

	private long permitted(Instant time) {
		return IntStream.range(0, 100).filter((i) -> this.limit.permits(time.toEpochMilli())).count();
	}

	@Test
	void permitsAsManyInEachMinute() {
		assertThat(permitted(Rejections.TIME)).isEqualTo(20);
		assertThat(permitted(Rejections.TIME.plusSeconds(59))).isZero();
		assertThat(permitted(Rejections.TIME.plusSeconds(60))).isEqualTo(20);
	}

	@Test
	void whenTheClockIsSetBackStillPermits() {
		assertThat(permitted(Rejections.TIME)).isEqualTo(20);
		assertThat(permitted(Rejections.TIME.minusSeconds(3600))).isEqualTo(20);
	}

}
