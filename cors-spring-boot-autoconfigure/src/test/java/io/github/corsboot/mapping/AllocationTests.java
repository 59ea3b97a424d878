package io.github.corsboot.mapping;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.sun.management.ThreadMXBean;
import io.github.corsboot.policy.CorsDecision;
import io.github.corsboot.policy.CorsPolicy;
import io.github.corsboot.policy.CorsRequest;
import io.github.corsboot.policy.OriginDifference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.web.util.pattern.PathPatternParser;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What finding the policies of a path and deciding a request allocates, whether or not
 * the code has been compiled.
 */
class AllocationTests {

	private static final int REQUESTS = 1000;

	private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	private final CorsPolicies policies = new CorsPolicies(new PolicyMapping(IntStream.range(0, 50)
		.mapToObj((i) -> new MappedPolicy(policy(i), List.of(PathPatternParser.defaultInstance.parse("/x" + i + "/**")),
				Map.of()))
		.toList()), List::of);

	private static CorsPolicy policy(int number) {
		return CorsPolicy.builder()
			.name("policy" + number)
			.allowedOrigins("https://app.example.com", "https://*.tenant.example:*", "https://*.a.b.example")
			.allowedHeaders(List.of("X-One", "X-Two", "Content-Type"))
			.allowCredentials(true)
			.build();
	}

	/**
	 * Requests without {@code Origin}, or with one that a policy names.
	 */
	static Stream<Request> usual() {
		return Stream.of(new Request("GET", null, null), new Request("GET", "https://app.example.com", null),
				new Request("PURGE", "https://app.example.com", null),
				new Request("OPTIONS", "https://app.example.com", "content-type,x-one"),
				new Request("OPTIONS", "https://app.example.com", "X-TWO, x-one , Content-Type"),
				new Request("OPTIONS", "https://app.example.com", "x-three"),
				new Request("OPTIONS", "https://app.example.com", "x-one,".repeat(4000)));
	}

	@ParameterizedTest
	@MethodSource("usual")
	void decidingAllocatesNothing(Request request) {
		assertThat(allocatedByDeciding(request)).isZero();
	}

	/**
	 * Requests whose {@code Origin} has to be read.
	 */
	static Stream<Request> others() {
		return Stream.of(new Request("DELETE", "https://x.tenant.example:8443", null),
				new Request("GET", "https://x.a.b.example:1", null), new Request("GET", "https://evil.test", null),
				new Request("GET", "null", null), new Request("GET", "no origin", null),
				new Request("GET", "https://" + "a.".repeat(4000) + "com", null),
				new Request("GET", "s".repeat(64) + "://" + "a.".repeat(126) + "a:65535", null),
				new Request("OPTIONS", "https://evil.test", "x-one"));
	}

	@ParameterizedTest
	@MethodSource("others")
	void decidingAllocatesOneSmallObjectWhateverTheOrigin(Request request) {
		assertThat(allocatedByDeciding(request)).isLessThanOrEqualTo(64L * REQUESTS);
	}

	private long allocatedByDeciding(Request request) {
		decide(request);
		return allocated(() -> {
			for (int i = 0; i < REQUESTS; i++) {
				decide(request);
			}
		});
	}

	/**
	 * Asked for each handshake of a WebSocket, and each handler with an annotation. Once
	 * before it is measured, since the first time loads classes.
	 */
	@Test
	void askingALargePolicyForEverybodyParsesNoEntry() {
		CorsPolicy.Builder builder = CorsPolicy.builder()
			.allowedOrigins(IntStream.range(0, 10_000).mapToObj((i) -> "https://o" + i + ".test").toList());
		CorsPolicy large = builder.build();
		assertThat(widenedAllowsAnyOrigin(large)).isFalse();
		long parsed = allocated(builder::build);
		long asked = allocated(() -> widenedAllowsAnyOrigin(large));
		assertThat(asked).isLessThan(parsed / 20);
	}

	private static boolean widenedAllowsAnyOrigin(CorsPolicy policy) {
		return policy.allowsAnyOrigin()
				|| policy.toBuilder().addAllowedOrigins(List.of("https://one.test")).build().allowsAnyOrigin();
	}

	/**
	 * Found out for what is refused again and again during a flood.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "https://evil.example", "https://x.preview.example:1", "app://x.preview.example" })
	void whetherAnOriginIsNearIsFoundWithoutParsingEveryEntry(String origin) {
		CorsPolicy large = CorsPolicy.builder()
			.allowedOrigins(Stream
				.concat(IntStream.range(0, 250).mapToObj((i) -> "https://o" + i + ".test"),
						IntStream.range(0, 250).mapToObj((i) -> "https://pr" + i + "-*.preview.example"))
				.toList())
			.build();
		assertThat(OriginDifference.isNear("https://x.preview.example", List.of(large))).isTrue();
		assertThat(OriginDifference.isNear(origin, List.of(large))).isFalse();
		assertThat(allocated(() -> OriginDifference.isNear(origin, List.of(large)))).isLessThan(40_000);
	}

	/**
	 * A client chooses the host, and may send a long one.
	 */
	@ParameterizedTest
	@MethodSource("longHosts")
	void aLongHostCostsNoMoreThanAShortOne(String hostile, String... hosts) {
		PolicyMapping mapping = new PolicyMapping(List.of(MappedPolicy.of(policy(0), "/**").forHosts(hosts)));
		assertThat(mapping.forHost(hosts[0])).isNotSameAs(mapping);
		assertThat(mapping.forHost(hostile)).isSameAs(mapping);
		long usual = allocated(() -> mapping.forHost("www.example.org"));
		assertThat(allocated(() -> mapping.forHost(hostile))).isLessThan(usual + 2048);
	}

	static Stream<Arguments> longHosts() {
		String longest = "a.".repeat(118) + "b";
		return Stream.of(Arguments.of("a.".repeat(126) + "a", new String[] { "x.example.com", "*.example.com" }),
				Arguments.of("*." + "a.".repeat(125) + "a", new String[] { "x.example.com", "*.example.com" }),
				Arguments.of("a.".repeat(126) + "a", new String[] { longest, "*.example.com" }),
				Arguments.of("a.".repeat(126) + "a", new String[] { longest }));
	}

	@Test
	void policiesWithManyPathsAndEntriesAreComparedOnce() {
		CorsPolicy policy = CorsPolicy.builder()
			.allowedOrigins(IntStream.range(0, 1000).mapToObj((i) -> "https://*.o" + i + ".test").toList())
			.build();
		outranked(policy, 30);
		long small = allocated(() -> outranked(policy, 1));
		assertThat(allocated(() -> outranked(policy, 30))).isLessThan(small * 3);
	}

	private static void outranked(CorsPolicy policy, int count) {
		MappedPolicy wide = MappedPolicy.of(policy.toBuilder().name("wide").build(),
				IntStream.range(0, count).mapToObj((i) -> "/{tenant}/w" + i).toArray(String[]::new));
		MappedPolicy narrow = MappedPolicy.of(policy,
				IntStream.range(0, count).mapToObj((i) -> "/r" + i + "/**").toArray(String[]::new));
		assertThat(OutrankedPath.find(new PolicyMapping(List.of(wide, narrow)))).isEmpty();
	}

	/**
	 * What is allocated stands for the steps that are taken.
	 */
	@Test
	void checkingTwiceAsManyPoliciesTakesTwiceAsManySteps() {
		PolicyOverlaps.find(policies(100));
		long small = allocated(() -> check(2000));
		long large = allocated(() -> check(4000));
		assertThat(large).isLessThan(small * 3);
	}

	private void check(int count) {
		List<MappedPolicy> all = policies(count);
		PolicyMapping mapping = new PolicyMapping(all);
		assertThat(mapping.find("/x" + (count - 1) + "/y")).isNotNull();
		assertThat(PolicyOverlaps.find(all)).isEmpty();
		assertThat(OutrankedPath.find(new PolicyMapping(all))).isEmpty();
	}

	private static List<MappedPolicy> policies(int count) {
		return IntStream.range(0, count)
			.mapToObj((i) -> new MappedPolicy(policy(i),
					List.of(PathPatternParser.defaultInstance.parse("/x" + i + "/**")), Map.of()))
			.toList();
	}

	private long allocated(Runnable action) {
		long before = this.threads.getCurrentThreadAllocatedBytes();
		action.run();
		return this.threads.getCurrentThreadAllocatedBytes() - before;
	}

	private CorsDecision decide(Request request) {
		PathPolicies covered = this.policies.find("/x33/items/42");
		return (covered != null) ? covered.evaluate(request) : CorsDecision.Passed.WITHOUT_HEADERS;
	}

	record Request(String method, @Nullable String origin, @Nullable String requestedHeaders) implements CorsRequest {

		@Override
		public @Nullable String requestedMethod() {
			return "PUT";
		}

		@Override
		public @Nullable String header(String name) {
			return null;
		}

		@Override
		public String scheme() {
			return "https";
		}

		@Override
		public String host() {
			return "api.example.com";
		}

		@Override
		public int port() {
			return 443;
		}

	}

}
