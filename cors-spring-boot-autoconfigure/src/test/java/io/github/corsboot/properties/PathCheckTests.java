package io.github.corsboot.properties;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PathCheck}.
 */
class PathCheckTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "api/** | 0 | start the path with '/': '/api/**'",
					"https://a.test/api/** | 0 | write the path alone, '/api/**', and the host into hosts",
					"/a b | 2 | delete the white space", "/api?x=1 | 4 | a path has no query: write '/api'",
					"/api#x | 4 | a path has no fragment: write '/api'", "/api//x | 4 | decoded and normalized",
					"/a;b=c | 2 | decoded and normalized", "/a%20b | 2 | decoded and normalized",
					"/a/../b | 2 | decoded and normalized", "${MISSING_PATHS} | 0 | set the placeholder",
					"/api/{x | 7 | write a PathPattern", "/a/{*rest}/b | 10 | write a PathPattern" })
	void path(String path, int position, String advice) {
		for (String property : new String[] { "cors.paths", "cors.exclude-paths", "cors.policies.x.paths" }) {
			String report = Report
				.of(Report.runner().withPropertyValues("cors.allowed-origins=https://a.test", property + "=" + path))
				.failure();
			assertThat(report).contains("'" + path + "' is invalid")
				.contains(advice)
				.contains("    " + path + System.lineSeparator() + " ".repeat(4 + position) + "^")
				.contains("in " + property + " (");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/", "/**", "/api/{id}", "/api/*.json", "/a?c", "/{*rest}", "/a b/**/c", "/report.*",
			"/{kind:a|b}/c", "/a|b" })
	void pathThatIsOne(String path) {
		String legal = path.replace(" b/**", "b");
		assertThat(Report
			.of(Report.runner().withPropertyValues("cors.allowed-origins=https://a.test", "cors.paths=" + legal))
			.failure()).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/api/**|/b", "/api/** | /b", "/api/** /b" })
	void pathsThatAreNotSeparatedWithCommas(String paths) {
		String report = Report
			.of(Report.runner().withPropertyValues("cors.allowed-origins=https://a.test", "cors.paths=" + paths))
			.failure();
		assertThat(report).contains("'" + paths + "' is invalid at position 7: separate entries with commas");
	}

	@Test
	void blankEntryIsToBeDeleted() {
		Report report = Report.ofProperties("""
				cors.allowed-origins=https://a.test
				cors.exclude-paths=/a, , /b
				""");
		assertThat(report.failure()).contains("delete the blank entry");
		assertThat(report.action()).contains("cors.exclude-paths: /a, /b");
	}

	@Test
	void originAsAPathHasNoCorrection() {
		Report report = Report.ofProperties("""
				cors.policies.x.allowed-origins=*
				cors.policies.x.paths=https://partner.example
				""");
		assertThat(report.failure()).contains("write a path, like '/api/**': origins belong in allowed-origins");
		assertThat(report.action()).doesNotContain("paths=");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/api/.*", "^/api", "/api$" })
	void regularExpressionIsNoPath(String path) {
		assertThat(Report
			.of(Report.runner().withPropertyValues("cors.allowed-origins=https://a.test", "cors.paths=" + path))
			.failure()).contains("a path is not a regular expression: write a PathPattern, like '/api/**'");
	}

	@Test
	void regularExpressionWithACommaIsOnePath() {
		assertThat(Report
			.of(Report.runner()
				.withPropertyValues("cors.allowed-origins=https://a.test", "cors.paths=/users/{id:[0-9]{1,3}},/x"))
			.failure()).isNull();
	}

}
