package io.github.corsboot.policy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Origin}.
 */
class OriginTests {

	private static final String LONG_LABEL = "a".repeat(63);

	/** 253 characters. */
	private static final String LONG_HOST = LONG_LABEL + "." + LONG_LABEL + "." + LONG_LABEL + "." + "a".repeat(61);

	@ParameterizedTest
	@MethodSource("origins")
	void parseWhenOriginIsInTheFormOfABrowserReturnsIt(String text) {
		Origin origin = Origin.parse(text);
		assertThat(origin).isNotNull().hasToString(text);
		assertThat(isWellFormed(text)).isTrue();
	}

	static Stream<String> origins() {
		return Stream.of("https://app.example.com", "http://localhost:3000", "http://localhost",
				"http://127.0.0.1:8080", "http://[::1]:3000", "http://[::1]", "http://[2001:db8::1]", "http://[::]",
				"http://[1::]", "http://[1:0:0:2::3]", "http://[1::2:0:0:3:4]", "http://[1:2:3:4:5:6:7:8]",
				"http://a:1", "http://a:65535", "https://a:80", "http://a:443", "capacitor://localhost",
				"ionic://localhost", "chrome-extension://abcdefgh",
				"moz-extension://5b4f0d28-7b3a-4c3d-9c0f-2b8f1f0f3b1a", "tauri://localhost", "custom+app-1.0://host:80",
				"https://under_score.example.com", "https://-leading.example.com", "https://trailing-.example.com",
				"https://example.com.", "https://xn--bcher-kva.example", "https://1.example.com", "https://1a",
				"https://123.example", "https://0xzz", "https://" + LONG_HOST, "https://" + LONG_LABEL + ".example.com",
				"a".repeat(64) + "://" + LONG_HOST + ":65535");
	}

	@ParameterizedTest
	@MethodSource("nonOrigins")
	void parseWhenTextIsNotAnOriginReturnsNull(String text) {
		assertThat(Origin.parse(text)).isNull();
		assertThat(isWellFormed(text)).isFalse();
	}

	static Stream<String> nonOrigins() {
		return Stream.of("", " ", "*", "NULL", "Null", "null ", "https", "https:", "https:/", "https://", "://host",
				"//host", "host", "host:80", "https://host/", "https://host/path", "https://host?x", "https://host#x",
				"https://user@host", "https://user:password@host", "https://host ", " https://host", "https:// host",
				"https://host\t", "https://host\n", "https://host\r\nX: y", "https://host\u0000", "https://h\u007fst",
				"https://h\u00f6st", "https://\ud83d\ude00", "https://\ud800", "https://Host", "HTTPS://host",
				"hTtp://host", "1http://host", "ht tp://host", "-x://host", "https://host:", "https://host:0",
				"https://host:00", "https://host:080", "https://host:65536", "https://host:99999",
				"https://host:100000", "https://host:-1", "https://host:+80", "https://host:8o", "https://host:80:80",
				"https://host:443", "http://host:80", "https://host:*", "https://*.host", "https://*", "https://.host",
				"https://a..b", "https://host..", "https://.", "http://256.0.0.1", "http://1.2.3", "http://1.2.3.4.5",
				"http://01.2.3.4", "http://1", "http://0x7f000001", "http://127.0.0.1.", "http://a.0x1", "http://[::1",
				"http://::1", "http://[::G]", "http://[::A]", "http://[1:2:3:4:5:6:7]", "http://[1:2:3:4:5:6:7:8:9]",
				"http://[1::2::3]", "http://[::1%eth0]", "http://[]", "http://[:]", "http://[12345::]", "http://[::1]x",
				"http://[::1].host", "http://[::ffff:1.2.3.4]", "https://a.example, https://b.example",
				"https://a.example https://b.example", "https://a.example,null", "https://h%6fst", "https://host\\",
				"a".repeat(65) + "://host", "https://" + "a".repeat(64) + ".com", "https://" + LONG_HOST + "a",
				"x".repeat(8192), "https://" + "a.".repeat(4096) + "com");
	}

	@Test
	void parseReturnsTheParts() {
		assertThat(Origin.parse("https://app.example.com:8443"))
			.isEqualTo(new Origin("https", "app.example.com", 8443));
		assertThat(Origin.parse("http://[::1]")).isEqualTo(new Origin("http", "[::1]", -1));
	}

	@Test
	void nullIsWellFormedButNoTupleOrigin() {
		assertThat(isWellFormed("null")).isTrue();
		assertThat(Origin.parse("null")).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "https://a.example, https, a.example, 443", "https://a.example, https, a.example, -1",
			"https://a.example, https, a.example, 0", "https://a.example, HTTPS, A.Example, 443",
			"http://a.example, http, a.example, 80", "http://a.example:8080, http, a.example, 8080",
			"http://[::1]:8080, http, ::1, 8080", "https://a.example, wss, a.example, 443",
			"http://a.example, ws, a.example, -1", "http://[::1]:8080, http, [::1], 8080",
			"capacitor://localhost, capacitor, localhost, -1" })
	void isSameAsWhenServerWasReachedUnderTheOriginIsTrue(String origin, String scheme, String host, int port) {
		assertThat(Origin.parse(origin).isSameAs(scheme, host, port)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://a.example", "https://a.example:8443", "https://b.example", "https://a.example.b",
			"https://a.example:80" })
	void isSameAsWhenAnyPartDiffersIsFalse(String origin) {
		assertThat(Origin.parse(origin).isSameAs("https", "a.example", 443)).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "http://a.example:443, https, a.example, 443", "https://a.example:80, http, a.example, 80",
			"capacitor://a.example, https, a.example, -1", "null, https, a.example, 443", "x, x, x, 1",
			"https://a.example/, https, a.example, 443", "http://[::1], http, [::2], 80", "http://[::1], http, ::, 80",
			"http://[::1], http, ::12, 80", "https://a.example, https, '', 443" })
	void isSameWhenAnyPartDiffersIsFalse(String origin, String scheme, String host, int port) {
		assertThat(SameOrigin.isAddress(origin, scheme, host, port)).isFalse();
	}

	private static boolean isWellFormed(String text) {
		return OriginText.ofRequest(text).isWellFormed();
	}

	@Test
	void toStringWithoutPortWritesNone() {
		assertThat(new Origin("https", "a.example", 0)).hasToString("https://a.example");
		assertThat(new Origin("https", "a.example", 1)).hasToString("https://a.example:1");
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://a\u0080", "\u0080://a", "https://a:\u0080", "https://a:1\u0660", "https://a:/",
			"https://a::", "h`://a", "h{://a", "https://`", "https://{", "https://a:/1", "http://]", "http://[",
			"http://[]", "http://[::1]:", "http://[::1]:0", "http://[::1]1" })
	void parseWhenACharacterIsNextToAPermittedOneReturnsNull(String text) {
		assertThat(Origin.parse(text)).isNull();
		assertThat(Token.isToken(text)).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "https://app.example.com, https://api.example.com, true",
			"https://example.com, https://a.b.example.com, true", "https://a.github.io, https://b.github.io, false",
			"https://a.co.uk, https://b.co.uk, false", "https://app.example.com, http://app.example.com, false",
			"https://app.example.com:8443, https://app.example.com, true", "http://127.0.0.1, http://127.0.0.2, false",
			"http://localhost:3000, http://localhost:8080, true", "https://example.com, https://example.org, false" })
	void sameSiteIsTheSameRegistrableDomain(String one, String other, boolean same) {
		assertThat(Origin.parse(one).isSameSite(Origin.parse(other))).isEqualTo(same);
	}

}
