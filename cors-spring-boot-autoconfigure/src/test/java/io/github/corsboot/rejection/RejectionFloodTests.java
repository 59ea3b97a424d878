package io.github.corsboot.rejection;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Random;

import io.github.corsboot.mapping.PathPolicies;
import io.github.corsboot.mapping.PolicyMapping;
import io.github.corsboot.policy.CorsDecision.Rejected;
import io.github.corsboot.policy.CorsPolicy;
import io.github.corsboot.policy.TestRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A flood of random origins, as many in a second as a server can refuse: it neither fills
 * the memory nor hides what goes wrong meanwhile.
 */
class RejectionFloodTests {

	private static final int ORIGINS = 1_000_000;

	private static final int PER_SECOND = 10_000;

	private static final long MEGABYTE = 1024 * 1024;

	/** A mistake in the configuration, which is met once a second. */
	private static final String REAL = "http://a.test";

	private final Random random = new Random(1);

	private final PathPolicies covered = Rejections.covered(CorsPolicy.builder().allowedOrigins("https://a.test"));

	private final MovingClock clock = new MovingClock();

	private final CorsRejections rejections = new CorsRejections(new InMemoryCorsRejectionRepository(), List.of(),
			this.clock);

	@AfterEach
	void close() {
		this.rejections.close();
	}

	private void refuse(String origin) {
		TestRequest request = TestRequest.of("GET", origin);
		this.rejections.record((Rejected) this.covered.evaluate(request), request, PolicyMapping.EMPTY, this.covered,
				"/data/" + this.random.nextInt());
	}

	private void flood(int requests) {
		for (int i = 0; i < requests; i++) {
			refuse("https://" + Long.toHexString(this.random.nextLong()) + ".evil.test");
			if (i % PER_SECOND == 0) {
				this.clock.advance(Duration.ofSeconds(1));
				refuse(REAL);
			}
		}
	}

	@Test
	void leavesTheMemoryAsItIsAndTheRealProblemInSight() {
		long before = usedHeap();
		flood(ORIGINS);
		long after = usedHeap();
		System.out.printf("%,d random origins: %+,d KB%n", ORIGINS, (after - before) / 1024);
		assertThat(after - before).isLessThan(3 * MEGABYTE);
		assertThat(this.rejections.groups()).hasSize(RejectionGroups.MAX_GROUPS / 2 + 1)
			.filteredOn((group) -> group.origin().equals(REAL))
			.singleElement()
			.satisfies((group) -> assertThat(group.count()).isGreaterThan(ORIGINS / PER_SECOND - 5));
		assertThat(this.rejections.recent()).hasSizeLessThanOrEqualTo(InMemoryCorsRejectionRepository.DEFAULT_CAPACITY)
			.filteredOn((rejection) -> rejection.origin().equals(REAL))
			.hasSizeGreaterThan(20);
		assertThat(this.rejections.dropped()).isGreaterThan(ORIGINS * 99L / 100);
	}

	/**
	 * Whoever knows an allowed origin can come near it as often as he likes.
	 */
	@Test
	void floodOfNearMissesDoesNotHideTheRealProblems() {
		String stranger = "https://new-frontend.test";
		for (int i = 0; i < ORIGINS / 10; i++) {
			refuse("http://a.test:" + (1024 + i % 60_000));
			refuse("https://" + Long.toHexString(this.random.nextLong()) + ".evil.test");
			if (i % (PER_SECOND / 10) == 0) {
				this.clock.advance(Duration.ofSeconds(1));
				refuse(REAL);
				refuse(stranger);
			}
		}
		for (String real : List.of(REAL, stranger)) {
			assertThat(this.rejections.groups()).filteredOn((group) -> group.origin().equals(real))
				.singleElement()
				.satisfies((group) -> assertThat(group.count()).isGreaterThan(90));
			assertThat(this.rejections.recent()).filteredOn((rejection) -> rejection.origin().equals(real))
				.hasSizeGreaterThan(20);
		}
	}

	private static long usedHeap() {
		long used = Long.MAX_VALUE;
		for (int i = 0; i < 5; i++) {
			System.gc();
			used = Math.min(used, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
		}
		return used;
	}

}
