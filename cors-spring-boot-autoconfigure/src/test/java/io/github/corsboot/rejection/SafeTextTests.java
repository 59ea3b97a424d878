package io.github.corsboot.rejection;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SafeText}.
 */
class SafeTextTests {

	@ParameterizedTest
	@ValueSource(strings = { "", "https://app.example.com", "/b\u00fccher", "/\u4e2d\u6587", "/\ud83d\ude00" })
	void ofWhenTextIsVisibleKeepsIt(String text) {
		assertThat(SafeText.of(text, 100)).isEqualTo(text);
	}

	@ParameterizedTest
	@CsvSource({ "'a\nb', a\\u000Ab", "'a\rb', a\\u000Db", "'a\tb', a\\u0009b" })
	void ofWhenTextBreaksTheLineEscapes(String text, String expected) {
		assertThat(SafeText.of(text, 100)).isEqualTo(expected);
	}

	@ParameterizedTest
	@ValueSource(strings = { "\u0000", "\u001b[31m", "\u007f", "\u0085", "\u009b", "\u200b", "\u200e", "\u200f",
			"\u202e", "\u2066", "\u2028", "\u2029", "\ufeff", "\ue000", "\ud800", "\udc00", "\udb40\udc41" })
	void ofWhenTextHidesOrTurnsEscapes(String text) {
		assertThat(SafeText.of(text, 100)).startsWith("\\u").matches("[ -~]+");
	}

	@Test
	void ofWhenTextIsLongShortensIt() {
		assertThat(SafeText.of("a".repeat(300), 256)).isEqualTo("a".repeat(256) + "\u2026");
		assertThat(SafeText.of("a".repeat(256), 256)).isEqualTo("a".repeat(256));
	}

	@Test
	void ofWhenLimitIsWithinASurrogatePairDropsIt() {
		assertThat(SafeText.of("aa\ud83d\ude00", 3)).isEqualTo("aa\u2026");
	}

	@Test
	void ofWhenAllIsEscapedStaysBounded() {
		assertThat(SafeText.of("\u0000".repeat(8192), 256)).hasSize(256 * 6 + 1);
	}

	@ParameterizedTest
	@CsvSource({ "https://app.example.com, https://app.example.com",
			"https://user:SECRET@app.example.com, https://…@app.example.com",
			"https://app.example.com/?token=SECRET, https://app.example.com/?…", "a@b, …@b", "?SECRET, ?…" })
	void ofOriginLeavesOutWhatMayBeSecret(String origin, String expected) {
		assertThat(SafeText.ofOrigin(origin, 100)).isEqualTo(expected);
	}

}
