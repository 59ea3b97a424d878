package io.github.corsboot.properties;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of what somebody reads who has made a mistake: what is wrong, and in the action
 * the corrected line.
 */
class StartUpMessagesTests {

	@Test
	void valuesBelowAnUnknownNameAreNotPrinted() {
		Report report = Report.ofYaml("""
				cors:
				  allowed-origins:
				    - url: https://a.example
				      token: hunter2
				""");
		assertThat(report.failure()).doesNotContain("hunter2").contains("delete everything behind 'allowed-origins'");
	}

	@Test
	void placeholderOfMethodsThatIsNotResolved() {
		assertThat(Report.ofProperties("""
				cors.allowed-origins=https://a.test
				cors.allowed-methods=${METHODS}
				cors.allowed-headers=X-${NAME}
				""").failure()).contains("'${METHODS}' is invalid: set the placeholder")
			.contains("'X-${NAME}' is invalid at position 2: set the placeholder");
	}

	@Test
	void groupThatHasAValue() {
		assertThat(Report.ofProperties("cors.allowed-origins=https://a.test\ncors.websocket=true").failure())
			.contains("write the property below it, like 'enforce-origin: true'");
		assertThat(Report.of(Report.runner().withPropertyValues("cors.rejections=false")).failure())
			.contains("write the property below it, like 'enabled: false'");
	}

	private static final String YAML = """
			cors:
			  allowed-origins: https://app.example.com
			""";

	private static void assertAction(Report report, String... lines) {
		assertThat(report.action()).isEqualTo("If this is what you mean, write:\n\n    " + String.join("\n    ", lines)
				+ "\n\nAll checks: https://github.com/corsboot/cors-spring-boot/blob/main/docs/start-up-checks.md");
	}

	private static Report ofOrigins(String origins) {
		return Report.ofYaml("cors:\n  allowed-origins: '" + origins + "'\n");
	}

	@Test
	void publicPolicyThatInheritsCredentials() {
		Report report = Report.ofYaml("""
				cors:
				  allowed-origins: https://app.example.com
				  allow-credentials: true
				  policies:
				    public:
				      paths: /public/**
				      allowed-origins: "*"
				""");
		assertThat(report.failure())
			.contains("'*' is invalid: list the origins that may use credentials: '*' would let "
					+ "every site act in the name of whoever is logged in; or set cors.policies.public.allow-credentials to "
					+ "false, which this policy inherits. Credentials are allowed by cors.allow-credentials "
					+ "(application.yml - 3:22)");
		assertAction(report, "cors.policies.public.allow-credentials: false");
	}

	@ParameterizedTest
	@CsvSource({ "localhost:5173, http://localhost:5173", "127.0.0.1:3000, http://127.0.0.1:3000",
			"app.localhost, http://app.localhost", "[::1]:8080, http://[::1]:8080",
			"app.example.com, https://app.example.com", "localhost.example.com, https://localhost.example.com" })
	void originWithoutAScheme(String text, String correction) {
		Report report = ofOrigins(text);
		assertThat(report.failure()).contains("write the scheme first, like '" + correction + "'");
		assertAction(report, "cors.allowed-origins: " + correction);
	}

	@ParameterizedTest
	@ValueSource(strings = { "true", "all", "Any", "**" })
	void wordForEveryone(String text) {
		Report report = ofOrigins(text);
		assertThat(report.failure()).contains("'" + text + "' is invalid: write '*', in quotes in YAML, for everyone");
		assertAction(report, "cors.allowed-origins: \"*\"");
	}

	@ParameterizedTest
	@ValueSource(strings = { "allowed-methods: all", "allowed-headers: true" })
	void wordForAll(String line) {
		assertThat(Report.ofYaml(YAML + "  " + line).warnings()).singleElement()
			.asString()
			.endsWith("write '*', in quotes in YAML, to allow all");
	}

	@Test
	void policiesThatAreAList() {
		Report report = Report.ofYaml("""
				cors:
				  policies:
				    - paths: /api/**
				      allowed-origins: https://app.example.com
				""");
		assertThat(report.failure()).contains("write a name with letters, like 'policy-0': policies are not a list");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "allowed-methods | GET POST | GET, POST", "allowed-headers | X-One; X-Two | X-One, X-Two",
					"exposed-headers | X-One X-Two | X-One, X-Two",
					"allowed-origins | https://a.test https://b.test | https://a.test, https://b.test",
					"paths | /api/** /data/** | /api/**, /data/**" })
	void entriesThatAreSeparatedByBlanks(String attribute, String value, String correction) {
		Report report = Report.ofYaml(
				(attribute.equals("allowed-origins") ? "cors:\n" : YAML) + "  " + attribute + ": '" + value + "'\n");
		assertThat(report.failure()).contains("separate entries with commas");
		assertAction(report, "cors." + attribute + ": " + correction);
	}

	@Test
	void policyInsteadOfPolicies() {
		Report report = Report.ofYaml(YAML + "  policy:\n    x:\n      paths: /x/**\n");
		assertThat(report.failure())
			.contains("cors.policy.x.paths: there is no such property: write 'cors.policies.x.paths'; "
					+ "if it is yours, set cors.unknown-properties to ignore");
		assertAction(report, "cors.policies.x.paths: ...");
	}

	@ParameterizedTest
	@ValueSource(strings = { "cors.alowed-origins", "cors.mappings./api/**.allowed-origins", "cors.websocket.enforced",
			"cors.policies.a.colour", "cors.max-age.seconds" })
	void unknownPropertyNamesTheWayOut(String property) {
		Report report = Report
			.of(Report.runner().withPropertyValues("cors.allowed-origins=https://a.test", property + "=x"));
		assertThat(report.failure()).contains("there is no such property: ",
				"; if it is yours, set cors.unknown-properties to ignore");
	}

	@Test
	void mappingsAreAPolicyEach() {
		Report report = Report.ofYaml("cors:\n  mappings:\n    '[/api/**]':\n      allowed-origins: https://a.test\n");
		assertThat(report.failure()).contains("cors.mappings[/api/**].allowed-origins: there is no such property: "
				+ "write a policy for these paths, 'cors.policies.<name>', with its 'paths'");
	}

	@ParameterizedTest
	@ValueSource(strings = { "cors.credentials.password", "cors.cache.enabled", "cors.headers.custom",
			"cors.policy.file", "cors.mapping.file" })
	void objectOfTheApplicationIsOnlyWarnedOf(String property) {
		Report report = Report
			.of(Report.runner().withPropertyValues("cors.allowed-origins=https://a.test", property + "=secret"));
		assertThat(report.failure()).isNull();
		assertThat(report.warnings()).singleElement()
			.asString()
			.contains("set cors.unknown-properties to 'ignore'")
			.doesNotContain("secret");
	}

	@Test
	void renamedListIsShownOnceAndNeverItsValues() {
		Report report = Report.ofYaml("""
				cors:
				  origins:
				    - https://a.example
				    - https://b.example
				  policies:
				    partners:
				      path: /api/**
				      allowed-origin: https://c.example
				""");
		assertThat(report.failure()).contains("The CORS configuration has 4 mistakes");
		assertAction(report, "cors.allowed-origins: ...", "cors.policies.partners.paths: ...",
				"cors.policies.partners.allowed-origins: ...");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "allowed-origins: https://app.example.com other.org", "allowed-origins: all",
			"allowed-origins: http://example.com:443", "allowed-methods: GET TRACE", "allowed-headers: X-A Cookie",
			"paths: ../api", "paths: ^/api/.*", "paths: GET /api/**", "paths: '[/api/**, /b/**]'", "max-age: 25h1m",
			"max-age: 0.5s", "allowed-origins: '[https://a.example,  https://b.example]'" })
	void whatWouldBeWrongAgainIsNotProposed(String line) {
		Report report = Report.ofYaml("cors:\n  allow-credentials: true\n  " + line + "\n"
				+ (line.startsWith("allowed-origins") ? "" : "  allowed-origins: https://app.example.com\n"));
		assertThat(report.failure()).isNotNull();
		assertThat(report.action()).startsWith("Correct the properties listed above.");
	}

	@Test
	void severalProposalsForOneLineAreOneLine() {
		Report report = Report.ofYaml("""
				cors:
				  allowed-origins: https://app.example.com
				  allow-credentials: true
				  policies:
				    a:
				      paths: /a
				      allowed-origins: "*"
				      exposed-headers: "*"
				""");
		assertThat(report.failure()).contains("The CORS configuration has 2 mistakes");
		assertAction(report, "cors.policies.a.allow-credentials: false");
	}

	@Test
	void propertyThatIsToBeAddedIsNeverAVariableOfAnother() {
		Report report = Report.ofEnvironment(Map.of("CORS_POLICIES_PARTNERS_ALLOWEDORIGINS", "https://p.example"));
		assertAction(report, "cors.policies.partners.paths: /api/**");
	}

	@Test
	void blankCodeIsIgnored() {
		assertThat(Report.ofYaml(YAML + "  accepted-warnings: no-effect,,bare-cross-origin\n").failure()).isNull();
	}

	@Test
	void wrongElementOfAListDoesNotMakeTheOthersWrong() {
		assertThat(Report
			.of(Report.runner()
				.withPropertyValues("cors.accepted-warnings[0]=bogus", "cors.accepted-warnings[1]=no-effect"))
			.failure()).contains("The CORS configuration has a mistake:", "'bogus' is invalid: write one of ");
	}

	@Test
	void insecureOriginNamesTheSwitchAndItsPrice() {
		Report report = Report.ofYaml("""
				cors:
				  policies:
				    intranet:
				      paths: /**
				      allowed-origins: http://intranet.example
				      allow-credentials: true
				""");
		assertThat(report.failure()).contains("write 'https://': anybody on the network can impersonate an http origin "
				+ "and would get the credentials; or set cors.policies.intranet.dangerously-allow-insecure-origins to "
				+ "true if that is acceptable. Credentials are allowed by cors.policies.intranet.allow-credentials "
				+ "(application.yml - 6:26)");
		assertAction(report, "cors.policies.intranet.allowed-origins: https://intranet.example");
	}

	@Test
	void publicSuffixNamesTheSwitchAndItsPrice() {
		assertThat(
				Report.ofYaml("cors:\n  allowed-origins: https://*.github.io\n  allow-credentials: true\n").failure())
			.contains("anybody can have one and would get the credentials; or set "
					+ "cors.dangerously-allow-public-suffixes to true if that is acceptable");
	}

	@Test
	void valueOfAnEnvironmentVariableIsCorrectedAsAVariable() {
		Report report = Report.ofEnvironment(Map.of("CORS_ALLOWED_ORIGINS", "https://a.test/,https://B.test"));
		assertAction(report, "CORS_ALLOWED_ORIGINS=https://a.test,https://b.test");
	}

	@Test
	void valueOfAPropertiesFileIsCorrectedAsAProperty() {
		Report report = Report.ofProperties("cors.allowed-origins=https://a.test/");
		assertThat(report.action()).contains("    cors.allowed-origins: https://a.test\n");
	}

	@Test
	void blankEnvironmentVariableSetsNothing() {
		assertThat(
				Report
					.ofEnvironment(Map.of("CORS_ALLOWED_ORIGINS", "https://a.test", "CORS_ENABLED", "", "CORS_MAX_AGE",
							" ", "CORS_EXPOSED_HEADERS", ""))
					.warnings())
			.containsExactly(
					"CORS_ENABLED (environment variable): it is blank, so that it sets nothing: set it, or delete it",
					"CORS_MAX_AGE (environment variable): it is blank, so that it sets nothing: set it, or delete it");
	}

	@Test
	void methodInTheListOfHeaders() {
		assertThat(Report.ofYaml(YAML + "  allowed-headers: X-One, GET\n").warnings()).containsExactly(
				"'GET' in cors.allowed-headers (application.yml - 3:20): move it to allowed-methods, if the method is "
						+ "meant: this is the list of request headers");
	}

	@Test
	void actionCombinesTheCorrectionsOfOneLineAndDropsWhatIsToBeDeleted() {
		Report report = Report.ofYaml("""
				cors:
				  allowed-origins: https://app.example.com, https://*example.com, https://b.test/
				  exposed-headers: X-Total, Set-Cookie
				  policies:
				    partners:
				      allowed-methods: GET
				""");
		assertAction(report, "cors.allowed-origins: https://app.example.com, https://*.example.com, https://b.test",
				"cors.exposed-headers: X-Total", "cors.policies.partners.paths: /api/**");
	}

	@Test
	void actionSaysThatOnlyTheUserKnowsWhatIsMeant() {
		assertThat(ofOrigins("null").action()).isEqualTo("Correct the properties listed above.\n\n"
				+ "All checks: https://github.com/corsboot/cors-spring-boot/blob/main/docs/start-up-checks.md");
	}

	@Test
	void excerptOfALongLineFits80ColumnsWithTheCaretUnderTheMistake() {
		String origins = "https://one.example.com, ".repeat(20) + "https://*example.com"
				+ ", https://two.example.com".repeat(20);
		List<String> lines = ofOrigins(origins).failure().lines().toList();
		int caret = lines.indexOf(" ".repeat(41) + "^");
		assertThat(lines.get(caret - 1)).hasSizeLessThanOrEqualTo(80).startsWith("    ...").endsWith("...");
		assertThat(lines.get(caret - 1).substring(41)).startsWith("*example.com");
	}

}
