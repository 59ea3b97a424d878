package io.github.corsboot.properties;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
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
	@ValueSource(strings = { "allowed-origins: *", "allowed-origins: *.example.com", "allowed-origins: *example",
			"allowed-origins: [https://a.test, *]", "allowed-origins: *, https://a.test # both", "- *",
			"x: {paths: /**, allowed-origins: *}" })
	void showsTheLineAndTheAsterisk(String line) {
		FailureAnalysis analysis = analyze("cors:\n  " + line + "\n");
		List<String> description = analysis.getDescription().lines().toList();
		assertThat(description.get(0))
			.isEqualTo("A YAML file cannot be read at line 2: without quotes, '*' starts an alias.");
		assertThat(description.get(2)).endsWith(line);
		assertThat(description.get(2).substring(description.get(3).indexOf('^'))).startsWith("*");
		assertThat(analysis.getAction())
			.isEqualTo("Write every value that starts with '*' in quotes:\n\n" + "    cors.allowed-origins: \"*\"");
	}

	@Test
	void findsTheLineInALongFile() {
		FailureAnalysis analysis = analyze("key: value\n".repeat(3000) + "cors:\n  allowed-origins: *\n");
		assertThat(analysis.getDescription()).contains("at line 3002:").contains("allowed-origins: *");
	}

	@ParameterizedTest
	@ValueSource(strings = { "cors: [a", "a: b: c", "allowed-origins: 'x\\nother: *y" })
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
