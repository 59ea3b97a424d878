package io.github.corsboot.policy;

import org.jspecify.annotations.Nullable;

/**
 * Reads the text of a serialized origin, or of an origin pattern, in one pass and without
 * ever throwing. Configuration and requests share it, so that a pattern can never mean
 * something else than the origins it is compared with.
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

	private static final String SCHEME_EXAMPLE = "write the scheme first, as in 'https://app.example.com'";

	private static final String WILDCARD_PLACE = "use '*' only as the whole first label, as in 'https://*.example.com', "
			+ "or as the whole port, as in 'http://localhost:*'";

	private final String text;

	private final boolean pattern;

	private int schemeEnd;

	/** Where the host starts; for a sub-domain pattern, where its suffix starts. */
	private int hostStart;

	private int hostEnd;

	private int port = NO_PORT;

	private boolean subdomains;

	private boolean anyPort;

	private int errorPosition = -1;

	private @Nullable String error;

	private OriginScanner(String text, boolean pattern) {
		this.text = text;
		this.pattern = pattern;
	}

	/**
	 * Scan the {@code Origin} of a request.
	 * @param text the value of the header
	 * @return the scanner, which {@link #isValid() may be invalid}
	 */
	static OriginScanner scanOrigin(String text) {
		return new OriginScanner(text, false).scan();
	}

	/**
	 * Scan a configured origin or pattern.
	 * @param text the configured text, anything but the lone {@code *}
	 * @return the scanner, which {@link #isValid() may be invalid}
	 */
	static OriginScanner scanPattern(String text) {
		return new OriginScanner(text, true).scan();
	}

	private OriginScanner scan() {
		if (this.text.length() > MAX_LENGTH + (this.pattern ? "*.".length() : 0)) {
			fail(MAX_LENGTH, "an origin has at most " + MAX_LENGTH + " characters");
			return this;
		}
		if (scanScheme() && scanHost()) {
			scanPort();
		}
		return this;
	}

	private boolean scanScheme() {
		this.schemeEnd = this.text.indexOf("://");
		int end = (this.schemeEnd >= 0) ? this.schemeEnd : this.text.length();
		for (int i = 0; i < end; i++) {
			char c = this.text.charAt(i);
			boolean valid = isLowerAlpha(c) || (i > 0 && (isDigit(c) || c == '+' || c == '-' || c == '.'));
			if (!valid) {
				return fail(i, (this.schemeEnd < 0) ? SCHEME_EXAMPLE : schemeError(c));
			}
		}
		if (this.schemeEnd <= 0) {
			return fail(0, SCHEME_EXAMPLE);
		}
		if (this.schemeEnd > MAX_SCHEME_LENGTH) {
			return fail(MAX_SCHEME_LENGTH, "a scheme has at most " + MAX_SCHEME_LENGTH + " characters");
		}
		return true;
	}

	private static String schemeError(char c) {
		if (isUpperAlpha(c)) {
			return "write the scheme in lower case";
		}
		return (c == '*') ? "write one scheme, it cannot be '*'"
				: "a scheme has letters, digits, '+', '-' and '.' only";
	}

	private boolean scanHost() {
		this.hostStart = this.schemeEnd + "://".length();
		if (this.text.startsWith("[", this.hostStart)) {
			return scanIpv6();
		}
		if (this.pattern && this.text.startsWith("*.", this.hostStart)) {
			this.subdomains = true;
			this.hostStart += "*.".length();
		}
		return scanName();
	}

	private boolean scanName() {
		int labelStart = this.hostStart;
		int i = this.hostStart;
		for (; i < this.text.length() && this.text.charAt(i) != ':'; i++) {
			char c = this.text.charAt(i);
			if (c == '.') {
				if (!checkLabel(labelStart, i)) {
					return false;
				}
				labelStart = i + 1;
			}
			else if (!isHostCharacter(c)) {
				return fail(i, hostError(c));
			}
		}
		this.hostEnd = i;
		boolean trailingDot = labelStart == i && i > this.hostStart;
		if (!trailingDot && !checkLabel(labelStart, i)) {
			return false;
		}
		if (i - this.hostStart > MAX_HOST_LENGTH) {
			return fail(this.hostStart + MAX_HOST_LENGTH, "a host has at most " + MAX_HOST_LENGTH + " characters");
		}
		return checkAddress();
	}

	private boolean checkLabel(int start, int end) {
		if (start == end) {
			return fail(start, (start == this.hostStart) ? "write a host after '://'" : "delete the extra dot");
		}
		if (end - start > MAX_LABEL_LENGTH) {
			return fail(start + MAX_LABEL_LENGTH, "a label has at most " + MAX_LABEL_LENGTH + " characters");
		}
		return true;
	}

	/**
	 * Require the canonical form of an IPv4 address where the last label is a number:
	 * browsers send no other.
	 */
	private boolean checkAddress() {
		boolean trailingDot = this.text.charAt(this.hostEnd - 1) == '.';
		int nameEnd = trailingDot ? this.hostEnd - 1 : this.hostEnd;
		int lastLabel = Math.max(this.text.lastIndexOf('.', nameEnd - 1) + 1, this.hostStart);
		if (!IpAddress.isNumber(this.text, lastLabel, nameEnd)) {
			return true;
		}
		if (this.subdomains) {
			return fail(lastLabel, "an address has no sub-domains");
		}
		return IpAddress.isCanonicalIpv4(this.text, this.hostStart, this.hostEnd)
				|| fail(lastLabel, "write an IPv4 address as four decimal numbers, as in 'http://127.0.0.1'");
	}

	private boolean scanIpv6() {
		int close = this.text.indexOf(']', this.hostStart);
		if (close < 0 || !IpAddress.isIpv6(this.text, this.hostStart + 1, close)) {
			return fail(this.hostStart, "write an IPv6 address in lower case and brackets, as in 'http://[::1]'");
		}
		this.hostEnd = close + 1;
		return this.hostEnd == this.text.length() || this.text.charAt(this.hostEnd) == ':'
				|| fail(this.hostEnd, hostError(this.text.charAt(this.hostEnd)));
	}

	private String hostError(char c) {
		if (isUpperAlpha(c)) {
			return "write the host in lower case";
		}
		return switch (c) {
			case '*' -> this.pattern ? WILDCARD_PLACE : "not an origin";
			case '/' -> "an origin has no path: delete everything from here";
			case '?', '#' -> "an origin has no query and no fragment: delete everything from here";
			case '@' -> "an origin has no user information: delete everything between '://' and '@'";
			case ' ', '\t' -> "delete the white space";
			default -> "a host has lower-case letters, digits, '.', '-' and '_' only";
		};
	}

	private boolean scanPort() {
		if (this.hostEnd == this.text.length()) {
			return true;
		}
		int start = this.hostEnd + 1;
		if (this.pattern && this.text.substring(start).equals("*")) {
			this.anyPort = true;
			return true;
		}
		int value = 0;
		for (int i = start; i < this.text.length(); i++) {
			char c = this.text.charAt(i);
			if (!isDigit(c)) {
				return fail(i, portError(c));
			}
			if (i - start == MAX_PORT_LENGTH) {
				return fail(start, "a port is at most 65535");
			}
			value = value * 10 + (c - '0');
		}
		return checkPort(start, value);
	}

	private String portError(char c) {
		if (c == '*' && this.pattern) {
			return WILDCARD_PLACE;
		}
		return (c == '/') ? hostError(c) : "a port is a number from 1 to 65535";
	}

	private boolean checkPort(int start, int value) {
		if (start == this.text.length() || value == 0 || value > 65535) {
			return fail(start, "a port is a number from 1 to 65535");
		}
		if (this.text.charAt(start) == '0') {
			return fail(start, "write the port without leading zeros");
		}
		if (value == Origin.defaultPort(this.text, this.schemeEnd)) {
			return fail(start - 1, "delete the default port: browsers do not send it");
		}
		this.port = value;
		return true;
	}

	private boolean fail(int position, String error) {
		this.errorPosition = Math.min(position, this.text.length());
		this.error = error;
		return false;
	}

	boolean isValid() {
		return this.error == null;
	}

	@Nullable String error() {
		return this.error;
	}

	int errorPosition() {
		return this.errorPosition;
	}

	int schemeEnd() {
		return this.schemeEnd;
	}

	int hostStart() {
		return this.hostStart;
	}

	int hostEnd() {
		return this.hostEnd;
	}

	int port() {
		return this.port;
	}

	boolean subdomains() {
		return this.subdomains;
	}

	boolean anyPort() {
		return this.anyPort;
	}

	private static boolean isHostCharacter(char c) {
		return isLowerAlpha(c) || isDigit(c) || c == '-' || c == '_';
	}

	private static boolean isLowerAlpha(char c) {
		return c >= 'a' && c <= 'z';
	}

	private static boolean isUpperAlpha(char c) {
		return c >= 'A' && c <= 'Z';
	}

	private static boolean isDigit(char c) {
		return c >= '0' && c <= '9';
	}

}
