package io.github.corsboot.autoconfigure;

import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.policy.CorsPolicy;
import io.github.corsboot.policy.CorsPolicyCustomizer;
import io.github.corsboot.properties.Report;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CorsPolicyCustomizer}.
 */
class CorsPolicyCustomizerTests {

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
	void maxAgeOfACustomizerIsNotBlamedOnTheFile() {
		assertThat(Report
			.of(Report.runner()
				.withUserConfiguration(MaxAgeCustomizerConfiguration.class)
				.withPropertyValues("cors.allowed-origins=https://a.test", "cors.max-age=30m"))
			.failure()).contains("'PT48H' is invalid", "in cors.max-age (a CorsPolicyCustomizer)");
	}

	@Test
	void customizerAdjustsAPolicy() {
		Report.runner()
			.withUserConfiguration(CustomizerConfiguration.class)
			.withPropertyValues("cors.policies.fine.paths=/x", "cors.policies.fine.allowed-origins=https://a.test")
			.run((context) -> assertThat(
					context.getBean(CorsPolicies.class).mapping().policies().get(0).policy().allowCredentials())
				.isTrue());
	}

	@Test
	void customizerAddsToWhatPropertiesSay() {
		Report.runner()
			.withBean(CorsPolicyCustomizer.class,
					() -> (name, policy) -> policy.addAllowedOrigins("https://b.test")
						.addAllowedMethods("LINK")
						.addAllowedHeaders("X-Added")
						.addExposedHeaders("X-Total", "X-Page"))
			.withPropertyValues("cors.allowed-origins=https://a.test", "cors.allowed-headers=X-Api-Key",
					"cors.exposed-headers=X-Total")
			.run((context) -> {
				CorsPolicy policy = context.getBean(CorsPolicies.class).mapping().policies().get(0).policy();
				assertThat(policy.allowedOrigins()).hasToString("[https://a.test, https://b.test]");
				assertThat(policy.allowedMethods()).startsWith("GET").endsWith("QUERY", "LINK");
				assertThat(policy.allowedHeaders()).containsExactly("X-Api-Key", "X-Added");
				assertThat(policy.exposedHeaders()).containsExactly("X-Total", "X-Page");
			});
	}

	@Test
	void customizerCannotRenameAPolicy() {
		Report.runner()
			.withBean(CorsPolicyCustomizer.class, () -> (name, policy) -> policy.name("other"))
			.withPropertyValues("cors.allowed-origins=https://a.test")
			.run((context) -> assertThat(context.getBean(CorsPolicies.class).mapping().policies().get(0).name())
				.isEqualTo("default"));
	}

	@Test
	void exceptionOfACustomizerStopsTheStart() {
		Report.runner().withBean(CorsPolicyCustomizer.class, () -> (name, policy) -> {
			throw new IllegalStateException("no tenants");
		})
			.withPropertyValues("cors.allowed-origins=https://a.test")
			.run((context) -> assertThat(context).getFailure().hasRootCauseMessage("no tenants"));
	}

	@Configuration(proxyBeanMethods = false)
	static class MaxAgeCustomizerConfiguration {

		@Bean
		CorsPolicyCustomizer customizer() {
			return (name, policy) -> policy.maxAge(java.time.Duration.ofDays(2));
		}

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
