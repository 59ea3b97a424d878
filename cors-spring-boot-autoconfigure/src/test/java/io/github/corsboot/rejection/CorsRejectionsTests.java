package io.github.corsboot.rejection;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.mapping.PathPolicies;
import io.github.corsboot.mapping.PolicyMapping;
import io.github.corsboot.policy.CorsDecision.Rejected;
import io.github.corsboot.policy.CorsPolicy;
import io.github.corsboot.policy.CorsRequest.Kind;
import io.github.corsboot.policy.RejectionReason;
import io.github.corsboot.policy.TestRequest;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link CorsRejections} and {@link InMemoryCorsRejectionRepository}.
 */
@ExtendWith(OutputCaptureExtension.class)
class CorsRejectionsTests {

	private static final Clock CLOCK = Clock.fixed(Rejections.TIME, ZoneOffset.UTC);

	private final PathPolicies covered = Rejections.covered(CorsPolicy.builder().allowedOrigins("https://a.test"));

	private final CorsPolicies policies = new CorsPolicies(PolicyMapping.EMPTY, List::of);

	private void record(CorsRejections rejections, String origin) {
		TestRequest request = TestRequest.of("GET", origin);
		rejections.record((Rejected) this.covered.evaluate(request), request, this.policies.mapping(), this.covered,
				"/data");
	}

	@Test
	void recordKeepsCountsAndTells() {
		List<String> told = new ArrayList<>();
		CorsRejections rejections = new CorsRejections(new InMemoryCorsRejectionRepository(), List
			.of((rejection) -> told.add("1 " + rejection.origin()), (rejection) -> told.add("2 " + rejection.origin())),
				CLOCK);
		record(rejections, "https://b.test");
		record(rejections, "x");
		record(rejections, "https://c.test");
		assertThat(rejections.recent()).extracting(CorsRejection::origin)
			.containsExactly("https://c.test", "x", "https://b.test");
		assertThat(rejections.counts())
			.isEqualTo(Map.of(RejectionReason.ORIGIN_NOT_ALLOWED, 2L, RejectionReason.ORIGIN_MALFORMED, 1L));
		assertThat(told).startsWith("1 https://b.test", "2 https://b.test").hasSize(6);
		assertThat(rejections.recent().get(0).time()).isEqualTo(Rejections.TIME);
	}

	@Test
	void listenersThatCannotBeCreatedStopNoRejection(CapturedOutput output) {
		Iterable<CorsRejectionListener> failing = () -> {
			throw new IllegalStateException("no such bean");
		};
		CorsRejections rejections = new CorsRejections(new InMemoryCorsRejectionRepository(), failing, CLOCK,
				(event) -> {
				});
		record(rejections, "https://b.test");
		assertThat(rejections.recent()).extracting(CorsRejection::origin).containsExactly("https://b.test");
		assertThat(output).contains("no such bean");
	}

	@Test
	void latestOfAGroupIsFoundAlthoughItIsNotKept() {
		CorsRejections rejections = new CorsRejections(new InMemoryCorsRejectionRepository(), List.of(), CLOCK);
		for (int i = 0; i < 30; i++) {
			record(rejections, "https://b.test");
		}
		String latest = rejections.groups().get(0).latest().id();
		assertThat(rejections.recent()).extracting(CorsRejection::id).doesNotContain(latest);
		assertThat(rejections.find(latest)).isNotNull().extracting(CorsRejection::id).isEqualTo(latest);
		String kept = rejections.recent().get(0).id();
		assertThat(rejections.find(kept)).isNotNull().extracting(CorsRejection::id).isEqualTo(kept);
		assertThat(rejections.find("unknown")).isNull();
	}

	@Test
	void eachRejectionHasAnIdOfItsOwn() {
		CorsRejections rejections = new CorsRejections(new InMemoryCorsRejectionRepository(), List.of(), CLOCK);
		CorsRejections others = new CorsRejections(new InMemoryCorsRejectionRepository(), List.of(), CLOCK);
		record(rejections, "https://b.test");
		record(rejections, "https://b.test");
		record(others, "https://b.test");
		assertThat(Stream.of(rejections, others).flatMap((each) -> each.recent().stream()))
			.extracting(CorsRejection::id)
			.doesNotHaveDuplicates()
			.allSatisfy((id) -> assertThat(id).matches("[0-9a-z]{6}-[12]"));
	}

	@Test
	void rejectionNamesTheVersionThatDecided() {
		CorsRejections rejections = new CorsRejections(new InMemoryCorsRejectionRepository(), List.of(), CLOCK);
		record(rejections, "https://b.test");
		this.policies.replace(PolicyMapping.EMPTY);
		record(rejections, "https://b.test");
		rejections.taken()
			.record(RejectionReason.NO_POLICY, Kind.ACTUAL, TestRequest.of("GET", "https://b.test"),
					this.policies.mapping(), "/x");
		assertThat(rejections.recent()).extracting(CorsRejection::policiesVersion).containsExactly(2, 2, 1);
	}

	@Test
	void policiesThatHaveBeenReplacedAreLetGo() {
		InMemoryCorsRejectionRepository repository = new InMemoryCorsRejectionRepository();
		CorsRejections rejections = new CorsRejections(repository, List.of(), CLOCK);
		record(rejections, "http://a.test");
		CorsRejection before = rejections.recent().get(0);
		assertThat(repository.findAll()).hasOnlyElementsOfType(LazyCorsRejection.class);
		this.policies.replace(PolicyMapping.EMPTY);
		record(rejections, "https://b.test");
		Awaitility.await()
			.untilAsserted(() -> assertThat(repository.findAll().get(1)).isInstanceOf(StoredCorsRejection.class));
		assertThat(rejections.recent().get(1)).isEqualTo(before);
		record(rejections, "http://a.test");
		assertThat(rejections.groups()).filteredOn((group) -> group.origin().equals("http://a.test"))
			.singleElement()
			.satisfies((group) -> assertThat(group.count()).isEqualTo(2));
	}

	@Test
	void groupsHaveWhatTheirRejectionsHaveInCommonNewestFirst() {
		MovingClock clock = new MovingClock();
		CorsRejections rejections = new CorsRejections(new InMemoryCorsRejectionRepository(), List.of(), clock);
		for (String origin : List.of("https://old.test", "http://a.test", "https://old.test", "http://a.test")) {
			record(rejections, origin);
			clock.advance(Duration.ofSeconds(1));
		}
		assertThat(rejections.groups()).extracting(CorsRejectionGroup::origin)
			.containsExactly("http://a.test", "https://old.test");
		CorsRejectionGroup group = rejections.groups().get(0);
		assertThat(group.pattern()).isEqualTo("/**");
		assertThat(group.reason()).isEqualTo(RejectionReason.ORIGIN_NOT_ALLOWED);
		assertThat(group.detail()).isEmpty();
		assertThat(group.policies()).containsExactly("default");
		assertThat(group.count()).isEqualTo(2);
		assertThat(group.first()).isEqualTo(Rejections.TIME.plusSeconds(1));
		assertThat(group.last()).isEqualTo(Rejections.TIME.plusSeconds(3));
		assertThat(group.latest().hint()).contains("Only the scheme differs");
		assertThat(group.latest().id()).isEqualTo(rejections.recent().get(0).id());
	}

	@Test
	void clearForgetsGroupsAndRejectionsButNotTheCounts() {
		CorsRejections rejections = new CorsRejections(new InMemoryCorsRejectionRepository(), List.of(), CLOCK);
		record(rejections, "https://b.test");
		rejections.clear();
		assertThat(rejections.recent()).isEmpty();
		assertThat(rejections.groups()).isEmpty();
		assertThat(rejections.counts()).containsEntry(RejectionReason.ORIGIN_NOT_ALLOWED, 1L);
		record(rejections, "https://b.test");
		assertThat(rejections.groups()).singleElement().extracting(CorsRejectionGroup::count).isEqualTo(1L);
	}

	@Test
	void groupsEscapeAndBoundWhatStrangersSend() {
		CorsRejections rejections = new CorsRejections(new InMemoryCorsRejectionRepository(), List.of(), CLOCK);
		TestRequest request = TestRequest.preflight("https://a.test", "\u202e" + "M".repeat(8192));
		rejections.record((Rejected) this.covered.evaluate(request), request, PolicyMapping.EMPTY, this.covered, "/");
		rejections.taken()
			.record(RejectionReason.NO_POLICY, Kind.ACTUAL, TestRequest.of("GET", "\u0000"), PolicyMapping.EMPTY,
					"/\r\n" + "p".repeat(8192));
		assertThat(rejections.groups()).anySatisfy((group) -> {
			assertThat(group.detail()).startsWith("\\u202EMMM").hasSizeLessThan(300);
			assertThat(group.reason()).isEqualTo(RejectionReason.METHOD_NOT_ALLOWED);
		}).anySatisfy((group) -> {
			assertThat(group.pattern()).startsWith("/\\u000D\\u000Appp").hasSizeLessThan(300);
			assertThat(group.origin()).isEqualTo("\\u0000");
		});
	}

	@Test
	void keepsTwentyOfAGroupInAMinuteAndCountsTheRest() {
		CorsRejections rejections = new CorsRejections(new InMemoryCorsRejectionRepository(), List.of(), CLOCK);
		for (int i = 0; i < 100; i++) {
			record(rejections, "https://b.test");
		}
		assertThat(rejections.recent()).hasSize(21);
		assertThat(rejections.dropped()).isEqualTo(79);
		assertThat(rejections.groups()).singleElement().extracting(CorsRejectionGroup::count).isEqualTo(100L);
	}

	@Test
	void keepsAHundredNewOnesInAMinuteAndWhatRecurs() {
		CorsRejections rejections = new CorsRejections(new InMemoryCorsRejectionRepository(), List.of(), CLOCK);
		for (int i = 0; i < 10_000; i++) {
			record(rejections, "https://x" + i + ".test");
		}
		record(rejections, "https://manual.test");
		record(rejections, "https://manual.test");
		record(rejections, "https://manual.test");
		assertThat(rejections.recent()).hasSize(101)
			.first()
			.extracting(CorsRejection::origin)
			.isEqualTo("https://manual.test");
		assertThat(rejections.dropped()).isEqualTo(9902);
		assertThat(rejections.counts()).containsEntry(RejectionReason.ORIGIN_NOT_ALLOWED, 10_003L);
	}

	@Test
	void listenersAreToldOfRejectionsThatAreNotKept() {
		AtomicInteger told = new AtomicInteger();
		CorsRejections rejections = new CorsRejections(new InMemoryCorsRejectionRepository(),
				List.of((rejection) -> told.incrementAndGet()), CLOCK);
		for (int i = 0; i < 1000; i++) {
			record(rejections, "https://b.test");
		}
		assertThat(told).hasValue(1000);
	}

	@Test
	void publishesEventsOfWhatIsKeptOnAnotherThread() throws InterruptedException {
		BlockingQueue<Map.Entry<Thread, Object>> published = new LinkedBlockingQueue<>();
		CorsRejections rejections = new CorsRejections(new InMemoryCorsRejectionRepository(), List.of(), CLOCK,
				(event) -> published.add(Map.entry(Thread.currentThread(), event)));
		record(rejections, "https://b.test");
		Map.Entry<Thread, Object> event = published.poll(10, TimeUnit.SECONDS);
		assertThat(event.getKey()).isNotEqualTo(Thread.currentThread());
		assertThat(event.getValue()).isInstanceOfSatisfying(CorsRejectedEvent.class,
				(rejected) -> assertThat(rejected.getRejection().origin()).isEqualTo("https://b.test"));
	}

	@Test
	void eventsWaitOnlyInABoundedNumber() throws InterruptedException {
		CountDownLatch busy = new CountDownLatch(1);
		CountDownLatch free = new CountDownLatch(1);
		AtomicInteger published = new AtomicInteger();
		RejectionEvents events = new RejectionEvents((rejection) -> {
			busy.countDown();
			await(free);
			published.incrementAndGet();
		});
		LazyCorsRejection rejection = Rejections.of(CorsPolicy.builder().allowedOrigins("https://a.test"),
				TestRequest.of("GET", "https://b.test"));
		events.publish(rejection);
		busy.await();
		long accepted = IntStream.range(0, 2 * RejectionEvents.MAX_WAITING)
			.filter((i) -> events.publish(rejection))
			.count();
		assertThat(accepted).isEqualTo(RejectionEvents.MAX_WAITING);
		free.countDown();
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Test
	void whenAnEventCannotBePublishedNothingElseIsLost(CapturedOutput output) {
		CorsRejections rejections = new CorsRejections(new InMemoryCorsRejectionRepository(), List.of(), CLOCK,
				(event) -> {
					throw new IllegalStateException("context is closed");
				});
		record(rejections, "https://b.test");
		record(rejections, "https://b.test");
		assertThat(rejections.recent()).hasSize(2);
		Awaitility.await().untilAsserted(() -> assertThat(output).containsOnlyOnce("context is closed"));
	}

	@Test
	void whenDisabledTakesNothing() {
		CorsRejections rejections = CorsRejections.disabled();
		record(rejections, "https://b.test");
		assertThat(rejections.recent()).isEmpty();
		assertThat(rejections.groups()).isEmpty();
		assertThat(rejections.counts()).isEmpty();
		assertThat(rejections.dropped()).isZero();
		CorsRecorder recorder = new CorsRecorder(rejections, new CorsNotices(false, CLOCK), CorsDecisionListener.NONE);
		assertThat(recorder.watch(TestRequest.of("GET", "https://b.test"), PolicyMapping.EMPTY, "/")).isNull();
	}

	@Test
	void recordWhenRepositoryAndListenersFailDoesNotThrow(CapturedOutput output) {
		List<String> told = new ArrayList<>();
		CorsRejectionRepository broken = new CorsRejectionRepository() {

			@Override
			public void add(CorsRejection rejection) {
				throw new IllegalStateException("repository is broken");
			}

			@Override
			public List<CorsRejection> findAll() {
				throw new IllegalStateException("repository is still broken");
			}

		};
		CorsRejections rejections = new CorsRejections(broken, List.of((rejection) -> {
			throw new NoClassDefFoundError("listener is broken");
		}, (rejection) -> told.add(rejection.origin())), CLOCK);
		record(rejections, "https://b.test");
		record(rejections, "https://c.test");
		assertThat(told).containsExactly("https://b.test", "https://c.test");
		assertThat(rejections.counts()).containsEntry(RejectionReason.ORIGIN_NOT_ALLOWED, 2L);
		assertThat(rejections.recent()).isEmpty();
		assertThat(output).containsOnlyOnce("could not be recorded").contains("repository is broken");
	}

	@Test
	void recordWhenAListenerThrowsWhatItDoesNotDeclareDoesNotThrow() {
		List<String> told = new ArrayList<>();
		CorsRejections rejections = new CorsRejections(new InMemoryCorsRejectionRepository(),
				List.of((rejection) -> sneakyThrow(new IOException("connection reset")), (rejection) -> {
					throw new StackOverflowError();
				}, (rejection) -> {
					throw new Error("not implemented");
				}, (rejection) -> told.add(rejection.origin())), CLOCK);
		record(rejections, "https://b.test");
		assertThat(told).containsExactly("https://b.test");
		assertThat(rejections.recent()).hasSize(1);
	}

	@SuppressWarnings("unchecked")
	private static <E extends Throwable> void sneakyThrow(Throwable failure) throws E {
		throw (E) failure;
	}

	@Test
	void recentLeavesOutWhatCannotBeShown() {
		CorsRejection broken = mock(CorsRejection.class);
		CorsRejection good = Rejections.of(CorsPolicy.builder().allowedOrigins("https://a.test"),
				TestRequest.of("GET", "https://b.test"));
		List<List<CorsRejection>> answers = Arrays.asList(null, Arrays.asList(null, good, broken), failing());
		List<Integer> sizes = answers.stream()
			.map((answer) -> new CorsRejections(repository(answer), List.of(), CLOCK).recent().size())
			.toList();
		assertThat(sizes).containsExactly(0, 1, 0);
	}

	private static CorsRejectionRepository repository(List<CorsRejection> rejections) {
		return new CorsRejectionRepository() {

			@Override
			public void add(CorsRejection rejection) {
			}

			@Override
			public List<CorsRejection> findAll() {
				return rejections;
			}

		};
	}

	private static List<CorsRejection> failing() {
		return new AbstractList<>() {

			@Override
			public CorsRejection get(int index) {
				throw new IllegalStateException("session is closed");
			}

			@Override
			public int size() {
				return 1;
			}

		};
	}

	@Test
	void repositoryWhenFullForgetsTheOldest() {
		CorsRejections rejections = new CorsRejections(new InMemoryCorsRejectionRepository(3), List.of(), CLOCK);
		for (int i = 0; i < 10; i++) {
			record(rejections, "https://b" + i + ".test");
		}
		assertThat(rejections.recent()).extracting(CorsRejection::origin)
			.containsExactly("https://b9.test", "https://b8.test", "https://b7.test");
		assertThat(rejections.counts()).containsEntry(RejectionReason.ORIGIN_NOT_ALLOWED, 10L);
	}

	@Test
	void repositoryNeedsRoomForOne() {
		assertThatIllegalArgumentException().isThrownBy(() -> new InMemoryCorsRejectionRepository(0));
	}

}
