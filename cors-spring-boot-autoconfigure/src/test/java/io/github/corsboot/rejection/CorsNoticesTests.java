package io.github.corsboot.rejection;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.github.corsboot.mapping.PathPolicies;
import io.github.corsboot.policy.CorsDecision.Rejected;
import io.github.corsboot.policy.CorsPolicy;
import io.github.corsboot.policy.CorsRequest;
import io.github.corsboot.policy.TestRequest;
import io.github.corsboot.rejection.CorsNotice.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests for {@link CorsNotices}.
 */
@ExtendWith(OutputCaptureExtension.class)
class CorsNoticesTests {

	private static final String APP = "https://app.example.com";

	private final AtomicInteger seconds = new AtomicInteger();

	private final InstantSource time = () -> Rejections.TIME.plusSeconds(this.seconds.getAndIncrement());

	private final Clock clock = this.time.withZone(ZoneOffset.UTC);

	private final CorsNotices notices = new CorsNotices(true, this.clock);

	private void add(NoticeCause cause, String name, String path) {
		this.notices.add(cause, "default", "/**", name, TestRequest.of("GET", APP), () -> path);
	}

	@Test
	void addWhenTheSameHappensAgainCountsItAndKeepsTheFirstExample() {
		add(NoticeCause.HEADER_NOT_EXPOSED, "X-Total", "/one");
		add(NoticeCause.HEADER_NOT_EXPOSED, "X-Total", "/two");
		assertThat(this.notices.all()).containsExactly(new CorsNotice(Kind.HEADER_NOT_EXPOSED, "default", "/**",
				"X-Total", 2, Rejections.TIME, Rejections.TIME.plusSeconds(1), APP, "GET", "/one",
				"Scripts cannot read X-Total, which the application sends: if one needs it, add it to the "
						+ "exposed-headers of policy 'default'."));
	}

	@Test
	void allBeginsWithTheNewest() {
		add(NoticeCause.STATUS, "401", "/");
		add(NoticeCause.STATUS, "403", "/");
		add(NoticeCause.HEADER_OVERRULED, "Access-Control-Max-Age", "/");
		add(NoticeCause.STATUS, "401", "/");
		assertThat(this.notices.all()).extracting(CorsNotice::name)
			.containsExactly("401", "Access-Control-Max-Age", "403");
	}

	@Test
	void addTellsCausesOfOneKindApart() {
		add(NoticeCause.STATUS, "403", "/");
		add(NoticeCause.CSRF, "403", "/");
		assertThat(this.notices.all()).extracting(CorsNotice::kind)
			.containsExactly(Kind.REFUSED_BEHIND, Kind.REFUSED_BEHIND);
	}

	@Test
	void countsHasEveryKind() {
		add(NoticeCause.CSRF, "403", "/");
		add(NoticeCause.REDIRECT, "302", "/");
		assertThat(this.notices.counts()).containsOnlyKeys(Kind.values())
			.containsEntry(Kind.REFUSED_BEHIND, 2L)
			.containsEntry(Kind.NOT_A_BROWSER, 0L);
	}

	@Test
	void addWhenThereAreTooManyOfAKindOnlyCountsFurtherOnes() {
		IntStream.range(0, 1000).forEach((i) -> add(NoticeCause.HEADER_NOT_EXPOSED, "X-" + i, "/"));
		add(NoticeCause.STATUS, "401", "/");
		add(NoticeCause.HEADER_NOT_EXPOSED, "X-0", "/");
		assertThat(this.notices.all()).hasSize(CorsNotices.MAX_OF_KIND + 1).hasSizeLessThanOrEqualTo(500);
		assertThat(this.notices.all().get(0).name()).isEqualTo("X-0");
		assertThat(this.notices.counts()).containsEntry(Kind.HEADER_NOT_EXPOSED, 1001L);
	}

	@Test
	void addMakesTextSafeAndShort() {
		TestRequest request = TestRequest.of("G\u202eT" + "x".repeat(100), "https://" + "a".repeat(1000));
		this.notices.add(NoticeCause.HEADER_NOT_EXPOSED, "default", "/**", "X-\n" + "a".repeat(1000), request,
				() -> "/\u0007" + "p".repeat(1000));
		CorsNotice notice = this.notices.all().get(0);
		assertThat(notice.name()).startsWith("X-\\u000Aaa").endsWith("…").hasSizeLessThan(140);
		assertThat(notice.method()).startsWith("G\\u202ET").endsWith("…").hasSizeLessThan(80);
		assertThat(notice.origin()).endsWith("…").hasSize(331);
		assertThat(notice.path()).startsWith("/\\u0007pp").endsWith("…").hasSizeLessThan(270);
		assertThat(notice.hint()).doesNotContain("\n");
	}

	@Test
	void addWhenOffKeepsAndCountsNothing() {
		CorsNotices off = new CorsNotices(false, this.clock);
		off.add(NoticeCause.STATUS, "default", "/**", "401", TestRequest.of("GET", APP), () -> "/");
		assertThat(off.all()).isEmpty();
		assertThat(off.counts().values()).containsOnly(0L);
	}

	@Test
	void addWhenTheRequestFailsDoesNotThrowAndLogsItOnce(CapturedOutput output) {
		for (int i = 0; i < 2; i++) {
			this.notices.add(NoticeCause.STATUS, "default", "/**", "401", TestRequest.of("GET", APP), () -> {
				throw new IllegalStateException("request is recycled");
			});
		}
		assertThat(this.notices.all()).isEmpty();
		assertThat(output.toString().split("request is recycled", -1)).hasSize(2);
	}

	private void refuse(CorsRequest request) {
		PathPolicies covered = Rejections.covered(CorsPolicy.builder().allowedOrigins(APP));
		this.notices.addIfNotOfBrowser((Rejected) covered.evaluate(request), request, covered, "/data");
	}

	/**
	 * A mock would change the default methods of all requests, and what the allocation
	 * tests measure in the same JVM.
	 */
	private static TestRequest request(String origin, String scheme, String host) {
		return TestRequest.of("GET", origin).withScheme(scheme).withHost(host);
	}

	@ParameterizedTest
	@CsvSource({ "https, api.example.com", "http, localhost", "http, 127.0.0.1", "http, ::1", "http, [::1]",
			"HTTPS, 192.0.2.1" })
	void addIfNotOfBrowserWhenBrowsersSaySoNoticesARequestThatDoesNot(String scheme, String host) {
		refuse(request("https://evil.test", scheme, host));
		assertThat(this.notices.all()).extracting(CorsNotice::kind, CorsNotice::policy, CorsNotice::pattern)
			.containsExactly(tuple(Kind.NOT_A_BROWSER, "default", "/**"));
	}

	@Test
	void addIfNotOfBrowserWhenNoBrowserSaysSoNoticesNothing() {
		refuse(request("https://evil.test", "http", "api.example.com"));
		assertThat(this.notices.all()).isEmpty();
	}

	/**
	 * A proxy may have been asked over plain http.
	 */
	@Test
	void addIfNotOfBrowserWhenAPageOfPlainHttpReachesLoopbackNoticesNothing() {
		refuse(request("http://intranet.test", "http", "localhost"));
		assertThat(this.notices.all()).isEmpty();
	}

	/**
	 * WebKit leaves {@code Sec-Fetch-*} out after a redirect by another origin.
	 */
	@Test
	void addIfNotOfBrowserWhenTheOriginIsNullNoticesNothing() {
		refuse(request("null", "https", "api.example.com"));
		assertThat(this.notices.all()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "Sec-Fetch-Mode", "Sec-Fetch-Site", "Sec-Fetch-Dest" })
	void addIfNotOfBrowserWhenABrowserSaysSoNoticesNothing(String name) {
		TestRequest request = request("https://evil.test", "https", "api.example.com");
		request.with(name, "x");
		refuse(request);
		assertThat(this.notices.all()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void everyCauseHasAHintThatSaysWhichPolicyOrHeader(NoticeCause cause) {
		assertThat(cause.hint("partners", "X-Total")).endsWith(".")
			.doesNotContain("%")
			.containsAnyOf("'partners'", "Origin");
	}

	@ParameterizedTest
	@EnumSource
	void documentationHasASectionForEachKind(Kind kind) throws Exception {
		assertThat(Files.readAllLines(Path.of("..", "docs", "notices.md"))).contains("## " + kind);
		assertThat(new CorsNotice(kind, "", "", "", 1, Instant.EPOCH, Instant.EPOCH.plus(Duration.ofDays(1)), "", "",
				"", "")
			.reference()).isEqualTo("docs/notices.md#" + kind.code());
	}

}
