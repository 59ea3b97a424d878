package io.github.corsboot.mapping;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.http.server.PathContainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

/**
 * Tests for {@link RequestedPath}.
 */
class RequestedPathTests {

	private final PolicyMapping mapping = new PolicyMapping(List.of(PolicyMappingTests.policy("api", "/api/**")));

	@ParameterizedTest
	@ValueSource(strings = { "/a%20b", "/a;x=1", "//a", "/a//b", "/./a", "/a/../b", "/.well-known", "/a\\b", "/%" })
	void hasSeveralFormsWhenPathHasToBeDecodedOrNormalizedIsTrue(String path) {
		assertThat(RequestedPath.hasSeveralForms(path)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/", "", "/a", "/a/b.json", "/a/b..c", "/a/b.", "/a-b_c~d" })
	void hasSeveralFormsWhenPathIsPlainIsFalse(String path) {
		assertThat(RequestedPath.hasSeveralForms(path)).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/api/x", "/%61pi/x", "/api;a=1/x", "/x/../api/x", "/x/%2e%2e/api/x", "/x/..%2fapi/x",
			"//api/x", "/./api/x", "/api/./x", "/x/..;a=1/api/x", "\\api\\x", "/%5capi/x", "/api/%2e%2e/x",
			"/api/../x" })
	void findWhenAnyFormOfAPathIsCoveredReturnsThePolicy(String rawPath) {
		assertThat(this.mapping.find(RequestedPath.of(PathContainer.parsePath(rawPath)))).isNotNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/x", "/apix", "/%2561pi/x", "/x;/api/y", "/x;p=/api", "/API/x", "/x/api/y" })
	void findWhenNoFormOfAReactivePathIsCoveredReturnsNull(String rawPath) {
		assertThat(this.mapping.find(RequestedPath.of(PathContainer.parsePath(rawPath)))).isNull();
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "/%", "/%zz", "/api%", "/%E0%A4%A", "/%00", "/;", "/..", "/../..", "//", "/\\", "/.", "/%2f" })
	void findNeverThrows(String rawPath) {
		PathContainer parsed = parse(rawPath);
		assertThatCode(() -> this.mapping.find(RequestedPath.of(rawPath, parsed))).doesNotThrowAnyException();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/%00", "/;", "/..", "/../..", "//", "/\\", "/.", "/%2f" })
	void findNeverThrowsForWhatSpringCanParse(String rawPath) {
		PathContainer parsed = PathContainer.parsePath(rawPath);
		assertThatCode(() -> this.mapping.find(RequestedPath.of(parsed))).doesNotThrowAnyException();
	}

	private static @Nullable PathContainer parse(String rawPath) {
		try {
			return PathContainer.parsePath(rawPath);
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

	@Test
	void findWhenAContainerDispatchesOtherwiseThanTheRawPathCoversBoth() {
		assertThat(this.mapping.find(RequestedPath.of("/api/x", PathContainer.parsePath("/x")))).isNotNull();
		assertThat(this.mapping.find(RequestedPath.of("/x", PathContainer.parsePath("/api/x")))).isNotNull();
		assertThat(this.mapping.find(RequestedPath.of("/x", PathContainer.parsePath("/x")))).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/api%2Fx", "/%2Fapi/x", "/api%2F;p/x", "/open/..%2Fapi/x" })
	void findWhenAContainerLetsAnEncodedSlashPassCoversWhatItStandsFor(String rawPath) {
		assertThat(this.mapping.find(RequestedPath.of(rawPath, PathContainer.parsePath(rawPath)))).isNotNull();
	}

	@Test
	void findDoesNotDecodeWhatAContainerHasDecoded() {
		assertThat(this.mapping.find(RequestedPath.of("/%61pi/x", null))).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "/a/b, /a/b", "/a;x=1/b;y, /a/b", "/a;x/;y/b, /a//b", ";x, ''", "/a;x=1;y=2, /a", "/a;, /a" })
	void withoutParametersRemovesThem(String rawPath, String expected) {
		assertThat(RequestedPath.withoutParameters(rawPath)).isEqualTo(expected);
	}

}
