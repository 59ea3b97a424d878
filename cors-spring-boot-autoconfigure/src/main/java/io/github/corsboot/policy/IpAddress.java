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
	 * Return whether the last label is numeric: all digits, or hexadecimal with
	 * {@code 0x}. Browsers then read the host as an IPv4 address.
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
	 * Return whether the text is an IPv6 address as browsers serialize it: hexadecimal
	 * groups in lower case and without leading zeros, the first longest run of zero
	 * groups compressed; no brackets, zone or embedded IPv4 address.
	 */
	static boolean isIpv6(String text, int start, int end) {
		int[] groups = new int[IPV6_GROUPS];
		int count = 0;
		int compressedAt = -1;
		int position = start;
		if (text.startsWith("::", start) && end - start >= 2) {
			compressedAt = 0;
			position += 2;
		}
		while (position < end) {
			int stop = groupEnd(text, position, end);
			if (stop == position || count == IPV6_GROUPS) {
				return false;
			}
			groups[count++] = Integer.parseInt(text, position, stop, 16);
			if (stop == end) {
				break;
			}
			if (text.startsWith("::", stop) && stop + 2 <= end && compressedAt < 0) {
				compressedAt = count;
				position = stop + 2;
			}
			else if (text.charAt(stop) == ':' && stop + 1 < end) {
				position = stop + 1;
			}
			else {
				return false;
			}
		}
		boolean complete = (compressedAt >= 0) ? count < IPV6_GROUPS : count == IPV6_GROUPS;
		return complete && serialize(expand(groups, count, compressedAt)).contentEquals(text.subSequence(start, end));
	}

	private static int[] expand(int[] groups, int count, int compressedAt) {
		int[] expanded = new int[IPV6_GROUPS];
		int head = (compressedAt >= 0) ? compressedAt : count;
		System.arraycopy(groups, 0, expanded, 0, head);
		System.arraycopy(groups, head, expanded, IPV6_GROUPS - (count - head), count - head);
		return expanded;
	}

	private static String serialize(int[] groups) {
		int bestStart = -1;
		int bestLength = 1;
		for (int i = 0; i < IPV6_GROUPS; i++) {
			int length = 0;
			while (i + length < IPV6_GROUPS && groups[i + length] == 0) {
				length++;
			}
			if (length > bestLength) {
				bestStart = i;
				bestLength = length;
			}
		}
		StringBuilder text = new StringBuilder();
		for (int i = 0; i < IPV6_GROUPS; i++) {
			if (i == bestStart) {
				text.append((i == 0) ? "::" : ":");
				i += bestLength - 1;
			}
			else {
				text.append(Integer.toHexString(groups[i])).append((i < IPV6_GROUPS - 1) ? ":" : "");
			}
		}
		return text.toString();
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
