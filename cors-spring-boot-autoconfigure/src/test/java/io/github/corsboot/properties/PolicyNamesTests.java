package io.github.corsboot.properties;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PolicyNames}.
 */
class PolicyNamesTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "'[/api/**]' | a path is not a policy name", "MyApp | write 'my-app'", "my_app | write 'my-app'",
					"1 | write a name with letters, like 'policy-1': policies are not a list",
					"'[a.b]' | write 'a-b'" })
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

}
