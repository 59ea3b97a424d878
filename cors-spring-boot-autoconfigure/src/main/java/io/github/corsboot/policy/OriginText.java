package io.github.corsboot.policy;

import io.github.corsboot.policy.PolicyProblem.Reason;
import org.jspecify.annotations.Nullable;

/**
 * The text of an origin, or of an origin pattern, read in one pass: where its parts are,
 * or what is wrong with it. Reading never throws. Configuration and requests share it, so
 * that a pattern can never mean something else than the origins it is compared with.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6454#section-6.2">RFC 6454, section
 * 6.2</a>
 */
final class OriginText {

	private static final int MAX_SCHEME_LENGTH = 64;

	private static final int MAX_HOST_LENGTH = 253;

	static final int MAX_LABEL_LENGTH = 63;

	private static final int MAX_PORT_LENGTH = 5;

	/** The length of the longest legal origin. */
	static final int MAX_LENGTH = MAX_SCHEME_LENGTH + "://".length() + MAX_HOST_LENGTH + 1 + MAX_PORT_LENGTH;

	private static final int NO_PORT = -1;

	private static final int NO_WILDCARD = -1;

	private static final String WILDCARD_PLACE = "use '*' only as the whole first label, like 'https://*.example.com', "
			+ "once within it, like 'https://pr-*.example.com', or as the whole port, like 'http://localhost:*'";

	static final String TOO_LONG = "an origin has at most " + MAX_LENGTH + " characters";

	private static final String PORT_NUMBER = "a port is a number from 1 to 65535";

	private static final boolean[] HOST_CHARACTERS = new boolean[128];

	static {
		for (char c : "abcdefghijklmnopqrstuvwxyz0123456789-_".toCharArray()) {
			HOST_CHARACTERS[c] = true;
		}
	}

	private final String text;

	/** Whether {@code *} may stand for a part of the host and for ports. */
	private final boolean pattern;

	private int schemeEnd;

	/** Where {@code *} is in the host. */
	private int wildcard = NO_WILDCARD;

	/** Where the part of the host starts that has whole labels only. */
	private int hostStart;

	private int hostEnd;

	private int port = NO_PORT;

	private boolean anyPort;

	private int wrongAt;

	/** What to write instead, if the text is wrong. */
	private @Nullable String advice;

	private OriginText(String text, boolean pattern) {
		this.text = text;
		this.pattern = pattern;
	}

	/**
	 * Read the {@code Origin} of a request.
	 * @param text the value of the header, from an untrusted source
	 */
	static OriginText ofRequest(String text) {
		return new OriginText(text, false).read();
	}

	/**
	 * Read a configured origin or pattern.
	 * @param text the configured text; a lone {@code *} is not valid here
	 */
	static OriginText ofPattern(String text) {
		return new OriginText(text, true).read();
	}

	boolean isValid() {
		return this.advice == null;
	}

	/**
	 * Return whether this is what a browser may send as {@code Origin}: {@code null}, or
	 * a tuple origin.
	 */
	boolean isWellFormed() {
		return isValid() || this.text.equals(Origin.NULL);
	}

	/**
	 * Return what is wrong.
	 * @return the mistake, or {@code null} if the text is valid
	 */
	@Nullable Mistake mistake() {
		return (this.advice != null) ? new Mistake(Reason.MALFORMED, this.wrongAt, this.advice) : null;
	}

	String scheme() {
		return this.text.substring(0, this.schemeEnd);
	}

	/**
	 * Return the host, for a pattern with {@code *} in its first label the part behind
	 * that label.
	 */
	String host() {
		return this.text.substring(this.hostStart, this.hostEnd);
	}

	int hostStart() {
		return this.hostStart;
	}

	int hostEnd() {
		return this.hostEnd;
	}

	/**
	 * Return the port that is written.
	 * @return the port, or {@code -1} if there is none
	 */
	int port() {
		return this.port;
	}

	/**
	 * Return whether the host is a pattern for all domains below it.
	 */
	boolean isSubdomains() {
		return this.wildcard != NO_WILDCARD && prefixLength() == 0 && this.hostStart == this.wildcard + "*.".length();
	}

	/**
	 * Return whether the host is a pattern for all labels of a domain that begin and end
	 * alike.
	 */
	boolean isWithinLabel() {
		return this.wildcard != NO_WILDCARD && !isSubdomains() && !isAnyHost();
	}

	/**
	 * Return whether every host matches.
	 */
	boolean isAnyHost() {
		return this.wildcard != NO_WILDCARD && this.hostStart == this.hostEnd;
	}

	/**
	 * Return whether there is {@code *}, so that more than one origin matches.
	 */
	boolean hasWildcard() {
		return this.wildcard != NO_WILDCARD || this.anyPort;
	}

	/**
	 * Return the index at which the first label starts.
	 */
	int labelStart() {
		return this.schemeEnd + "://".length();
	}

	/**
	 * Return the number of characters before {@code *} in the first label.
	 */
	int prefixLength() {
		return this.wildcard - labelStart();
	}

	/**
	 * Return the number of characters behind {@code *} in the first label.
	 */
	int suffixLength() {
		return this.hostStart - ".".length() - (this.wildcard + "*".length());
	}

	/**
	 * Return whether the port is {@code :*}, which also matches no port.
	 */
	boolean isAnyPort() {
		return this.anyPort;
	}

	char charAt(int index) {
		return this.text.charAt(index);
	}

	boolean isSameScheme(OriginText other) {
		return this.schemeEnd == other.schemeEnd && this.text.regionMatches(0, other.text, 0, this.schemeEnd);
	}

	/**
	 * Return whether two patterns are equal but for scheme and host.
	 */
	boolean hasSamePortAndWildcards(OriginText other) {
		return this.port == other.port && this.anyPort == other.anyPort && isSubdomains() == other.isSubdomains();
	}

	/**
	 * Return whether this host equals a section of another text.
	 */
	boolean isHost(OriginText other, int start, int end) {
		int length = end - start;
		return this.hostEnd - this.hostStart == length
				&& this.text.regionMatches(this.hostStart, other.text, start, length);
	}

	/**
	 * Return whether this pattern contains an origin.
	 * @param origin an origin, which is valid
	 */
	boolean contains(OriginText origin) {
		int start = origin.hostEnd - (this.hostEnd - this.hostStart);
		if (start < origin.hostStart || !isHost(origin, start, origin.hostEnd)) {
			return false;
		}
		// Compare whole labels: "https://notexample.com" also ends like "example.com".
		boolean labels = isAnyHost() || start == origin.hostStart || origin.text.charAt(start - 1) == '.';
		return labels && containsBesideHost(origin, start);
	}

	/**
	 * Return whether this pattern contains an origin whose host it matches: compare
	 * everything else.
	 * @param origin the origin
	 * @param start where this host starts in the origin
	 */
	boolean containsBesideHost(OriginText origin, int start) {
		return containsLabels(origin, start) && (this.anyPort || this.port == origin.port) && isSameScheme(origin);
	}

	/**
	 * Return whether the labels of an origin in front of this host match this pattern.
	 */
	private boolean containsLabels(OriginText origin, int start) {
		if (this.wildcard == NO_WILDCARD) {
			return start == origin.hostStart;
		}
		return isWithinLabel() ? containsLabel(origin, start - ".".length()) : start > origin.hostStart;
	}

	/**
	 * Return whether an origin has one label before an index, and it begins and ends like
	 * that of this pattern. {@code *} stands for one character or more.
	 */
	private boolean containsLabel(OriginText origin, int end) {
		int prefix = prefixLength();
		int suffix = suffixLength();
		return end - origin.hostStart > prefix + suffix && origin.text.lastIndexOf('.', end - 1) < origin.hostStart
				&& this.text.regionMatches(labelStart(), origin.text, origin.hostStart, prefix)
				&& this.text.regionMatches(this.wildcard + 1, origin.text, end - suffix, suffix);
	}

	private OriginText read() {
		if (readScheme() && readHost()) {
			readPort();
		}
		return this;
	}

	private boolean readScheme() {
		if (this.text.length() > MAX_LENGTH + (this.pattern ? "*.".length() : 0)) {
			return wrong(MAX_LENGTH, TOO_LONG);
		}
		int separator = this.text.indexOf("://");
		int end = (separator >= 0) ? separator : this.text.length();
		int valid = 0;
		while (valid < end && isSchemeCharacter(this.text.charAt(valid), valid)) {
			valid++;
		}
		if (separator <= 0) {
			return wrong((valid < end) ? valid : 0, "write the scheme first, like 'https://app.example.com'");
		}
		if (valid < end) {
			return wrong(valid, (this.text.charAt(valid) == '*') ? "write one scheme, it cannot be '*'"
					: "a scheme has letters, digits, '+', '-' and '.' only");
		}
		if (end > MAX_SCHEME_LENGTH) {
			return wrong(MAX_SCHEME_LENGTH, "a scheme has at most " + MAX_SCHEME_LENGTH + " characters");
		}
		this.schemeEnd = end;
		return true;
	}

	private static boolean isSchemeCharacter(char c, int index) {
		return (c >= 'a' && c <= 'z') || (index > 0 && (isDigit(c) || c == '+' || c == '-' || c == '.'));
	}

	private boolean readHost() {
		int start = labelStart();
		if (this.text.startsWith("[", start)) {
			return readIpv6(start);
		}
		this.hostStart = start;
		if (this.pattern && this.text.startsWith("*", start)) {
			boolean alone = start == this.text.length() - 1;
			if (alone && !this.text.startsWith("http")) {
				this.wildcard = start;
				this.hostStart = this.text.length();
				this.hostEnd = this.hostStart;
				return true;
			}
			if (this.text.startsWith(".", start + 1)) {
				this.wildcard = start;
				this.hostStart = start + "*.".length();
			}
		}
		return readName(this.hostStart);
	}

	private boolean readName(int start) {
		String text = this.text;
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
			if (c == '*' && this.pattern && labelStart == start && this.wildcard == NO_WILDCARD) {
				this.wildcard = i;
				continue;
			}
			if (c != '.') {
				return wrong(i, hostAdvice(c));
			}
			if (i == labelStart || i - labelStart > MAX_LABEL_LENGTH) {
				return wrongLabel(labelStart, i);
			}
			labelStart = i + 1;
		}
		boolean trailingDot = labelStart == i && i > start;
		if (!trailingDot && (i == labelStart || i - labelStart > MAX_LABEL_LENGTH)) {
			return wrongLabel(labelStart, i);
		}
		if (i - start > MAX_HOST_LENGTH) {
			return wrong(start + MAX_HOST_LENGTH, "a host has at most " + MAX_HOST_LENGTH + " characters");
		}
		this.hostEnd = i;
		if (this.wildcard >= start) {
			int dot = this.text.indexOf('.', this.wildcard);
			if (dot < 0 || dot >= i - 1) {
				return wrong(this.wildcard, WILDCARD_PLACE);
			}
			this.hostStart = dot + 1;
		}
		return checkAddress(trailingDot ? i - 1 : i);
	}

	private boolean wrongLabel(int start, int end) {
		if (start == end) {
			return wrong(start, (start == this.hostStart) ? "write a host after '://'" : "delete the extra dot");
		}
		return wrong(start + MAX_LABEL_LENGTH, "a label has at most " + MAX_LABEL_LENGTH + " characters");
	}

	private static String hostAdvice(char c) {
		return switch (c) {
			case '*' -> WILDCARD_PLACE;
			case '/' -> "an origin has no path: delete everything from here";
			case '?', '#' -> "an origin has no query and no fragment: delete everything from here";
			case '@' -> "an origin has no user information: delete everything between '://' and '@'";
			case ' ', '\t' -> "delete the white space";
			default -> "a host has lower-case letters, digits, '.', '-' and '_' only";
		};
	}

	/**
	 * Require the canonical form of an IPv4 address where the last label is a number:
	 * browsers send no other.
	 */
	private boolean checkAddress(int nameEnd) {
		// A number ends with a digit or, as in 0xff, with a hexadecimal one.
		if (Character.digit(this.text.charAt(nameEnd - 1), 16) < 0) {
			return true;
		}
		int lastLabel = Math.max(this.text.lastIndexOf('.', nameEnd - 1) + 1, this.hostStart);
		if (!IpAddress.isNumber(this.text, lastLabel, nameEnd)) {
			return true;
		}
		if (this.wildcard != NO_WILDCARD) {
			return wrong(lastLabel, "an address has no sub-domains");
		}
		return IpAddress.isCanonicalIpv4(this.text, this.hostStart, this.hostEnd)
				|| wrong(lastLabel, "write an IPv4 address as four decimal numbers, like 'http://127.0.0.1'");
	}

	private boolean readIpv6(int start) {
		int close = this.text.indexOf(']', start);
		if (close < 0 || !IpAddress.isIpv6(this.text, start + 1, close)) {
			return wrong(start, "write an IPv6 address in lower case and brackets, like 'http://[::1]'");
		}
		this.hostStart = start;
		this.hostEnd = close + 1;
		boolean alone = this.hostEnd == this.text.length() || this.text.charAt(this.hostEnd) == ':';
		return alone || wrong(this.hostEnd, hostAdvice(this.text.charAt(this.hostEnd)));
	}

	private boolean readPort() {
		int length = this.text.length();
		int start = this.hostEnd + 1;
		if (this.hostEnd == length) {
			return true;
		}
		if (this.pattern && start == length - 1 && this.text.charAt(start) == '*') {
			this.anyPort = true;
			return true;
		}
		int value = 0;
		for (int i = start; i < length; i++) {
			char c = this.text.charAt(i);
			if (!isDigit(c)) {
				return wrong(i, (c == '*') ? WILDCARD_PLACE : PORT_NUMBER);
			}
			if (i - start == MAX_PORT_LENGTH) {
				return wrong(start, "a port is at most 65535");
			}
			value = value * 10 + (c - '0');
		}
		if (value == 0 || value > 65535) {
			return wrong(start, PORT_NUMBER);
		}
		if (this.text.charAt(start) == '0') {
			return wrong(start, "write the port without leading zeros");
		}
		if ((value == 80 && this.text.startsWith("http://")) || (value == 443 && this.text.startsWith("https://"))) {
			return wrong(start - 1, "delete the default port: browsers do not send it");
		}
		this.port = value;
		return true;
	}

	/**
	 * Remember what is wrong.
	 * @return {@code false}
	 */
	private boolean wrong(int position, String advice) {
		this.wrongAt = Math.min(position, this.text.length());
		this.advice = advice;
		return false;
	}

	private static boolean isDigit(char c) {
		return c >= '0' && c <= '9';
	}

	@Override
	public String toString() {
		return this.text;
	}

}
