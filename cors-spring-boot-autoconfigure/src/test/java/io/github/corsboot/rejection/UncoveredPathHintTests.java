package io.github.corsboot.rejection;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

import io.github.corsboot.mapping.MappedPolicy;
import io.github.corsboot.mapping.PolicyMapping;
import io.github.corsboot.policy.CorsPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.web.util.pattern.PathPatternParser;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link UncoveredPathHint}.
 */
class UncoveredPathHintTests {

	private static PolicyMapping mapping(String... paths) {
		return new PolicyMapping(List.of(policy("one", paths)));
	}

	private static MappedPolicy policy(String name, String... paths) {
		return new MappedPolicy(CorsPolicy.builder().name(name).build(),
				Arrays.stream(paths).map(PathPatternParser.defaultInstance::parse).toList(), Map.of());
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', value = {
			"/api/* | /api/a/b | '/api/*' of policy 'one' is one level: '/api/**' is everything below.",
			"/api | /api/a | '/api' of policy 'one' is this path alone: '/api/**' is everything below, too.",
			"/api | /api/ | '/api' of policy 'one' does not cover the slash at the end: request the path without it.",
			"/api/** | /API/a | '/api/**' of policy 'one' differs in upper and lower case.",
			"/api | /Api | '/api' of policy 'one' differs in upper and lower case." })
	void namesAPatternThatNearlyCoversThePath(String pattern, String path, String hint) {
		assertThat(UncoveredPathHint.of(path, "", mapping("/other/**", pattern))).isEqualTo(hint);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/other", "/apix", "/x/api/a", "/" })
	void namesTheNearestPolicyOfOtherPaths(String path) {
		assertThat(UncoveredPathHint.of(path, "", mapping("/api/**", "/login")))
			.isEqualTo("No policy covers the path. The nearest is 'one', for '/api/**', '/login'.");
	}

	@ParameterizedTest
	@CsvSource({ "/api/v2/orders, v2", "/api/v1/x, api", "/shop/x, shop", "/x, v2" })
	void nearestIsThePolicyWithTheLongestCommonPath(String path, String nearest) {
		PolicyMapping mapping = new PolicyMapping(List.of(policy("v2", "/api/v2/items/**"),
				policy("api", "/api/v1/items/**"), policy("shop", "/shop/y", "/z")));
		assertThat(UncoveredPathHint.of(path, "", mapping)).contains("The nearest is '" + nearest + "'");
	}

	@Test
	void showsThreePatternsOfTheNearestPolicy() {
		assertThat(UncoveredPathHint.of("/x", "", mapping("/a", "/b", "/c", "/d", "/e")))
			.endsWith("for '/a', '/b', '/c' and 2 more.");
	}

	@Test
	void saysThatThereIsNoPolicy() {
		assertThat(UncoveredPathHint.of("/x", "", PolicyMapping.EMPTY)).contains("set cors.allowed-origins");
	}

	@Test
	void saysThatAPathIsExcluded() {
		assertThat(UncoveredPathHint.of("/api/x", "", mapping("/api/**"))).contains("cors.exclude-paths");
	}

}
