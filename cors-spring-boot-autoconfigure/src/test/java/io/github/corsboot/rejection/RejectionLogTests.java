package io.github.corsboot.rejection;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

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
import org.slf4j.MDC;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RejectionLog}.
 */
class RejectionLogTests {

	private final Logger logger = (Logger) LoggerFactory.getLogger(CorsRejections.LOGGER);

	private final ListAppender<ILoggingEvent> lines = LogLines.ofThisTest();

	private final List<Runnable> atEndOfMinute = new ArrayList<>();

	private final RejectionGroups groups = new RejectionGroups();

	private final RejectionLog log = new RejectionLog(this.groups, this.atEndOfMinute::add);

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
		reject(Rejections.of(time, CorsPolicy.builder().allowedOrigins("https://a.test"), TestRequest.of("GET", origin),
				"/data"));
	}

	private void reject(LazyCorsRejection rejection) {
		RejectionGroup group = this.groups.find(rejection);
		if (group != null) {
			group.add(rejection);
		}
		this.log.log(rejection, group);
	}

	private void rejectStrangers(Instant time, int number) {
		for (int i = 0; i < number; i++) {
			reject(time, "https://stranger" + i + ".test");
		}
	}

	private List<String> atEndOfMinute() {
		int before = this.lines.list.size();
		List<Runnable> planned = List.copyOf(this.atEndOfMinute);
		this.atEndOfMinute.clear();
		planned.forEach(Runnable::run);
		return messages().subList(before, this.lines.list.size());
	}

	@Test
	void warnsOnceAndNamesThePropertyToChange() {
		reject(Rejections.TIME, "http://a.test");
		reject(Rejections.TIME, "http://a.test");
		assertThat(messages()).containsExactly("CORS refused 'GET' of '/data' from origin 'http://a.test': "
				+ "origin-not-allowed. Only the scheme differs from 'https://a.test', which is allowed. "
				+ "Decided by cors.allowed-origins (application.yml - 3:20).");
		assertThat(this.lines.list).extracting(ILoggingEvent::getLevel).containsExactly(Level.WARN);
	}

	@Test
	void warnsAgainOfAnotherReason() {
		reject(Rejections.TIME, "https://b.test");
		reject(Rejections.of(CorsPolicy.builder().allowedOrigins("https://b.test").allowedHeaders(List.of("x-one")),
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
		reject(Rejections.of(CorsPolicy.builder().allowedOrigins("https://b.test").allowedHeaders(List.of()),
				TestRequest.preflight("https://b.test", method, "x")));
		reject(Rejections.of(CorsPolicy.builder().allowedOrigins("https://b.test").allowedHeaders(List.of()),
				TestRequest.preflight("https://b.test", "PUT", names)));
		assertThat(messages()).hasSize(2).allSatisfy((line) -> {
			assertThat(line.length()).isLessThan(1000);
			// Nothing of the request stands outside quotes.
			assertThat(line.replaceAll("'[^']*'", "''")).doesNotContain("decided.by", "from.origin");
		});
		assertThat(messages().get(1)).contains("'\\u0027decided.by.9' and 30 more)");
	}

	@Test
	void warnsAgainAfterAnHourAndSaysHowOften() {
		for (int i = 0; i < 1235; i++) {
			reject(Rejections.TIME.plusSeconds(i), "https://b.test");
		}
		reject(Rejections.TIME.plus(Duration.ofHours(1)), "https://b.test");
		reject(Rejections.TIME.plus(Duration.ofMinutes(90)), "https://b.test");
		String since = LocalTime.ofInstant(Rejections.TIME, ZoneId.systemDefault()).toString();
		assertThat(messages()).hasSize(2).last().asString().endsWith(" (1,234 more since " + since + ")");
	}

	@Test
	void afterADayTheTimeHasADate() {
		Stream.of(0, 1, 2).map(Duration::ofDays).forEach((days) -> {
			reject(Rejections.TIME.plus(days), "https://b.test");
			reject(Rejections.TIME.plus(days).plusSeconds(1), "https://b.test");
		});
		assertThat(messages()).hasSize(3).last().asString().matches(".* \\(1 more since 2026-01-0\\d \\d\\d:\\d\\d\\)");
	}

	@Test
	void warnsOfTheFirstFiveAtOnceAndSumsUpTheRest() {
		rejectStrangers(Rejections.TIME, 50);
		assertThat(messages()).hasSize(5).last().asString().contains("https://stranger4.test");
		assertThat(this.atEndOfMinute).hasSize(1);
		assertThat(atEndOfMinute()).hasSize(5)
			.last()
			.asString()
			.isEqualTo("41 more CORS rejections are not logged: there were too many in this minute. "
					+ "/actuator/cors shows what they have in common.");
	}

	@Test
	void atEndOfMinuteWarnsOfWhatIsNearlyAllowedAndOfWhatRecurs() {
		rejectStrangers(Rejections.TIME, 20);
		reject(Rejections.TIME, "https://often.test");
		reject(Rejections.TIME, "https://often.test");
		reject(Rejections.TIME, "http://a.test");
		reject(Rejections.TIME, "https://a.test.evil.test");
		reject(Rejections.TIME, "https://often.test");
		List<String> lines = atEndOfMinute();
		assertThat(lines).hasSize(5);
		assertThat(lines.get(0)).contains("'http://a.test'", "Only the scheme differs");
		assertThat(lines.get(1)).contains("'https://often.test'").contains(" (2 more since ");
	}

	@Test
	void strangersThatImitateWhatIsAllowedLeaveLinesForWhatRecurs() {
		rejectStrangers(Rejections.TIME, 5);
		for (int port = 1; port < 100; port++) {
			reject(Rejections.TIME, "http://a.test:" + port);
			reject(Rejections.TIME, "http://a.test:" + port);
		}
		for (int i = 0; i < 3; i++) {
			reject(Rejections.TIME, "https://often.test");
		}
		assertThat(atEndOfMinute()).anySatisfy((line) -> assertThat(line).contains("https://often.test"));
	}

	@Test
	void whenAllThatWasLeftOutIsLoggedThereIsNoSum() {
		rejectStrangers(Rejections.TIME, 8);
		assertThat(atEndOfMinute()).hasSize(3).allSatisfy((line) -> assertThat(line).startsWith("CORS refused"));
	}

	@Test
	void whatIsLoggedAtEndOfMinuteIsLoggedAgainOnlyAfterAnHour() {
		rejectStrangers(Rejections.TIME, 6);
		atEndOfMinute();
		reject(Rejections.TIME.plusSeconds(120), "https://stranger5.test");
		assertThat(messages()).hasSize(6);
		reject(Rejections.TIME.plus(Duration.ofHours(1)), "https://stranger5.test");
		assertThat(messages()).hasSize(7).last().asString().contains("(1 more since");
	}

	@Test
	void minuteThatEndedEarlyEndsOnlyOnce() {
		rejectStrangers(Rejections.TIME, 7);
		this.log.endMinute();
		assertThat(messages()).hasSize(7);
		assertThat(atEndOfMinute()).isEmpty();
	}

	@Test
	void whatWasLeftOutIsLoggedWhenTheNoiseIsOver() {
		rejectStrangers(Rejections.TIME, 20);
		// So that there is less of what is left out.
		rejectStrangers(Rejections.TIME, 20);
		reject(Rejections.TIME, "https://partner.test");
		atEndOfMinute();
		assertThat(messages()).noneMatch((line) -> line.contains("https://partner.test"));
		reject(Rejections.TIME.plusSeconds(61), "https://partner.test");
		assertThat(messages()).last().asString().contains("https://partner.test");
	}

	@Test
	void warnsNoMoreThanTenTimesInAnyMinute() {
		List<Integer> seconds = new ArrayList<>();
		int planned = 0;
		for (int second = 0; second < 600; second++) {
			int before = this.lines.list.size();
			reject(Rejections.TIME.plusSeconds(second), "https://b" + second + ".test");
			planned = (planned == 0 && !this.atEndOfMinute.isEmpty()) ? second + 60 : planned;
			if (second == planned) {
				planned = 0;
				atEndOfMinute();
			}
			seconds.addAll(Collections.nCopies(this.lines.list.size() - before, second));
		}
		assertThat(seconds).hasSizeBetween(80, 100);
		for (int i = 10; i < seconds.size(); i++) {
			assertThat(seconds.get(i) - seconds.get(i - 10)).isGreaterThanOrEqualTo(60);
		}
	}

	@Test
	void whenThereIsNoRoomForAGroupCountsItsRejections() {
		LazyCorsRejection rejection = Rejections.of(CorsPolicy.builder().allowedOrigins("https://a.test"),
				TestRequest.of("GET", "https://b.test"));
		this.log.log(rejection, null);
		this.log.log(rejection, null);
		assertThat(atEndOfMinute()).singleElement().asString().startsWith("2 more CORS rejections");
	}

	@Test
	void lineHasTheContextOfItsRequestEvenIfItIsWrittenLater() {
		rejectStrangers(Rejections.TIME, 5);
		MDC.put("traceId", "one");
		reject(Rejections.TIME, "https://b.test");
		MDC.put("traceId", "two");
		reject(Rejections.TIME.plusSeconds(30), "https://b.test");
		MDC.remove("traceId");
		assertThat(atEndOfMinute()).singleElement()
			.asString()
			.contains(LoggedLines.time(Rejections.TIME.toEpochMilli()) + " (1 more since");
		assertThat(this.lines.list).last()
			.extracting(ILoggingEvent::getMDCPropertyMap)
			.isEqualTo(Map.of("traceId", "one"));
		assertThat(MDC.get("traceId")).isNull();
	}

	@Test
	void whenLevelIsDebugLogsEachRejection() {
		this.logger.setLevel(Level.DEBUG);
		for (int i = 0; i < 3; i++) {
			reject(Rejections.TIME, "https://b.test\r\nforged");
		}
		assertThat(this.lines.list).extracting(ILoggingEvent::getLevel)
			.containsExactly(Level.WARN, Level.DEBUG, Level.DEBUG);
		assertThat(messages()).allSatisfy((line) -> assertThat(line).contains("\\u000D\\u000Aforged"));
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
