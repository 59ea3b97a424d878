package io.github.corsboot.policy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import io.github.corsboot.policy.CorsDecision.Allowed;
import io.github.corsboot.policy.CorsDecision.NotCors;
import io.github.corsboot.policy.CorsDecision.Rejected;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

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
		assertThat(decision).isInstanceOf(NotCors.class);
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
		CorsRequest malformed = TestRequest.of("GET", "x").with("Upgrade", "websocket");
		CorsDecision refused = policy.allowedOrigins("*").build().evaluate(malformed);
		assertThat(refused).isInstanceOf(CorsDecision.Rejected.class);
		assertThat(refused.headers().vary()).isNull();
	}

}
