package io.github.corsboot.decision;

import java.util.List;
import java.util.stream.IntStream;

import io.github.corsboot.policy.CorsDecision;
import io.github.corsboot.policy.CorsDecision.Passed;
import io.github.corsboot.policy.CorsPolicy;
import io.github.corsboot.policy.TestRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ApplicationHeaders}.
 */
class ApplicationHeadersTests {

	private static final String APP = "https://app.example.com";

	private static CorsDecision allowed(String... exposed) {
		return CorsPolicy.builder()
			.allowedOrigins(APP)
			.exposedHeaders(List.of(exposed))
			.build()
			.evaluate(TestRequest.of("GET", APP));
	}

	@ParameterizedTest
	@ValueSource(strings = { "X-Total-Count", "Location", "Link", "Retry-After", "Content-Disposition",
			"WWW-Authenticate", "ETag", "Authorization", "X-Request-Id", "Content-Range" })
	void isUnreadableWhenAScriptMayWantTheHeader(String name) {
		assertThat(ApplicationHeaders.isUnreadable(allowed(), name, "x")).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "Cache-Control", "Content-Language", "Content-Length", "Content-Type", "Expires",
			"Last-Modified", "Pragma" })
	void isUnreadableWhenTheHeaderIsSafelistedIsFalse(String name) {
		assertThat(ApplicationHeaders.isUnreadable(allowed(), name, "x")).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "Date", "Transfer-Encoding", "Content-Encoding", "Vary", "Server", "Keep-Alive", "Trailer",
			"Upgrade", "Via", "Alt-Svc", "Age", "Accept-Ranges", "Allow", "Set-Cookie", "set-cookie", "SET-COOKIE",
			"Strict-Transport-Security", "Content-Security-Policy", "content-security-policy-report-only",
			"X-Content-Type-Options", "X-Frame-Options", "X-XSS-Protection", "Referrer-Policy", "Permissions-Policy",
			"Cross-Origin-Opener-Policy", "Reporting-Endpoints", "NEL", "Report-To", "Origin-Agent-Cluster",
			"Clear-Site-Data", "Timing-Allow-Origin", "Sec-WebSocket-Accept", "Access-Control-Max-Age" })
	void isUnreadableWhenNoScriptWantsTheHeaderIsFalse(String name) {
		assertThat(ApplicationHeaders.isUnreadable(allowed(), name, "x")).isFalse();
	}

	@Test
	void isUnreadableWhenTheEntityTagIsWeakIsFalse() {
		assertThat(ApplicationHeaders.isUnreadable(allowed(), "etag", "W/\"1\"")).isFalse();
	}

	@Test
	void isUnreadableWhenTheHeaderIsRemovedIsFalse() {
		assertThat(ApplicationHeaders.isUnreadable(allowed(), "X-Total", null)).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "x-total", "*" })
	void isUnreadableWhenThePolicyExposesTheHeaderIsFalse(String exposed) {
		assertThat(ApplicationHeaders.isUnreadable(allowed("X-Session", exposed), "X-Total", "1")).isFalse();
	}

	@Test
	void isUnreadableWhenNoPolicyAllowsTheRequestIsFalse() {
		assertThat(ApplicationHeaders.isUnreadable(Passed.WITHOUT_HEADERS, "X-Total", "1")).isFalse();
	}

	@Test
	void addWhenThereAreManyNamesKeepsAFewOfThemAndEachOnce() {
		ApplicationHeaders headers = new ApplicationHeaders();
		IntStream.range(0, 1000).forEach((i) -> {
			headers.addUnreadable("X-" + i % 500);
			headers.addUnreadable("x-" + i % 500);
		});
		assertThat(headers.unreadable()).hasSize(16).startsWith("X-0", "X-1");
	}

}
