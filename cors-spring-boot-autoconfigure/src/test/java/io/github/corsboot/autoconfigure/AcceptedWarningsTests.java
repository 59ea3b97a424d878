package io.github.corsboot.autoconfigure;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;

import io.github.corsboot.mapping.CorsWarning;
import io.github.corsboot.mapping.CorsWarnings;
import io.github.corsboot.properties.Report;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests of the codes of warnings, and of {@code cors.accepted-warnings}.
 */
@ExtendWith(OutputCaptureExtension.class)
class AcceptedWarningsTests {

	private static final WebApplicationContextRunner RUNNER = Report.runner()
		.withPropertyValues("cors.allowed-origins=https://a.test,https://a.test", "cors.max-age=3h");

	private static void log(ConfigurableApplicationContext context) {
		context.getBean(CorsStartupLog.class)
			.onApplicationEvent(new ApplicationReadyEvent(new SpringApplication(), new String[0], context, null));
	}

	@Test
	void logNamesTheCode(CapturedOutput output) {
		RUNNER.run((context) -> log(context.getSourceApplicationContext()));
		assertThat(output).contains("delete it: it repeats an earlier entry [redundant-entry]",
				"Chromium keeps no answer longer [no-effect]");
	}

	@Test
	void acceptedWarningIsNotLoggedButListed(CapturedOutput output) {
		RUNNER.withPropertyValues("cors.accepted-warnings=redundant-entry").run((context) -> {
			log(context.getSourceApplicationContext());
			CorsWarnings warnings = context.getBean(CorsWarnings.class);
			assertThat(warnings.all()).extracting(CorsWarning::code, warnings::isAccepted)
				.containsExactly(tuple(CorsWarning.Code.REDUNDANT_ENTRY, true),
						tuple(CorsWarning.Code.NO_EFFECT, false));
		});
		assertThat(output).doesNotContain("[redundant-entry]").contains("[no-effect]");
	}

	@Test
	void unknownCodeStopsTheStartAndNamesTheCodes() {
		assertThat(Report.of(RUNNER.withPropertyValues("cors.accepted-warnings=redundant")).failure())
			.contains("'redundant' is invalid: write one of earlier-filter, redundant-entry, ");
	}

	@Test
	void acceptedCodeIsNeverNull() {
		assertThatNullPointerException().isThrownBy(() -> new CorsWarnings(Collections.singleton(null)));
	}

	@ParameterizedTest
	@EnumSource
	void documentationHasAnAnchorForEachCode(CorsWarning.Code code) throws Exception {
		assertThat(Files.readString(Path.of("..", "docs", "start-up-checks.md")))
			.contains("| <a id=\"" + code + "\"></a>`" + code + "` | ");
	}

}
