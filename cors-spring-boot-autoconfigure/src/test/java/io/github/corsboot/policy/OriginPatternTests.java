package io.github.corsboot.policy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link OriginPattern}.
 */
class OriginPatternTests {

	@ParameterizedTest
	@CsvSource({ "https://app.example.com, https://app.example.com", "https://*.example.com, https://a.example.com",
			"https://*.example.com, https://a.b.c.example.com", "https://*.example.com, https://_.example.com",
			"http://localhost:*, http://localhost", "http://localhost:*, http://localhost:1",
			"http://localhost:*, http://localhost:65535", "https://*.example.com:*, https://a.example.com",
			"https://*.example.com:*, https://a.b.example.com:8443",
			"https://*.example.com:8443, https://a.example.com:8443", "http://[::1]:*, http://[::1]:3000",
			"https://pr-*.example.com, https://pr-1.example.com",
			"https://*-pr.example.com, https://x-y-pr.example.com",
			"https://app-*-team.vercel.app, https://app-g3f-2-team.vercel.app",
			"https://p*r.example.com:*, https://p_r.example.com:8443",
			"http://pr-*.localhost:3000, http://pr-1.localhost:3000",
			"https://p*.a.example.com., https://p1.a.example.com.", "moz-extension://*, moz-extension://0f-1",
			"vscode-webview://*, vscode-webview://a.b", "capacitor://localhost, capacitor://localhost",
			"https://*.com, https://example.com", "*, https://anything.example", "*, null", "*, file://", "*, app://.",
			"*, content://", "*, https://UPPER.example" })
	void matchesWhenOriginIsInTheSetIsTrue(String pattern, String origin) {
		assertThat(OriginPattern.parse(pattern).matches(origin)).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "https://app.example.com, https://app.example.com:8443",
			"https://app.example.com, http://app.example.com", "https://app.example.com, https://example.com",
			"https://app.example.com, https://app.example.com.evil.test",
			"https://app.example.com, https://xapp.example.com", "https://app.example.com, https://app.example.com.",
			"https://*.example.com, https://example.com", "https://*.example.com, https://evilexample.com",
			"https://*.example.com, https://.example.com", "https://*.example.com, https://a..example.com",
			"https://*.example.com, https://a.example.com:8443", "https://*.example.com, http://a.example.com",
			"https://*.example.com, https://a.example.com.evil.test",
			"https://*.example.com, https://a.example.com/.example.com",
			"https://*.example.com, https://evil.test?.example.com",
			"https://*.example.com, https://evil.test#.example.com",
			"https://pr-*.example.com, https://pr-.example.com", "https://pr-*.example.com, https://pr.example.com",
			"https://pr-*.example.com, https://pr-1.x.example.com",
			"https://pr-*.example.com, https://x.pr-1.example.com",
			"https://pr-*.example.com, https://pr-1.evil.example.com",
			"https://pr-*.example.com, https://pr-1example.com", "https://pr-*.example.com, https://xpr-1.example.com",
			"https://pr-*.example.com, https://pr-1.example.com:8443",
			"https://pr-*.example.com, http://pr-1.example.com", "https://pr-*.example.com, https://pr-*.example.com",
			"https://pr-*.example.com, https://pr-1.example.com.evil.test",
			"https://ab*ab.example.com, https://abab.example.com", "https://ab*ab.example.com, https://ab.example.com",
			"https://aba*aba.example.com, https://ababa.example.com", "moz-extension://*, chrome-extension://a",
			"moz-extension://*, moz-extension://a:1", "moz-extension://*, moz-extension://",
			"https://*.example.com, https://evil@a.example.com", "https://*.example.com, https://*.example.com",
			"https://*.example.com, https://A.example.com", "https://*.example.com:8443, https://a.example.com",
			"http://localhost:*, http://localhost:", "http://localhost:*, http://localhost:0",
			"http://localhost:*, http://localhost:80", "http://localhost:*, http://localhost:65536",
			"http://localhost:*, http://localhost:80.evil.test", "http://localhost:*, http://localhost.evil.test",
			"http://localhost:*, https://localhost:3000", "http://localhost:*, null", "*, ''",
			"*, https://a.example https://b.example", "*, 'https://a.example,https://b.example'",
			"*, https://ex\u00e4mple.com" })
	void matchesWhenOriginIsNotInTheSetIsFalse(String pattern, String origin) {
		assertThat(OriginPattern.parse(pattern).matches(origin)).isFalse();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "https://*example.com | 8", "https://a.*.com | 10", "https://*. | 10",
			"https://* | 8", "https://*:* | 8", "https://a* | 9", "https://a*. | 9", "https://a*:8080 | 9",
			"https://a**.example.com | 10", "https://a*b*.example.com | 11", "https://*.a*.example.com | 11",
			"https://a.b*.example.com | 11", "https://*-a.1.2.3.4 | 18", "https://*example.com:8443 | 8",
			"moz-extension://** | 17", "moz-extension://*:* | 16", "moz-extension://*a | 16", "httpx://* | 8",
			"file://* | 0", "*.example.com | 0", "https://*.*.example.com | 10", "https://a.example.com* | 21",
			"*://example.com | 0", "https://example.com/ | 19", "https://example.com?x | 19", "app.example.com | 0",
			"https://App.example.com | 8", "HTTPS://app.example.com | 0", "https://app.example.com:443 | 23",
			"https://app.example.com:0 | 24", "https://app.example.com:70000 | 24", "https://app.example.com:8* | 25",
			"https://*.127.0.0.1 | 18", "https:// | 8", "https://a..b | 10", "https://user@a | 12", "null | 0" })
	void parseWhenTextIsInNoPermittedFormSaysWhere(String text, int position) {
		assertThatExceptionOfType(OriginPatternException.class).isThrownBy(() -> OriginPattern.parse(text))
			.satisfies((ex) -> {
				assertThat(ex.position()).as(ex.getMessage()).isEqualTo(position);
				assertThat(ex.advice()).isNotBlank();
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://app.example.com", "http://*.example.com", "http://192.168.0.1", "http://128.0.0.1",
			"http://localhost.example.com", "http://127.evil.test", "http://notlocalhost" })
	void isInsecureWhenHttpLeavesTheMachineIsTrue(String pattern) {
		assertThat(OriginPattern.parse(pattern).isInsecure()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://app.example.com", "http://localhost:*", "http://localhost.",
			"http://app.localhost", "http://*.localhost:*", "http://127.0.0.1", "http://127.9.8.7:*", "http://[::1]",
			"capacitor://localhost", "chrome-extension://abc", "*" })
	void isInsecureWhenConnectionCannotBeTamperedWithIsFalse(String pattern) {
		assertThat(OriginPattern.parse(pattern).isInsecure()).isFalse();
	}

	@Test
	void exceptionDrawsACaret() {
		assertThatExceptionOfType(OriginPatternException.class)
			.isThrownBy(() -> OriginPattern.parse("https://*example.com"))
			.withMessageContaining("https://*example.com")
			.withMessageContaining("position 8")
			.withMessageContaining("'https://*.example.com'");
	}

	@Test
	void equalsComparesTheText() {
		assertThat(OriginPattern.parse("https://*.example.com")).isEqualTo(OriginPattern.parse("https://*.example.com"))
			.hasSameHashCodeAs(OriginPattern.parse("https://*.example.com"))
			.isNotEqualTo(OriginPattern.parse("https://*.example.com:*"))
			.hasToString("https://*.example.com");
	}

	@Test
	void parseWhenPatternIsAsLongAsPossibleReturnsIt() {
		String longest = "s".repeat(64) + "://*." + "a.".repeat(126) + "a:65535";
		assertThat(OriginPattern.parse(longest)).hasToString(longest);
		assertThatExceptionOfType(OriginPatternException.class).isThrownBy(() -> OriginPattern.parse(longest + "5"))
			.satisfies((ex) -> assertThat(ex.pattern()).isEqualTo(longest + "5"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "web+app://HOST | 10 | lower case", "https://A.example | 8 | lower case",
					"https://Z.example | 8 | lower case", "https://stra\u00dfe.example | 12 | in ASCII",
					"https://b\u00fccher.example | 9 | https://xn--bcher-kva.example", "https://a:8* | 11 | whole port",
					"https://a;https://b | 9 | commas", "https://a://b | 10 | no path", "https://host:abc | 13 | ",
					"@https://a | 0 | user information" })
	void parseWhenTextIsAlmostRightSaysWhat(String text, int position, String advice) {
		assertThatExceptionOfType(OriginPatternException.class).isThrownBy(() -> OriginPattern.parse(text))
			.satisfies((ex) -> assertThat(ex.position() + " " + ex.getMessage()).startsWith(position + " ")
				.contains((advice != null) ? advice : ""));
	}

	@Test
	void isExactAndIsLoopbackTellPatternsApart() {
		assertThat(OriginPattern.parse("https://a.example").isExact()).isTrue();
		assertThat(OriginPattern.parse("https://*.example").isExact()).isFalse();
		assertThat(OriginPattern.parse("https://a.example:*").isExact()).isFalse();
		assertThat(OriginPattern.parse("*").isExact()).isFalse();
		assertThat(OriginPattern.parse("http://localhost:*").isLoopback()).isTrue();
		assertThat(OriginPattern.parse("http://127.0.0.1").isLoopback()).isTrue();
		assertThat(OriginPattern.parse("http://[::1]:80*".replace("80*", "*")).isLoopback()).isTrue();
		assertThat(OriginPattern.parse("http://a.example").isLoopback()).isFalse();
		assertThat(OriginPattern.parse("*").isLoopback()).isFalse();
	}

	@Test
	void equalsAndHashCodeAreThoseOfTheText() {
		assertThat(OriginPattern.parse("https://*.example")).isEqualTo(OriginPattern.parse("https://*.example"))
			.isNotEqualTo(OriginPattern.parse("https://*.example:*"))
			.hasSameHashCodeAs("https://*.example");
	}

}
