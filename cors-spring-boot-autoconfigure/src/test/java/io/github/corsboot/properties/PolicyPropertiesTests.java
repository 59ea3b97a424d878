package io.github.corsboot.properties;

import java.util.List;

import io.github.corsboot.autoconfigure.CorsActuatorAutoConfiguration;
import io.github.corsboot.autoconfigure.CorsAutoConfiguration;
import io.github.corsboot.autoconfigure.ReactiveCorsAutoConfiguration;
import io.github.corsboot.mapping.AttributeSource;
import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.mapping.CorsWarnings;
import io.github.corsboot.mapping.MappedPolicy;
import io.github.corsboot.policy.OriginPattern;
import io.github.corsboot.policy.PolicyAttribute;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.web.util.pattern.PathPattern;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what properties become: policies, or a start that fails.
 */
class PolicyPropertiesTests {

	private final WebApplicationContextRunner servlet = Report.runner();

	private final ReactiveWebApplicationContextRunner reactive = new ReactiveWebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(CorsAutoConfiguration.class, ReactiveCorsAutoConfiguration.class,
				CorsActuatorAutoConfiguration.class));

	private static List<MappedPolicy> policies(ApplicationContext context) {
		return context.getBean(CorsPolicies.class).mapping().policies();
	}

	private static MappedPolicy policy(ApplicationContext context, String name) {
		return policies(context).stream().filter((policy) -> policy.name().equals(name)).findFirst().orElseThrow();
	}

	private static List<String> origins(MappedPolicy policy) {
		return policy.policy().allowedOrigins().stream().map(OriginPattern::toString).toList();
	}

	@Test
	void whenNothingIsSetThereIsNoPolicy() {
		this.servlet.run((context) -> assertThat(policies(context)).isEmpty());
	}

	@Test
	void threeLinesMakeADefaultPolicy() {
		this.servlet
			.withPropertyValues(
					"cors.allowed-origins=https://app.example.com, https://*.example.com,http://localhost:*")
			.run((context) -> {
				MappedPolicy policy = policy(context, "default");
				assertThat(origins(policy)).containsExactly("https://app.example.com", "https://*.example.com",
						"http://localhost:*");
				assertThat(policy.paths()).extracting(PathPattern::getPatternString).containsExactly("/**");
				assertThat(policy.policy().maxAge()).hasMinutes(30);
			});
	}

	@Test
	void namedPolicyInheritsWhatItLeavesUnset() {
		this.servlet.withPropertyValues("cors.allowed-origins=https://a.test", "cors.allowed-methods=GET",
				"cors.allowed-headers=X-One", "cors.exposed-headers=X-Two", "cors.allow-credentials=true",
				"cors.max-age=90", "cors.allow-navigation=true", "cors.paths=/a/**", "cors.policies.inner.paths=/b/**")
			.run((context) -> {
				MappedPolicy inner = policy(context, "inner");
				assertThat(origins(inner)).containsExactly("https://a.test");
				assertThat(inner.paths()).extracting(PathPattern::getPatternString).containsExactly("/b/**");
				assertThat(inner.policy().allowedMethods()).containsExactly("GET");
				assertThat(inner.policy().allowedHeaders()).containsExactly("X-One");
				assertThat(inner.policy().exposedHeaders()).containsExactly("X-Two");
				assertThat(inner.policy().allowCredentials()).isTrue();
				assertThat(inner.policy().maxAge()).hasSeconds(90);
				assertThat(inner.policy().allowNavigation()).isTrue();
				assertThat(inner.source(PolicyAttribute.ALLOWED_METHODS).property()).isEqualTo("cors.allowed-methods");
				assertThat(inner.source(PolicyAttribute.PATHS).property()).isEqualTo("cors.policies.inner.paths");
			});
	}

	@Test
	void policyForHostsCoversEveryPathOfThem() {
		this.servlet
			.withPropertyValues("cors.allowed-origins=https://a.test", "cors.policies.tenant.hosts=a.test, *.b.test,",
					"cors.policies.other.hosts[0]=c.test", "cors.policies.other.paths=/api/**")
			.run((context) -> {
				MappedPolicy tenant = policy(context, "tenant");
				assertThat(tenant.hosts()).containsExactly("a.test", "*.b.test");
				assertThat(tenant.paths()).extracting(PathPattern::getPatternString).containsExactly("/**");
				assertThat(tenant.source(PolicyAttribute.HOSTS).property()).isEqualTo("cors.policies.tenant.hosts");
				assertThat(policy(context, "other").hosts()).containsExactly("c.test");
				assertThat(policy(context, "other").paths()).extracting(PathPattern::getPatternString)
					.containsExactly("/api/**");
				assertThat(policy(context, "default").hosts()).isEmpty();
				assertThat(policy(context, "default").sources()).doesNotContainKey(PolicyAttribute.HOSTS);
			});
	}

	@Test
	void hostsAreNotInherited() {
		this.servlet
			.withPropertyValues("cors.allowed-origins=https://a.test", "cors.hosts=a.test",
					"cors.policies.other.paths=/api/**")
			.run((context) -> {
				assertThat(policy(context, "default").hosts()).containsExactly("a.test");
				assertThat(policy(context, "other").hosts()).isEmpty();
			});
	}

	@Test
	void hostThatIsNoneStopsTheStart() {
		this.servlet
			.withPropertyValues("cors.allowed-origins=https://a.test",
					"cors.policies.tenant.hosts=https://api.example.com, a.*.test", "cors.policies.none.hosts=")
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.rootCause()
				.message()
				.contains("'https://api.example.com' in cors.policies.tenant.hosts: write the host alone",
						"'a.*.test' in cors.policies.tenant.hosts: use '*' only as the whole first label",
						"cors.policies.none.hosts: name the hosts of the policy"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "host", "hostname", "host-names", "allowed-hosts" })
	void otherNameOfHostsIsCorrected(String name) {
		this.servlet
			.withPropertyValues("cors.allowed-origins=https://a.test", "cors.policies.tenant.paths=/api/**",
					"cors.policies.tenant." + name + "=a.test")
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.rootCause()
				.hasMessageContaining("write 'cors.policies.tenant.hosts'"));
	}

	@Test
	void hostsThatNoPolicyUsesAreWarnedOf() {
		this.servlet
			.withPropertyValues("cors.hosts=a.test", "cors.policies.p.paths=/api/**",
					"cors.policies.p.allowed-origins=https://a.test")
			.run((context) -> assertThat(context.getBean(CorsWarnings.class).all()).singleElement()
				.asString()
				.contains("cors.hosts", "hosts are not inherited"));
	}

	@Test
	void sameOriginForOtherHostsIsNoConflict() {
		String[] properties = { "cors.policies.one.hosts=a.test, b.test", "cors.policies.two.hosts=*.test",
				"cors.policies.three.paths=/**", "cors.allowed-origins=https://app.test", "cors.paths=/other/**" };
		this.servlet.withPropertyValues(properties).run((context) -> assertThat(context).hasNotFailed());
		this.servlet.withPropertyValues(properties)
			.withPropertyValues("cors.policies.four.hosts=b.test")
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.rootCause()
				.hasMessageContaining("have the same entry"));
	}

	@Test
	void namedPolicyReplacesListsAndNeverAdds() {
		this.servlet
			.withPropertyValues("cors.allowed-origins=https://a.test", "cors.allowed-methods=GET,POST",
					"cors.allow-credentials=true", "cors.policies.inner.paths=/b/**",
					"cors.policies.inner.allowed-origins=https://b.test", "cors.policies.inner.allowed-methods=PUT",
					"cors.policies.inner.allow-credentials=false", "cors.policies.inner.max-age=0")
			.run((context) -> {
				MappedPolicy inner = policy(context, "inner");
				assertThat(origins(inner)).containsExactly("https://b.test");
				assertThat(inner.policy().allowedMethods()).containsExactly("PUT");
				assertThat(inner.policy().allowCredentials()).isFalse();
				assertThat(inner.policy().maxAge()).isZero();
			});
	}

	@Test
	void dangerousSwitchIsNeverInherited() {
		this.servlet
			.withPropertyValues("cors.allowed-origins=http://a.test", "cors.allow-credentials=true",
					"cors.dangerously-allow-insecure-origins=true")
			.run((context) -> assertThat(policies(context)).hasSize(1));
		this.servlet
			.withPropertyValues("cors.allowed-origins=http://a.test", "cors.allow-credentials=true",
					"cors.dangerously-allow-insecure-origins=true", "cors.policies.inner.paths=/b/**")
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.rootCause()
				.hasMessageStartingWith("The CORS configuration has")
				.hasMessageContaining("http://a.test"));
	}

	@Test
	void explicitlyEmptyOriginsAllowNobody() {
		this.servlet.withPropertyValues("cors.allowed-origins=")
			.run((context) -> assertThat(origins(policy(context, "default"))).isEmpty());
	}

	@Test
	void policiesWithoutTopLevelOriginsHaveNoDefault() {
		this.servlet
			.withPropertyValues("cors.policies.inner.paths=/b/**",
					"cors.policies.inner.allowed-origins[0]=https://b.test",
					"cors.policies.inner.allowed-origins[1]=https://c.test")
			.run((context) -> {
				assertThat(policies(context)).extracting(MappedPolicy::name).containsExactly("inner");
				assertThat(origins(policy(context, "inner"))).containsExactly("https://b.test", "https://c.test");
			});
	}

	@Test
	void sourceTellsWhereAValueWasSet() {
		this.servlet.withPropertyValues("cors.allowed-origins=https://a.test").run((context) -> {
			AttributeSource origins = policy(context, "default").source(PolicyAttribute.ALLOWED_ORIGINS);
			assertThat(origins.property()).isEqualTo("cors.allowed-origins");
			assertThat(origins.location()).contains("cors.allowed-origins");
			assertThat(policy(context, "default").source(PolicyAttribute.MAX_AGE))
				.isEqualTo(new AttributeSource("cors.max-age", null));
		});
	}

	@Test
	void whenDisabledThereIsNoPolicyAndNothingIsChecked() {
		this.servlet.withPropertyValues("cors.enabled=false", "cors.allowed-origins=nonsense").run((context) -> {
			assertThat(policies(context)).isEmpty();
			assertThat(context).hasBean("corsPolicyFilterRegistration");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "cors.allowed-origins=https://*example.com",
			"cors.allowed-origins=https://a.test,https://b.test/", "cors.allowed-origins=app.example.com",
			"cors.allowed-methods=TRACE", "cors.allowed-headers=a b", "cors.max-age=2d", "cors.paths=api/**",
			"cors.paths=/a/{x", "cors.paths=", "cors.exclude-paths=x", "cors.policies.x.allowed-methods=GET" })
	void whenAnythingIsWrongDoesNotStart(String property) {
		this.servlet.withPropertyValues("cors.allowed-origins=https://a.test,*", property)
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.rootCause()
				.hasMessageStartingWith("The CORS configuration has")
				.hasMessageContaining(
						property.substring(0, property.indexOf('=')).replace(".x.allowed-methods", ".x.paths")));
	}

	@Test
	void namedPolicyWithoutAnyOriginsDoesNotStart() {
		this.reactive.withPropertyValues("cors.policies.x.paths=/x/**")
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.rootCause()
				.hasMessageContaining("cors.policies.x.allowed-origins: name the origins"));
	}

	@Test
	void everythingThatIsWrongIsReportedAtOnceAndOnce() {
		this.servlet
			.withPropertyValues("cors.allowed-origins[0]=https://a.test", "cors.allowed-origins[1]=https://*b.test",
					"cors.allowed-methods=GET,TRACE", "cors.policies.x.paths=/x/**", "cors.policies.y.max-age=-1s")
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.rootCause()
				.message()
				.containsOnlyOnce("'https://*b.test' in cors.allowed-origins[1]: use '*' only as the whole first label")
				.containsOnlyOnce("'TRACE'")
				.contains("cors.policies.y.paths: name the paths")
				.contains("cors.policies.y.max-age"));
	}

	@Test
	void failureReportHasLineAndCaret() {
		String report = Report
			.of(this.servlet.withPropertyValues("cors.allowed-origins=https://a.test, https://*b.test"))
			.failure();
		assertThat(report.lines()).contains("    https://a.test, https://*b.test", "                            ^");
		assertThat(report).contains("in cors.allowed-origins (");
	}

	@Test
	void webSocketOriginIsEnforcedWhereNothingElseChecksIt() {
		this.servlet.withPropertyValues("cors.allowed-origins=https://a.test")
			.run((context) -> assertThat(policy(context, "default").policy().enforceWebSocketOrigin()).isFalse());
		this.reactive.withPropertyValues("cors.allowed-origins=https://a.test")
			.run((context) -> assertThat(policy(context, "default").policy().enforceWebSocketOrigin()).isTrue());
	}

}
