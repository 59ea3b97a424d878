package io.github.corsboot.autoconfigure;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.corsboot.properties.Report;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.data.repository.Repository;
import org.springframework.mock.web.MockServletContext;
import org.springframework.web.bind.annotation.CrossOrigin;
import org.springframework.web.cors.UrlBasedCorsConfigurationSource;
import org.springframework.web.filter.CorsFilter;
import org.springframework.web.filter.ForwardedHeaderFilter;
import org.springframework.web.servlet.DispatcherServlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for all warnings at the start.
 */
class StartupWarningsTests {

	private static final String POLICY = "cors.allowed-origins=https://app.example.com";

	private static final WebApplicationContextRunner ACTUATOR = Report.runner()
		.withConfiguration(AutoConfigurations.of(EndpointAutoConfiguration.class, WebEndpointAutoConfiguration.class))
		.withPropertyValues("management.endpoints.web.exposure.include=cors");

	private static List<String> warnings(WebApplicationContextRunner runner, String... properties) {
		Report report = Report.of(runner.withPropertyValues(properties));
		assertThat(report.failure()).isNull();
		return report.warnings();
	}

	private static List<String> warnings(String... properties) {
		return warnings(Report.runner(), properties);
	}

	@Test
	void ordinaryConfigurationHasNone() {
		assertThat(warnings("cors.allowed-origins=https://app.example.com, https://*.example.org, http://localhost:*",
				"cors.allowed-methods=GET,POST", "cors.allowed-headers=Content-Type,Authorization",
				"cors.exposed-headers=ETag", "cors.allow-credentials=true", "cors.max-age=10m",
				"cors.policies.public.paths=/public/**", "cors.policies.public.allowed-origins=*",
				"cors.policies.public.allow-credentials=false"))
			.isEmpty();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', value = {
			"cors.allowed-methods=GET,patch | 'patch' in cors.allowed-methods | write 'PATCH'",
			"cors.allowed-headers=Accept | 'Accept' in cors.allowed-headers | may always set",
			"cors.allowed-headers=X-* | 'X-*' in cors.allowed-headers | write the full name",
			"cors.exposed-headers=Content-Type | 'Content-Type' in cors.exposed-headers | may always read",
			"cors.exposed-headers=Access-Control-Max-Age | 'Access-Control-Max-Age' in cors.exposed-headers | for the browser",
			"cors.allowed-origins=https://*.github.io | 'https://*.github.io' in cors.allowed-origins | domain of your own",
			"cors.allowed-origins=https://*.corp | 'https://*.corp' in cors.allowed-origins | everything below",
			"cors.allowed-origins=https://a.test,* | '*' in cors.allowed-origins | delete either",
			"cors.allowed-origins=https://a.test,https://a.test | 'https://a.test' in cors.allowed-origins | repeats an earlier entry",
			"cors.allowed-origins=https://a.b.test,https://*.b.test | 'https://a.b.test' in cors.allowed-origins | contains it",
			"cors.max-age=3h | '3h' in cors.max-age | '2h' or less",
			"cors.allowed-origins= | cors.allowed-origins | everything cross-origin is refused",
			"cors.paths=/x,/y,/x | '/x' in cors.paths | repeats an earlier path",
			"cors.allowed-methods= | cors.allowed-methods | everything cross-origin is refused" })
	void ofAnAttribute(String property, String where, String advice) {
		assertThat(warnings(POLICY, property)).singleElement().asString().startsWith(where).contains(advice);
	}

	@ParameterizedTest
	@CsvSource({ "cors.paths=/**, '', '/**'", "cors.paths=/rest/**, rest, '/rest/**'", "cors.paths=/api/**, /rest/, " })
	void ofARepositoryOfSpringDataRestWithCrossOrigin(String paths, String basePath, String covered) {
		String shadowed = "'" + covered
				+ "' in bean 'notes' (@CrossOrigin): is not used on paths that a policy covers ('default')"
				+ ": set there what it allows, or name the paths in cors.exclude-paths";
		assertThat(warnings(Report.runner().withBean("notes", NoteRepository.class, () -> mock(NoteRepository.class)),
				POLICY, paths, "spring.data.rest.base-path=" + basePath))
			.isEqualTo((covered != null) ? List.of(shadowed) : List.of());
	}

	@CrossOrigin("https://a.test")
	interface NoteRepository extends Repository<String, String> {

	}

	@Test
	void ofWhatIsInheritedIsOne() {
		assertThat(warnings(POLICY, "cors.allowed-methods=GET,patch", "cors.policies.x.paths=/x/**",
				"cors.policies.y.paths=/y/**"))
			.hasSize(1);
	}

	@ParameterizedTest
	@CsvSource({ "spring.profiles.active=prod, true", "spring.profiles.default=prod, true",
			"spring.profiles.active=production, true", "spring.main.cloud-platform=kubernetes, true",
			"spring.profiles.active=dev, false" })
	void ofLocalhostInProduction(String property, boolean warned) {
		List<String> warnings = warnings("cors.allowed-origins=https://app.example.com,http://localhost:3000",
				property);
		assertThat(warnings).hasSize(warned ? 1 : 0)
			.allSatisfy((warning) -> assertThat(warning).startsWith("'http://localhost:3000' in cors.allowed-origins")
				.contains("delete it in production"));
	}

	@Test
	void ofAttributesThatNoPolicyUses() {
		assertThat(warnings("cors.allow-credentials=true")).singleElement()
			.asString()
			.startsWith("cors.allow-credentials")
			.contains("no policy uses it");
		assertThat(warnings("cors.include-actuator=true")).hasSize(1);
		assertThat(warnings("cors.unknown-properties=FAIL")).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "server.servlet.context-path=/app, /app/api/**, write '/api/**'",
			"server.servlet.context-path=/app, /app, write '/'",
			"spring.mvc.servlet.path=/mvc, /api/**, write '/mvc/api/**' if Spring MVC serves it" })
	void ofAPath(String property, String path, String advice) {
		assertThat(warnings(POLICY, property, "cors.paths=" + path)).singleElement()
			.asString()
			.startsWith("'" + path + "' in cors.paths")
			.contains(advice);
	}

	@ParameterizedTest
	@CsvSource({ "server.servlet.context-path=/app, /api/**", "server.servlet.context-path=/app, /application/**",
			"server.servlet.context-path=/, /api/**", "spring.webflux.base-path=/app, /app/**",
			"spring.mvc.servlet.path=/mvc, /mvc/api/**", "spring.mvc.servlet.path=/mvc/, /mvc/api/**",
			"spring.mvc.servlet.path=/mvc, /**" })
	void ofAPathThatFitsIsNone(String property, String path) {
		assertThat(warnings(POLICY, property, "cors.paths=" + path)).isEmpty();
	}

	@Test
	void ofAPathThatSpringMvcAlsoServesBehindAPrefix() {
		ServletRegistration servlet = mock();
		given(servlet.getClassName()).willReturn(DispatcherServlet.class.getName());
		given(servlet.getMappings()).willReturn(List.of("/", "/v1/*"));
		ServletContext servlets = new MockServletContext() {

			@Override
			public Map<String, ? extends ServletRegistration> getServletRegistrations() {
				return Map.of("dispatcherServlet", servlet);
			}

		};
		assertThat(warnings(Report.runner().withInitializer((context) -> context.setServletContext(servlets)), POLICY,
				"cors.paths=/api/**"))
			.singleElement()
			.asString()
			.contains("write '/v1/api/**' if Spring MVC serves it, which is at '/v1'");
	}

	@Test
	void ofAPathThatIsLeftToActuator() {
		String[] metrics = { POLICY, "cors.policies.metrics.paths=/actuator/**" };
		assertThat(warnings(ACTUATOR, metrics)).singleElement()
			.asString()
			.startsWith("'/actuator/**' in cors.policies.metrics.paths")
			.contains("set cors.include-actuator to true");
		assertThat(warnings(ACTUATOR.withPropertyValues(metrics), "cors.include-actuator=true")).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "spring.graphql.cors.allowed-origins=https://a.test",
			"spring.cloud.gateway.server.webflux.globalcors.cors-configurations.[/**].allowed-origins=*" })
	void ofOtherCorsSupportOnTheSamePath(String property) {
		assertThat(warnings(POLICY, property)).singleElement()
			.asString()
			.startsWith(property.substring(0, 20))
			.contains("a policy covers the same path");
	}

	@ParameterizedTest
	@CsvSource({ "/api/**, 1", "/api/v1/**, 1", "/**, 1", "/other/**, 0", "/api, 1", "/apis, 0" })
	void ofGlobalcorsOnThePathsOfAPolicy(String path, int warnings) {
		String property = "spring.cloud.gateway.server.webflux.globalcors.cors-configurations.[%s].allowed-methods=*";
		assertThat(warnings(POLICY, "cors.paths=/api/**", property.formatted(path),
				"spring.cloud.gateway.server.webflux.globalcors.add-to-simple-url-handler-mapping=true"))
			.hasSize(warnings);
	}

	@Test
	void ofOtherCorsSupportOnOtherPathsIsNone() {
		assertThat(warnings(POLICY, "cors.paths=/api/**", "spring.graphql.cors.allowed-origins=https://a.test",
				"management.endpoints.web.cors.allowed-origins=https://a.test"))
			.isEmpty();
		assertThat(warnings(ACTUATOR, POLICY, "cors.include-actuator=true",
				"management.endpoints.web.cors.allowed-origins=https://a.test"))
			.hasSize(1);
		assertThat(warnings(ACTUATOR, POLICY, "cors.include-actuator=true", "management.server.port=0",
				"management.endpoints.web.cors.allowed-origins=https://a.test"))
			.isEmpty();
	}

	@Test
	void ofAPathThatABroaderOneOutranks() {
		String[] outrankedByHost = { "cors.policies.admin.paths=/admin/**", "cors.allowed-origins=https://a.test",
				"cors.policies.admin.allowed-origins=https://admin.test", "cors.policies.acme.hosts=acme.test",
				"cors.policies.acme.allowed-origins=https://shop.test", "cors.policies.other.hosts=other.test" };
		assertThat(warnings(outrankedByHost)).singleElement()
			.asString()
			.contains("'/admin/**' in cors.policies.admin.paths",
					"add a copy of policy 'admin' for '/admin/**' with hosts: acme.test.",
					"'/**' of policy 'acme' decides, which allows more. If that is intended, add '/admin/**' to the paths of policy 'acme'");
		assertThat(
				warnings(Report.runner().withPropertyValues(outrankedByHost), "cors.policies.acme.paths=/**,/admin/**"))
			.singleElement()
			.asString()
			.contains("hosts: other.test");
		String[] outranked = { "cors.policies.wide.paths=/*/*", "cors.policies.wide.allowed-origins=*",
				"cors.policies.private.paths=/private/**",
				"cors.policies.private.allowed-origins=https://app.example.com" };
		assertThat(warnings(outranked)).singleElement()
			.asString()
			.startsWith("'/*/*' in cors.policies.wide.paths")
			.contains("add '/private/*' to the paths of policy 'private'", "ranks before '/private/**'");
		assertThat(warnings(Report.runner().withPropertyValues(outranked),
				"cors.policies.private.paths=/private/**,/private/*"))
			.isEmpty();
		assertThat(warnings(Report.runner().withPropertyValues(outranked), "cors.policies.wide.paths=/*/*,/private/*"))
			.isEmpty();
	}

	@Test
	void ofAPathThatManyOutrankNamesTenAndSaysThatThereAreMore() {
		String[] outranked = IntStream.range(0, 11)
			.boxed()
			.flatMap((i) -> Stream.of("cors.policies.wide%d.paths=/*/%d".formatted(i, i),
					"cors.policies.wide%d.allowed-origins=https://a.test,https://b.test".formatted(i)))
			.toArray(String[]::new);
		assertThat(warnings(Report.runner().withPropertyValues(outranked), "cors.policies.private.paths=/private/**",
				"cors.policies.private.allowed-origins=https://a.test"))
			.hasSize(10)
			.last()
			.asString()
			.contains("policy 'wide9' allows more. More patterns outrank '/private/**'");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "/private/* | *", "/public/*/x | *", "/*/* | https://app.example.com", "/** | *", "/*/x/** | *" })
	void ofAPathThatIsNotOutrankedIsNone(String path, String origins) {
		assertThat(warnings("cors.policies.wide.paths=" + path, "cors.policies.wide.allowed-origins=" + origins,
				"cors.policies.private.paths=/private/**",
				"cors.policies.private.allowed-origins=https://app.example.com,https://other.example.com"))
			.isEmpty();
	}

	@Test
	void ofGraphQlSaysWhatItsWebSocketNeeds() {
		String[] graphql = { POLICY, "spring.graphql.cors.allowed-origins=https://a.test",
				"spring.graphql.websocket.path=/graphql" };
		assertThat(warnings(graphql)).singleElement()
			.asString()
			.startsWith("spring.graphql.cors.allowed-origins")
			.contains("set cors.websocket.enforce-origin to true, and then delete it");
		assertThat(warnings(Report.runner().withPropertyValues(graphql), "cors.websocket.enforce-origin=true"))
			.singleElement()
			.asString()
			.contains("delete it, or exclude the path");
	}

	@Test
	void ofFiltersOnTheWrongSide() {
		assertThat(warnings(Report.runner().withUserConfiguration(WrongOrder.class), POLICY)).hasSize(2)
			.anySatisfy((warning) -> assertThat(warning).contains("bean 'userCorsFilter'", "answers preflights"))
			.anySatisfy(
					(warning) -> assertThat(warning).contains("bean 'userForwardedHeaderFilter'", "behind a proxy"));
	}

	@Test
	void ofTheCorsFilterOfTomcat() {
		assertThat(warnings(Report.runner().withUserConfiguration(TomcatFilter.class), POLICY)).singleElement()
			.asString()
			.contains("bean 'tomcatCorsFilter'", "is not used on paths that a policy covers ('default')");
	}

	@Configuration(proxyBeanMethods = false)
	static class TomcatFilter {

		@Bean
		FilterRegistrationBean<org.apache.catalina.filters.CorsFilter> tomcatCorsFilter() {
			return new FilterRegistrationBean<>(new org.apache.catalina.filters.CorsFilter());
		}

	}

	@Test
	void lazyInitializationHidesNone() {
		WebApplicationContextRunner lazy = Report.runner()
			.withUserConfiguration(WrongOrder.class)
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()));
		assertThat(warnings(lazy, POLICY)).hasSize(2);
	}

	@Test
	void ofFiltersOnTheRightSideIsNone() {
		assertThat(warnings(Report.runner().withUserConfiguration(RightOrder.class), POLICY)).isEmpty();
	}

	@Configuration(proxyBeanMethods = false)
	static class WrongOrder {

		@Bean
		@Order(Ordered.HIGHEST_PRECEDENCE)
		CorsFilter userCorsFilter() {
			return new CorsFilter(new UrlBasedCorsConfigurationSource());
		}

		/**
		 * The constructor is deprecated from Spring Framework 7.1 on.
		 */
		@Bean
		@SuppressWarnings("removal")
		ForwardedHeaderFilter userForwardedHeaderFilter() {
			return new ForwardedHeaderFilter();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class RightOrder {

		@Bean
		CorsFilter userCorsFilter() {
			return new CorsFilter(new UrlBasedCorsConfigurationSource());
		}

		@Bean
		@SuppressWarnings("removal")
		FilterRegistrationBean<ForwardedHeaderFilter> userForwardedHeaderFilter() {
			FilterRegistrationBean<ForwardedHeaderFilter> registration = new FilterRegistrationBean<>(
					new ForwardedHeaderFilter());
			registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
			return registration;
		}

	}

}
