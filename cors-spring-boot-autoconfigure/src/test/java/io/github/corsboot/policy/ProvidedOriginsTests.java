package io.github.corsboot.policy;

import java.util.List;

import io.github.corsboot.policy.CorsDecision.Allowed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ProvidedOrigins}, and for policies that allow them.
 */
class ProvidedOriginsTests {

	private static final CorsPolicy OPEN = policy("open").build();

	private static CorsPolicy.Builder policy(String name) {
		return CorsPolicy.builder().name(name);
	}

	/**
	 * Build origins from texts such as {@code https://a.test} and
	 * {@code https://a.test for b.test}.
	 */
	private static ProvidedOrigins origins(String... rows) {
		ProvidedOrigins.Builder origins = new ProvidedOrigins.Builder(OPEN);
		for (String row : rows) {
			String[] parts = row.split(" for ", -1);
			assertThat(origins.add(parts[0], (parts.length > 1) ? parts[1] : null)).isNull();
		}
		return origins.build(ProvidedOrigins.none("table"));
	}

	private static String decide(CandidatePolicies candidates, String origin, String host) {
		CorsDecision decision = candidates.evaluate(TestRequest.of("GET", origin).withHost(host));
		return (decision instanceof Allowed allowed) ? allowed.policy().name() : "none";
	}

	@ParameterizedTest
	@CsvSource({ "https://a.test, any.test, true", "https://a.test, '', true", "https://b.test, t1.test, true",
			"https://b.test, T1.Test., true", "https://b.test, t2.test, false", "https://b.test, '', false",
			"https://c.test, t1.test, true", "https://c.test, t2.test, true", "https://c.test, t3.test, false",
			"https://d.test, any.test, true", "https://e.test, ::1, true", "https://e.test, '[::1]', true",
			"https://f.test, t1.test, false", "HTTPS://A.test, t1.test, false", "https://a.test.evil, t1.test, false" })
	void containWhenHostIsNamedDependsOnTheHost(String origin, String host, boolean expected) {
		ProvidedOrigins origins = origins("https://a.test", "https://b.test for t1.test", "https://c.test for t1.test",
				"https://c.test for t2.test", "https://d.test for t1.test", "https://d.test",
				"https://e.test for [::1]");
		assertThat(origins.contain(origin, host)).isEqualTo(expected);
		assertThat(OPEN.withProvidedOrigins(List.of(origins)).allowsOrigin(origin, host)).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource(nullValues = "null",
			value = { "https://*.a.test, null, name an exact origin", "*, null, exact origin", "null, null, ''",
					"https://a.test/, null, slash", "HTTPS://a.test, null, lower case",
					"https://a.test, '', it is blank", "https://a.test, T.test, lower case",
					"https://a.test, t.test:8443, port", "https://a.test, https://t.test, scheme",
					"https://a.test, *.t.test, name a host", "'', null, ''", "https://a.test, t.test., name a host",
					"https://a.test, t.test/x, name a host" })
	void rowThatIsWrongIsNotAdded(String origin, String host, String advice) {
		ProvidedOrigins.Builder origins = new ProvidedOrigins.Builder(OPEN);
		assertThat(origins.add((origin != null) ? origin : "null", host)).isNotEmpty().contains(advice);
		assertThat(origins.size()).isZero();
	}

	@Test
	void rowThatIsTooLongIsNotAdded() {
		assertThat(new ProvidedOrigins.Builder(OPEN).add("https://" + "a".repeat(1_000_000), null))
			.contains("at most 326 characters");
	}

	@Test
	void originThatAnybodyCanImpersonateNeverHasCredentials() {
		CorsPolicy credentials = policy("credentials").allowCredentials(true).build();
		assertThat(new ProvidedOrigins.Builder(credentials).add("http://a.test", null)).contains("https://");
		assertThat(new ProvidedOrigins.Builder(credentials).add("http://localhost:3000", null)).isNull();
		// Also if they were loaded before the policy had credentials.
		ProvidedOrigins loaded = origins("http://a.test", "https://a.test", "http://localhost:3000");
		CorsPolicy later = credentials.withProvidedOrigins(List.of(loaded));
		assertThat(later.allowsOrigin("http://a.test")).isFalse();
		assertThat(later.allowsOrigin("https://a.test")).isTrue();
		assertThat(later.allowsOrigin("http://localhost:3000")).isTrue();
		assertThat(OPEN.withProvidedOrigins(List.of(loaded)).allowsOrigin("http://a.test")).isTrue();
		CorsPolicy permitted = credentials.toBuilder().dangerouslyAllowInsecureOrigins(true).build();
		assertThat(permitted.withProvidedOrigins(List.of(loaded)).allowsOrigin("http://a.test")).isTrue();
		// An annotation that widens a policy permits it for its own origins alone.
		assertThat(later.toBuilder().dangerouslyAllowInsecureOrigins(true).build().allowsOrigin("http://a.test"))
			.isFalse();
	}

	@Test
	void buildWhenNothingHasChangedReturnsTheSame() {
		ProvidedOrigins first = origins("https://a.test", "https://b.test for t.test");
		ProvidedOrigins.Builder same = new ProvidedOrigins.Builder(OPEN);
		same.add("https://b.test", "t.test");
		same.add("https://a.test", null);
		assertThat(same.build(first)).isSameAs(first);
		same.add("https://b.test", "t2.test");
		assertThat(same.build(first)).isNotSameAs(first);
	}

	@Test
	void onlyTheLastTwoSetsAreKept() {
		ProvidedOrigins[] sets = new ProvidedOrigins[5];
		for (int i = 0; i < sets.length; i++) {
			ProvidedOrigins.Builder builder = new ProvidedOrigins.Builder(OPEN);
			builder.add("https://v%d.test".formatted(i), null);
			sets[i] = builder.build((i > 0) ? sets[i - 1] : ProvidedOrigins.none("table"));
			assertThat(sets[i].contain("https://v%d.test".formatted(i), "")).isTrue();
		}
		assertThat(sets[3].contain("https://v3.test", "")).isTrue();
		assertThat(sets[3].contain("https://v4.test", "")).isFalse();
		for (int i = 0; i < 3; i++) {
			assertThat(sets[i].contain("https://v%d.test".formatted(i), "")).isFalse();
			assertThat(sets[i].contain("https://v4.test", "")).isTrue();
		}
	}

	@Test
	void entriesComeBeforeProvidedOriginsAndTheseBeforePatterns() {
		CorsPolicy patterns = policy("patterns").allowedOrigins("https://*.a.test").build();
		CorsPolicy entries = policy("entries").allowedOrigins("https://both.a.test").build();
		CorsPolicy provided = OPEN.withProvidedOrigins(
				List.of(origins("https://x.a.test", "https://both.a.test", "https://t.a.test for t1")));
		CandidatePolicies candidates = CandidatePolicies.of(List.of(patterns, provided, entries));
		assertThat(decide(candidates, "https://both.a.test", "t1")).isEqualTo("entries");
		assertThat(decide(candidates, "https://x.a.test", "t1")).isEqualTo("open");
		assertThat(decide(candidates, "https://t.a.test", "t1")).isEqualTo("open");
		assertThat(decide(candidates, "https://t.a.test", "t2")).isEqualTo("patterns");
		assertThat(decide(candidates, "https://evil.test", "t1")).isEqualTo("none");
	}

	@Test
	void widenedPolicyAlsoAllowsThem() {
		CorsPolicy provided = OPEN.withProvidedOrigins(List.of(origins("https://a.test for t1")));
		CandidatePolicies single = CandidatePolicies.of(List.of(provided))
			.widen((policy) -> policy.toBuilder().addAllowedOrigins("https://b.test").build(), OPEN);
		CandidatePolicies several = CandidatePolicies
			.of(List.of(provided, policy("other").allowedOrigins("https://c.test").build()))
			.widen((policy) -> policy.toBuilder().exposedHeaders(List.of("X-A")).build(), OPEN);
		for (CandidatePolicies candidates : List.of(single, several)) {
			assertThat(decide(candidates, "https://a.test", "t1")).isEqualTo("open");
			assertThat(decide(candidates, "https://a.test", "t2")).isEqualTo("none");
		}
	}

	@Test
	void constantHeadersStayConstant() {
		CorsPolicy everyone = policy("everyone").allowedOrigins("*")
			.build()
			.withProvidedOrigins(List.of(origins("https://a.test")));
		CorsDecision provided = everyone.evaluate(TestRequest.of("GET", "https://a.test"));
		CorsDecision other = everyone.evaluate(TestRequest.of("GET", "https://b.test"));
		assertThat(provided).isSameAs(other);
	}

	@Test
	void originThatIsWrongIsRememberedAsBrowsersSendIt() {
		ProvidedOrigins none = ProvidedOrigins.none("table");
		ProvidedOrigins.Builder builder = new ProvidedOrigins.Builder(OPEN);
		builder.add("https://Shop.test", null);
		builder.add("https://slash.test/", null);
		builder.add("https://ported.test", "t.test:8080");
		ProvidedOrigins same = builder.build(none);
		assertThat(same).isSameAs(none);
		assertThat(none.mistakeOf("https://shop.test")).contains("lower case");
		assertThat(none.mistakeOf("https://slash.test")).contains("slash");
		assertThat(none.mistakeOf("https://ported.test")).contains("without scheme and port");
		assertThat(none.mistakeOf("https://other.test")).isNull();
		ProvidedOrigins.Builder corrected = new ProvidedOrigins.Builder(OPEN);
		corrected.add("https://ported.test", null);
		ProvidedOrigins next = corrected.build(same);
		assertThat(next.mistakeOf("https://ported.test")).isNull();
		for (int i = 0; i < 5000; i++) {
			corrected.add("https://*.a%d.test".formatted(i), null);
		}
		corrected.build(next);
		assertThat(next.mistakeOf("https://*.a1.test")).isNotNull();
		assertThat(next.mistakeOf("https://*.a4999.test")).isNull();
	}

	@Test
	void failureIsSharedByTheSetsThatFollowEachOther() {
		ProvidedOrigins first = origins("https://a.test");
		ProvidedOrigins.Builder builder = new ProvidedOrigins.Builder(OPEN);
		builder.add("https://b.test", null);
		ProvidedOrigins second = builder.build(first);
		second.setFailure("down");
		assertThat(first.failure()).isEqualTo("down");
		assertThat(first.provider()).isEqualTo("table");
		assertThat(first.anyForEveryHost()).isEqualTo("https://a.test");
		assertThat(origins("https://a.test for t.test").anyForEveryHost()).isNull();
	}

}
