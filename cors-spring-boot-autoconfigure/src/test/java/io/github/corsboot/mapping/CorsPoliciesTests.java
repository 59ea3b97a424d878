package io.github.corsboot.mapping;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.corsboot.policy.CorsDecision;
import io.github.corsboot.policy.CorsRequest;
import io.github.corsboot.policy.TestRequest;
import org.junit.jupiter.api.Test;

import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link CorsPolicies}.
 */
class CorsPoliciesTests {

	private static final PolicyMapping ALL = new PolicyMapping(List.of(PolicyMappingTests.policy("all", "/**")));

	private static List<PathPattern> patterns(String... patterns) {
		return List.of(patterns).stream().map(PathPatternParser.defaultInstance::parse).toList();
	}

	@Test
	void findWhenPathIsExcludedReturnsNull() {
		CorsPolicies policies = new CorsPolicies(ALL, () -> patterns("/private/**"));
		assertThat(policies.find("/private")).isNull();
		assertThat(policies.find("/private/x")).isNull();
		assertThat(policies.find("/privatex")).isNotNull();
	}

	@Test
	void findWhenExcludedPatternHasWildcardsMatchesIt() {
		CorsPolicies policies = new CorsPolicies(ALL, () -> patterns("/{tenant}/private"));
		assertThat(policies.find("/a/private")).isNull();
		assertThat(policies.find("/a/public")).isNotNull();
	}

	@Test
	void findWhenOnlyOneFormOfThePathIsExcludedReturnsThePolicy() {
		CorsPolicies policies = new CorsPolicies(ALL, () -> patterns("/private/**"));
		assertThat(policies.find(RequestedPath.of(PathContainer.parsePath("/private/../x")))).isNotNull();
		assertThat(policies.find(RequestedPath.of("/x", PathContainer.parsePath("/private/%2e%2e/x")))).isNotNull();
		assertThat(policies.find(RequestedPath.of(PathContainer.parsePath("/private/%78")))).isNull();
	}

	@Test
	void excludedPathsAreAskedForOnceAndNotWithoutPolicy() {
		AtomicInteger asked = new AtomicInteger();
		CorsPolicies policies = new CorsPolicies(PolicyMapping.EMPTY, () -> {
			asked.incrementAndGet();
			return patterns("/private/**");
		});
		policies.find("/x");
		assertThat(asked).hasValue(0);
		policies.replace(ALL);
		policies.find("/x");
		policies.find("/y");
		assertThat(asked).hasValue(1);
	}

	@Test
	void excludedPathsAreAskedForAgainAfterAnException() {
		AtomicInteger asked = new AtomicInteger();
		CorsPolicies policies = new CorsPolicies(ALL, () -> {
			if (asked.getAndIncrement() == 0) {
				throw new IllegalStateException("not known yet");
			}
			return patterns("/private/**");
		});
		assertThatIllegalStateException().isThrownBy(() -> policies.find("/private"));
		assertThat(policies.find("/private")).isNull();
	}

	@Test
	void replaceKeepsDecidingHandshakes() {
		CorsRequest handshake = TestRequest.of("GET", "https://evil.test").with("Upgrade", "websocket");
		for (boolean enforce : new boolean[] { true, false }) {
			CorsPolicies policies = new CorsPolicies(PolicyMapping.EMPTY, List::of, enforce);
			policies.replace(ALL);
			assertThat(policies.find("/x").evaluate(handshake) instanceof CorsDecision.Rejected).isEqualTo(enforce);
		}
	}

	@Test
	void replaceChangesWhatIsInForce() {
		CorsPolicies policies = new CorsPolicies(PolicyMapping.EMPTY, List::of);
		assertThat(policies.find("/x")).isNull();
		policies.replace(ALL);
		assertThat(policies.find("/x")).isNotNull();
		assertThat(policies.mapping().policies()).isEqualTo(ALL.policies());
	}

	@Test
	void replaceStartsANewVersion() {
		Instant before = Instant.now();
		CorsPolicies policies = new CorsPolicies(PolicyMapping.EMPTY, List::of);
		assertThat(policies.mapping().version()).isOne();
		policies.replace(ALL);
		policies.ignoreCase();
		assertThat(policies.mapping().version()).isEqualTo(2);
		assertThat(policies.mapping().since()).isBetween(before, Instant.now());
		assertThat(ALL.version()).isZero();
	}

	@Test
	void adoptTakesPoliciesAndWhatTheyDoNotCover() {
		CorsPolicies policies = new CorsPolicies(ALL, List::of);
		PolicyMapping before = policies.mapping();
		assertThat(policies.adopt(new CorsPolicies(ALL, () -> patterns("/private/**")))).isTrue();
		assertThat(policies.find("/private/x")).isNull();
		assertThat(policies.find("/x")).isNotNull();
		assertThat(policies.mapping().version()).isEqualTo(2);
		// A request that arrived before is decided by what was in force.
		assertThat(before.find("/private/x")).isNotNull();
		policies.replace(ALL);
		assertThat(policies.find("/private/x")).isNull();
	}

	@Test
	void adoptOfTheSameChangesNothing() {
		CorsPolicies policies = new CorsPolicies(ALL, () -> patterns("/a", "/b"));
		PolicyMapping before = policies.mapping();
		assertThat(policies.adopt(new CorsPolicies(ALL, () -> patterns("/b", "/a")))).isFalse();
		assertThat(policies.mapping()).isSameAs(before);
		assertThat(policies.adopt(new CorsPolicies(ALL, () -> patterns("/b")))).isTrue();
	}

	@Test
	void adoptSwitchesOffAndOn() {
		CorsPolicies policies = new CorsPolicies(PolicyMapping.EMPTY, List::of);
		assertThat(policies.adopt(new CorsPolicies(PolicyMapping.DISABLED, List::of))).isTrue();
		assertThat(policies.mapping().isEnabled()).isFalse();
		assertThat(policies.adopt(new CorsPolicies(ALL, List::of))).isTrue();
		assertThat(policies.mapping().isEnabled()).isTrue();
	}

	@Test
	void adoptKeepsIgnoringCase() {
		CorsPolicies policies = new CorsPolicies(PolicyMapping.EMPTY, List::of);
		policies.ignoreCase();
		policies.adopt(new CorsPolicies(ALL, () -> patterns("/private")));
		assertThat(policies.find("/PRIVATE")).isNull();
	}

	@Test
	void copyCanBeChanged() {
		CorsPolicies policies = new CorsPolicies(PolicyMapping.EMPTY, List::of);
		CorsPolicies preview = policies.copy();
		assertThat(preview.adopt(new CorsPolicies(ALL, () -> patterns("/private")))).isTrue();
		assertThat(preview.find("/x")).isNotNull();
		assertThat(preview.find("/private")).isNull();
		assertThat(preview.mapping().version()).isEqualTo(2);
		assertThat(policies.find("/x")).isNull();
		assertThat(policies.mapping().version()).isOne();
	}

	@Test
	void reloadDoesWhatItWasGiven() {
		CorsPolicies policies = new CorsPolicies(ALL, List::of, false, () -> true);
		assertThat(policies.isReloadable()).isTrue();
		assertThat(policies.reload()).isTrue();
		CorsPolicies own = new CorsPolicies(ALL, List::of);
		assertThat(own.isReloadable()).isFalse();
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(own::reload);
	}

	@Test
	void findWhenOnlyThePathWithoutSlashIsExcludedReturnsThePolicy() {
		CorsPolicies policies = new CorsPolicies(ALL, () -> patterns("/private"));
		assertThat(policies.find("/private")).isNull();
		assertThat(policies.find("/private/")).isSameAs(policies.find("/other"));
	}

}
