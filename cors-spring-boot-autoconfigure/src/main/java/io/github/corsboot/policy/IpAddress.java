package io.github.corsboot.policy;

/**
 * The textual forms of IP addresses that a serialized origin can contain.
 *
 * @see <a href="https://url.spec.whatwg.org/#host-serializing">URL standard, host
 * serializing</a>
 */
final class IpAddress {

	private static final int IPV6_GROUPS = 8;

	private IpAddress() {
	}

	/**
	 * Return whether a last label makes its host an address: all digits, or hexadecimal
	 * with {@code 0x}.
	 */
	static boolean isNumber(String text, int start, int end) {
		boolean hex = text.startsWith("0x", start) && end - start > 1;
		for (int i = hex ? start + 2 : start; i < end; i++) {
			if (Character.digit(text.charAt(i), hex ? 16 : 10) < 0) {
				return false;
			}
		}
		return end > start;
	}

	static boolean isCanonicalIpv4(String text, int start, int end) {
		int octets = 0;
		int position = start;
		while (position < end) {
			int dot = text.indexOf('.', position);
			int stop = (dot < 0 || dot > end) ? end : dot;
			if (!isOctet(text, position, stop)) {
				return false;
			}
			octets++;
			position = stop + 1;
		}
		// A trailing dot leaves the position at the end instead of behind it.
		return octets == 4 && position == end + 1;
	}

	private static boolean isOctet(String text, int start, int end) {
		int length = end - start;
		if (length < 1 || length > 3 || (length > 1 && text.charAt(start) == '0')) {
			return false;
		}
		int value = 0;
		for (int i = start; i < end; i++) {
			char c = text.charAt(i);
			if (c < '0' || c > '9') {
				return false;
			}
			value = value * 10 + (c - '0');
		}
		return value <= 255;
	}

	/**
	 * Return whether the text is an IPv6 address of hexadecimal groups in lower case,
	 * without brackets, zone or embedded IPv4 address.
	 */
	static boolean isIpv6(String text, int start, int end) {
		int groups = 0;
		boolean compressed = false;
		int position = start;
		if (text.startsWith("::", start) && end - start >= 2) {
			compressed = true;
			position += 2;
		}
		while (position < end) {
			int stop = groupEnd(text, position, end);
			if (stop == position) {
				return false;
			}
			groups++;
			if (stop == end) {
				break;
			}
			if (text.startsWith("::", stop) && stop + 2 <= end && !compressed) {
				compressed = true;
				position = stop + 2;
			}
			else if (text.charAt(stop) == ':' && stop + 1 < end) {
				position = stop + 1;
			}
			else {
				return false;
			}
		}
		return compressed ? groups < IPV6_GROUPS : groups == IPV6_GROUPS;
	}

	private static int groupEnd(String text, int start, int end) {
		int i = start;
		while (i < end && i - start < 4 && isLowerHex(text.charAt(i))) {
			i++;
		}
		return i;
	}

	private static boolean isLowerHex(char c) {
		return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
	}

}
