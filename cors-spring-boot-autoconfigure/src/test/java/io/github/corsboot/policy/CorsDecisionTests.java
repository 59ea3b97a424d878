package io.github.corsboot.policy;

import java.util.List;

import io.github.corsboot.policy.CorsDecision.Passed;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CorsDecision}.
 */
class CorsDecisionTests {

	private static CorsDecision decide(CorsPolicy.Builder policy, String method, String origin) {
		return policy.build().evaluate(TestRequest.of(method, origin));
	}

	@Test
	void isStricterThanOrdersDecisionsFromUnreadableRefusalToOpenToAll() {
		CorsPolicy.Builder open = CorsPolicy.builder().allowedOrigins("*");
		CorsPolicy.Builder one = CorsPolicy.builder().allowedOrigins("https://a.test");
		List<CorsDecision> fromTheStrictest = List.of(decide(one, "GET", "https://b.test"),
				decide(one, "PURGE", "https://a.test"), Passed.WITHOUT_HEADERS, decide(one, "GET", "https://a.test"),
				decide(open, "GET", "https://a.test"));
		for (int i = 0; i < fromTheStrictest.size(); i++) {
			for (int j = 0; j < fromTheStrictest.size(); j++) {
				assertThat(fromTheStrictest.get(i).isStricterThan(fromTheStrictest.get(j))).as("%s %s", i, j)
					.isEqualTo(i < j);
			}
		}
	}

	@Test
	void statusOfARefusalIs200WhereABrowserIsToNameTheCause() {
		CorsPolicy policy = CorsPolicy.builder().allowedOrigins("https://a.test").build();
		assertThat(((CorsDecision.Rejected) policy.evaluate(TestRequest.preflight("https://a.test", "PURGE"))).status())
			.isEqualTo(200);
		assertThat(((CorsDecision.Rejected) policy.evaluate(TestRequest.preflight("https://b.test", "GET"))).status())
			.isEqualTo(403);
		assertThat(((CorsDecision.Rejected) policy.evaluate(TestRequest.of("PURGE", "https://a.test"))).status())
			.isEqualTo(403);
	}

	@Test
	void isPreflightNeedsMethodOriginAndWhatItAsksFor() {
		assertThat(TestRequest.preflight("https://a.test", "PUT").isPreflight()).isTrue();
		assertThat(TestRequest.preflight("https://a.test", "PUT").preflightMethod()).isEqualTo("PUT");
		assertThat(TestRequest.preflight("https://a.test", "").isPreflight()).isFalse();
		assertThat(TestRequest.preflight(null, "PUT").isPreflight()).isFalse();
		assertThat(TestRequest.of("OPTIONS", "https://a.test").isPreflight()).isFalse();
		assertThat(TestRequest.of("GET", "https://a.test").with("Access-Control-Request-Method", "PUT").isPreflight())
			.isFalse();
	}

	@Test
	void codesAreThoseOfTheReports() {
		assertThat(CorsRequest.Kind.PREFLIGHT.code()).isEqualTo("preflight");
		assertThat(CorsRequest.Kind.WEBSOCKET.code()).isEqualTo("websocket");
		assertThat(RejectionReason.HEADER_NOT_ALLOWED.code()).isEqualTo("header-not-allowed")
			.isEqualTo(RejectionReason.HEADER_NOT_ALLOWED.toString());
		assertThat(RejectionReason.ORIGIN_NOT_ALLOWED.attribute()).isEqualTo(PolicyAttribute.ALLOWED_ORIGINS);
		assertThat(RejectionReason.NO_POLICY.attribute()).isNull();
	}

}
