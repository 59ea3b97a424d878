package io.github.corsboot.properties;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the report of an application that does not start.
 */
class FailureReportTests {

	private static String lines(String... lines) {
		return String.join("\n", lines);
	}

	@Test
	void entryOfACommaList() {
		assertThat(Report.ofYaml("""
				cors:
				  allowed-origins: https://a.test, https://*b.test
				""").failure()).isEqualTo(
				"""
						The CORS configuration has a mistake:

						'https://*b.test' is invalid at position 8: use '*' only as the whole first label: write 'https://*.b.test'

						    https://a.test, https://*b.test
						                            ^
						    in cors.allowed-origins (application.yml - 2:20)""");
	}

	@Test
	void documentationShowsARealReport() throws Exception {
		Report report = Report.ofYaml("""
				cors:
				  allowed-origins: https://app.example.com, https://*example.com
				  policies:
				    partners:
				      allowed-methods: GET
				""");
		String failure = report.failure().replace("(application.yml", "(class path resource [application.yml]");
		String mistake = failure.substring(failure.indexOf("'https://*example.com'"),
				failure.indexOf("\n\ncors.policies"));
		assertThat(Files.readString(Path.of("..", "docs", "start-up-checks.md")))
			.contains(failure + "\n\nAction:\n\n" + report.action());
		assertThat(Files.readString(Path.of("..", "README.md"))).contains(mistake);
	}

	@Test
	void capacityThatKeepsNothing() {
		assertThat(Report.ofYaml("""
				cors:
				  allowed-origins: https://a.test/
				  rejections:
				    capacity: 0
				""").failure()).endsWith("""
				'0' is invalid: write a number from 1 on; to keep no rejections, set cors.rejections.enabled to false

				    0
				    ^
				    in cors.rejections.capacity (application.yml - 4:15)""").contains("https://a.test");
	}

	@Test
	void capacityThatIsNoNumber() {
		assertThat(Report.ofYaml("""
				cors:
				  allowed-origins: https://a.test
				  rejections:
				    capacity: many
				""").failure()).contains("'many' is invalid: write a whole number, like '500'",
				"in cors.rejections.capacity (application.yml - 4:15)");
	}

	@Test
	void entryOfAYamlList() {
		assertThat(Report.ofYaml("""
				cors:
				  allowed-origins:
				    - https://a.test
				    - https://b.test/
				""").failure()).isEqualTo("""
				The CORS configuration has a mistake:

				'https://b.test/' is invalid at position 14: an origin has no trailing slash: write 'https://b.test'

				    https://b.test/
				                  ^
				    in cors.allowed-origins[1] (application.yml - 4:7)""");
	}

	@Test
	void entryOfANamedPolicyInASystemOfFiles() {
		assertThat(Report.ofYaml("""
				cors:
				  policies:
				    partners:
				      paths: /partners/**
				      allowed-origins: https://a.test
				      allowed-methods: GET,TRACE
				""").failure()).contains("'TRACE' is invalid: delete it: browsers never send this method")
			.contains(lines("    GET,TRACE", "        ^",
					"    in cors.policies.partners.allowed-methods (application.yml - 6:24)"));
	}

	@Test
	void placeholderShowsBothTexts() {
		assertThat(Report.ofYaml("""
				frontend: https://a.test/
				cors:
				  allowed-origins: https://b.test, ${frontend}
				""").failure()).contains(lines("    https://b.test, https://a.test/",
				"                                  ^", "    which is the value of https://b.test, ${frontend}",
				"    in cors.allowed-origins (application.yml - 3:20)"));
	}

	@Test
	void unresolvedPlaceholderNamesIt() {
		assertThat(Report.ofYaml("""
				cors:
				  allowed-origins: ${FRONTEND_URL}
				""").failure())
			.contains("set FRONTEND_URL, or give it a default, like '${FRONTEND_URL:https://app.example.com}'")
			.contains("in cors.allowed-origins (application.yml - 2:20)");
	}

	@Test
	void repeatedEntryHasItsCaretUnderTheRightOne() {
		assertThat(Report.ofYaml("""
				cors:
				  allowed-origins: https://a.test
				  allowed-methods: TRACE, GET, TRACE
				""").failure()).contains(lines("    TRACE, GET, TRACE", "    ^"))
			.contains(lines("    TRACE, GET, TRACE", "                ^"));
	}

	@Test
	void longLineIsShownAroundTheMistake() {
		String many = "https://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.test, ".repeat(20);
		String report = Report
			.ofYaml("cors:\n  allowed-origins: " + many + "https://*b.test, " + many + "https://c.test\n")
			.failure();
		assertThat(report.lines()).allSatisfy((line) -> assertThat(line).hasSizeLessThan(150));
		String excerpt = report.lines().filter((line) -> line.startsWith("    ...")).findFirst().orElseThrow();
		String caret = report.lines().filter((line) -> line.strip().equals("^")).findFirst().orElseThrow();
		assertThat(excerpt.substring(caret.indexOf('^'))).startsWith("*b.test, https://");
	}

	@Test
	void propertiesFileIsNamedWithItsLine() {
		assertThat(Report.ofProperties("""
				# comment
				cors.allowed-origins=https://a.test, \\
				  https://b.test/
				cors.allowed-methods[0]=GET
				cors.allowed-methods[1]=TRACE
				cors.max-age=1h30m
				cors.allowed-header=X-One
				""").failure())
			.contains(lines("    https://a.test, https://b.test/", "                                  ^",
					"    in cors.allowed-origins (application.properties - 2:22)"))
			.contains("in cors.allowed-methods[1] (application.properties - 5:25)")
			.contains("in cors.max-age (application.properties - 6:14)")
			.contains("in cors.allowed-header (application.properties - 7:21)");
	}

	@Test
	void environmentVariableIsNamed() {
		assertThat(Report.ofEnvironment(Map.of("CORS_ALLOWED_ORIGINS", "https://a.test;https://b.test")).failure())
			.contains("separate entries with commas")
			.contains("in cors.allowed-origins (\"CORS_ALLOWED_ORIGINS\" from");
	}

	@Test
	void argumentIsNamed() {
		assertThat(Report.ofYaml("", "cors.allowed-origins=https://a.test", "cors.max-age=1h30m").failure())
			.contains("'1h30m' is invalid: write a number and one unit, like '90m'")
			.contains("in cors.max-age (\"cors.max-age\" from property source \"test\")");
	}

	@Test
	void everythingIsReportedAtOnce() {
		String report = Report.ofYaml("""
				cors:
				  enabled: perhaps
				  allowed-origins: https://a.test/, https://*b.test
				  allow-credentials: maybe
				  max-age: 1h30m
				  exclude-paths: private/**
				  policies:
				    one:
				      paths: /one/**
				      max-age: soon
				    two:
				      allowed-methods[1]: GET
				    three: https://c.test
				    Four:
				      paths: four
				""").failure();
		assertThat(report).startsWith("The CORS configuration has 12 mistakes:")
			.contains("in cors.enabled (application.yml - 2:12)", "in cors.allow-credentials (application.yml - 4:22)",
					"in cors.max-age (application.yml - 5:12)",
					"'1h30m' is invalid: write a number and one unit, like '90m'",
					"in cors.policies.one.max-age (application.yml - 10:16)",
					"number the entries without a gap, from [0] on",
					"in cors.policies.two.allowed-methods[1] (application.yml - 12:27)",
					"'https://c.test' is invalid: write the attributes of the policy below it, like 'paths: /api/**'",
					"in cors.policies.three (application.yml - 13:12)",
					"in cors.allowed-origins (application.yml - 3:20)",
					"in cors.exclude-paths (application.yml - 6:18)", "cors.policies.two.paths: name the paths",
					"cors.policies.Four: write 'four'", "start the path with '/': '/four'");
	}

	@ParameterizedTest
	@ValueSource(strings = { "true", "false" })
	void lazyInitializationHidesNothing(boolean enabled) {
		Report report = Report.of(Report.runner()
			.withInitializer((context) -> context
				.addBeanFactoryPostProcessor(new org.springframework.boot.LazyInitializationBeanFactoryPostProcessor()))
			.withPropertyValues("cors.allowed-origins=x", "cors.max-age=soon", "cors.enabled=" + enabled));
		if (enabled) {
			assertThat(report.failure()).contains("2 mistakes");
		}
		else {
			assertThat(report.failure()).isNull();
		}
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "https://a.test,", "https://a.test,${NOTHING:}", "${NOTHING:},https://a.test,${NOTHING:}" })
	void blankEntriesThatAreLeftOverAreDroppedWithOneWarning(String origins) {
		Report report = Report.of(Report.runner().withPropertyValues("cors.allowed-origins=" + origins));
		assertThat(report.failure()).isNull();
		assertThat(report.warnings()).singleElement()
			.asString()
			.contains("cors.allowed-origins", "a blank entry was ignored");
	}

	@Test
	void blankEntryThatIsWrittenIsAMistake() {
		assertThat(Report.of(Report.runner().withPropertyValues("cors.allowed-origins=https://a.test,,https://b.test"))
			.failure()).contains("delete the blank entry");
		assertThat(Report.ofYaml("""
				cors:
				  allowed-origins:
				    - https://a.test
				    - ""
				""").failure()).contains("delete the blank entry").contains("cors.allowed-origins[1]");
	}

	@Test
	void portListOfSpringIsOneMistake() {
		assertThat(Report.ofYaml("""
				cors:
				  allowed-origins: http://localhost:[8080,8081], https://a.test
				""").failure()).startsWith("The CORS configuration has a mistake")
			.contains("write one entry for each port, or ':*' for any")
			.contains(lines("    http://localhost:[8080,8081], https://a.test", "                     ^"));
	}

	@Test
	void jsonArrayIsOneMistake() {
		assertThat(Report.ofYaml("""
				cors:
				  allowed-origins: '["https://a.test", "https://b.test"]'
				""").failure()).startsWith("The CORS configuration has a mistake")
			.contains("write the list without brackets and quotes");
	}

	@Test
	void blankEntryIsDroppedFromEveryList() {
		Report report = Report.ofYaml("""
				cors:
				  allowed-origins:
				    - https://a.test,
				    - ${NOTHING:}
				  paths: /api/**,
				""");
		assertThat(report.failure()).isNull();
		assertThat(report.warnings()).hasSize(3);
	}

	@Test
	void attributesThatEveryPolicyReplacesAreCheckedToo() {
		assertThat(Report.ofYaml("""
				cors:
				  max-age: -5
				  allowed-headers: Cookie
				  policies:
				    x:
				      paths: /x/**
				      allowed-origins: https://a.test
				      allowed-headers: X-One
				      max-age: 5
				""").failure()).startsWith("The CORS configuration has 2 mistakes:").contains("'-5'", "'Cookie'");
	}

	@Test
	void circularPlaceholderHidesNothing() {
		assertThat(Report.ofYaml("""
				cors:
				  allowed-origins: https://a.test/
				  max-age: ${cors.max-age}
				""").failure()).contains("'https://a.test/'", "'${cors.max-age}'");
	}

	@Test
	void manyMistakesAreReportedInReasonableTime() {
		StringBuilder origins = new StringBuilder("https://a.test/");
		for (int i = 0; i < 20_000; i++) {
			origins.append(", https://a").append(i).append(".test/");
		}
		assertThat(Report.of(Report.runner().withPropertyValues("cors.allowed-origins=" + origins)).failure())
			.startsWith("The CORS configuration has 20001 mistakes")
			.endsWith("and 19901 more");
	}

}
