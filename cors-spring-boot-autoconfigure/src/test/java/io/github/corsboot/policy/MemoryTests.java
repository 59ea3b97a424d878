package io.github.corsboot.policy;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a large policy keeps in memory, in a JVM of its own: other tests let go of memory,
 * too.
 */
class MemoryTests {

	private static final int ORIGINS = 1_000_000;

	@Test
	void millionOriginsTakeAtMostSixtyBytesEachBeyondTheirText() throws Exception {
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-Xmx2g", "-cp", System.getProperty("java.class.path"), MemoryTests.class.getName())
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		String kept = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor()).isZero();
		assertThat(Long.parseLong(kept.trim()) / ORIGINS).isBetween(8L, 60L);
	}

	/**
	 * Print how many bytes a policy keeps.
	 */
	public static void main(String... args) {
		List<String> texts = IntStream.range(0, ORIGINS)
			.mapToObj((i) -> "https://tenant-" + i + ".example.com")
			.toList();
		long before = used();
		CorsPolicy policy = CorsPolicy.builder().allowedOrigins(texts).build();
		long kept = used() - before;
		assertThat(texts).allMatch(policy::allowsOrigin);
		System.out.println(kept);
	}

	private static long used() {
		// What weak and soft references hold may need more than one collection.
		for (int i = 0; i < 3; i++) {
			System.gc();
		}
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

}
