package io.github.corsboot.policy;

import java.util.Arrays;

/**
 * What keeps a text from being an origin pattern, and what to write instead.
 */
enum OriginError {

	LENGTH(0, "an origin has at most " + OriginScanner.MAX_LENGTH + " characters"),

	NO_SCHEME(1, "write the scheme first, like 'https://app.example.com'"),

	SCHEME_CHARACTER(2, "a scheme has letters, digits, '+', '-' and '.' only"),

	SCHEME_LENGTH(3, "a scheme has at most " + OriginScanner.MAX_SCHEME_LENGTH + " characters"),

	NO_HOST(4, "write a host after '://'"),

	EXTRA_DOT(5, "delete the extra dot"),

	LABEL_LENGTH(6, "a label has at most " + OriginScanner.MAX_LABEL_LENGTH + " characters"),

	HOST_LENGTH(7, "a host has at most " + OriginScanner.MAX_HOST_LENGTH + " characters"),

	HOST_CHARACTER(8, "a host has lower-case letters, digits, '.', '-' and '_' only"),

	SUBDOMAINS_OF_ADDRESS(9, "an address has no sub-domains"),

	IPV4(10, "write an IPv4 address as four decimal numbers, like 'http://127.0.0.1'"),

	IPV6(11, "write an IPv6 address in lower case and brackets, like 'http://[::1]'"),

	PORT_CHARACTER(12, "a port is a number from 1 to 65535"),

	PORT_LENGTH(13, "a port is at most 65535"),

	PORT_RANGE(14, "a port is a number from 1 to 65535"),

	PORT_ZEROS(15, "write the port without leading zeros"),

	DEFAULT_PORT(16, "delete the default port: browsers do not send it");

	private static final String WILDCARD_PLACE = "use '*' only as the whole first label, like 'https://*.example.com', "
			+ "or as the whole port, like 'http://localhost:*'";

	private final int code;

	private final String advice;

	OriginError(int code, String advice) {
		this.code = code;
		this.advice = advice;
	}

	static OriginError of(int code) {
		return Arrays.stream(values()).filter((error) -> error.code == code).findFirst().orElseThrow();
	}

	int code() {
		return this.code;
	}

	/**
	 * Return what to write instead.
	 * @param text the text of a pattern
	 * @param position where it is wrong
	 */
	String advice(String text, int position) {
		return switch (this) {
			case SCHEME_CHARACTER -> schemeAdvice(text.charAt(position));
			case HOST_CHARACTER -> hostAdvice(text.charAt(position));
			case PORT_CHARACTER -> portAdvice(text.charAt(position));
			default -> this.advice;
		};
	}

	private String schemeAdvice(char c) {
		return (c == '*') ? "write one scheme, it cannot be '*'" : this.advice;
	}

	private static String hostAdvice(char c) {
		return switch (c) {
			case '*' -> WILDCARD_PLACE;
			case '/' -> "an origin has no path: delete everything from here";
			case '?', '#' -> "an origin has no query and no fragment: delete everything from here";
			case '@' -> "an origin has no user information: delete everything between '://' and '@'";
			case ' ', '\t' -> "delete the white space";
			default -> HOST_CHARACTER.advice;
		};
	}

	private String portAdvice(char c) {
		return (c == '*') ? WILDCARD_PLACE : this.advice;
	}

}
