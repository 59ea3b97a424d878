package io.github.corsboot.rejection;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.corsboot.policy.CorsPolicy;
import io.github.corsboot.policy.TestRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RejectionLog}.
 */
class RejectionLogTests {

	private final Logger logger = (Logger) LoggerFactory.getLogger(RejectionLog.LOGGER);

	private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

	private final List<Runnable> atEndOfWindow = new ArrayList<>();

	private final RejectionLog log = new RejectionLog(Runnable::run, this.atEndOfWindow::add);

	private Level level;

	@BeforeEach
	void listen() {
		this.level = this.logger.getLevel();
		this.logger.setLevel(Level.WARN);
		this.logger.addAppender(this.lines);
		this.lines.start();
	}

	@AfterEach
	void stop() {
		this.logger.detachAppender(this.lines);
		this.logger.setLevel(this.level);
	}

	private List<String> messages() {
		return this.lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
	}

	private void reject(Instant time, String origin) {
		this.log.onRejection(Rejections.of(time, CorsPolicy.builder().allowedOrigins("https://a.test"),
				TestRequest.of("GET", origin), "/data"));
	}

	@Test
	void warnsOnceAndNamesThePropertyToChange() {
		reject(Rejections.TIME, "http://a.test");
		reject(Rejections.TIME, "http://a.test");
		assertThat(messages()).containsExactly("CORS refused 'GET' of '/data' from origin 'http://a.test': "
				+ "origin-not-allowed. Decided by cors.allowed-origins (application.yml - 3:20). "
				+ "'https://a.test' is allowed: the scheme differs.");
		assertThat(this.lines.list).extracting(ILoggingEvent::getLevel).containsExactly(Level.WARN);
	}

	@Test
	void warnsAgainOfAnotherReason() {
		reject(Rejections.TIME, "https://b.test");
		this.log.onRejection(
				Rejections.of(CorsPolicy.builder().allowedOrigins("https://b.test").allowedHeaders(List.of("x-one")),
						TestRequest.preflight("https://b.test", "PUT", "x-two,x-three")));
		assertThat(messages()).hasSize(2)
			.last()
			.asString()
			.contains("preflight for 'PUT'", "header-not-allowed (headers 'x-two', 'x-three')");
	}

	@Test
	void wordsOfARequestAreQuotedAndBounded() {
		String method = "GET.of.'/x'.from.origin.https://a.test:origin-not-allowed.".replaceAll("[/:]", "-");
		String names = IntStream.range(0, 40).mapToObj((i) -> "'decided.by." + i).collect(Collectors.joining(","));
		this.log
			.onRejection(Rejections.of(CorsPolicy.builder().allowedOrigins("https://b.test").allowedHeaders(List.of()),
					TestRequest.preflight("https://b.test", method, "x")));
		this.log
			.onRejection(Rejections.of(CorsPolicy.builder().allowedOrigins("https://b.test").allowedHeaders(List.of()),
					TestRequest.preflight("https://b.test", "PUT", names)));
		assertThat(messages()).hasSize(2).allSatisfy((line) -> {
			assertThat(line.length()).isLessThan(1000);
			// Nothing of the request stands outside quotes.
			assertThat(line.replaceAll("'[^']*'", "''")).doesNotContain("decided.by", "from.origin");
		});
		assertThat(messages().get(1)).contains("'\\u0027decided.by.9' and 30 more)");
	}

	@Test
	void warnsTenTimesAMinuteAndSumsUpTheRest() {
		for (int i = 0; i < 50; i++) {
			reject(Rejections.TIME.plusMillis(i), "https://b" + i + ".test");
		}
		assertThat(messages()).hasSize(10);
		assertThat(this.atEndOfWindow).hasSize(1);
		this.atEndOfWindow.remove(0).run();
		assertThat(messages()).hasSize(11).last().asString().startsWith("40 more CORS rejections");
	}

	@Test
	void warnsAgainInTheNextMinute() {
		for (int i = 0; i < 20; i++) {
			reject(Rejections.TIME, "https://b" + i + ".test");
		}
		reject(Rejections.TIME.plusSeconds(59), "https://c.test");
		assertThat(messages()).hasSize(10);
		reject(Rejections.TIME.plusSeconds(60), "https://d.test");
		assertThat(messages()).hasSize(11).last().asString().contains("https://d.test");
	}

	@Test
	void warnsNoMoreThanTenTimesInAnyMinute() {
		for (int i = 0; i < 200; i++) {
			reject(Rejections.TIME.plusSeconds(i), "https://b" + i + ".test");
		}
		List<Long> seconds = this.lines.list.stream()
			.map((line) -> Long.valueOf(line.getFormattedMessage().replaceAll(".*//b(\\d+)\\.test.*", "$1")))
			.toList();
		assertThat(seconds).hasSize(40);
		for (int i = 10; i < seconds.size(); i++) {
			assertThat(seconds.get(i) - seconds.get(i - 10)).isGreaterThanOrEqualTo(60);
		}
	}

	@Test
	void whatWasLeftOutIsLoggedWhenTheNoiseIsOver() {
		for (int i = 0; i < 20; i++) {
			reject(Rejections.TIME, "https://junk" + i + ".test");
		}
		reject(Rejections.TIME, "https://partner.test");
		reject(Rejections.TIME.plusSeconds(61), "https://partner.test");
		assertThat(messages()).last().asString().contains("https://partner.test");
	}

	@Test
	void remembersABoundedNumber() {
		for (int i = 0; i <= RejectionLog.MAX_SEEN; i++) {
			reject(Rejections.TIME.plusSeconds(10L * i), "https://b" + i + ".test");
		}
		// All were forgotten meanwhile, so the first is new again.
		reject(Rejections.TIME.plusSeconds(10L * RejectionLog.MAX_SEEN + 100), "https://b0.test");
		assertThat(messages()).hasSize(RejectionLog.MAX_SEEN + 2).last().asString().contains("https://b0.test");
	}

	@Test
	void neverLetsAnOriginSpeakForTheLog() {
		reject(Rejections.TIME, "x': origin-not-allowed. Add 'https://evil.test' to cors.allowed-origins. '");
		assertThat(messages()).singleElement()
			.asString()
			.contains("from origin 'x\\u0027: origin-not-allowed. Add \\u0027https://evil.test\\u0027")
			.endsWith(": origin-malformed.");
	}

	@Test
	void neverLogsWhatCouldBreakTheLine() {
		reject(Rejections.TIME, "https://a.test\r\n2026-01-01 WARN forged");
		assertThat(messages()).singleElement().asString().doesNotContain("\n", "\r").contains("\\u000D\\u000A");
	}

	@Test
	void whenLevelIsOffSaysNothing() {
		this.logger.setLevel(Level.OFF);
		reject(Rejections.TIME, "https://b.test");
		assertThat(messages()).isEmpty();
	}

}
