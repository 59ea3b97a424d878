package io.github.corsboot.actuate;

import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

import com.sun.management.ThreadMXBean;
import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.mapping.MappedPolicy;
import io.github.corsboot.mapping.PathPolicies;
import io.github.corsboot.mapping.PolicyMapping;
import io.github.corsboot.mapping.TestPolicies;
import io.github.corsboot.policy.CorsDecision;
import io.github.corsboot.policy.CorsDecision.Rejected;
import io.github.corsboot.policy.CorsPolicy;
import io.github.corsboot.policy.CorsRequest;
import io.github.corsboot.policy.TestRequest;
import io.github.corsboot.rejection.CorsRejections;
import io.github.corsboot.rejection.InMemoryCorsRejectionRepository;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.web.util.pattern.PathPatternParser;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CorsMetrics}.
 */
@ExtendWith(OutputCaptureExtension.class)
class CorsMetricsTests {

	private static final TestRequest ALLOWED = TestRequest.of("GET", "https://a.test");

	private static final TestRequest REFUSED = TestRequest.of("GET", "https://b.test");

	private final CorsPolicies policies = TestPolicies.of(policy("one", "/one"), policy("left", "/both"),
			policy("right", "/both"));

	private final CorsMetrics metrics = new CorsMetrics(this.policies, () -> 7, Map.of("not-exposed", () -> 3),
			List::of);

	private final CorsRejections rejections = new CorsRejections(new InMemoryCorsRejectionRepository(),
			List.of(this.metrics), Clock.systemUTC());

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private static MappedPolicy policy(String name, String path) {
		CorsPolicy policy = CorsPolicy.builder()
			.name(name)
			.allowedOrigins(name.equals("right") ? "https://c.test" : "https://a.test")
			.build();
		return new MappedPolicy(policy, List.of(PathPatternParser.defaultInstance.parse(path)), Map.of());
	}

	private void send(String path, CorsRequest request) {
		PathPolicies covered = Objects.requireNonNull(this.policies.find(path));
		CorsDecision decision = covered.evaluate(request);
		if (decision instanceof Rejected rejected) {
			this.rejections.record(rejected, request, this.policies.mapping(), covered, path);
		}
		else {
			this.metrics.onDecision(decision);
		}
	}

	private double count(String kind, String outcome, String reason, String policy) {
		return this.registry.get("cors.requests")
			.tags("kind", kind, "outcome", outcome, "reason", reason, "policy", policy)
			.functionCounter()
			.count();
	}

	@Test
	void countsWhatIsAllowed() {
		this.metrics.bindTo(this.registry);
		send("/one", ALLOWED);
		send("/one", ALLOWED);
		send("/one", TestRequest.preflight("https://a.test", "PUT"));
		assertThat(count("actual", "allowed", "none", "one")).isEqualTo(2);
		assertThat(count("preflight", "allowed", "none", "one")).isEqualTo(1);
	}

	@Test
	void countsWhatPasses() {
		this.metrics.bindTo(this.registry);
		send("/one", TestRequest.of("GET", "http://api.example.com"));
		assertThat(count("none", "passed", "same-origin-compared", "none")).isEqualTo(1);
	}

	@Test
	void countsWhatIsRefused() {
		this.metrics.bindTo(this.registry);
		send("/one", REFUSED);
		send("/one", TestRequest.preflight("https://a.test", "PURGE"));
		assertThat(count("actual", "rejected", "origin-not-allowed", "one")).isEqualTo(1);
		assertThat(count("preflight", "rejected", "method-not-allowed", "one")).isEqualTo(1);
	}

	@Test
	void requestThatSeveralPoliciesRefuseNamesNone() {
		this.metrics.bindTo(this.registry);
		send("/both", REFUSED);
		assertThat(count("actual", "rejected", "origin-not-allowed", "several")).isEqualTo(1);
	}

	@Test
	void requestThatPoliciesAllowTogetherNamesNone() {
		this.metrics.bindTo(this.registry);
		PathPolicies both = PathPolicies.strictest(List.of(Objects.requireNonNull(this.policies.find("/one")),
				Objects.requireNonNull(TestPolicies.of(policy("two", "/two")).find("/two"))), false);
		this.metrics.onDecision(both.evaluate(ALLOWED));
		assertThat(count("actual", "allowed", "none", "several")).isEqualTo(1);
	}

	@Test
	void registryThatComesLaterHasWhatWasCounted() {
		send("/one", ALLOWED);
		this.metrics.bindTo(this.registry);
		assertThat(count("actual", "allowed", "none", "one")).isEqualTo(1);
	}

	@Test
	void everyRegistryHasTheSame() {
		SimpleMeterRegistry other = new SimpleMeterRegistry();
		this.metrics.bindTo(this.registry);
		this.metrics.bindTo(other);
		send("/one", ALLOWED);
		assertThat(count("actual", "allowed", "none", "one")).isEqualTo(1);
		assertThat(other.get("cors.requests").functionCounter().count()).isEqualTo(1);
	}

	@Test
	void countsPoliciesInForce() {
		this.metrics.bindTo(this.registry);
		assertThat(this.registry.get("cors.policies").gauge().value()).isEqualTo(3);
		this.policies.replace(new PolicyMapping(List.of(policy("one", "/one"))));
		assertThat(this.registry.get("cors.policies").gauge().value()).isEqualTo(1);
	}

	@Test
	void readsWhatOthersCount() {
		this.metrics.bindTo(this.registry);
		assertThat(this.registry.get("cors.rejections.dropped").functionCounter().count()).isEqualTo(7);
		assertThat(this.registry.get("cors.notices").tag("kind", "not-exposed").functionCounter().count()).isEqualTo(3);
	}

	@Test
	void numberOfPoliciesIsBounded() {
		this.metrics.bindTo(this.registry);
		IntStream.range(0, RequestCounts.MAX_POLICIES + 5).forEach((i) -> {
			this.policies.replace(new PolicyMapping(List.of(policy("p" + i, "/one"))));
			send("/one", ALLOWED);
		});
		assertThat(this.registry.find("cors.requests").meters()).hasSize(RequestCounts.MAX_POLICIES + 1);
		assertThat(count("actual", "allowed", "none", "other")).isEqualTo(5);
	}

	@Test
	void everyMeterHasTheSameTags() {
		this.metrics.bindTo(this.registry);
		send("/one", ALLOWED);
		send("/one", REFUSED);
		send("/both", REFUSED);
		send("/one", TestRequest.of("GET", "http://api.example.com"));
		assertThat(this.registry.find("cors.requests").meters()).hasSize(4)
			.allSatisfy((meter) -> assertThat(meter.getId().getTags()).extracting("key")
				.containsExactly("kind", "outcome", "policy", "reason"));
	}

	@Test
	void filterThatFailsDoesNotReachTheRequest(CapturedOutput output) {
		this.metrics.bindTo(this.registry);
		this.registry.config().meterFilter(new MeterFilter() {
			@Override
			public Meter.Id map(Meter.Id id) {
				throw new IllegalStateException("as expected");
			}
		});
		send("/one", ALLOWED);
		send("/one", TestRequest.preflight("https://a.test", "PUT"));
		assertThat(output).containsOnlyOnce("cors.requests could not be registered");
	}

	@Test
	void countingAgainAllocatesNothing() {
		this.metrics.bindTo(this.registry);
		CorsDecision allowed = Objects.requireNonNull(this.policies.find("/one")).evaluate(ALLOWED);
		CorsDecision passed = Objects.requireNonNull(this.policies.find("/one"))
			.evaluate(TestRequest.of("GET", "http://api.example.com"));
		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		count(allowed, passed);
		long before = threads.getCurrentThreadAllocatedBytes();
		count(allowed, passed);
		long allocated = threads.getCurrentThreadAllocatedBytes() - before;
		long measuring = -threads.getCurrentThreadAllocatedBytes() + threads.getCurrentThreadAllocatedBytes();
		assertThat(allocated).isLessThanOrEqualTo(measuring);
	}

	private void count(CorsDecision allowed, CorsDecision passed) {
		for (int i = 0; i < 1000; i++) {
			this.metrics.onDecision(allowed);
			this.metrics.onDecision(passed);
		}
	}

}
