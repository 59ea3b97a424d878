package io.github.corsboot.policy;

/**
 * Reads the text of a serialized origin, or of an origin pattern, in one pass, without
 * ever throwing and without allocating: what is found is packed into a {@code long}.
 * Configuration and requests share it, so that a pattern can never mean something else
 * than the origins it is compared with.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6454#section-6.2">RFC 6454, section
 * 6.2</a>
 */
final class OriginScanner {

	static final int MAX_SCHEME_LENGTH = 64;

	static final int MAX_HOST_LENGTH = 253;

	static final int MAX_LABEL_LENGTH = 63;

	static final int MAX_PORT_LENGTH = 5;

	/** The length of the longest legal origin. */
	static final int MAX_LENGTH = MAX_SCHEME_LENGTH + "://".length() + MAX_HOST_LENGTH + 1 + MAX_PORT_LENGTH;

	static final int NO_PORT = -1;

	/*
	 * Parts of a legal text, from the lowest bit: the end of the scheme, the start and
	 * the end of the host, the port or 0, and what is a wildcard. A mistake is negative:
	 * the complement of its kind and its position.
	 */

	private static final int HOST_START_SHIFT = 8;

	private static final int HOST_END_SHIFT = 16;

	private static final int PORT_SHIFT = 28;

	private static final long SUBDOMAINS = 1L << 48;

	private static final long ANY_PORT = 1L << 49;

	private static final int MISTAKE_SHIFT = 32;

	private static final boolean[] HOST_CHARACTERS = new boolean[128];

	static {
		for (char c : "abcdefghijklmnopqrstuvwxyz0123456789-_".toCharArray()) {
			HOST_CHARACTERS[c] = true;
		}
	}

	private OriginScanner() {
	}

	/**
	 * Scan the {@code Origin} of a request.
	 * @param text the value of the header
	 * @return the parts, which {@link #isValid may be invalid}
	 */
	static long scanOrigin(String text) {
		return scan(text, false);
	}

	/**
	 * Scan a configured origin or pattern.
	 * @param text the configured text, anything but the lone {@code *}
	 * @return the parts, which {@link #isValid may be invalid}
	 */
	static long scanPattern(String text) {
		return scan(text, true);
	}

	static boolean isValid(long parts) {
		return parts >= 0;
	}

	static int schemeEnd(long parts) {
		return (int) parts & 0xff;
	}

	/**
	 * Return where the host starts; for a sub-domain pattern, where its suffix starts.
	 */
	static int hostStart(long parts) {
		return (int) (parts >> HOST_START_SHIFT) & 0xff;
	}

	static int hostEnd(long parts) {
		return (int) (parts >> HOST_END_SHIFT) & 0xfff;
	}

	static int port(long parts) {
		int port = (int) (parts >> PORT_SHIFT) & 0xfffff;
		return (port > 0) ? port : NO_PORT;
	}

	static boolean subdomains(long parts) {
		return (parts & SUBDOMAINS) != 0;
	}

	static boolean anyPort(long parts) {
		return (parts & ANY_PORT) != 0;
	}

	/**
	 * Return whether two texts have the same port, and the same wildcards.
	 */
	static boolean isSameBehindHost(long one, long other) {
		return one >> PORT_SHIFT == other >> PORT_SHIFT;
	}

	private static long mistake(String text, OriginError error, int position) {
		return ~((long) error.code() << MISTAKE_SHIFT | Math.min(position, text.length()));
	}

	static int errorPosition(long mistake) {
		return (int) ~mistake;
	}

	static OriginError error(long mistake) {
		return OriginError.of((int) (~mistake >> MISTAKE_SHIFT));
	}

	private static long scan(String text, boolean pattern) {
		if (text.length() > MAX_LENGTH + (pattern ? "*.".length() : 0)) {
			return mistake(text, OriginError.LENGTH, MAX_LENGTH);
		}
		int schemeEnd = text.indexOf("://");
		int end = (schemeEnd >= 0) ? schemeEnd : text.length();
		for (int i = 0; i < end; i++) {
			char c = text.charAt(i);
			boolean valid = isLowerAlpha(c) || (i > 0 && (isDigit(c) || c == '+' || c == '-' || c == '.'));
			if (!valid) {
				return mistake(text, (schemeEnd < 0) ? OriginError.NO_SCHEME : OriginError.SCHEME_CHARACTER, i);
			}
		}
		if (schemeEnd <= 0) {
			return mistake(text, OriginError.NO_SCHEME, 0);
		}
		if (schemeEnd > MAX_SCHEME_LENGTH) {
			return mistake(text, OriginError.SCHEME_LENGTH, MAX_SCHEME_LENGTH);
		}
		return scanHost(text, pattern, schemeEnd);
	}

	private static long scanHost(String text, boolean pattern, int schemeEnd) {
		int start = schemeEnd + "://".length();
		if (text.startsWith("[", start)) {
			return scanIpv6(text, pattern, schemeEnd, start);
		}
		if (pattern && text.startsWith("*.", start)) {
			return scanName(text, true, schemeEnd, start + "*.".length(), SUBDOMAINS);
		}
		return scanName(text, pattern, schemeEnd, start, 0);
	}

	private static long scanName(String text, boolean pattern, int schemeEnd, int start, long subdomains) {
		int length = text.length();
		int labelStart = start;
		int i = start;
		for (; i < length; i++) {
			char c = text.charAt(i);
			if (c < HOST_CHARACTERS.length && HOST_CHARACTERS[c]) {
				continue;
			}
			if (c == ':') {
				break;
			}
			if (c != '.') {
				return mistake(text, OriginError.HOST_CHARACTER, i);
			}
			if (i == labelStart || i - labelStart > MAX_LABEL_LENGTH) {
				return label(text, start, labelStart, i);
			}
			labelStart = i + 1;
		}
		boolean trailingDot = labelStart == i && i > start;
		if (!trailingDot && (i == labelStart || i - labelStart > MAX_LABEL_LENGTH)) {
			return label(text, start, labelStart, i);
		}
		if (i - start > MAX_HOST_LENGTH) {
			return mistake(text, OriginError.HOST_LENGTH, start + MAX_HOST_LENGTH);
		}
		long parts = schemeEnd | (long) start << HOST_START_SHIFT | (long) i << HOST_END_SHIFT | subdomains;
		long address = checkAddress(text, start, i, trailingDot ? i - 1 : i, subdomains != 0);
		return isValid(address) ? scanPort(text, pattern, parts) : address;
	}

	private static long label(String text, int hostStart, int start, int end) {
		if (start == end) {
			return mistake(text, (start == hostStart) ? OriginError.NO_HOST : OriginError.EXTRA_DOT, start);
		}
		return mistake(text, OriginError.LABEL_LENGTH, start + MAX_LABEL_LENGTH);
	}

	/**
	 * Require the canonical form of an IPv4 address where the last label is a number:
	 * browsers send no other.
	 */
	private static long checkAddress(String text, int start, int end, int nameEnd, boolean subdomains) {
		// A number ends with a digit or, as in 0xff, with a hexadecimal one.
		if (Character.digit(text.charAt(nameEnd - 1), 16) < 0) {
			return 0;
		}
		int lastLabel = Math.max(text.lastIndexOf('.', nameEnd - 1) + 1, start);
		if (!IpAddress.isNumber(text, lastLabel, nameEnd)) {
			return 0;
		}
		if (subdomains) {
			return mistake(text, OriginError.SUBDOMAINS_OF_ADDRESS, lastLabel);
		}
		return IpAddress.isCanonicalIpv4(text, start, end) ? 0 : mistake(text, OriginError.IPV4, lastLabel);
	}

	private static long scanIpv6(String text, boolean pattern, int schemeEnd, int start) {
		int close = text.indexOf(']', start);
		if (close < 0 || !IpAddress.isIpv6(text, start + 1, close)) {
			return mistake(text, OriginError.IPV6, start);
		}
		int end = close + 1;
		if (end < text.length() && text.charAt(end) != ':') {
			return mistake(text, OriginError.HOST_CHARACTER, end);
		}
		return scanPort(text, pattern, schemeEnd | (long) start << HOST_START_SHIFT | (long) end << HOST_END_SHIFT);
	}

	private static long scanPort(String text, boolean pattern, long parts) {
		int end = hostEnd(parts);
		if (end == text.length()) {
			return parts;
		}
		int start = end + 1;
		if (pattern && start == text.length() - 1 && text.charAt(start) == '*') {
			return parts | ANY_PORT;
		}
		int value = 0;
		for (int i = start; i < text.length(); i++) {
			char c = text.charAt(i);
			if (!isDigit(c)) {
				return mistake(text, OriginError.PORT_CHARACTER, i);
			}
			if (i - start == MAX_PORT_LENGTH) {
				return mistake(text, OriginError.PORT_LENGTH, start);
			}
			value = value * 10 + (c - '0');
		}
		if (start == text.length() || value == 0 || value > 65535) {
			return mistake(text, OriginError.PORT_RANGE, start);
		}
		if (text.charAt(start) == '0') {
			return mistake(text, OriginError.PORT_ZEROS, start);
		}
		if (value == Origin.defaultPort(text, schemeEnd(parts))) {
			return mistake(text, OriginError.DEFAULT_PORT, start - 1);
		}
		return parts | (long) value << PORT_SHIFT;
	}

	private static boolean isLowerAlpha(char c) {
		return c >= 'a' && c <= 'z';
	}

	private static boolean isDigit(char c) {
		return c >= '0' && c <= '9';
	}

}
