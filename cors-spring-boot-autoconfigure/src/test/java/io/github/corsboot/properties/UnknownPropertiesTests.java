package io.github.corsboot.properties;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link UnknownProperties} and {@link EnvironmentVariables}.
 */
class UnknownPropertiesTests {

	private static final String POLICY = "cors.allowed-origins=https://a.test";

	@ParameterizedTest
	@CsvSource({ "origins, allowed-origins", "allowed-origin, allowed-origins", "allow-origins, allowed-origins",
			"allowed.origins, allowed-origins", "allowed-origin-patterns, allowed-origins",
			"allowedOriginPatterns, allowed-origins", "allowed-origins-regex, allowed-origins",
			"alowed-origins, allowed-origins", "access-control-allow-origin, allowed-origins",
			"methods, allowed-methods", "allowed-method, allowed-methods", "allowed-mehtods, allowed-methods",
			"headers, allowed-headers", "allow-headers, allowed-headers", "expose-headers, exposed-headers",
			"exposed-header, exposed-headers", "credentials, allow-credentials", "allow-credential, allow-credentials",
			"access-control-allow-credentials, allow-credentials", "max_age_seconds, max-age", "max-ages, max-age",
			"access-control-max-age, max-age", "mappings, paths", "path, paths", "excluded-paths, exclude-paths",
			"enable, enabled", "policy.x.paths, policies.x.paths",
			"cors-configurations.x.allowed-origins, policies.x.allowed-origins", "include-actuators, include-actuator",
			"websocket.enforce, websocket.enforce-origin", "websockets.enforce-origin, websocket.enforce-origin",
			"rejections, rejections.enabled", "rejections.capacty, rejections.capacity",
			"rejection.enabled, rejections.enabled", "web-socket.enforced-origin, websocket.enforce-origin",
			"websocket, websocket.enforce-origin", "fleet.enabled, fleet.redis.enabled",
			"fleet.redis.enable, fleet.redis.enabled",
			"dangerously-allow-insecure-origin, dangerously-allow-insecure-origins" })
	void nameThatIsLikelyToBeAMistakeStopsTheStart(String name, String suggestion) {
		String report = Report.of(Report.runner().withPropertyValues(POLICY, "cors." + name + "=x")).failure();
		assertThat(report).contains("there is no such property: write 'cors." + suggestion + "'");
	}

	@ParameterizedTest
	@ValueSource(strings = { "cors.allow-private-network", "cors.policies.inner.allow-private-network" })
	void propertyThatNoBrowserAsksForAnyMoreIsToBeDeleted(String name) {
		String report = Report.of(Report.runner().withPropertyValues(POLICY, name + "=true")).failure();
		assertThat(report).contains(name + ": there is no such property: delete it, since browsers ask the user "
				+ "whether a site may reach the local network, and no header helps");
	}

	@Test
	void mistakeIsReportedWithItsLine() {
		assertThat(Report.ofYaml("""
				cors:
				  allowed-origins: https://a.test
				  allowed-method: GET
				  policies:
				    inner:
				      paths: /x/**
				      alowed-origins: https://b.test
				      colour: red
				""").failure()).contains("cors.allowed-method: there is no such property: write 'cors.allowed-methods'")
			.contains("(application.yml - 3:19)")
			.contains(
					"cors.policies.inner.alowed-origins: there is no such property: write 'cors.policies.inner.allowed-origins'")
			.contains("cors.policies.inner.colour: there is no such property: delete it")
			.contains("(application.yml - 8:15)");
	}

	@Test
	void everythingBehindAKnownNameIsAMistake() {
		assertThat(Report.of(Report.runner().withPropertyValues(POLICY, "cors.max-age.seconds=5")).failure())
			.contains("delete everything behind 'max-age'");
	}

	@ParameterizedTest
	@ValueSource(strings = { "pages", "rates", "gates", "pass", "bath", "parts", "frontend-url", "company",
			"websocket.path", "websocketx", "rejections.path", "rejectionsx" })
	void anotherWordIsNoMistake(String name) {
		assertThat(Report.of(Report.runner().withPropertyValues(POLICY, "cors." + name + "=x")).failure()).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "cors.policies.a.allowed-origins.foo", "cors.websocket.enforce-origin.x",
			"cors.rejections.capacity.x", "cors.max-age[0]", "cors.policies.a.max-age.seconds" })
	void whatIsWrittenBehindAnAttributeIsAMistake(String name) {
		assertThat(Report.of(Report.runner().withPropertyValues(POLICY, "cors.policies.a.paths=/a", name + "=5"))
			.failure()).contains("delete everything behind");
	}

	@ParameterizedTest
	@ValueSource(strings = { "api/v1", "part*", "x y" })
	void nameOfWhichPartsAreDroppedIsAMistake(String name) {
		assertThat(Report
			.ofYaml("cors:\n  policies:\n    \"%s\":\n      paths: /x\n      allowed-origins: https://a.test\n"
				.formatted(name))
			.failure()).contains("has characters that are silently dropped");
	}

	@Test
	void nameOfWhichPartsAreDroppedFollowsTheMode() {
		String name = "cors.policies./x.paths";
		assertThat(Report.of(Report.runner().withPropertyValues(POLICY, name + "=/x", "cors.unknown-properties=WARN"))
			.warnings()).anySatisfy((warning) -> assertThat(warning).contains("silently dropped"));
		Report report = Report.of(Report.runner().withSystemProperties(name + "=/x").withPropertyValues(POLICY));
		assertThat(report.failure()).isNull();
		assertThat(report.warnings()).singleElement().asString().contains("silently dropped");
	}

	@Test
	void pathAsAKeyIsAMistake() {
		assertThat(Report.ofYaml("""
				cors:
				  policies:
				    /api/**:
				      allowed-origins: https://b.test
				      paths: /x
				""").failure()).contains("a path is not a policy name").contains("application.yml - 4:24");
	}

	@Test
	void nameThatIsLikeNoneOfOursIsAWarning() {
		Report report = Report.of(Report.runner()
			.withPropertyValues(POLICY, "cors.frontend.url=https://x.test", "cors.frontend.name=x", "cors.company=y"));
		assertThat(report.failure()).isNull();
		assertThat(report.warnings()).singleElement()
			.asString()
			.contains("cors.frontend, cors.company")
			.contains("set cors.unknown-properties to 'ignore'");
	}

	@Test
	void modesChangeWhatHappens() {
		String[] unknown = { POLICY, "cors.company=y", "cors.origins=z" };
		assertThat(Report
			.of(Report.runner().withPropertyValues(unknown).withPropertyValues("cors.unknown-properties=FAIL"))
			.failure()).contains("cors.company: there is no such property", "cors.origins: there is no such property");
		Report warned = Report
			.of(Report.runner().withPropertyValues(unknown).withPropertyValues("cors.unknown-properties=WARN"));
		assertThat(warned.failure()).isNull();
		assertThat(warned.warnings()).hasSize(2);
		Report ignored = Report
			.of(Report.runner().withPropertyValues(unknown).withPropertyValues("cors.unknown-properties=IGNORE"));
		assertThat(ignored.failure()).isNull();
		assertThat(ignored.warnings()).isEmpty();
	}

	@Test
	void modeThatIsNoneIsAMistake() {
		assertThat(Report.of(Report.runner().withPropertyValues(POLICY, "cors.unknown-properties=perhaps")).failure())
			.contains("'perhaps' is invalid: write one of auto, fail, warn, ignore");
	}

	@Test
	void systemPropertyIsAWarning() {
		Report report = Report
			.of(Report.runner().withSystemProperties("cors.origins=x", "cors.company=y").withPropertyValues(POLICY));
		assertThat(report.failure()).isNull();
		assertThat(report.warnings()).singleElement().asString().contains("write 'cors.allowed-origins'");
	}

	@ParameterizedTest
	@CsvSource({ "CORS_ALLOWED_ORIGINS_0_, it is ignored: write 'CORS_ALLOWED_ORIGINS_0'",
			"CORS_ALLOWED_ORIGINS_, it is ignored: write 'CORS_ALLOWED_ORIGINS'",
			"CORS_ALLOWED_METHODS_1, 'it is ignored: number the entries without a gap, from ''CORS_ALLOWED_METHODS_0'' on'",
			"CORS_ORIGINS, it is ignored: write 'CORS_ALLOWED_ORIGINS'",
			"CORS_ALLOWED_METHODS_99999999999, it is ignored: number the entries without a gap",
			"CORS_POLICIES_PARTNERS_ORIGINS, it is ignored: write 'CORS_POLICIES_PARTNERS_ALLOWED_ORIGINS'",
			"CORS_POLICIES_MY_APP_PATHS, it sets nothing unless there is a policy 'my-app' elsewhere: for a new one write 'CORS_POLICIES_MYAPP_PATHS'",
			"CORS_POLICIES_X_COLOUR, it is ignored: a policy has no such attribute",
			"CORS_WEBSOCKET_ENFORCE, it is ignored: write 'CORS_WEBSOCKET_ENFORCE_ORIGIN'",
			"CORS_WEBSOCKET_ENFORCE_ORIGIN_0, it is ignored: write 'CORS_WEBSOCKET_ENFORCE_ORIGIN'",
			"CORS_ALLOW_PRIVATE_NETWORK, 'it is ignored: delete it, since browsers ask the user'",
			"CORS_ALLOWED_ORIGIN_0, it is ignored: write 'CORS_ALLOWED_ORIGINS_0'" })
	void environmentVariableThatIsIgnoredIsAWarning(String name, String warning) {
		Report report = Report.ofEnvironment(Map.of("CORS_ALLOWEDORIGINS", "https://a.test", name, "x"));
		assertThat(report.failure()).isNull();
		assertThat(report.warnings()).singleElement().asString().contains(name, warning);
	}

	@ParameterizedTest
	@ValueSource(strings = { "CORS_ALLOWED_METHODS", "CORS_ALLOWEDMETHODS", "CORS_ALLOWED_METHODS_0",
			"CORS_POLICIES_API_ALLOWED_METHODS", "CORS_COMPANY", "CORSAIR_HOME" })
	void environmentVariableThatIsFineOrOfOthersIsNoWarning(String name) {
		Map<String, Object> variables = new LinkedHashMap<>(
				Map.of("CORS_ALLOWEDORIGINS", "https://a.test", "CORS_POLICIES_API_PATHS", "/x", name, "GET"));
		Report report = Report.ofEnvironment(variables);
		assertThat(report.failure()).isNull();
		assertThat(report.warnings()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "CORS_WEBSOCKET_ENFORCE_ORIGIN", "CORS_WEBSOCKET_ENFORCEORIGIN" })
	void environmentVariableOfWebSocketsIsKnown(String name) {
		Report report = Report.ofEnvironment(Map.of("CORS_ALLOWEDORIGINS", "https://a.test", name, "true"));
		assertThat(report).isEqualTo(new Report(null, null, List.of()));
	}

	@Test
	void nothingIsLookedForWhenDisabled() {
		assertThat(Report.of(Report.runner().withPropertyValues("cors.enabled=false", "cors.origins=x")).failure())
			.isNull();
	}

}
