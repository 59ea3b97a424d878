package io.github.corsboot.origins;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.mapping.CorsWarning;
import io.github.corsboot.mapping.CorsWarning.Code;
import io.github.corsboot.mapping.CorsWarnings;
import io.github.corsboot.mapping.MappedPolicy;
import io.github.corsboot.mapping.PolicyMapping;
import io.github.corsboot.origins.AllowedOriginsLoader.Settings;
import io.github.corsboot.policy.CorsPolicy;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link AllowedOriginsLoader}.
 */
@ExtendWith(OutputCaptureExtension.class)
class AllowedOriginsLoaderTests {

	private static final String A = "https://a.test";

	private static final String B = "https://b.test";

	private static final Duration ONLY_WHEN_ASKED = Duration.ZERO;

	private final CorsWarnings warnings = new CorsWarnings(List.of());

	private final Table table = new Table();

	private @Nullable AllowedOriginsLoader loader;

	@AfterEach
	void stop() {
		if (this.loader != null) {
			this.loader.stop();
		}
	}

	private static CorsPolicies policies(boolean credentials, String... providers) {
		return new CorsPolicies(mapping(credentials, List.of(), providers), List::of);
	}

	private static PolicyMapping mapping(boolean credentials, List<String> hosts, String... providers) {
		CorsPolicy policy = CorsPolicy.builder()
			.name("tenants")
			.allowedOrigins("https://own.test")
			.allowCredentials(credentials)
			.build();
		return new PolicyMapping(List
			.of(MappedPolicy.of(policy, "/**").forHosts(hosts.toArray(String[]::new)).withOriginsFrom(providers)));
	}

	private AllowedOriginsLoader start(CorsPolicies policies, Duration interval, boolean failFast,
			Map<String, AllowedOriginsProvider> providers) {
		this.loader = new AllowedOriginsLoader(policies, this.warnings, providers::get,
				() -> new Settings(interval, failFast, 3));
		this.loader.start();
		return this.loader;
	}

	private AllowedOriginsLoader start(CorsPolicies policies) {
		return start(policies, ONLY_WHEN_ASKED, true, Map.of("table", this.table));
	}

	private static boolean allows(CorsPolicies policies, String origin) {
		return policies.mapping().policies().get(0).policy().allowsOrigin(origin);
	}

	private void load(AllowedOriginsLoader loads) {
		int before = this.table.asked.get();
		loads.refresh();
		await().atMost(Duration.ofSeconds(20)).until(() -> this.table.asked.get() > before && !loads.isLoading());
	}

	@Test
	void originsAreThereWhenTheStartIsOver() {
		this.table.rows = rows(A);
		CorsPolicies policies = policies(false, "table");
		assertThat(allows(policies, A)).isFalse();
		start(policies);
		assertThat(allows(policies, A)).isTrue();
		assertThat(allows(policies, "https://own.test")).isTrue();
		assertThat(allows(policies, B)).isFalse();
		assertThat(policies.mapping().version()).isEqualTo(2);
		assertThat(this.table.threads).allMatch((name) -> name.startsWith("cors-origins-"));
	}

	@Test
	void changeBitesWithTheNextVersion() {
		this.table.rows = rows(A);
		CorsPolicies policies = policies(false, "table");
		AllowedOriginsLoader loads = start(policies);
		this.table.rows = rows(B);
		load(loads);
		assertThat(allows(policies, A)).isFalse();
		assertThat(allows(policies, B)).isTrue();
		assertThat(policies.mapping().version()).isEqualTo(3);
		load(loads);
		assertThat(policies.mapping().version()).isEqualTo(3);
		this.table.rows = rows();
		load(loads);
		assertThat(allows(policies, B)).isFalse();
		assertThat(allows(policies, "https://own.test")).isTrue();
	}

	@Test
	void originsAreRefreshedAtIntervals() {
		CorsPolicies policies = policies(false, "table");
		start(policies, Duration.ofMillis(50), true, Map.of("table", this.table));
		this.table.rows = rows(A);
		await().atMost(Duration.ofSeconds(20)).until(() -> allows(policies, A));
		this.table.rows = rows(B);
		await().atMost(Duration.ofSeconds(20)).until(() -> allows(policies, B) && !allows(policies, A));
	}

	@Test
	void tableWithTheSameVersionIsNotRead() {
		this.table.rows = rows(A);
		this.table.version = 1;
		CorsPolicies policies = policies(false, "table");
		AllowedOriginsLoader loads = start(policies);
		load(loads);
		assertThat(this.table.read.get()).isEqualTo(1);
		this.table.version = 2;
		load(loads);
		assertThat(this.table.read.get()).isEqualTo(2);
	}

	@Test
	void rowsThatAreWrongAreSkippedCountedAndReported(CapturedOutput output) {
		this.table.rows = Arrays.asList(new AllowedOrigin(A), null, new AllowedOrigin("https://\u202Eevil\n.test"),
				new AllowedOrigin("HTTPS://a.test", "t.test"), new AllowedOrigin(B, "t.test:1"));
		CorsPolicies policies = policies(false, "table");
		OriginsStatus status = start(policies).statuses().get(0);
		assertThat(status.policy()).isEqualTo("tenants");
		assertThat(status.provider()).isEqualTo("table");
		assertThat(status.origins()).isEqualTo(1);
		assertThat(status.skipped()).isEqualTo(4);
		assertThat(status.leftOut()).isZero();
		assertThat(status.failure()).isNull();
		assertThat(status.age()).isLessThan(Duration.ofMinutes(1));
		assertThat(status.mistakes()).hasSize(4)
			.anyMatch((mistake) -> mistake.startsWith("'HTTPS://a.test' for 't.test': "))
			.anyMatch((mistake) -> mistake.startsWith("'https://\\u202Eevil\\u000A.test': "))
			.allMatch((mistake) -> mistake.chars().noneMatch(Character::isISOControl));
		assertThat(allows(policies, A)).isTrue();
		assertThat(output).contains("origins that are wrong and were skipped: 4, such as '': ");
	}

	@Test
	void originsBeyondTheLimitAreLeftOut(CapturedOutput output) {
		this.table.rows = rows(A, B, A, "https://c.test", "https://d.test", "https://e.test");
		CorsPolicies policies = policies(false, "table");
		OriginsStatus status = start(policies).statuses().get(0);
		assertThat(status.origins()).isEqualTo(3);
		assertThat(status.leftOut()).isEqualTo(2);
		assertThat(allows(policies, "https://d.test")).isFalse();
		assertThat(output).contains("at least 2 were left out, because cors.origins.max-origins is 3");
	}

	@Test
	void startFailsIfAProviderDoes() {
		this.table.failure = new IllegalStateException("down");
		CorsPolicies policies = policies(false, "table");
		assertThatExceptionOfType(OriginsNotLoadedException.class).isThrownBy(() -> start(policies))
			.withMessage("The origins of CORS policy 'tenants' could not be loaded from 'table'")
			.withCauseInstanceOf(IllegalStateException.class);
		assertThat(this.loader.isRunning()).isFalse();
	}

	@Test
	void startWithoutFailFastGoesOnAndRecovers(CapturedOutput output) {
		this.table.failure = new OutOfMemoryError("too many rows");
		this.table.rows = rows(A);
		CorsPolicies policies = policies(false, "table");
		AllowedOriginsLoader loads = start(policies, Duration.ofMillis(50), false, Map.of("table", this.table));
		OriginsStatus status = loads.statuses().get(0);
		assertThat(status.failure()).isEqualTo("OutOfMemoryError: too many rows");
		assertThat(status.loaded()).isNull();
		this.table.failure = null;
		await().atMost(Duration.ofSeconds(20))
			.until(() -> allows(policies, A) && loads.statuses().get(0).failure() == null);
		assertThat(output)
			.contains("could not be loaded: OutOfMemoryError: too many rows. Until they can, none of them");
	}

	@Test
	void whatWasLoadedBeforeStaysIfAProviderFails(CapturedOutput output) {
		this.table.rows = rows(A);
		CorsPolicies policies = policies(false, "table");
		AllowedOriginsLoader loads = start(policies);
		this.table.failure = new IllegalStateException("down\nagain");
		load(loads);
		load(loads);
		assertThat(allows(policies, A)).isTrue();
		OriginsStatus status = loads.statuses().get(0);
		assertThat(status.failure()).isEqualTo("IllegalStateException: down\\u000Aagain");
		assertThat(status.origins()).isEqualTo(1);
		assertThat(output.toString().split("those that were loaded before are allowed", -1)).hasSize(2);
	}

	@Test
	void providerThatHangsDelaysNoOther() throws InterruptedException {
		this.table.rows = rows(A);
		CountDownLatch hanging = new CountDownLatch(1);
		AtomicInteger calls = new AtomicInteger();
		AllowedOriginsProvider other = (policy) -> {
			if (calls.incrementAndGet() > 1) {
				hanging.countDown();
				new CountDownLatch(1).await();
			}
			return rows(B);
		};
		CorsPolicies policies = policies(false, "other", "table");
		AllowedOriginsLoader loads = start(policies, ONLY_WHEN_ASKED, true,
				Map.of("table", this.table, "other", other));
		loads.refresh();
		assertThat(hanging.await(20, TimeUnit.SECONDS)).isTrue();
		this.table.rows = rows("https://c.test");
		for (int i = 0; i < 100; i++) {
			loads.refresh();
		}
		await().atMost(Duration.ofSeconds(20)).until(() -> allows(policies, "https://c.test"));
		assertThat(allows(policies, B)).isTrue();
		assertThat(calls.get()).isEqualTo(2);
	}

	@Test
	void stormOfRefreshesIsFewLoads() {
		AllowedOriginsLoader loads = start(policies(false, "table"));
		for (int i = 0; i < 10_000; i++) {
			loads.refresh();
		}
		this.table.rows = rows(A);
		load(loads);
		// One that was running, one for all others, and one a second.
		assertThat(this.table.asked.get()).isLessThan(20);
		assertThat(loads.statuses().get(0).origins()).isEqualTo(1);
	}

	@Test
	void originsWithoutHostAreWarnedOfIfTheyHaveCredentials() {
		this.table.rows = List.of(new AllowedOrigin(A, "t1.test"));
		CorsPolicies policies = policies(true, "table");
		AllowedOriginsLoader loads = start(policies);
		assertThat(this.warnings.all()).isEmpty();
		this.table.rows = List.of(new AllowedOrigin(A, "t1.test"), new AllowedOrigin(B));
		load(loads);
		assertThat(this.warnings.all()).extracting(CorsWarning::code).containsExactly(Code.ORIGIN_WITHOUT_HOST);
		assertThat(this.warnings.all().get(0).value()).isEqualTo("table");
	}

	@Test
	void originsWithoutHostAreNotWarnedOfIfThePolicyHasOne() {
		this.table.rows = rows(A);
		start(new CorsPolicies(mapping(true, List.of("t1.test"), "table"), List::of));
		assertThat(this.warnings.all()).isEmpty();
		this.loader.stop();
		start(new CorsPolicies(mapping(false, List.of(), "table"), List::of));
		assertThat(this.warnings.all()).isEmpty();
		this.loader.stop();
		start(new CorsPolicies(mapping(true, List.of("*.test"), "table"), List::of));
		assertThat(this.warnings.all()).hasSize(1);
	}

	@Test
	void policiesThatAreReplacedKeepTheirOrigins() {
		this.table.rows = rows(A);
		CorsPolicies policies = policies(false, "table");
		AllowedOriginsLoader loads = start(policies);
		policies.replace(mapping(true, List.of(), "table"));
		assertThat(allows(policies, A)).isTrue();
		policies.ignoreCase();
		assertThat(allows(policies, A)).isTrue();
		policies.replace(mapping(true, List.of()));
		assertThat(allows(policies, A)).isFalse();
		loads.refresh();
		await().atMost(Duration.ofSeconds(20)).until(() -> !loads.isLoading());
		assertThat(this.table.asked.get()).isEqualTo(1);
		this.table.rows = rows(B);
		policies.replace(mapping(false, List.of(), "table"));
		// Not what it was when the policy last had it.
		assertThat(allows(policies, A)).isFalse();
		load(loads);
		assertThat(allows(policies, B)).isTrue();
		MappedPolicy loaded = policies.mapping().policies().get(0);
		policies.replace(new PolicyMapping(List.of(loaded.withOriginsFrom())));
		assertThat(allows(policies, B)).isFalse();
	}

	@Test
	void rowsThatWereWrongAreLookedAtAgainIfThePolicyIsAnother() {
		this.table.version = 1;
		this.table.rows = List.of(new AllowedOrigin("http://a.test", "t.test"));
		CorsPolicies policies = policies(true, "table");
		AllowedOriginsLoader loads = start(policies);
		assertThat(loads.statuses().get(0).skipped()).isEqualTo(1);
		policies.replace(mapping(false, List.of(), "table"));
		load(loads);
		assertThat(loads.statuses().get(0).skipped()).isZero();
		assertThat(policies.mapping().policies().get(0).policy().allowsOrigin("http://a.test", "t.test")).isTrue();
	}

	@Test
	void providerOfAReloadIsLoadedBeforeItsPolicyIsInForce() {
		this.table.rows = rows(A);
		CorsPolicies policies = policies(false);
		AllowedOriginsLoader loads = start(policies);
		assertThat(loads.isRunning()).isFalse();
		CorsPolicies next = policies(false, "table");
		Runnable afterwards = loads.prepare(next);
		assertThat(allows(next, A)).isTrue();
		assertThat(loads.statuses()).isEmpty();
		assertThat(policies.mapping().version()).isOne();
		policies.adopt(next);
		afterwards.run();
		assertThat(allows(policies, A)).isTrue();
		assertThat(policies.mapping().version()).isEqualTo(2);
		assertThat(loads.statuses()).hasSize(1);
		this.table.rows = rows(B);
		load(loads);
		assertThat(allows(policies, B)).isTrue();
		assertThat(allows(policies, A)).isFalse();
	}

	@Test
	void reloadThatIsGivenUpLeavesNothing() {
		this.table.rows = rows(A);
		CorsPolicies policies = policies(false, "table");
		AllowedOriginsLoader loads = start(policies, ONLY_WHEN_ASKED, true,
				Map.of("table", this.table, "broken", (policy) -> {
					throw new IllegalStateException("of the test");
				}));
		assertThatExceptionOfType(OriginsNotLoadedException.class)
			.isThrownBy(() -> loads.prepare(policies(false, "table", "broken")));
		assertThat(loads.statuses()).hasSize(1);
		this.table.rows = rows(B);
		load(loads);
		assertThat(allows(policies, B)).isTrue();
	}

	@Test
	void reloadKeepsWhatIsLoadedAndStopsLoadingWhatIsGone() {
		this.table.rows = rows(A);
		CorsPolicies policies = policies(false, "table");
		AllowedOriginsLoader loads = start(policies);
		CorsPolicies same = policies(false, "table");
		Runnable afterwards = loads.prepare(same);
		assertThat(policies.adopt(same)).isFalse();
		afterwards.run();
		assertThat(this.table.asked).hasValue(1);
		assertThat(allows(policies, A)).isTrue();
		CorsPolicies without = policies(false);
		Runnable gone = loads.prepare(without);
		policies.adopt(without);
		gone.run();
		assertThat(allows(policies, A)).isFalse();
		assertThat(loads.statuses()).isEmpty();
		loads.refresh();
		assertThat(loads.isLoading()).isFalse();
		assertThat(this.table.asked).hasValue(1);
	}

	@Test
	void reloadWithOtherHostsReadsTheRowsAgain() {
		this.table.rows = List.of(new AllowedOrigin(A, "one.test"), new AllowedOrigin(B, "two.test"));
		CorsPolicies policies = new CorsPolicies(mapping(true, List.of("one.test"), "table"), List::of);
		AllowedOriginsLoader loads = start(policies);
		assertThat(loads.statuses().get(0).skipped()).isOne();
		CorsPolicies next = new CorsPolicies(mapping(true, List.of("one.test", "two.test"), "table"), List::of);
		Runnable afterwards = loads.prepare(next);
		policies.adopt(next);
		assertThat(policies.mapping().policies().get(0).policy().allowsOrigin(B, "two.test")).isTrue();
		afterwards.run();
		assertThat(loads.statuses().get(0).skipped()).isZero();
	}

	@Test
	void reloadChecksWhatNeedsHosts() {
		this.table.rows = rows(A);
		CorsPolicies policies = policies(false, "table");
		AllowedOriginsLoader loads = start(policies);
		assertThat(this.warnings.all()).isEmpty();
		CorsPolicies next = policies(true, "table");
		Runnable afterwards = loads.prepare(next);
		assertThat(this.warnings.all()).isEmpty();
		policies.adopt(next);
		afterwards.run();
		assertThat(this.warnings.all()).hasSize(1);
		CorsPolicies back = policies(false, "table");
		Runnable again = loads.prepare(back);
		policies.adopt(back);
		again.run();
		assertThat(this.warnings.all()).isEmpty();
	}

	@Test
	void rowForAHostOfNoPolicyIsSkipped() {
		this.table.rows = List.of(new AllowedOrigin(A, "t1.test"), new AllowedOrigin(B, "t2.test"));
		OriginsStatus status = start(new CorsPolicies(mapping(true, List.of("t1.test"), "table"), List::of)).statuses()
			.get(0);
		assertThat(status.origins()).isEqualTo(1);
		assertThat(status.mistakes())
			.containsExactly("'https://b.test' for 't2.test': policy 'tenants' does not count for this host");
	}

	@Test
	void refreshDuringTheStartIsNotLost() throws Exception {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch asked = new CountDownLatch(1);
		AtomicInteger calls = new AtomicInteger();
		AllowedOriginsProvider slow = (policy) -> {
			if (calls.incrementAndGet() == 1) {
				begun.countDown();
				asked.await();
				return rows(A);
			}
			return rows(B);
		};
		CorsPolicies policies = policies(false, "slow");
		AllowedOriginsLoader loads = new AllowedOriginsLoader(policies, this.warnings, (name) -> slow,
				() -> new Settings(ONLY_WHEN_ASKED, true, 3));
		this.loader = loads;
		Thread starting = new Thread(loads::start);
		starting.start();
		assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
		loads.refresh();
		asked.countDown();
		starting.join();
		await().atMost(Duration.ofSeconds(20)).until(() -> allows(policies, B) && !loads.isLoading());
		assertThat(allows(policies, A)).isFalse();
	}

	@Test
	void exceptionThatFailsItselfEndsNothing() {
		this.table.rows = rows(A);
		CorsPolicies policies = policies(false, "table");
		AllowedOriginsLoader loads = start(policies);
		this.table.failure = new IllegalStateException() {

			@Override
			public String getMessage() {
				throw new UnsupportedOperationException();
			}

		};
		load(loads);
		this.table.failure = null;
		this.table.rows = rows(B);
		load(loads);
		assertThat(allows(policies, B)).isTrue();
		assertThat(loads.statuses().get(0).failure()).isNull();
	}

	@Test
	void loadThatOutlivesTheLoaderChangesNothing() throws Exception {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch stopped = new CountDownLatch(1);
		CountDownLatch ended = new CountDownLatch(1);
		AtomicInteger calls = new AtomicInteger();
		AllowedOriginsProvider stubborn = (policy) -> {
			if (calls.incrementAndGet() != 2) {
				return rows(B);
			}
			begun.countDown();
			while (stopped.getCount() > 0) {
				Thread.onSpinWait();
			}
			ended.countDown();
			return rows(A);
		};
		CorsPolicies policies = policies(false, "stubborn");
		AllowedOriginsLoader loads = start(policies, ONLY_WHEN_ASKED, true, Map.of("stubborn", stubborn));
		loads.refresh();
		assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
		loads.stop();
		loads.start();
		stopped.countDown();
		assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
		loads.refresh();
		await().atMost(Duration.ofSeconds(20)).until(() -> calls.get() == 4 && !loads.isLoading());
		assertThat(allows(policies, B)).isTrue();
		assertThat(allows(policies, A)).isFalse();
	}

	private static Collection<AllowedOrigin> rows(String... origins) {
		List<AllowedOrigin> rows = new ArrayList<>();
		for (String origin : origins) {
			rows.add(new AllowedOrigin(origin));
		}
		return rows;
	}

	/**
	 * A table that can change, and fail.
	 */
	private static final class Table implements AllowedOriginsProvider {

		private volatile Collection<AllowedOrigin> rows = List.of();

		private volatile @Nullable Object version;

		private volatile @Nullable Throwable failure;

		private final AtomicInteger asked = new AtomicInteger();

		private final AtomicInteger read = new AtomicInteger();

		private final Collection<String> threads = new ConcurrentLinkedQueue<>();

		@Override
		public @Nullable LoadedOrigins loadIfChanged(String policy, @Nullable Object known) {
			this.asked.incrementAndGet();
			Object now = this.version;
			return (now != null && now.equals(known)) ? null : new LoadedOrigins(load(policy), now, true);
		}

		@Override
		public Collection<AllowedOrigin> load(String policy) {
			this.read.incrementAndGet();
			this.threads.add(Thread.currentThread().getName());
			if (this.failure instanceof Error error) {
				throw error;
			}
			if (this.failure instanceof RuntimeException exception) {
				throw exception;
			}
			return this.rows;
		}

	}

}
