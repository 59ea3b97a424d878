package io.github.corsboot.autoconfigure;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import io.github.corsboot.policy.CorsPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

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
		String report = Report.ofYaml("""
				cors:
				  allowed-origins: https://app.example.com, https://*example.com
				  policies:
				    partners:
				      allowed-methods: GET
				""").failure().replace("(application.yml", "(class path resource [application.yml]");
		String mistake = report.substring(report.indexOf("'https://*example.com'"),
				report.indexOf("\n\ncors.policies"));
		assertThat(Files.readString(Path.of("..", "docs", "start-up-checks.md"))).contains(report);
		assertThat(Files.readString(Path.of("..", "README.md"))).contains(mistake);
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
			.contains("set FRONTEND_URL, or give it a default as in '${FRONTEND_URL:https://app.example.com}'")
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
			.contains("'1h30m' is invalid: write a number and one unit, as in '90m'")
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
					"'1h30m' is invalid: write a number and one unit, as in '90m'",
					"in cors.policies.one.max-age (application.yml - 10:16)",
					"number the entries without a gap, from [0] on",
					"in cors.policies.two.allowed-methods[1] (application.yml - 12:27)",
					"'https://c.test' is invalid: write the attributes of the policy below it, as in 'paths: /api/**'",
					"in cors.policies.three (application.yml - 13:12)",
					"in cors.allowed-origins (application.yml - 3:20)",
					"in cors.exclude-paths (application.yml - 6:18)", "cors.policies.two.paths: name the paths",
					"cors.policies.Four: write 'four'", "start the path with '/': '/four'");
	}

	@ParameterizedTest
	@ValueSource(strings = { "true", "false" })
	void lazyInitializationHidesNothing(boolean lazy) {
		Report report = Report.of(Report.runner()
			.withInitializer((context) -> context
				.addBeanFactoryPostProcessor(new org.springframework.boot.LazyInitializationBeanFactoryPostProcessor()))
			.withPropertyValues("cors.allowed-origins=x", "cors.max-age=soon", "cors.enabled=" + lazy));
		if (lazy) {
			assertThat(report.failure()).contains("2 mistakes");
		}
		else {
			assertThat(report.failure()).isNull();
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "api/** | 0 | start the path with '/': '/api/**'",
					"https://a.test/api/** | 0 | write the path alone: '/api/**'", "/a b | 2 | delete the white space",
					"/api?x=1 | 4 | a path has no query: write '/api'",
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
	@ValueSource(strings = { "/", "/**", "/api/{id}", "/api/*.json", "/a?c", "/{*rest}", "/a b/**/c" })
	void pathThatIsOne(String path) {
		String legal = path.replace(" b/**", "b");
		assertThat(Report
			.of(Report.runner().withPropertyValues("cors.allowed-origins=https://a.test", "cors.paths=" + legal))
			.failure()).isNull();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "'[/api/**]' | a path is not a policy name", "MyApp | write 'my-app'",
			"my_app | write 'my-app'", "1 | write a name with letters, as in 'policy-1'", "'[a.b]' | write 'a-b'" })
	void policyName(String name, String advice) {
		assertThat(Report.ofYaml("""
				cors:
				  policies:
				    "%s":
				      paths: /x/**
				      allowed-origins: https://a.test
				""".formatted(name)).failure()).contains(advice).contains("(application.yml - ");
	}

	@Test
	void policyNamesThatEnvironmentVariablesCannotTellApart() {
		assertThat(Report.ofYaml("""
				cors:
				  allowed-origins: https://a.test
				  policies:
				    my-app:
				      paths: /x/**
				    myapp:
				      paths: /y/**
				""").failure())
			.contains("cors.policies.myapp: keep one name, this or cors.policies.my-app (application.yml - 5:14)")
			.contains("in cors.policies.myapp (application.yml - 7:14)");
	}

	@Test
	void sameEntryInTwoPoliciesOfOnePath() {
		assertThat(Report.ofYaml("""
				cors:
				  policies:
				    one:
				      paths: /x/**, /y
				      allowed-origins: https://a.test, https://b.test
				    two:
				      paths: /x/**
				      allowed-origins: https://c.test, https://a.test
				""").failure()).contains(
				"'https://a.test' is invalid: policies 'one' and 'two' have the same entry, and cover the same path: "
						+ "leave it in one of them (cors.policies.one.allowed-origins (application.yml - 5:24))")
			.contains(lines("    https://c.test, https://a.test", "                    ^",
					"    in cors.policies.two.allowed-origins (application.yml - 8:24)"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "/{a}/x | /{b}/x", "/a-{x}/y | /a-{z}/y", "/x/** | /x/**" })
	void pathsThatCanMeet(String one, String other) {
		assertThat(withPaths(one, other).failure()).contains("cover the same path");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "/{a}/x | /{b}/y", "/a-{x}/y | /b-{z}/y", "/x/** | /y/**", "/** | /x/**",
			"/{a} | /{a}/{b}", "/{a}.json | /{a}.html" })
	void pathsThatCannotMeet(String one, String other) {
		assertThat(withPaths(one, other).failure()).isNull();
	}

	private static Report withPaths(String one, String other) {
		return Report.of(Report.runner()
			.withPropertyValues("cors.policies.one.allowed-origins=https://a.test", "cors.policies.one.paths=" + one,
					"cors.policies.two.allowed-origins=https://a.test", "cors.policies.two.paths=" + other));
	}

	@Test
	void everybodyAndATrustedOriginWithCredentialsMaySharePaths() {
		assertThat(Report.ofYaml("""
				cors:
				  policies:
				    everybody:
				      paths: /x/**
				      allowed-origins: "*"
				    trusted:
				      paths: /x/**
				      allowed-origins: https://a.test
				      allow-credentials: true
				""").failure()).isNull();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "https://a.test, | 1", "https://a.test,${NOTHING:} | 1",
			"${NOTHING:},https://a.test,${NOTHING:} | 2" })
	void blankEntryThatIsLeftOverIsDropped(String origins, int warnings) {
		Report report = Report.of(Report.runner().withPropertyValues("cors.allowed-origins=" + origins));
		assertThat(report.failure()).isNull();
		assertThat(report.warnings()).isNotEmpty()
			.allSatisfy((warning) -> assertThat(warning).contains("cors.allowed-origins", "a blank entry was ignored"));
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
	void whatACustomizerMakesIsCheckedTheSameWay() {
		assertThat(Report
			.of(Report.runner()
				.withUserConfiguration(CustomizerConfiguration.class)
				.withPropertyValues("cors.allowed-origins=https://a.test,https://b.test"))
			.failure()).contains("'https://*c.test' is invalid at position 8")
			.contains("in cors.allowed-origins (a CorsPolicyCustomizer)");
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
	void regularExpressionWithACommaIsOnePath() {
		assertThat(Report
			.of(Report.runner()
				.withPropertyValues("cors.allowed-origins=https://a.test", "cors.paths=/users/{id:[0-9]{1,3}},/x"))
			.failure()).isNull();
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

	@Test
	void maxAgeOfACustomizerIsNotBlamedOnTheFile() {
		assertThat(Report
			.of(Report.runner()
				.withUserConfiguration(MaxAgeCustomizerConfiguration.class)
				.withPropertyValues("cors.allowed-origins=https://a.test", "cors.max-age=30m"))
			.failure()).contains("'PT48H' is invalid", "in cors.max-age (a CorsPolicyCustomizer)");
	}

	@Configuration(proxyBeanMethods = false)
	static class MaxAgeCustomizerConfiguration {

		@Bean
		CorsPolicyCustomizer customizer() {
			return (name, policy) -> policy.maxAge(java.time.Duration.ofDays(2));
		}

	}

	@Test
	void customizerAdjustsAPolicy() {
		Report.runner()
			.withUserConfiguration(CustomizerConfiguration.class)
			.withPropertyValues("cors.policies.fine.paths=/x", "cors.policies.fine.allowed-origins=https://a.test")
			.run((context) -> assertThat(context.getBean(io.github.corsboot.mapping.CorsPolicies.class)
				.mapping()
				.policies()
				.get(0)
				.policy()
				.allowCredentials()).isTrue());
	}

	@Configuration(proxyBeanMethods = false)
	static class CustomizerConfiguration {

		@Bean
		CorsPolicyCustomizer customizer() {
			return (name, policy) -> customize(name, policy);
		}

		private static void customize(String name, CorsPolicy.Builder policy) {
			if (name.equals("fine")) {
				policy.allowCredentials(true);
			}
			else {
				policy.allowedOrigins("https://d.test", "https://*c.test");
			}
		}

	}

}
