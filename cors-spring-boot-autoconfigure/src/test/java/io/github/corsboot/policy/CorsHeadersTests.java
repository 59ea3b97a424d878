package io.github.corsboot.policy;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/**
 * Tests for {@link CorsHeaders}.
 */
class CorsHeadersTests {

	private static Map<String, String> write(CorsHeaders headers, CorsRequest request) {
		Map<String, String> written = new LinkedHashMap<>();
		headers.writeTo(request, written, Map::put);
		return written;
	}

	@Test
	void writeToWritesConstantsAndWhatIsEchoed() {
		CorsHeaders headers = new CorsHeaders.Builder("Origin").echoOrigin()
			.add("One", "1")
			.echoMethod()
			.echoHeaders()
			.add("Two", "2")
			.build();
		assertThat(write(headers, TestRequest.preflight("https://a.test", "PUT", "x-one")))
			.containsExactlyInAnyOrderEntriesOf(Map.of("Access-Control-Allow-Origin", "https://a.test", "One", "1",
					"Two", "2", "Access-Control-Allow-Methods", "PUT", "Access-Control-Allow-Headers", "x-one"));
		assertThat(headers.vary()).isEqualTo("Origin");
		assertThat(headers.isEmpty()).isFalse();
	}

	@ParameterizedTest
	@CsvSource(nullValues = "NULL", value = { "NULL", "''", "' '", "','", "' ,\t, '" })
	void writeToWhenNoHeaderIsAskedForWritesNoEmptyList(String list) {
		CorsHeaders headers = new CorsHeaders.Builder(null).echoHeaders().build();
		assertThat(write(headers, TestRequest.preflight("https://a.test", "PUT", list))).isEmpty();
	}

	@Test
	void isEmptyWhenThereIsNothingButVaryIsTrue() {
		assertThat(new CorsHeaders.Builder("Origin").build().isEmpty()).isTrue();
		assertThat(new CorsHeaders.Builder(null).echoOrigin().build().isEmpty()).isFalse();
		assertThat(new CorsHeaders.Builder(null).add("One", "1").build().isEmpty()).isFalse();
	}

	@Test
	void isVaryInWhenAllNamesAreThereIsTrue() {
		CorsHeaders origin = new CorsHeaders.Builder("Origin").build();
		assertThat(origin.isVaryIn(List.of("Origin"))).isTrue();
		assertThat(origin.isVaryIn(List.of("Accept, origin"))).isTrue();
		assertThat(origin.isVaryIn(List.of("Accept", "ORIGIN"))).isTrue();
		assertThat(origin.isVaryIn(List.of("*"))).isTrue();
		CorsHeaders preflight = new CorsHeaders.Builder(CorsHeaders.VARY_PREFLIGHT).build();
		assertThat(
				preflight.isVaryIn(List.of("Origin", "Access-Control-Request-Headers,Access-Control-Request-Method")))
			.isTrue();
		assertThat(new CorsHeaders.Builder(null).build().isVaryIn(List.of())).isTrue();
		assertThat(new CorsHeaders.Builder(null).build().isVaryIn(List.of("Accept"))).isTrue();
	}

	@Test
	void isVaryInWhenANameIsMissingIsFalse() {
		CorsHeaders origin = new CorsHeaders.Builder("Origin").build();
		assertThat(origin.isVaryIn(List.of())).isFalse();
		assertThat(origin.isVaryIn(List.of("Accept"))).isFalse();
		assertThat(origin.isVaryIn(List.of("Originality, X-Origin"))).isFalse();
		assertThat(new CorsHeaders.Builder(CorsHeaders.VARY_PREFLIGHT).build().isVaryIn(List.of("Origin"))).isFalse();
	}

	@Test
	void isVaryInWhenALineIsNullThrows() {
		CorsHeaders origin = new CorsHeaders.Builder("Origin").build();
		assertThatNullPointerException().isThrownBy(() -> origin.isVaryIn(Collections.singleton(null)));
	}

	@ParameterizedTest
	@CsvSource({ "Access-Control-Allow-Origin, true", "access-control-max-age, true", "ACCESS-CONTROL-X, true",
			"Access-Control, false", "X-Access-Control-Allow-Origin, false", "Vary, false" })
	void isCorsHeaderTellsWhatBelongsToAPolicy(String name, boolean expected) {
		assertThat(CorsHeaders.isCorsHeader(name)).isEqualTo(expected);
		assertThat(CorsHeaders.isCorsHeader(null)).isFalse();
	}

}
