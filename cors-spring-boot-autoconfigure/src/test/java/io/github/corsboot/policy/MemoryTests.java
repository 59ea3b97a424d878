package io.github.corsboot.policy;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a large policy keeps in memory.
 */
class MemoryTests {

	private static final int ORIGINS = 1_000_000;

	@Test
	void millionOriginsTakeAtMostSixtyBytesEachBeyondTheirText() {
		List<String> texts = IntStream.range(0, ORIGINS)
			.mapToObj((i) -> "https://tenant-" + i + ".example.com")
			.toList();
		long before = used();
		CorsPolicy policy = CorsPolicy.builder().allowedOrigins(texts).build();
		long kept = used() - before;
		assertThat(texts).allMatch(policy::allowsOrigin);
		assertThat(kept / ORIGINS).isBetween(8L, 60L);
	}

	private static long used() {
		// What weak and soft references hold may need more than one collection.
		for (int i = 0; i < 3; i++) {
			System.gc();
		}
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

}
