package io.github.corsboot.policy;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/**
 * Tests for {@link CorsPolicy.Builder}.
 */
class CorsPolicyBuilderTests {

	private static final String APP = "https://app.example.com";

	private static List<PolicyProblem> problems(CorsPolicy.Builder builder) {
		try {
			builder.build();
		}
		catch (InvalidCorsPolicyException ex) {
			return ex.problems();
		}
		return List.of();
	}

	@Test
	void buildWhenNothingIsSetUsesTheDefaults() {
		CorsPolicy policy = CorsPolicy.builder().build();
		assertThat(policy.name()).isEqualTo("default");
		assertThat(policy.allowedOrigins()).isEmpty();
		assertThat(policy.allowedMethods()).containsExactly("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "QUERY");
		assertThat(policy.allowedHeaders()).containsExactly("*");
		assertThat(policy.exposedHeaders()).isEmpty();
		assertThat(policy.maxAge()).isEqualTo(Duration.ofMinutes(30));
		assertThat(policy.allowCredentials()).isFalse();
		assertThat(policy.allowNavigation()).isFalse();
		assertThat(policy.enforceWebSocketOrigin()).isFalse();
		assertThat(policy.dangerouslyAllowInsecureOrigins()).isFalse();
	}

	@Test
	void buildWhenMuchIsWrongReportsAllOfIt() {
		CorsPolicy.Builder builder = CorsPolicy.builder()
			.name("partners")
			.allowedOrigins(APP, "https://*example.com", "https://a.example/")
			.allowedMethods(List.of("GET", "TRACE", "P T"))
			.allowedHeaders(List.of("X Y"))
			.exposedHeaders(List.of(""))
			.maxAge(Duration.ofDays(2));
		assertThatExceptionOfType(InvalidCorsPolicyException.class).isThrownBy(builder::build)
			.withMessageContaining("partners")
			.satisfies((ex) -> assertThat(ex.problems())
				.extracting(
						(problem) -> problem.attribute().propertyName() + problem.index() + "@" + problem.position())
				.containsExactly("allowed-origins1@8", "allowed-origins2@17", "allowed-methods1@0",
						"allowed-methods2@1", "allowed-headers0@1", "exposed-headers0@0", "max-age-1@-1"));
	}

	@Test
	void buildWhenEverybodyMayUseCredentialsRefuses() {
		assertThat(problems(CorsPolicy.builder().allowedOrigins(APP, "*").allowCredentials(true))).singleElement()
			.satisfies((problem) -> {
				assertThat(problem.attribute()).isEqualTo(PolicyAttribute.ALLOWED_ORIGINS);
				assertThat(problem.index()).isEqualTo(1);
				assertThat(problem.advice()).contains("list the origins");
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://app.example.com", "http://*.example.com", "http://192.168.1.2:*" })
	void buildWhenInsecureOriginMayUseCredentialsRefusesUnlessTold(String origin) {
		CorsPolicy.Builder builder = CorsPolicy.builder().allowedOrigins(origin).allowCredentials(true);
		assertThat(problems(builder)).singleElement().extracting(PolicyProblem::advice).asString().contains("https://");
		assertThat(problems(builder.dangerouslyAllowInsecureOrigins(true))).isEmpty();
		assertThat(problems(CorsPolicy.builder().allowedOrigins(origin))).isEmpty();
	}

	@Test
	void buildWhenAllHeadersAreExposedWithCredentialsRefuses() {
		CorsPolicy.Builder builder = CorsPolicy.builder().allowedOrigins(APP).exposedHeaders(List.of("*"));
		assertThat(problems(builder)).isEmpty();
		assertThat(problems(builder.allowCredentials(true))).singleElement()
			.extracting(PolicyProblem::attribute)
			.isEqualTo(PolicyAttribute.EXPOSED_HEADERS);
	}

	@ParameterizedTest
	@ValueSource(strings = { "CONNECT", "TRACE", "TRACK", "trace", "Connect" })
	void buildWhenBrowsersNeverSendTheMethodRefuses(String method) {
		assertThat(problems(CorsPolicy.builder().allowedMethods(List.of(method)))).singleElement()
			.extracting(PolicyProblem::advice)
			.asString()
			.contains("delete it");
	}

	@Test
	void buildNormalizesMethodsAsBrowsersDo() {
		CorsPolicy policy = CorsPolicy.builder()
			.allowedMethods(List.of("get", "Put", "PUT", "patch", "OPTIONS"))
			.build();
		assertThat(policy.allowedMethods()).containsExactly("GET", "PUT", "patch", "OPTIONS");
	}

	@Test
	void problemIndexCountsRepeatedMethods() {
		assertThat(problems(CorsPolicy.builder().allowedMethods(List.of("GET", "get", "TRACE")))).singleElement()
			.extracting(PolicyProblem::index)
			.isEqualTo(2);
	}

	@ParameterizedTest
	@ValueSource(strings = { "-PT1S", "PT0.5S", "PT24H1S" })
	void buildWhenMaxAgeIsOutOfBoundsRefuses(String maxAge) {
		assertThat(problems(CorsPolicy.builder().maxAge(Duration.parse(maxAge)))).singleElement()
			.extracting(PolicyProblem::attribute)
			.isEqualTo(PolicyAttribute.MAX_AGE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "PT0S", "PT1S", "PT24H" })
	void buildWhenMaxAgeIsWithinBoundsAccepts(String maxAge) {
		assertThat(problems(CorsPolicy.builder().maxAge(Duration.parse(maxAge)))).isEmpty();
	}

	@ParameterizedTest
	@MethodSource("listAttributes")
	void attributeWhenAnElementIsNullThrows(BiConsumer<CorsPolicy.Builder, String[]> attribute) {
		assertThatNullPointerException()
			.isThrownBy(() -> attribute.accept(CorsPolicy.builder(), new String[] { "GET", null }));
	}

	static Stream<BiConsumer<CorsPolicy.Builder, String[]>> listAttributes() {
		return Stream.of(CorsPolicy.Builder::allowedOrigins, CorsPolicy.Builder::addAllowedOrigins,
				CorsPolicy.Builder::addAllowedMethods, CorsPolicy.Builder::addAllowedHeaders,
				CorsPolicy.Builder::addExposedHeaders, (policy, values) -> policy.allowedOrigins(Arrays.asList(values)),
				(policy, values) -> policy.addAllowedOrigins(Arrays.asList(values)),
				(policy, values) -> policy.allowedMethods(Arrays.asList(values)),
				(policy, values) -> policy.allowedHeaders(Arrays.asList(values)),
				(policy, values) -> policy.exposedHeaders(Arrays.asList(values)));
	}

	@Test
	void policyDoesNotSeeLaterChangesOfTheBuilder() {
		CorsPolicy.Builder builder = CorsPolicy.builder().allowedOrigins(APP);
		CorsPolicy policy = builder.build();
		builder.allowedOrigins("*").allowedMethods(List.of("GET"));
		assertThat(policy.allowedOrigins()).extracting(OriginPattern::toString).containsExactly(APP);
		assertThat(policy.allowsMethod("PUT")).isTrue();
	}

	@Test
	void attributesAreReadBack() {
		CorsPolicy policy = CorsPolicy.builder()
			.name("api")
			.allowedOrigins("http://a.github.io", "https://*.github.io")
			.allowCredentials(true)
			.dangerouslyAllowInsecureOrigins(true)
			.dangerouslyAllowPublicSuffixes(true)
			.build();
		assertThat(policy.dangerouslyAllowInsecureOrigins()).isTrue();
		assertThat(policy.dangerouslyAllowPublicSuffixes()).isTrue();
		assertThat(policy).hasToString("CORS policy 'api'");
		assertThat(policy.allowsOrigin("https://b.github.io")).isTrue();
		assertThat(policy.allowsOrigin("https://github.io")).isFalse();
		CorsPolicy plain = CorsPolicy.builder().allowedOrigins("https://a.test").build();
		assertThat(plain.dangerouslyAllowInsecureOrigins()).isFalse();
		assertThat(plain.dangerouslyAllowPublicSuffixes()).isFalse();
	}

	@Test
	void problemIsDescribedWithItsPlace() {
		PolicyProblem problem = new PolicyProblem(PolicyAttribute.ALLOWED_ORIGINS, 0, "x", 0,
				PolicyProblem.Reason.MALFORMED, "write y", null);
		assertThat(problem).hasToString("'x' in allowed-origins is invalid at position 0: write y");
		assertThat(new PolicyProblem(PolicyAttribute.MAX_AGE, -1, "x", -1, PolicyProblem.Reason.MALFORMED, "write y",
				null))
			.hasToString("'x' in max-age is invalid: write y");
		assertThat(PolicyProblem.Reason.MALFORMED.code()).isEqualTo("malformed");
	}

}
