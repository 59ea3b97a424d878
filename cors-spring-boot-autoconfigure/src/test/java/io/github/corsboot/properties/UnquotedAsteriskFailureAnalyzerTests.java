package io.github.corsboot.properties;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link UnquotedAsteriskFailureAnalyzer}.
 */
@ExtendWith(OutputCaptureExtension.class)
class UnquotedAsteriskFailureAnalyzerTests {

	private static FailureAnalysis analyze(String yaml) {
		try {
			new YamlPropertySourceLoader().load("test",
					new ByteArrayResource(yaml.replace("\\n", "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8)));
		}
		catch (Exception ex) {
			return new UnquotedAsteriskFailureAnalyzer().analyze(ex);
		}
		throw new AssertionError("Legal YAML: " + yaml);
	}

	@ParameterizedTest
	@CsvSource(delimiterString = "~~", quoteCharacter = '`', value = {
			"cors:\\n  allowed-origins: *\\n  max-age: 3 ~~ 2 ~~ allowed-origins: \"*\"",
			"cors:\\n  allowed-origins: * ~~ 2 ~~ allowed-origins: \"*\"",
			"cors.allowed-headers: * ~~ 1 ~~ cors.allowed-headers: \"*\"",
			"cors:\\n  exposed-headers: *\\n ~~ 2 ~~ exposed-headers: \"*\"",
			"cors:\\n  allowedMethods: *\\n ~~ 2 ~~ allowedMethods: \"*\"",
			"cors:\\n  paths: *\\n ~~ 2 ~~ paths: \"*\"",
			"cors:\\n  allowed-origins: [*]\\n ~~ 2 ~~ allowed-origins: [\"*\"]",
			"cors:\\n  allowed-origins: [https://a.test, *]\\n ~~ 2 ~~ allowed-origins: [https://a.test, \"*\"]",
			"cors:\\n  allowed-origins:\\n    - https://a.test\\n    # all\\n    - *\\n ~~ 5 ~~ - \"*\"",
			"cors:\\n  allowed-origins: *.example.com\\n ~~ 2 ~~ allowed-origins: \"*.example.com\"",
			"cors:\\n  allowed-origins: *example\\n ~~ 2 ~~ allowed-origins: \"*example\"",
			"cors:\\n  allowed-origins: *, https://a.test # both\\n ~~ 2 ~~ allowed-origins: \"*, https://a.test\"" })
	void showsTheLineInQuotes(String yaml, int line, String quoted) {
		FailureAnalysis analysis = analyze(yaml);
		assertThat(analysis.getDescription()).contains("at line " + line + ":");
		assertThat(analysis.getAction()).isEqualTo("Write it in quotes:%n%n    %s".formatted(quoted));
	}

	@Test
	void findsTheLineInALongFile() {
		FailureAnalysis analysis = analyze("key: value\n".repeat(3000) + "cors:\n  allowed-origins: *\n");
		assertThat(analysis.getDescription()).contains("at line 3002:").contains("allowed-origins: *");
	}

	@ParameterizedTest
	@ValueSource(strings = { "cors: {allowed-origins: *}", "cors:\\n  x: {paths: /**, allowed-origins: *}" })
	void saysWhatToDoInGeneralWhereTheLineHoldsMore(String yaml) {
		FailureAnalysis analysis = analyze(yaml);
		assertThat(analysis.getAction()).isEqualTo("Write every value that starts with '*' in quotes.");
	}

	/**
	 * The parser keeps a window of the file: what is not in it cannot be quoted.
	 */
	@Test
	void neverProposesHalfOfAValue() {
		for (int padding = 900; padding < 2200; padding++) {
			String yaml = "#" + "x".repeat(padding) + "\ncors:\n  allowed-origins: *.example.com\nother: value\n"
					+ "# more\n".repeat(300);
			FailureAnalysis analysis = analyze(yaml);
			if (analysis != null) {
				assertThat(analysis.getAction()).isIn("Write every value that starts with '*' in quotes.",
						"Write it in quotes:%n%n    %s".formatted("allowed-origins: \"*.example.com\""));
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "other: *", "cors:\\n  max-age: *", "list:\\n  - *", "cors: [a", "a: b: c",
			"allowed-origins: 'x\\nother: *y" })
	void leavesEverythingElseToOthers(String yaml) {
		assertThat(analyze(yaml)).isNull();
	}

	@Test
	void reportsInsteadOfAStackTrace(CapturedOutput output, @TempDir Path folder) throws Exception {
		Path file = Files.writeString(folder.resolve("application.yml"), "cors:\n  allowed-origins: *\n");
		SpringApplication application = new SpringApplication(UnquotedAsteriskFailureAnalyzerTests.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		try {
			application.run("--spring.config.location=" + file.toUri());
		}
		catch (RuntimeException ex) {
			// Reported below.
		}
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("allowed-origins: \"*\"")
			.doesNotContain("\tat ");
	}

}
