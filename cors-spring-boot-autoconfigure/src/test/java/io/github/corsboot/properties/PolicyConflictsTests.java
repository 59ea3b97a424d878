package io.github.corsboot.properties;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PolicyConflicts}.
 */
class PolicyConflictsTests {

	private static String lines(String... lines) {
		return String.join("\n", lines);
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
				"'https://a.test' is invalid: policies 'one' and 'two' have the same entry, and both cover '/x/**': "
						+ "leave it in one of them; the other is in cors.policies.one.allowed-origins (application.yml - 5:24)")
			.contains(lines("    https://c.test, https://a.test", "                    ^",
					"    in cors.policies.two.allowed-origins (application.yml - 8:24)"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "/{a}/x | /{b}/x", "/a-{x}/y | /a-{z}/y", "/x/** | /x/**",
			"/{a:[0-9]+}/x | /{b:[a-f0-9]+}/x", "/{a:\\d+} | /{b:\\d+}", "/a/{*rest} | /a/{*other}" })
	void pathsThatCanMeet(String one, String other) {
		assertThat(withPaths(one, other).failure()).contains("and both cover '" + one + "'");
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

}
