package io.github.corsboot.autoconfigure;

import java.time.Clock;
import java.util.List;

import io.github.corsboot.actuate.CorsEndpoint;
import io.github.corsboot.decision.HandlerLookup;
import io.github.corsboot.mapping.AttributeSource;
import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.mapping.MappedPolicy;
import io.github.corsboot.mapping.PolicyMapping;
import io.github.corsboot.policy.OriginPattern;
import io.github.corsboot.policy.PolicyAttribute;
import io.github.corsboot.properties.CorsProperties;
import io.github.corsboot.properties.Report;
import io.github.corsboot.reactive.CorsPolicyWebFilter;
import io.github.corsboot.rejection.CorsRejection;
import io.github.corsboot.rejection.CorsRejectionListener;
import io.github.corsboot.rejection.CorsRejectionRepository;
import io.github.corsboot.rejection.CorsRejections;
import io.github.corsboot.rejection.InMemoryCorsRejectionRepository;
import io.github.corsboot.rejection.RejectionLog;
import io.github.corsboot.servlet.CorsPolicyFilter;
import jakarta.servlet.DispatcherType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.cors.CorsConfigurationSource;
import org.springframework.web.cors.CorsProcessor;
import org.springframework.web.cors.reactive.CorsWebFilter;
import org.springframework.web.cors.reactive.DefaultCorsProcessor;
import org.springframework.web.filter.CorsFilter;
import org.springframework.web.util.pattern.PathPattern;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the auto-configurations.
 */
class CorsAutoConfigurationTests {

	private static final AutoConfigurations CONFIGURATIONS = AutoConfigurations.of(CorsAutoConfiguration.class,
			ServletCorsAutoConfiguration.class, ReactiveCorsAutoConfiguration.class,
			CorsActuatorAutoConfiguration.class);

	private final WebApplicationContextRunner servlet = new WebApplicationContextRunner()
		.withConfiguration(CONFIGURATIONS);

	private final ReactiveWebApplicationContextRunner reactive = new ReactiveWebApplicationContextRunner()
		.withConfiguration(CONFIGURATIONS);

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
	void registersServletFilterBeforeSecurity() {
		this.servlet.run((context) -> {
			assertThat(context).doesNotHaveBean(CorsPolicyWebFilter.class);
			FilterRegistrationBean<?> registration = context.getBean("corsPolicyFilterRegistration",
					FilterRegistrationBean.class);
			assertThat(registration.getFilter()).isInstanceOf(CorsPolicyFilter.class);
			assertThat(registration.getFilterName()).isEqualTo("corsPolicyFilter");
			assertThat(registration.getOrder()).isEqualTo(Ordered.HIGHEST_PRECEDENCE + 100).isLessThan(-100);
			assertThat(registration.determineDispatcherTypes()).containsExactlyInAnyOrder(DispatcherType.REQUEST,
					DispatcherType.ERROR, DispatcherType.FORWARD);
		});
	}

	@Test
	void registersWebFilterBeforeSecurity() {
		this.reactive.run((context) -> {
			assertThat(context).doesNotHaveBean(FilterRegistrationBean.class);
			assertThat(context.getBean(CorsPolicyWebFilter.class).getOrder())
				.isEqualTo(Ordered.HIGHEST_PRECEDENCE + 100);
		});
	}

	@Test
	void whenApplicationIsNoWebApplicationBacksOff() {
		new ApplicationContextRunner().withConfiguration(CONFIGURATIONS)
			.withPropertyValues("cors.allowed-origins=https://a.test")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(CorsRejections.class)
				.doesNotHaveBean(CorsProperties.class));
	}

	@Test
	void neverPublishesWhatWouldDisableSomethingOfTheUser() {
		this.servlet.withPropertyValues("cors.allowed-origins=https://a.test")
			.run((context) -> assertThat(context).doesNotHaveBean(CorsFilter.class)
				.doesNotHaveBean(CorsConfigurationSource.class)
				.doesNotHaveBean(CorsProcessor.class));
		this.reactive.withPropertyValues("cors.allowed-origins=https://a.test")
			.run((context) -> assertThat(context).doesNotHaveBean(CorsWebFilter.class)
				.doesNotHaveBean(org.springframework.web.cors.reactive.CorsConfigurationSource.class));
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

	@Test
	void usesUserProvidedRepository() {
		this.servlet.withUserConfiguration(UserConfiguration.class).run((context) -> {
			assertThat(context).hasSingleBean(CorsRejectionRepository.class);
			assertThat(context.getBean(CorsRejectionRepository.class)).isInstanceOf(UserRepository.class);
		});
	}

	@Test
	void usesUserProvidedPolicies() {
		this.servlet.withPropertyValues("cors.allowed-origins=https://a.test")
			.withUserConfiguration(UserConfiguration.class)
			.run((context) -> assertThat(policies(context)).isEmpty());
	}

	@Test
	void usesUserProvidedFilterRegistration() {
		this.servlet.withUserConfiguration(UserFilterConfiguration.class).run((context) -> {
			assertThat(context).doesNotHaveBean("corsPolicyFilterRegistration");
			assertThat(context.getBean("userFilter", FilterRegistrationBean.class).getOrder()).isEqualTo(7);
		});
	}

	@Test
	void usesUserProvidedWebFilter() {
		this.reactive.withUserConfiguration(UserWebFilterConfiguration.class)
			.run((context) -> assertThat(context).hasSingleBean(CorsPolicyWebFilter.class).hasBean("userWebFilter"));
	}

	@Test
	void tellsUserProvidedListenersToo() {
		this.servlet.withUserConfiguration(UserConfiguration.class)
			.run((context) -> assertThat(context.getBeansOfType(CorsRejectionListener.class).values()).hasSize(2)
				.hasAtLeastOneElementOfType(RejectionLog.class));
	}

	@Test
	void endpointIsThereOnlyIfExposed() {
		this.servlet.run((context) -> assertThat(context).doesNotHaveBean(CorsEndpoint.class));
		this.servlet.withPropertyValues("management.endpoints.web.exposure.include=cors")
			.run((context) -> assertThat(context).hasSingleBean(CorsEndpoint.class));
		this.reactive.withPropertyValues("management.endpoints.web.exposure.include=*")
			.run((context) -> assertThat(context).hasSingleBean(CorsEndpoint.class));
		this.servlet
			.withPropertyValues("management.endpoints.web.exposure.include=cors",
					"management.endpoint.cors.access=NONE")
			.run((context) -> assertThat(context).doesNotHaveBean(CorsEndpoint.class));
	}

	@Test
	void startsIfTheAutoConfigurationOfTheStackIsExcluded() {
		new WebApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(CorsAutoConfiguration.class, CorsActuatorAutoConfiguration.class))
			.withPropertyValues("management.endpoints.web.exposure.include=cors")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(CorsEndpoint.class));
	}

	@Test
	void worksWithoutActuator() {
		FilteredClassLoader withoutActuator = new FilteredClassLoader(
				Endpoint.class.getPackageName().replace(".endpoint.annotation", ""));
		this.servlet.withClassLoader(withoutActuator)
			.withPropertyValues("cors.allowed-origins=https://a.test")
			.run((context) -> {
				assertThat(context).hasNotFailed().doesNotHaveBean("corsEndpoint");
				assertThat(context.getBean(CorsPolicies.class).find("/actuator/health")).isNotNull();
			});
		this.reactive.withClassLoader(withoutActuator)
			.withPropertyValues("cors.allowed-origins=https://a.test")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("corsEndpoint"));
	}

	@Test
	void servletStackWorksWithoutWebFlux() {
		this.servlet.withClassLoader(new FilteredClassLoader("org.springframework.web.reactive", "reactor.core"))
			.withPropertyValues("cors.allowed-origins=https://a.test")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void servletStackWorksWithoutSpringMvc() {
		this.servlet
			.withClassLoader(
					new FilteredClassLoader("org.springframework.web.servlet", "org.springframework.boot.webmvc"))
			.withPropertyValues("cors.allowed-origins=https://a.test", "management.endpoints.web.exposure.include=cors")
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(CorsEndpoint.class));
	}

	@Test
	void reactiveStackWorksWithoutServletApi() {
		this.reactive.withClassLoader(new FilteredClassLoader("jakarta.servlet"))
			.withPropertyValues("cors.allowed-origins=https://a.test")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Configuration(proxyBeanMethods = false)
	static class UserConfiguration {

		@Bean
		CorsRejectionRepository userRepository() {
			return new UserRepository();
		}

		@Bean
		CorsRejectionListener userListener() {
			return (rejection) -> {
			};
		}

		@Bean
		CorsPolicies userPolicies() {
			return new CorsPolicies(PolicyMapping.EMPTY, List::of);
		}

	}

	@Test
	void reactiveProcessorOfTheUserStaysTheOnlyOne() {
		new ReactiveWebApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(CorsAutoConfiguration.class, ReactiveCorsAutoConfiguration.class))
			.withBean("userProcessor", org.springframework.web.cors.reactive.CorsProcessor.class,
					DefaultCorsProcessor::new)
			.run((context) -> assertThat(context).getBean(org.springframework.web.cors.reactive.CorsProcessor.class)
				.isSameAs(context.getBean("userProcessor")));
	}

	@Configuration(proxyBeanMethods = false)
	static class UserFilterConfiguration {

		@Bean
		FilterRegistrationBean<CorsPolicyFilter> userFilter(CorsPolicies policies, CorsRejections rejections) {
			FilterRegistrationBean<CorsPolicyFilter> registration = new FilterRegistrationBean<>(
					new CorsPolicyFilter(policies, HandlerLookup.none(), rejections));
			registration.setOrder(7);
			return registration;
		}

	}

	@Test
	void whenUserDefinesAPlainFilterItHasItsPlace() {
		this.servlet.withPropertyValues("cors.allowed-origins=https://a.test")
			.withBean("userFilter", CorsPolicyFilter.class,
					() -> new CorsPolicyFilter(new CorsPolicies(PolicyMapping.EMPTY, List::of), HandlerLookup.none(),
							new CorsRejections(new InMemoryCorsRejectionRepository(), List.of(), Clock.systemUTC())))
			.run((context) -> {
				assertThat(context).hasNotFailed()
					.hasSingleBean(CorsPolicyFilter.class)
					.doesNotHaveBean("corsPolicyFilterRegistration")
					.hasBean("corsChangedRequestFilterRegistration");
				assertThat(context.getBean(CorsPolicyFilter.class).getOrder()).isEqualTo(CorsPolicyFilter.ORDER);
			});
	}

	@Configuration(proxyBeanMethods = false)
	static class UserWebFilterConfiguration {

		@Bean
		CorsPolicyWebFilter userWebFilter(CorsPolicies policies, CorsRejections rejections,
				io.github.corsboot.reactive.WebFluxHandlerLookup handlers, ApplicationContext context) {
			return new CorsPolicyWebFilter(policies, handlers, rejections, context);
		}

	}

	static class UserRepository implements CorsRejectionRepository {

		private final InMemoryCorsRejectionRepository delegate = new InMemoryCorsRejectionRepository();

		@Override
		public void add(CorsRejection rejection) {
			this.delegate.add(rejection);
		}

		@Override
		public List<CorsRejection> findAll() {
			return this.delegate.findAll();
		}

	}

}
