package io.github.corsboot.rejection;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import io.github.corsboot.mapping.AttributeSource;
import io.github.corsboot.mapping.PathPolicies;
import io.github.corsboot.mapping.PolicyMapping;
import io.github.corsboot.policy.CorsDecision.Rejected;
import io.github.corsboot.policy.CorsPolicy;
import io.github.corsboot.policy.CorsRequest;
import io.github.corsboot.policy.RejectionReason;
import io.github.corsboot.policy.TestRequest;
import io.github.corsboot.rejection.LazyCorsRejection.SpringRefusal;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RejectionGroups}.
 */
class RejectionGroupsTests {

	private static final CorsPolicy.Builder POLICY = CorsPolicy.builder()
		.allowedOrigins("https://a.test")
		.allowedMethods(List.of("GET"))
		.allowedHeaders(List.of("x-one"));

	private static final String REAL = "https://real.test";

	private final RejectionGroups groups = new RejectionGroups();

	private final PathPolicies covered = Rejections.covered(POLICY);

	private Instant now = Rejections.TIME;

	private int strangers;

	private void add(LazyCorsRejection rejection) {
		RejectionGroup group = this.groups.find(rejection);
		if (group != null) {
			group.add(rejection);
		}
	}

	private void refuse(String origin) {
		TestRequest request = TestRequest.of("GET", origin);
		add(new LazyCorsRejection.ByPolicy(Rejections.occurrence(this.now), (Rejected) this.covered.evaluate(request),
				request, PolicyMapping.EMPTY, this.covered, "/data"));
	}

	private void flood(int requests) {
		for (int i = 0; i < requests; i++) {
			refuse("https://x" + this.strangers++ + ".evil.test");
		}
	}

	private long count(String origin) {
		return this.groups.all()
			.stream()
			.filter((group) -> group.key().origin().equals(origin))
			.mapToLong(RejectionGroup::count)
			.sum();
	}

	private List<GroupKey> keys() {
		return this.groups.all().stream().map(RejectionGroup::key).toList();
	}

	@Test
	void rejectionsOfTheSameCauseAreOneGroup() {
		refuse(REAL);
		refuse("https://other.test");
		refuse(REAL);
		refuse(REAL);
		assertThat(this.groups.all()).hasSize(2);
		assertThat(count(REAL)).isEqualTo(3);
	}

	@Test
	void methodsThatAreRefusedAreApart() {
		Stream.of("PUT", "PATCH", "PUT")
			.map((method) -> Rejections.of(POLICY, TestRequest.preflight("https://a.test", method)))
			.forEach(this::add);
		assertThat(keys()).extracting(GroupKey::detail).containsExactlyInAnyOrder("PUT", "PATCH");
	}

	@Test
	void methodsThatAreNotTheCauseAreTogether() {
		Stream.of("PUT", "PATCH")
			.map((method) -> Rejections.of(POLICY, TestRequest.preflight(REAL, method)))
			.forEach(this::add);
		assertThat(keys()).extracting(GroupKey::detail).containsExactly("");
	}

	@Test
	void headersThatAreRefusedAreApartWhateverElseIsAskedFor() {
		Stream.of("x-two", "x-one,x-two", "x-three,x-two", "x-two")
			.map((headers) -> Rejections.of(POLICY, TestRequest.preflight("https://a.test", "GET", headers)))
			.forEach(this::add);
		assertThat(keys()).extracting(GroupKey::detail).containsExactlyInAnyOrder("x-two", "x-three, x-two");
	}

	@Test
	void pathsThatNothingCoversAreTogetherByTheirBeginning() {
		Stream.of("/a/b/c", "/a/b/d/e", "/a/b", "/a/c", "/a", "/", "")
			.map((path) -> Rejections.uncovered(this.now, TestRequest.of("GET", REAL), path))
			.forEach(this::add);
		assertThat(keys()).extracting(GroupKey::pattern).containsExactlyInAnyOrder("/a/b", "/a/c", "/a", "/", "");
	}

	@Test
	void refusalsBySpringAreApartByItsReason() {
		Stream.of(RejectionReason.METHOD_NOT_ALLOWED, RejectionReason.ORIGIN_NOT_ALLOWED)
			.map((detail) -> new LazyCorsRejection.Uncovered(Rejections.occurrence(this.now),
					RejectionReason.SPRING_CORS, CorsRequest.Kind.ACTUAL, TestRequest.of("GET", REAL),
					PolicyMapping.EMPTY, "/data",
					new SpringRefusal(detail, List.of(), new AttributeSource("bean", null))))
			.forEach(this::add);
		assertThat(keys()).extracting(GroupKey::detail)
			.containsExactlyInAnyOrder("method-not-allowed", "origin-not-allowed");
	}

	@Test
	void floodNeitherGrowsNorPushesOutWhatRecurs() {
		for (int i = 0; i < 3; i++) {
			refuse(REAL);
		}
		flood(1_000_000);
		assertThat(this.groups.all()).hasSize(RejectionGroups.MAX_GROUPS / 2);
		assertThat(count(REAL)).isEqualTo(3);
	}

	@Test
	void whatIsNearlyAllowedGetsInAtOnceAfterAFlood() {
		flood(RejectionGroups.MAX_GROUPS);
		this.now = this.now.plus(Duration.ofMinutes(1));
		refuse("https://a.test:8443");
		refuse(REAL);
		assertThat(count("https://a.test:8443")).isEqualTo(1);
		// Among the others there is no room for what occurs once.
		assertThat(count(REAL)).isZero();
	}

	@Test
	void whatRecursEachSecondOfAFloodGetsInSoonAndStays() {
		flood(RejectionGroups.MAX_GROUPS);
		int gotIn = 0;
		int times = 60;
		for (int second = 1; second <= times; second++) {
			this.now = Rejections.TIME.plusSeconds(second);
			flood(10_000);
			refuse(REAL);
			gotIn = (gotIn == 0 && count(REAL) > 0) ? second : gotIn;
		}
		assertThat(gotIn).isBetween(1, 5);
		// Had it lost its place, it would have begun anew.
		assertThat(count(REAL)).isEqualTo(times - gotIn + 1);
	}

	@Test
	void floodOfOneKindLeavesTheOtherAlone() {
		flood(10_000);
		refuse("http://a.test");
		refuse("http://a.test");
		assertThat(count("http://a.test")).isEqualTo(1);
		this.groups.clear();
		for (int i = 0; i < 10_000; i++) {
			add(Rejections.of(POLICY, TestRequest.preflight("https://a.test", "M" + i)));
		}
		refuse(REAL);
		refuse(REAL);
		assertThat(count(REAL)).isEqualTo(1);
		refuse("http://a.test");
		refuse("http://a.test");
		assertThat(count("http://a.test")).isEqualTo(1);
		assertThat(this.groups.all()).hasSize(RejectionGroups.MAX_GROUPS / 2 + 1);
	}

	@Test
	void whatIsRefreshedAllTheTimeDoesNotKeepOutWhatRecurs() {
		for (int i = 0; i < 200; i++) {
			this.strangers = 0;
			flood(RejectionGroups.MAX_GROUPS / 2);
		}
		for (int i = 0; i < 500; i++) {
			refuse(REAL);
		}
		assertThat(count(REAL)).isPositive();
	}

	@Test
	void whatCameOnceGivesWayAfterTenMinutes() {
		flood(RejectionGroups.MAX_GROUPS);
		refuse(REAL);
		assertThat(count(REAL)).isZero();
		this.now = Rejections.TIME.plus(Duration.ofMinutes(10));
		refuse("https://later.test");
		assertThat(count("https://later.test")).isEqualTo(1);
		assertThat(this.groups.all()).hasSize(RejectionGroups.MAX_GROUPS / 2);
	}

	@Test
	void groupThatHasLostItsPlaceTakesNothingMore() {
		refuse(REAL);
		RejectionGroup group = this.groups.all().iterator().next();
		group.forget();
		assertThat(group.hasOneLike(Rejections.of(this.now, POLICY, TestRequest.of("GET", REAL), "/data"))).isFalse();
	}

}
