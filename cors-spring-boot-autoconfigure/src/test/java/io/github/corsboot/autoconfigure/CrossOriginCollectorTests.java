package io.github.corsboot.autoconfigure;

import java.util.List;

import io.github.corsboot.decision.HandlerLookup;
import io.github.corsboot.properties.Report;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.web.bind.annotation.CrossOrigin;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is unsafe about {@code @CrossOrigin} below a policy is found at the start.
 */
class CrossOriginCollectorTests {

	private static final String POLICY = "cors.allowed-origins=https://app.example.com";

	private static final String CREDENTIALS = "cors.allow-credentials=true";

	private static Report report(Class<?> controller, String... properties) {
		WebApplicationContextRunner runner = Report.runner()
			.withConfiguration(
					AutoConfigurations.of(DispatcherServletAutoConfiguration.class, WebMvcAutoConfiguration.class))
			.withUserConfiguration(controller)
			.withPropertyValues(properties);
		return Report.of(runner);
	}

	private static List<String> warnings(Class<?> controller, String... properties) {
		Report report = report(controller, properties);
		assertThat(report.failure()).isNull();
		return report.warnings();
	}

	@Test
	void anybodyWithCredentialsStopsTheStart() {
		assertThat(report(Anybody.class, POLICY, CREDENTIALS).failure()).isEqualTo("""
				The CORS configuration has a mistake:

				'*' is invalid: list the origins that may use credentials: '*' would let every site act in the name of \
				whoever is logged in. The annotation widens policy 'default'

				    *
				    ^
				    in @CrossOrigin (io.github.corsboot.autoconfigure.CrossOriginCollectorTests$Anybody#read)""");
	}

	@Test
	void credentialsForAnybodyStopTheStart() {
		assertThat(report(Credentials.class, "cors.allowed-origins=*").failure()).contains("'*' is invalid",
				"in @CrossOrigin (io.github.corsboot.autoconfigure.CrossOriginCollectorTests$Credentials#read)");
	}

	@Test
	void annotationThatIsUnsafeByItselfStopsTheStart() {
		assertThat(report(AnybodyWithCredentials.class, POLICY).failure()).contains("'*' is invalid",
				"CrossOriginCollectorTests$AnybodyWithCredentials#read");
	}

	@ParameterizedTest
	@ValueSource(strings = { "cors.paths=/other/**", "cors.exclude-paths=/items/**", "cors.enabled=false",
			"cors.allow-credentials=false" })
	void nothingIsWrongWhereNoPolicyWithCredentialsCoversTheHandler(String property) {
		assertThat(warnings(Anybody.class, POLICY, CREDENTIALS, property)).isEmpty();
	}

	@Test
	void onlyPoliciesThatDecideCount() {
		// What is more specific covers all that the handler serves.
		assertThat(warnings(Anybody.class, POLICY, CREDENTIALS, "cors.policies.items.paths=/items/**",
				"cors.policies.items.allow-credentials=false"))
			.isEmpty();
		assertThat(report(Anybody.class, POLICY, CREDENTIALS, "cors.policies.items.paths=/items/private",
				"cors.policies.items.allow-credentials=false")
			.failure()).contains("policy 'default'");
		assertThat(report(Anybody.class, POLICY, "cors.policies.items.paths=/items/private",
				"cors.policies.items.allow-credentials=true")
			.failure()).contains("policy 'items'");
	}

	@Test
	void handlersStandBelowTheServletPath() {
		String servletPath = "spring.mvc.servlet.path=/mvc";
		assertThat(report(Anybody.class, POLICY, CREDENTIALS, servletPath, "cors.paths=/mvc/items/**").failure())
			.contains("'*' is invalid");
		assertThat(report(Anybody.class, POLICY, CREDENTIALS, servletPath, "cors.paths=/items/**").failure()).isNull();
	}

	@Test
	void handlersWithAntPatternsAreCheckedToo() {
		String ant = "spring.mvc.pathmatch.matching-strategy=ant_path_matcher";
		assertThat(report(Anybody.class, POLICY, CREDENTIALS, ant).failure()).contains("'*' is invalid");
		assertThat(warnings(Insecure.class, POLICY, CREDENTIALS, ant)).hasSize(3);
	}

	@Test
	void handlersAreCollectedForPoliciesThatComeLater() {
		Report.runner()
			.withConfiguration(
					AutoConfigurations.of(DispatcherServletAutoConfiguration.class, WebMvcAutoConfiguration.class))
			.withUserConfiguration(Anybody.class)
			.run((context) -> assertThat(context.getBean(CrossOriginCollector.class).handlers()).hasSize(1));
	}

	@Test
	void ownLookupOfHandlersReplacesOurs() {
		Report.runner()
			.withConfiguration(
					AutoConfigurations.of(DispatcherServletAutoConfiguration.class, WebMvcAutoConfiguration.class))
			.withUserConfiguration(Anybody.class)
			.withBean("ownLookup", HandlerLookup.class, () -> HandlerLookup.none())
			.withPropertyValues(POLICY, CREDENTIALS)
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(HandlerLookup.class));
	}

	@Test
	void entriesThatCannotBeUsedAreWarnedOf() {
		assertThat(warnings(Unusable.class, POLICY)).satisfiesExactlyInAnyOrder(
				(warning) -> assertThat(warning).startsWith("'https://a.*.test' in @CrossOrigin (")
					.contains("Unusable#read): is ignored: "),
				(warning) -> assertThat(warning).startsWith("'cookie' in @CrossOrigin (").contains("is ignored"),
				(warning) -> assertThat(warning).startsWith("'TRACE' in @CrossOrigin (").contains("is ignored"),
				(warning) -> assertThat(warning).contains("24 hours"));
	}

	@Test
	void unsafeOriginsWithTheCredentialsOfThePolicyAreWarnedOfOnceForAClass() {
		assertThat(warnings(Insecure.class, POLICY, CREDENTIALS)).satisfiesExactlyInAnyOrder(
				(warning) -> assertThat(warning).startsWith("'http://insecure.test' in @CrossOrigin (")
					.contains("impersonate", ". The annotation widens policy 'default'"),
				(warning) -> assertThat(warning).startsWith("'https://*.github.io' in @CrossOrigin (")
					.contains("anybody can have one"),
				(warning) -> assertThat(warning).startsWith("'*' in @CrossOrigin (").contains("list the names"));
		assertThat(warnings(Insecure.class, POLICY)).isEmpty();
	}

	@Test
	void bareAnnotationIsWarnedOfOnceForAClass() {
		assertThat(warnings(Bare.class, POLICY)).containsExactly(
				"@CrossOrigin (io.github.corsboot.autoconfigure.CrossOriginCollectorTests$Bare#list): it changes nothing, "
						+ "since policy 'default' decides: name in it what the policy lacks, or delete it");
		assertThat(warnings(Bare.class, POLICY, "cors.exclude-paths=/items/**")).isEmpty();
		// It adds the method of the mapping.
		assertThat(warnings(Bare.class, POLICY, "cors.allowed-methods=POST")).isEmpty();
	}

	@RestController
	@CrossOrigin
	static class Bare {

		@GetMapping("/items/{id}")
		String read() {
			return "";
		}

		@GetMapping("/items")
		String list() {
			return "";
		}

	}

	@RestController
	static class Anybody {

		@CrossOrigin("*")
		@GetMapping("/items/{id}")
		String read() {
			return "";
		}

	}

	@RestController
	static class Credentials {

		@CrossOrigin(origins = "https://partner.test", allowCredentials = "true")
		@GetMapping("/items/{id}")
		String read() {
			return "";
		}

	}

	@RestController
	static class AnybodyWithCredentials {

		@CrossOrigin(originPatterns = "*", allowCredentials = "true")
		@GetMapping("/items/{id}")
		String read() {
			return "";
		}

	}

	@RestController
	static class Unusable {

		@CrossOrigin(originPatterns = { "https://a.*.test", "https://fine.test" }, allowedHeaders = "cookie",
				methods = { org.springframework.web.bind.annotation.RequestMethod.TRACE }, maxAge = 100_000)
		@GetMapping("/items/{id}")
		String read() {
			return "";
		}

	}

	@RestController
	@CrossOrigin(originPatterns = { "http://insecure.test", "https://*.github.io" }, exposedHeaders = "*")
	static class Insecure {

		@GetMapping("/items/{id}")
		String read() {
			return "";
		}

		@GetMapping("/items")
		String list() {
			return "";
		}

		@PostMapping("/items")
		String write() {
			return "";
		}

	}

}
