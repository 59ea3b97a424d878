package io.github.corsboot.policy;

import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link IpAddress}. Each text stands within another, whose characters must not
 * matter.
 */
class IpAddressTests {

	private static final String BEFORE = "1:a.";

	private static boolean isIpv4(String text, String after) {
		return IpAddress.isCanonicalIpv4(BEFORE + text + after, BEFORE.length(), BEFORE.length() + text.length());
	}

	private static boolean isIpv6(String text, String after) {
		return IpAddress.isIpv6(BEFORE + text + after, BEFORE.length(), BEFORE.length() + text.length());
	}

	@ParameterizedTest
	@ValueSource(strings = { "0.0.0.0", "127.0.0.1", "255.255.255.255", "1.2.3.4", "10.20.30.40", "249.250.199.100",
			"9.99.0.255" })
	void isCanonicalIpv4WhenItIsReturnsTrue(String text) {
		assertThat(isIpv4(text, "")).isTrue();
		assertThat(isIpv4(text, ".5")).isTrue();
		assertThat(isIpv4(text, "5")).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "1", "1.2", "1.2.3", "1.2.3.", "1.2.3.4.", "1.2.3.4.5", ".1.2.3", "1..2.3",
			"1.2.3.256", "256.2.3.4", "1.2.3.1000", "01.2.3.4", "1.2.3.00", "1.2.3.04", "1.2.3.4a", "1.2.3./",
			"1.2.3.:", "a.b.c.d", "1.2.3.-4", "0x1.2.3.4", "300.1.1.1", "1.2.3.999" })
	void isCanonicalIpv4WhenItIsNotReturnsFalse(String text) {
		assertThat(isIpv4(text, "")).isFalse();
		assertThat(isIpv4(text, ":80")).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "0, true", "1, true", "0123456789, true", "0x, true", "0x1, true", "0xabcdef, true",
			"0x0123456789, true", "0xABCDEF, true", "0xg, false", "0x1g, false", "x1, false", "1a, false", "a1, false",
			"1x0, false", "'', false", "a, false", "1-, false" })
	void isNumberTellsWhatBrowsersTakeForAnAddress(String text, boolean number) {
		int start = BEFORE.length();
		assertThat(IpAddress.isNumber(BEFORE + text, start, start + text.length())).isEqualTo(number);
		assertThat(IpAddress.isNumber(BEFORE + text + "x9", start, start + text.length())).isEqualTo(number);
	}

	@ParameterizedTest
	@ValueSource(strings = { "::", "::1", "1::", "::ffff", "1:2:3:4:5:6:7:8", "1:0:3:4:5:6:7:8", "1:0:3:4:5:6:7:0",
			"1:0:0:4::8", "1::4:0:0:8", "1:2:3:4:5:6:7:0", "1:2:3:4:5:6::", "::3:4:5:6:7:8", "0:2:3:4:5:6:7:8",
			"2001:db8::8a2e:370:7334", "fe80::1", "1::8", "abcd:ef01:2345:6789:abcd:ef01:2345:6789" })
	void isIpv6WhenItIsInTheFormOfABrowserReturnsTrue(String text) {
		assertThat(isIpv6(text, "]")).isTrue();
		assertThat(isIpv6(text, ":")).isTrue();
		assertThat(isIpv6(text, "a")).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", ":", "1", "1:", ":1", "1:2", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:", "1:2:3:4:5:6:7:8:",
			"1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::", "::1:2:3:4:5:6:7:8", "1::2:3:4:5:6:7:8", ":::", "1:::2",
			"1::2::3", "::1::", "12345::", "0::1", "00::1", "01::", "::01", "A::", "::F", "g::", "/::", ":@:", "`::",
			"::1.2.3.4", "1:0:0:0:5:6:7:8", "1:0:0:4:5:6:7:8", "::0", "0:0::", "1::0", "::1%1", "1::0:0:4:5:8",
			"1:0::4", "::0:0:1", "::2:3:4:5:6:7:8" })
	void isIpv6WhenItIsNotReturnsFalse(String text) {
		assertThat(isIpv6(text, "]")).isFalse();
		assertThat(isIpv6(text, ":")).isFalse();
		assertThat(isIpv6(text, ":1")).isFalse();
	}

	@Test
	void isIpv6KnowsExactlyOneFormOfEachAddress() {
		Random random = new Random(1);
		for (int i = 0; i < 2000; i++) {
			int[] groups = random.ints(8, 0, 0x10000).map((group) -> random.nextBoolean() ? 0 : group >> 4).toArray();
			String canonical = canonical(groups);
			assertThat(isIpv6(canonical, "]")).as(canonical).isTrue();
			String full = "%x:%x:%x:%x:%x:%x:%x:%x".formatted(java.util.Arrays.stream(groups).boxed().toArray());
			assertThat(isIpv6(full, "]")).as(full).isEqualTo(full.equals(canonical));
		}
	}

	/**
	 * Compress the first of the longest runs of zeros: RFC 5952, section 4.2.
	 */
	private static String canonical(int[] groups) {
		String text = "";
		for (int length = 8; length >= 2; length--) {
			for (int start = 0; start + length <= 8; start++) {
				if (java.util.Arrays.stream(groups, start, start + length).allMatch((group) -> group == 0)) {
					return join(groups, 0, start) + "::" + join(groups, start + length, 8);
				}
			}
		}
		return text + join(groups, 0, 8);
	}

	private static String join(int[] groups, int start, int end) {
		return java.util.Arrays.stream(groups, start, end)
			.mapToObj(Integer::toHexString)
			.collect(java.util.stream.Collectors.joining(":"));
	}

}
