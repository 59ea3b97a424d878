package io.github.corsboot.explain;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SafelistedHeaders}.
 */
class SafelistedHeadersTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			Accept           | application/json, */*
			Accept-Language  | de-DE, de;q=0.9
			Content-Language | de
			Content-Type     | text/plain;charset=UTF-8
			Content-Type     | Multipart/Form-Data; boundary=x
			Range            | bytes=0-
			Range            | bytes=5-99
			""")
	void headerIsSafelistedByItsValue(String name, String value) {
		assertThat(SafelistedHeaders.unsafeNames(Map.of(name, value))).isEmpty();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			Content-Type    | application/json
			Content-Type    | ''
			Accept          | a(b
			Accept-Language | de_DE
			Range           | bytes=-5
			Range           | bytes=0-1,3-4
			Authorization   | Bearer x
			X-Custom        | 1
			""")
	void otherHeadersNeedAPreflight(String name, String value) {
		assertThat(SafelistedHeaders.unsafeNames(Map.of(name, value))).containsExactly(name.toLowerCase(Locale.ROOT));
	}

	@Test
	void namesAreLowerCaseAndSorted() {
		assertThat(SafelistedHeaders.unsafeNames(Map.of("X-B", "1", "Authorization", "x", "x-a", "2")))
			.containsExactly("authorization", "x-a", "x-b");
	}

	@Test
	void longValueNeedsAPreflight() {
		assertThat(SafelistedHeaders.unsafeNames(Map.of("Accept", "a".repeat(128)))).isEmpty();
		assertThat(SafelistedHeaders.unsafeNames(Map.of("Accept", "a".repeat(129)))).containsExactly("accept");
	}

	@Test
	void manySafelistedHeadersAreNeverTooLongTogether() {
		Map<String, String> headers = new LinkedHashMap<>();
		for (String name : List.of("Accept", "Accept-Language", "Content-Language")) {
			headers.put(name, "a".repeat(128));
		}
		assertThat(SafelistedHeaders.unsafeNames(headers)).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "Cookie", "Host", "Origin", "Sec-Fetch-Site", "Proxy-Authorization",
			"Access-Control-Request-Method" })
	void headersThatScriptsCannotSetAreDropped(String name) {
		assertThat(SafelistedHeaders.isForbidden(name)).isTrue();
		assertThat(SafelistedHeaders.unsafeNames(Map.of(name, "x"))).isEmpty();
	}

}
