package io.github.corsboot.properties;

import io.github.corsboot.mapping.AttributeSource;
import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.mapping.MappedPolicy;
import io.github.corsboot.mapping.PathPolicies;
import io.github.corsboot.policy.CorsDecision;
import io.github.corsboot.policy.CorsPolicy;
import io.github.corsboot.policy.PolicyAttribute;
import io.github.corsboot.policy.TestRequest;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link PolicyBeans}.
 */
class PolicyBeansTests {

	private static WebApplicationContextRunner with(String bean, String name, String... paths) {
		CorsPolicy policy = CorsPolicy.builder().name(name).allowedOrigins("https://a.test").build();
		return Report.runner().withBean(bean, MappedPolicy.class, () -> MappedPolicy.of(policy, paths));
	}

	@Test
	void policyOfABeanDecidesBesideThoseOfProperties() {
		with("partners", "partners", "/partners/**").withPropertyValues("cors.allowed-origins=https://b.test")
			.run((context) -> {
				CorsPolicies policies = context.getBean(CorsPolicies.class);
				assertThat(policies.find("/partners/x").policies()).extracting(MappedPolicy::name)
					.containsExactly("partners");
				assertThat(policies.find("/x").policies()).extracting(MappedPolicy::name).containsExactly("default");
			});
	}

	@Test
	void policyOfABeanHasTheBeanAsItsSource() {
		with("partnersPolicy", "partners", "/partners/**")
			.run((context) -> assertThat(context.getBean(CorsPolicies.class)
				.find("/partners/x")
				.policies()
				.get(0)
				.source(PolicyAttribute.ALLOWED_ORIGINS))
				.isEqualTo(new AttributeSource("allowed-origins", "bean 'partnersPolicy'")));
	}

	@Test
	void policyOfABeanDecidesHandshakesWhereThoseOfPropertiesDo() {
		with("partners", "partners", "/partners/**").withPropertyValues("cors.websocket.enforce-origin=true")
			.run((context) -> assertThat(context.getBean(CorsPolicies.class)
				.find("/partners/x")
				.policies()
				.get(0)
				.policy()
				.enforceWebSocketOrigin()).isTrue());
	}

	/**
	 * It is built once more then, and shares its path with another.
	 */
	@Test
	void policyOfABeanDecidesHandshakesBesideOneOfProperties() {
		with("partners", "partners", "/{a}/x")
			.withPropertyValues("cors.websocket.enforce-origin=true", "cors.policies.other.paths=/{b}/x",
					"cors.policies.other.allowed-origins=https://b.test")
			.run((context) -> {
				PathPolicies covered = context.getBean(CorsPolicies.class).find("/1/x");
				assertThat(covered.evaluate(TestRequest.of("GET", "https://a.test"))).isInstanceOfSatisfying(
						CorsDecision.Allowed.class,
						(allowed) -> assertThat(allowed.policy().name()).isEqualTo("partners"));
				assertThat(covered.evaluate(TestRequest.of("GET", "https://b.test"))).isInstanceOfSatisfying(
						CorsDecision.Allowed.class,
						(allowed) -> assertThat(allowed.policy().name()).isEqualTo("other"));
				assertThat(covered.evaluate(TestRequest.of("GET", "https://c.test")))
					.isInstanceOf(CorsDecision.Rejected.class);
			});
	}

	@Test
	void policyOfABeanThatIsWrongIsReportedLikeOneOfProperties() {
		Report report = Report.of(Report.runner()
			.withBean("partners", MappedPolicy.class, () -> MappedPolicy
				.of(CorsPolicy.builder().name("partners").allowedOrigins("https://a.test/").build(), "/partners/**")));
		assertThat(report.failure()).isEqualTo("""
				The CORS configuration has a mistake:

				'https://a.test/' is invalid at position 14: an origin has no trailing slash: write 'https://a.test'

				    https://a.test/
				                  ^
				    in allowed-origins (policy 'partners', built in Java)""");
	}

	@Test
	void policyOfABeanMayHaveNoNameIfNoPropertySetsTheDefault() {
		assertThat(Report.of(with("partners", "default", "/**")).failure()).isNull();
	}

	@Test
	void policyOfABeanMustNotHaveTheNameOfAnother() {
		String advice = "give the policy another name, as in CorsPolicy.builder().name(\"partners\"): ";
		assertThat(Report.of(with("one", "default", "/one").withPropertyValues("cors.allowed-origins=https://b.test"))
			.failure()).contains("'default' is invalid: " + advice + "cors.allowed-origins (", "in name (bean 'one')");
		assertThat(Report
			.of(with("one", "x-y", "/one").withPropertyValues("cors.policies.xy.paths=/two",
					"cors.policies.xy.allowed-origins=https://b.test"))
			.failure()).contains("'x-y' is invalid: " + advice + "cors.policies.xy (");
	}

	@Test
	void conflictWithAPolicyOfPropertiesNamesBothAndThePath() {
		assertThat(
				Report
					.of(with("partners", "partners", "/x", "/y/**").withPropertyValues(
							"cors.policies.other.paths=/y/**", "cors.policies.other.allowed-origins=https://a.test"))
					.failure())
			.contains("policies 'other' and 'partners' have the same entry, and both cover '/y/**': "
					+ "leave it in one of them; the other is in cors.policies.other.allowed-origins (")
			.contains("in allowed-origins (bean 'partners')");
	}

	@Test
	void pathOfABeanIsChecked() {
		assertThat(Report.of(with("partners", "partners", "/a;b")).failure())
			.contains("'/a;b' is invalid at position 2: write the path decoded", "in paths (bean 'partners')");
	}

	@Test
	void policyOfABeanIsWarnedOfAsOthersAre() {
		CorsPolicy policy = CorsPolicy.builder().name("x").allowedOrigins("https://*.github.io").build();
		assertThat(Report
			.of(Report.runner()
				.withBean("x", MappedPolicy.class, () -> MappedPolicy.of(policy, "/x"))
				.withPropertyValues("cors.exclude-paths=/x/y"))
			.warnings()).singleElement()
			.asString()
			.startsWith("'https://*.github.io' in allowed-origins (bean 'x'): name a domain of your own");
	}

	@Test
	void policyOfABeanThatCannotBeCreatedIsNeverLeftOut() {
		Report.runner()
			.withUserConfiguration(Circular.class)
			.withPropertyValues("cors.allowed-origins=https://a.test")
			.run((context) -> assertThat(context).hasFailed());
	}

	@Configuration(proxyBeanMethods = false)
	static class Circular {

		@Bean
		StringBuilder service(CorsPolicies policies) {
			return new StringBuilder().append(policies.mapping().isEmpty());
		}

		@Bean
		MappedPolicy admin(StringBuilder service) {
			return MappedPolicy.of(CorsPolicy.builder().name("admin").build(), "/admin/**");
		}

	}

	@Test
	void policyOfABeanNeedsAPath() {
		CorsPolicy policy = CorsPolicy.builder().name("x").build();
		assertThatIllegalArgumentException().isThrownBy(() -> MappedPolicy.of(policy))
			.withMessage("CORS policy 'x' needs a path, such as '/api/**'");
	}

	@Test
	void pathOfABeanHasToBeAPathPattern() {
		CorsPolicy policy = CorsPolicy.builder().name("x").build();
		assertThatIllegalArgumentException().isThrownBy(() -> MappedPolicy.of(policy, "/x", "/{a"));
		assertThatIllegalArgumentException().isThrownBy(() -> MappedPolicy.of(policy, "/x", null));
	}

}
