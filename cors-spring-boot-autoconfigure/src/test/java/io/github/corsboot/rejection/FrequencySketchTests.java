package io.github.corsboot.rejection;

import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FrequencySketch}.
 */
class FrequencySketchTests {

	private final FrequencySketch sketch = new FrequencySketch();

	@Test
	void countsWhatRecurs() {
		assertThat(IntStream.range(0, 5).map((i) -> this.sketch.add(42))).containsExactly(1, 2, 3, 4, 5);
		assertThat(this.sketch.add(43)).isEqualTo(1);
	}

	@Test
	void rarelyTakesTheFirstForTheSecond() {
		long mistakes = IntStream.range(0, FrequencySketch.PERIOD).filter((i) -> this.sketch.add(i) > 1).count();
		assertThat(mistakes).isLessThan(FrequencySketch.PERIOD * 3L / 100);
	}

	@Test
	void countsForHalfAfterAPeriod() {
		IntStream.range(0, 100).forEach((i) -> this.sketch.add(-1));
		IntStream.range(0, FrequencySketch.PERIOD - 100).forEach(this.sketch::add);
		assertThat(this.sketch.add(-1)).isEqualTo(51);
	}

	@Test
	void neverOverflows() {
		assertThat(IntStream.range(0, 200).map((i) -> this.sketch.add(7)).max()).hasValue(Byte.MAX_VALUE);
	}

}
