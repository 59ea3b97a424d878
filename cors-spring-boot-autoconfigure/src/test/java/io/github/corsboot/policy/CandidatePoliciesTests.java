package io.github.corsboot.policy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import io.github.corsboot.policy.CorsDecision.Allowed;
import io.github.corsboot.policy.CorsDecision.Passed;
import io.github.corsboot.policy.CorsDecision.Rejected;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/**
 * Tests for {@link CandidatePolicies}.
 */
class CandidatePoliciesTests {

	private static CorsPolicy policy(String name, String... origins) {
		return CorsPolicy.builder().name(name).allowedOrigins(origins).build();
	}

	private final List<CorsPolicy> policies = List.of(policy("everybody", "*"),
			policy("any-port", "https://*.example.com:*"), policy("short", "https://*.example.com"),
			policy("long-any-port", "https://*.shop.example.com:*"),
			policy("long-8443", "https://*.shop.example.com:8443"),
			policy("host-any-port", "https://a.shop.example.com:*"), policy("exact", "https://a.shop.example.com:9443"),
			policy("other-scheme", "http://*.shop.example.com:*"));

	@ParameterizedTest
	@CsvSource({ "https://a.shop.example.com:9443, exact", "https://a.shop.example.com:8443, host-any-port",
			"https://a.shop.example.com, host-any-port", "https://b.shop.example.com:8443, long-8443",
			"https://x.a.shop.example.com, long-any-port", "https://b.shop.example.com, long-any-port",
			"https://shop.example.com, short", "https://b.example.com, short", "https://b.example.com:1, any-port",
			"https://example.com, everybody", "https://evil.test, everybody", "null, everybody",
			"http://b.shop.example.com, other-scheme", "http://b.example.com, everybody" })
	void evaluateLetsTheMostSpecificEntryDecideWhateverTheOrder(String origin, String decides) {
		List<CorsPolicy> shuffled = new ArrayList<>(this.policies);
		Random random = new Random(1);
		for (int i = 0; i < 20; i++) {
			Collections.shuffle(shuffled, random);
			CorsDecision decision = CandidatePolicies.of(shuffled).evaluate(TestRequest.of("GET", origin));
			assertThat(decision).isInstanceOfSatisfying(Allowed.class,
					(allowed) -> assertThat(allowed.policy().name()).isEqualTo(decides));
		}
	}

	@Test
	void evaluateWhenNoPolicyContainsTheOriginNamesAll() {
		List<CorsPolicy> two = List.of(policy("one", "https://one.test"), policy("two", "https://two.test"));
		CorsDecision decision = CandidatePolicies.of(two).evaluate(TestRequest.of("GET", "https://three.test"));
		assertThat(decision).isInstanceOfSatisfying(Rejected.class,
				(rejected) -> assertThat(rejected.policies()).isEqualTo(two));
	}

	@Test
	void evaluateWhenPolicyForEverybodyIsNotAloneVaries() {
		List<CorsPolicy> two = List.of(policy("one", "https://one.test"), policy("all", "*"));
		CorsDecision decision = CandidatePolicies.of(two).evaluate(TestRequest.of("GET"));
		assertThat(decision).isInstanceOf(Passed.class);
		assertThat(decision.headers().vary()).isEqualTo("Origin");
		assertThat(decision.headers().isEmpty()).isTrue();
	}

	@Test
	void widenLetsTheSamePolicyDecideForTheOriginsThatItContains() {
		CorsPolicy wide = policy("wide", "https://*.example.com");
		CorsPolicy other = policy("other", "https://other.test");
		CorsPolicy annotation = policy("annotation", "https://app.example.com", "https://new.test");
		CandidatePolicies widened = CandidatePolicies.of(List.of(wide, other))
			.widen((policy) -> policy.toBuilder()
				.name(policy.name() + "+")
				.allowedOrigins(Stream.concat(policy.allowedOrigins().stream(), annotation.allowedOrigins().stream())
					.map(Object::toString)
					.toList())
				.build(), annotation);
		assertThat(decides(widened, "https://a.example.com")).isEqualTo("wide+");
		// Although the annotation has the more specific entry.
		assertThat(decides(widened, "https://app.example.com")).isEqualTo("wide+");
		assertThat(decides(widened, "https://other.test")).isEqualTo("other+");
		assertThat(decides(widened, "https://new.test")).isEqualTo("annotation");
		assertThat(widened.evaluate(TestRequest.of("GET", "https://evil.test"))).isInstanceOf(Rejected.class);
	}

	private static String decides(CandidatePolicies candidates, String origin) {
		return ((Allowed) candidates.evaluate(TestRequest.of("GET", origin))).policy().name();
	}

	@Test
	void widenOfWhatRefusesEverythingChangesNothing() {
		CandidatePolicies refusing = CandidatePolicies.refusing(List.of(policy("one", "https://one.test")));
		assertThat(refusing.widen((policy) -> policy("all", "*"), policy("all", "*"))).isSameAs(refusing);
	}

	@Test
	void widenOfSeveralToEverybodyStillVaries() {
		CorsPolicy all = policy("all", "*");
		CandidatePolicies widened = CandidatePolicies
			.of(List.of(policy("one", "https://one.test"), policy("two", "https://two.test")))
			.widen((policy) -> all, all);
		assertThat(widened.evaluate(TestRequest.of("GET", "https://three.test")).headers().vary()).isEqualTo("Origin");
	}

	@Test
	void ofWhenThereIsOnePolicyDecidesAsThePolicyDoes() {
		CorsPolicy one = policy("one", "https://one.test");
		TestRequest request = TestRequest.of("GET", "https://one.test");
		assertThat(CandidatePolicies.of(List.of(one)).evaluate(request)).isSameAs(one.evaluate(request));
	}

	@Test
	void ofAndRefusingWhenAPolicyIsNullThrow() {
		List<CorsPolicy> policies = new ArrayList<>(this.policies);
		policies.add(null);
		assertThatNullPointerException().isThrownBy(() -> CandidatePolicies.of(policies));
		assertThatNullPointerException().isThrownBy(() -> CandidatePolicies.refusing(policies));
	}

	@Test
	void policiesAreThoseThatWereGiven() {
		CorsPolicy one = policy("one", "https://a.test");
		CorsPolicy two = policy("two", "https://b.test");
		assertThat(CandidatePolicies.of(List.of(one, two)).policies()).containsExactly(one, two);
	}

	@Test
	void withoutOriginIsWhatIsDecidedOnARequestWithoutOrigin() {
		CandidatePolicies candidates = CandidatePolicies.of(List.of(policy("one", "https://a.test")));
		assertThat(candidates.withoutOrigin()).isSameAs(candidates.evaluate(TestRequest.of("GET")));
		assertThat(candidates.withoutOrigin().headers().vary()).isEqualTo("Origin");
	}

	@Test
	void widenWhenThereIsOneReplacesIt() {
		CorsPolicy wider = policy("wider", "https://a.test", "https://b.test");
		CandidatePolicies widened = CandidatePolicies.of(List.of(policy("one", "https://a.test")))
			.widen((policy) -> wider, wider);
		assertThat(widened.policies()).containsExactly(wider);
	}

	@Test
	void refusedHandshakeVariesLikeAnyOtherRequest() {
		CorsPolicy.Builder policy = CorsPolicy.builder().enforceWebSocketOrigin(true);
		CorsRequest handshake = TestRequest.of("GET", "https://b.test").with("Upgrade", "websocket");
		assertThat(policy.allowedOrigins("https://a.test").build().evaluate(handshake).headers().vary())
			.isEqualTo("Origin");
		CorsRequest malformed = TestRequest.of("GET", "x y").with("Upgrade", "websocket");
		CorsDecision refused = policy.allowedOrigins("*").build().evaluate(malformed);
		assertThat(refused).isInstanceOf(CorsDecision.Rejected.class);
		assertThat(refused.headers().vary()).isEqualTo("Origin");
	}

	@Test
	void combineDecidesLikeOneIndexOfAllEntries() {
		CorsPolicy one = policy("one", "https://*.a.test", "https://exact.b.test", "https://port.test:*", "*");
		CorsPolicy two = policy("two", "https://*.x.a.test", "https://*.b.test", "https://port.test:1");
		CorsPolicy three = policy("three", "https://y.x.a.test", "https://*.test");
		CandidatePolicies index = CandidatePolicies.of(List.of(one, two, three));
		CandidatePolicies combined = CandidatePolicies.combine(List.of(CandidatePolicies.of(List.of(one)),
				CandidatePolicies.of(List.of(two)), CandidatePolicies.of(List.of(three))));
		for (String origin : List.of("https://q.a.test", "https://q.x.a.test", "https://y.x.a.test",
				"https://exact.b.test", "https://q.b.test", "https://port.test", "https://port.test:1",
				"https://port.test:2", "https://other.test", "https://other.example", "null", "file://")) {
			assertThat(decides(combined, origin)).as(origin).isEqualTo(decides(index, origin));
			assertThat(combined.evaluate(TestRequest.of("GET", origin)).headers().vary()).isEqualTo("Origin");
		}
		assertThat(combined.policies()).containsExactly(one, two, three);
	}

	/**
	 * A policy that is built from another shares its index.
	 */
	@Test
	void combineOfPoliciesThatAreBuiltFromOthersDecidesLikeOneIndexOfAllEntries() {
		CorsPolicy one = policy("one", "https://*.a.test", "https://exact.b.test").toBuilder()
			.addAllowedOrigins("https://port.test:*", "https://*.x.b.test")
			.build();
		CorsPolicy two = policy("two", "https://*.x.a.test").toBuilder()
			.addAllowedOrigins("https://*.b.test")
			.build()
			.toBuilder()
			.addAllowedOrigins("https://port.test:1")
			.build();
		CorsPolicy three = policy("three", "*").toBuilder().maxAge(Duration.ZERO).build();
		CandidatePolicies index = CandidatePolicies.of(List.of(one, two, three));
		CandidatePolicies combined = CandidatePolicies.combine(List.of(CandidatePolicies.of(List.of(one)),
				CandidatePolicies.of(List.of(two)), CandidatePolicies.of(List.of(three))));
		UnaryOperator<CorsPolicy> widen = (policy) -> policy.toBuilder().name(policy.name() + "+").build();
		CandidatePolicies widened = combined.widen(widen, policy("otherwise", "https://none.test"));
		for (String origin : List.of("https://q.a.test", "https://q.x.a.test", "https://exact.b.test",
				"https://q.b.test", "https://q.x.b.test", "https://port.test", "https://port.test:1",
				"https://port.test:2", "https://other.test", "null")) {
			assertThat(decides(combined, origin)).as(origin).isEqualTo(decides(index, origin));
			assertThat(decides(widened, origin)).as(origin).isEqualTo(decides(index, origin) + "+");
		}
	}

	@Test
	void combineOfAPolicyAndOneThatIsBuiltFromItLetsTheFirstDecide() {
		CorsPolicy one = policy("one", "https://*.a.test");
		CorsPolicy two = one.toBuilder().name("two").addAllowedOrigins("https://b.test").build();
		CandidatePolicies combined = CandidatePolicies
			.combine(List.of(CandidatePolicies.of(List.of(one)), CandidatePolicies.of(List.of(two))));
		assertThat(decides(combined, "https://q.a.test")).isEqualTo("one");
		assertThat(decides(combined, "https://b.test")).isEqualTo("two");
	}

	/**
	 * Tenants are added while the application runs.
	 */
	@Test
	void policiesThatAreBuiltFromEachOtherStayAsSmallAsOneThatIsBuiltAtOnce() {
		CorsPolicy policy = policy("tenants", "https://t0.test");
		for (int i = 1; i < 1000; i++) {
			policy = policy.toBuilder().addAllowedOrigins("https://t" + i + ".test").build();
			// Another that adds nothing shares all there is.
			policy = policy.toBuilder().maxAge(Duration.ofSeconds(i)).build();
			assertThat(policy.allowsOrigin("https://t" + (i / 2) + ".test")).isTrue();
		}
		assertThat(policy.allowedOrigins()).hasSize(1000)
			.extracting(Object::toString)
			.startsWith("https://t0.test", "https://t1.test")
			.endsWith("https://t999.test");
	}

	@Test
	void everybodyTwiceIsStillConstant() {
		CorsPolicy twice = policy("all", "*").toBuilder().addAllowedOrigins("*").build();
		assertThat(twice.evaluate(TestRequest.of("GET")).headers().vary()).isNull();
	}

	@Test
	void evaluateAllAllowsTheStrictestOfEachAttribute() {
		CorsPolicy one = CorsPolicy.builder()
			.name("one")
			.allowedOrigins("https://a.test")
			.allowedMethods(List.of("GET", "PUT"))
			.allowedHeaders(List.of("X-One", "X-Both"))
			.exposedHeaders(List.of("X-Total", "ETag"))
			.allowCredentials(true)
			.build();
		CorsPolicy two = CorsPolicy.builder()
			.name("two")
			.allowedOrigins("*")
			.allowedMethods(List.of("*"))
			.allowedHeaders(List.of("x-both", "x-two"))
			.exposedHeaders(List.of("etag"))
			.maxAge(Duration.ofSeconds(5))
			.build();
		List<CandidatePolicies> forms = List.of(CandidatePolicies.of(List.of(one)), CandidatePolicies.of(List.of(two)));
		CorsRequest preflight = TestRequest.preflight("https://a.test", "PUT", "x-both");
		assertThat(headers(CandidatePolicies.evaluateAll(forms, preflight), preflight)).containsOnly(
				Map.entry("Access-Control-Allow-Origin", "https://a.test"),
				Map.entry("Access-Control-Allow-Methods", "GET, PUT"),
				Map.entry("Access-Control-Allow-Headers", "X-Both"), Map.entry("Access-Control-Max-Age", "5"));
		CorsRequest actual = TestRequest.of("GET", "https://a.test");
		assertThat(headers(CandidatePolicies.evaluateAll(forms, actual), actual)).containsOnly(
				Map.entry("Access-Control-Allow-Origin", "https://a.test"),
				Map.entry("Access-Control-Expose-Headers", "ETag"));
		assertThat(CandidatePolicies.evaluateAll(forms, TestRequest.of("GET", "https://b.test")))
			.isInstanceOf(CorsDecision.Rejected.class);
		CorsRequest header = TestRequest.preflight("https://a.test", "PUT", "x-two");
		assertThat(CandidatePolicies.evaluateAll(forms, header)).isInstanceOfSatisfying(CorsDecision.Rejected.class,
				(rejected) -> {
					assertThat(rejected.reason()).isEqualTo(RejectionReason.HEADER_NOT_ALLOWED);
					assertThat(rejected.policies()).containsExactly(one);
				});
	}

	private static Map<String, String> headers(CorsDecision decision, CorsRequest request) {
		Map<String, String> headers = new TreeMap<>();
		decision.headers().writeTo(request, headers, Map::put);
		return headers;
	}

}
