package io.github.corsboot.policy;

import java.util.List;

import io.github.corsboot.policy.OriginDifference.Kind;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How origins differ from the entries of a policy.
 */
class OriginDifferenceTests {

	/** The first entries are shared, as those of a policy that a handler widens. */
	private static final CorsPolicy POLICY = CorsPolicy.builder()
		.allowedOrigins("https://app.example.com", "https://*.tenant.example", "https://pr-*.preview.example:*",
				"https://*-b.preview.example:8443", "https://pr-*.stage.example:8443", "https://*.wild.example:8443")
		.build()
		.toBuilder()
		.addAllowedOrigins(List.of("http://localhost:3000", "https://[2001:db8::1]:8443", "https://other.example:444"))
		.build();

	private static @Nullable Kind kind(String origin, CorsPolicy policy) {
		OriginDifference difference = OriginDifference.find(origin, policy);
		return (difference != null) ? difference.kind() : null;
	}

	@ParameterizedTest
	@CsvSource({ "http://app.example.com,SCHEME", "https://tenant.example,APEX", "https://www.app.example.com,WWW",
			"https://x.app.example.com,SUB_DOMAIN", "https://x.preview.example:1,LABEL",
			"https://x.preview.example:8443,LABEL", "https://x.preview.example,LABEL",
			"https://x.stage.example:8443,LABEL", "https://wild.example:8443,APEX",
			"http://127.0.0.1:3000,LOOPBACK_NAME", "https://app.example.com:8443,PORT", "https://other.example,PORT",
			"https://[2001:db8::1],PORT", "http://app.example.com:81,SCHEME_AND_PORT", "HTTPS://APP.EXAMPLE.COM,CASE",
			"https://app.example.com/,TRAILING_SLASH", "https://app.example.com:443,DEFAULT_PORT" })
	void originThatNarrowlyMissesAnEntryIsNear(String origin, Kind kind) {
		assertThat(kind(origin, POLICY)).isEqualTo(kind);
		assertThat(OriginDifference.isNear(origin, List.of(POLICY))).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "https://app.example.com.evil.test,LOOK_ALIKE", "https://x-preview.example,LOOK_ALIKE",
			"https://evil.test,", "http://x.preview.example,", "https://app.example.com.,LOOK_ALIKE", "null,",
			"no origin,", "https://*,", "https://[2001:db8::2],", "https://pr-x.evil.example,",
			"https://x.stage.example:84,", "https://x.stage.example:8444,", "https://x.stage.example,",
			"app://x.stage.example:8443,", "https://x.wild.example,", "https://wild.example," })
	void otherOriginIsNot(String origin, @Nullable Kind kind) {
		assertThat(kind(origin, POLICY)).isEqualTo(kind);
		assertThat(OriginDifference.isNear(origin, List.of(POLICY))).isFalse();
	}

	@Test
	void originMayBeNearToOneOfSeveralPolicies() {
		CorsPolicy other = CorsPolicy.builder().name("other").allowedOrigins("https://far.test").build();
		assertThat(OriginDifference.isNear("http://app.example.com", List.of(other, POLICY))).isTrue();
		assertThat(OriginDifference.isNear("http://app.example.com", List.of(other))).isFalse();
		assertThat(OriginDifference.isNear("http://app.example.com", List.of())).isFalse();
	}

}
