package io.github.corsboot.rejection;

import java.io.IOException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.mapping.PathPolicies;
import io.github.corsboot.mapping.PolicyMapping;
import io.github.corsboot.policy.CorsDecision.Rejected;
import io.github.corsboot.policy.CorsPolicy;
import io.github.corsboot.policy.CorsRequest.Kind;
import io.github.corsboot.policy.RejectionReason;
import io.github.corsboot.policy.TestRequest;
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
		rejections.record(RejectionReason.NO_POLICY, Kind.ACTUAL, TestRequest.of("GET", "https://b.test"),
				this.policies.mapping(), "/x");
		assertThat(rejections.recent()).extracting(CorsRejection::policiesVersion).containsExactly(2, 2, 1);
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
