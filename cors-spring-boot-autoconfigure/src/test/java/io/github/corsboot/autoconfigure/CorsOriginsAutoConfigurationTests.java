package io.github.corsboot.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.github.corsboot.actuate.CorsDescriptor.OriginsFrom;
import io.github.corsboot.actuate.CorsEndpoint;
import io.github.corsboot.actuate.CorsMetrics;
import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.mapping.CorsWarnings;
import io.github.corsboot.mapping.MappedPolicy;
import io.github.corsboot.origins.AllowedOrigin;
import io.github.corsboot.origins.AllowedOriginsLoader;
import io.github.corsboot.origins.AllowedOriginsProvider;
import io.github.corsboot.policy.CorsPolicy;
import io.github.corsboot.policy.PolicyAttribute;
import io.github.corsboot.properties.Report;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.ArgumentResolver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for {@link CorsOriginsAutoConfiguration}. What reads a table is tested with a
 * real one elsewhere.
 */
class CorsOriginsAutoConfigurationTests {

	private static final String[] TENANTS = { "cors.policies.tenants.paths=/**",
			"cors.policies.tenants.origins-from=tenants" };

	private final WebApplicationContextRunner servlet = Report.runner()
		.withConfiguration(
				AutoConfigurations.of(CorsOriginsAutoConfiguration.class, CorsMetricsAutoConfiguration.class))
		.withPropertyValues("management.endpoints.web.exposure.include=cors");

	private static CorsPolicy policy(CorsPolicies policies) {
		return policies.mapping().policies().get(0).policy();
	}

	@Test
	void policyTakesOriginsFromTheBeanThatItNames() {
		this.servlet.withUserConfiguration(Providers.class).withPropertyValues(TENANTS).run((context) -> {
			CorsPolicies policies = context.getBean(CorsPolicies.class);
			MappedPolicy mapped = policies.mapping().policies().get(0);
			assertThat(mapped.originsFrom()).containsExactly("tenants");
			assertThat(mapped.source(PolicyAttribute.ORIGINS_FROM).property())
				.isEqualTo("cors.policies.tenants.origins-from");
			assertThat(mapped.policy().allowedOrigins()).isEmpty();
			assertThat(mapped.policy().allowsOrigin("https://tenants.test")).isTrue();
			assertThat(context.getBean(CorsWarnings.class).all()).isEmpty();
			OriginsFrom shown = context.getBean(CorsEndpoint.class).cors().policies().get(0).originsFrom().get(0);
			assertThat(shown.provider()).isEqualTo("tenants");
			assertThat(shown.origins()).isEqualTo(2);
			assertThat(shown.skipped()).isEqualTo(1);
			assertThat(shown.mistakes().get(0)).startsWith("'*': ");
			assertThat(shown.age()).matches("\\d+s");
		});
	}

	@Test
	void reactivePolicyTakesOriginsToo() {
		new ReactiveWebApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(CorsAutoConfiguration.class, ReactiveCorsAutoConfiguration.class,
					CorsOriginsAutoConfiguration.class))
			.withUserConfiguration(Providers.class)
			.withPropertyValues(TENANTS)
			.run((context) -> assertThat(
					policy(context.getBean(CorsPolicies.class)).allowsOrigin("https://tenants.test"))
				.isTrue());
	}

	@Test
	void defaultPolicyTakesOriginsOfSeveralProviders() {
		this.servlet.withUserConfiguration(Providers.class)
			.withPropertyValues("cors.origins-from=tenants, other", "cors.policies.other.paths=/x",
					"cors.policies.other.allowed-origins=https://other.test")
			.run((context) -> {
				List<MappedPolicy> policies = context.getBean(CorsPolicies.class).mapping().policies();
				assertThat(policies).extracting(MappedPolicy::name).containsExactlyInAnyOrder("default", "other");
				for (MappedPolicy policy : policies) {
					boolean isDefault = policy.name().equals("default");
					assertThat(policy.policy().allowsOrigin("https://default.test")).isEqualTo(isDefault);
					assertThat(policy.policy().allowsOrigin("https://other.provided.test")).isEqualTo(isDefault);
				}
			});
	}

	@Test
	void policyOfABeanTakesOrigins() {
		this.servlet.withUserConfiguration(Providers.class)
			.withBean(MappedPolicy.class,
					() -> MappedPolicy.of(CorsPolicy.builder().name("java").build(), "/**").withOriginsFrom("tenants"))
			.run((context) -> assertThat(policy(context.getBean(CorsPolicies.class)).allowsOrigin("https://java.test"))
				.isTrue());
	}

	@Test
	void withoutProviderThereIsNothing() {
		this.servlet.withPropertyValues("cors.allowed-origins=https://a.test")
			.run((context) -> assertThat(context).doesNotHaveBean(AllowedOriginsLoader.class)
				.doesNotHaveBean("corsOriginsProperties"));
		this.servlet.withClassLoader(new FilteredClassLoader("org.springframework.jdbc", "javax.sql"))
			.withPropertyValues("cors.allowed-origins=https://a.test")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void objectOfTheApplicationIsOnlyWarnedOf() {
		Report report = Report.of(this.servlet.withUserConfiguration(Providers.class)
			.withPropertyValues("cors.origins.web.url=https://a.test", "cors.origins.frontend=https://b.test",
					"cors.allowed-origins=https://a.test"));
		assertThat(report.warnings()).singleElement()
			.asString()
			.contains("cors.origins", "no properties of the starter");
	}

	@Test
	void propertyOfTheApplicationIsLeftAloneIfNoPolicyTakesOrigins() {
		this.servlet.withUserConfiguration(Providers.class)
			.withPropertyValues("cors.origins=https://a.test", "cors.unknown-properties=ignore",
					"cors.allowed-origins=https://a.test")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@ParameterizedTest
	@CsvSource({ "nobody, name a bean of the type AllowedOriginsProvider", "jdbc, add spring-boot-starter-jdbc",
			"corsWarnings, name a bean of the type AllowedOriginsProvider" })
	void providerThatIsNotThereStopsTheStart(String name, String advice) {
		Report report = Report.of(this.servlet.withUserConfiguration(Providers.class)
			.withPropertyValues("cors.policies.tenants.paths=/**", "cors.policies.tenants.origins-from=" + name));
		assertThat(report.failure()).contains("cors.policies.tenants.origins-from", name, advice);
	}

	@Test
	void listWithoutAnyProviderStopsTheStart() {
		assertThat(Report.of(this.servlet.withPropertyValues("cors.origins-from=")).failure())
			.contains("cors.origins-from", "name a bean that provides origins");
	}

	@Test
	void everyoneBesideAProviderIsWarnedOf() {
		Report report = Report.of(this.servlet.withUserConfiguration(Providers.class)
			.withPropertyValues("cors.allowed-origins=*", "cors.origins-from=tenants"));
		assertThat(report.warnings()).singleElement().asString().contains("'tenants'", "'*' allows every origin");
	}

	@ParameterizedTest
	@CsvSource({ "cors.origins.refresh=5m, cors.origins.refresh-interval", "cors.origins.jdbc.sql=x, delete it",
			"cors.origins.jdbc.qery=x, cors.origins.jdbc.query", "cors.origins.failfast.x=1, delete everything behind",
			"cors.origins=https://a.test, cors.allowed-origins", "cors.origins[0]=https://a.test, cors.allowed-origins",
			"cors.policies.tenants.providers=x, cors.policies.tenants.origins-from" })
	void propertyThatIsMisspeltStopsTheStart(String property, String advice) {
		Report report = Report.of(this.servlet.withUserConfiguration(Providers.class)
			.withPropertyValues(TENANTS)
			.withPropertyValues(property));
		assertThat(report.failure()).contains(advice);
	}

	@ParameterizedTest
	@CsvSource({ "cors.origins.refresh-interval=10ms, write a duration from '1s' on",
			"cors.origins.refresh-interval=-1s, write a duration from '1s' on",
			"cors.origins.max-origins=0, write a number from 1 on", "cors.origins.jdbc.query=, write a query" })
	void valueThatIsOutOfRangeStopsTheStart(String property, String advice) {
		this.servlet.withUserConfiguration(Providers.class)
			.withPropertyValues(TENANTS)
			.withPropertyValues(property)
			.run((context) -> assertThat(context).getFailure().rootCause().hasMessageContaining(advice));
	}

	@Test
	void failureOfAProviderIsReported() {
		this.servlet.withUserConfiguration(Providers.class)
			.withPropertyValues("cors.policies.tenants.paths=/**", "cors.policies.tenants.origins-from=failing")
			.run((context) -> {
				FailureAnalysis analysis = analyze(context.getStartupFailure());
				assertThat(analysis.getDescription())
					.contains("The origins of CORS policy 'tenants' could not be loaded from 'failing'")
					.contains("IllegalStateException: table is locked");
				assertThat(analysis.getAction()).contains("cors.origins.fail-fast");
			});
		this.servlet.withUserConfiguration(Providers.class)
			.withPropertyValues("cors.policies.tenants.paths=/**", "cors.policies.tenants.origins-from=failing",
					"cors.origins.fail-fast=false")
			.run((context) -> {
				OriginsFrom shown = context.getBean(CorsEndpoint.class).cors().policies().get(0).originsFrom().get(0);
				assertThat(shown.failure()).isEqualTo("IllegalStateException: table is locked");
				assertThat(shown.loaded()).isNull();
			});
	}

	private static FailureAnalysis analyze(Throwable failure) {
		return SpringFactoriesLoader.forDefaultResourceLocation()
			.load(FailureAnalyzer.class, ArgumentResolver.none(), (type, name, ex) -> {
			})
			.stream()
			.map((analyzer) -> analyzer.analyze(failure))
			.filter(Objects::nonNull)
			.findFirst()
			.orElseThrow();
	}

	@Test
	void reloadTakesAnotherProvider() {
		this.servlet.withUserConfiguration(Providers.class)
			.withConfiguration(AutoConfigurations.of(CorsReloadAutoConfiguration.class))
			.withBean(SimpleMeterRegistry.class)
			.withPropertyValues("cors.policies.tenants.paths=/**",
					"cors.policies.tenants.allowed-origins=https://own.test")
			.run((context) -> {
				MeterRegistry registry = context.getBean(MeterRegistry.class);
				context.getBean(CorsMetrics.class).bindTo(registry);
				CorsPolicies policies = context.getBean(CorsPolicies.class);
				set(context, "cors.policies.tenants.origins-from", "tenants");
				assertThat(policies.reload()).isTrue();
				assertThat(policy(policies).allowsOrigin("https://tenants.test")).isTrue();
				assertThat(registry.get("cors.origins.age").tag("provider", "tenants").timeGauge().value()).isNotNaN();
				set(context, "cors.policies.tenants.origins-from", "nobody");
				assertThatException().isThrownBy(policies::reload).withMessageContaining("nobody");
				set(context, "cors.policies.tenants.origins-from", "failing");
				assertThatException().isThrownBy(policies::reload).withMessageContaining("failing");
				assertThat(context.getBean(CorsEndpoint.class).cors().lastReload().failure())
					.contains("could not be loaded from 'failing'");
				assertThat(policy(policies).allowsOrigin("https://tenants.test")).isTrue();
				assertThat(policies.mapping().version()).isEqualTo(2);
				assertThat(registry.get("cors.reloads").tag("outcome", "failed").functionCounter().count())
					.isEqualTo(2);
				assertThat(registry.get("cors.reloads").tag("outcome", "changed").functionCounter().count()).isOne();
			});
	}

	@Test
	void reloadWithoutAnyPolicyIsAFailure() {
		this.servlet.withConfiguration(AutoConfigurations.of(CorsReloadAutoConfiguration.class))
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addFirst(new MapPropertySource("file", Map.of("cors.allowed-origins", "https://own.test"))))
			.run((context) -> {
				CorsPolicies policies = context.getBean(CorsPolicies.class);
				context.getEnvironment().getPropertySources().remove("file");
				assertThatException().isThrownBy(policies::reload).withMessageContaining("no policy is left");
				assertThat(policy(policies).allowsOrigin("https://own.test")).isTrue();
				set(context, "cors.enabled", "false");
				assertThat(policies.reload()).isTrue();
				assertThat(policies.mapping().isEnabled()).isFalse();
			});
	}

	@Test
	void originsPropertiesNeedARestart() {
		this.servlet.withUserConfiguration(Providers.class)
			.withConfiguration(AutoConfigurations.of(CorsReloadAutoConfiguration.class))
			.withPropertyValues(TENANTS)
			.withPropertyValues("cors.origins.refresh-interval=1h")
			.run((context) -> {
				set(context, "cors.origins.refresh-interval", "2h");
				set(context, "cors.origins.jdbc.query", "select 1");
				context.getBean(CorsPolicies.class).reload();
				assertThat(context.getBean(CorsEndpoint.class).cors().lastReload().needRestart())
					.containsExactly("cors.origins.refresh-interval", "cors.origins.jdbc.query");
			});
	}

	private static void set(ConfigurableApplicationContext context, String property, String value) {
		TestPropertyValues.of(property + "=" + value).applyTo(context);
	}

	@Test
	void ageIsAGauge() {
		this.servlet.withUserConfiguration(Providers.class)
			.withBean(SimpleMeterRegistry.class)
			.withPropertyValues("cors.policies.tenants.paths=/**", "cors.origins.fail-fast=false",
					"cors.policies.tenants.origins-from=tenants, failing")
			.run((context) -> {
				MeterRegistry registry = context.getBean(MeterRegistry.class);
				context.getBean(CorsMetrics.class).bindTo(registry);
				List<Double> ages = new ArrayList<>();
				for (String provider : List.of("tenants", "failing")) {
					ages.add(registry.get("cors.origins.age")
						.tags("policy", "tenants", "provider", provider)
						.timeGauge()
						.value());
				}
				assertThat(ages.get(0)).isBetween(0.0, 60.0);
				assertThat(ages.get(1)).isBetween(0.0, 60.0);
			});
	}

	@Configuration(proxyBeanMethods = false)
	static class Providers {

		@Bean
		AllowedOriginsProvider tenants() {
			return (policy) -> List.of(new AllowedOrigin("https://%s.test".formatted(policy)), new AllowedOrigin("*"),
					new AllowedOrigin("https://hosted.test", "api.test"));
		}

		@Bean
		AllowedOriginsProvider other() {
			return (policy) -> List.of(new AllowedOrigin("https://other.provided.test"));
		}

		@Bean
		AllowedOriginsProvider failing() {
			return (policy) -> {
				throw new IllegalStateException("table is locked");
			};
		}

	}

}
