package io.github.corsboot.policy;

import org.jspecify.annotations.Nullable;

/**
 * An entry of {@code allowed-origins}: one origin, or a set of origins that is described
 * by structure, never by a regular expression.
 * <p>
 * Permitted forms:
 * <ul>
 * <li>{@code https://app.example.com}, exactly this {@link Origin origin};
 * <li>{@code https://*.example.com}, one or more labels below {@code example.com}, never
 * {@code example.com} itself;
 * <li>{@code http://localhost:*}, any port or none;
 * <li>{@code https://*.example.com:*}, both together;
 * <li>{@code *}, everyone, {@code Origin: null} included.
 * </ul>
 * Prohibited: {@code *} anywhere else ({@code https://*example.com},
 * {@code https://a.*.com}, {@code https://*}), and whatever an {@link Origin} prohibits.
 *
 * @since 0.1.0
 */
public final class OriginPattern {

	private static final OriginPattern ANY = new OriginPattern("*", null);

	private final String text;

	private final @Nullable OriginScanner parts;

	private OriginPattern(String text, @Nullable OriginScanner parts) {
		this.text = text;
		this.parts = parts;
	}

	/**
	 * Parse the text of a pattern.
	 * @param text the text, in one of the permitted forms
	 * @return the pattern
	 * @throws OriginPatternException if the text is in none of the permitted forms
	 */
	public static OriginPattern parse(String text) {
		if (text.equals("*")) {
			return ANY;
		}
		OriginScanner scanner = OriginScanner.scanPattern(text);
		OriginMistake mistake = OriginMistake.find(text);
		if (mistake != null) {
			throw new OriginPatternException(text, mistake.position(), mistake.advice());
		}
		String error = scanner.error();
		if (error != null) {
			throw new OriginPatternException(text, scanner.errorPosition(), error);
		}
		return new OriginPattern(text, scanner);
	}

	/**
	 * Return whether an origin is in the set that this pattern describes.
	 * @param origin the value of an {@code Origin} header, from an untrusted source
	 * @return whether it matches; never for text that is not an origin
	 */
	public boolean matches(String origin) {
		OriginScanner pattern = this.parts;
		if (pattern == null) {
			return Origin.isWellFormed(origin);
		}
		OriginScanner other = OriginScanner.scanOrigin(origin);
		return other.isValid() && sameScheme(pattern, origin, other)
				&& (pattern.anyPort() || pattern.port() == other.port()) && hostMatches(pattern, origin, other);
	}

	private boolean sameScheme(OriginScanner pattern, String origin, OriginScanner other) {
		return pattern.schemeEnd() == other.schemeEnd() && this.text.regionMatches(0, origin, 0, pattern.schemeEnd());
	}

	private boolean hostMatches(OriginScanner pattern, String origin, OriginScanner other) {
		int length = pattern.hostEnd() - pattern.hostStart();
		int start = other.hostEnd() - length;
		if (start < other.hostStart() || !this.text.regionMatches(pattern.hostStart(), origin, start, length)) {
			return false;
		}
		// Compare whole labels: "https://notexample.com" ends like "example.com", too.
		return pattern.subdomains() ? start > other.hostStart() && origin.charAt(start - 1) == '.'
				: start == other.hostStart();
	}

	/**
	 * Return whether this is {@code *}, everyone.
	 * @return whether every origin matches
	 */
	public boolean isAny() {
		return this.parts == null;
	}

	/**
	 * Return whether this is a single origin.
	 * @return whether the pattern has no {@code *}
	 */
	public boolean isExact() {
		return this.parts != null && !this.parts.subdomains() && !this.parts.anyPort();
	}

	/**
	 * Return whether origins that match may come over a connection that anybody can
	 * tamper with: {@code http} to another host than this machine.
	 */
	boolean isInsecure() {
		return this.text.startsWith("http://") && !isLoopback();
	}

	/**
	 * Return whether every origin that matches is that of a page on the user's own
	 * machine, over {@code http}.
	 * @return whether the host is {@code localhost}, below it, or a loopback address
	 */
	public boolean isLoopback() {
		if (!this.text.startsWith("http://")) {
			return false;
		}
		String host = domain();
		boolean name = host.equals("localhost") || host.endsWith(".localhost");
		return name || host.equals("[::1]")
				|| (host.startsWith("127.") && IpAddress.isCanonicalIpv4(host, 0, host.length()));
	}

	/**
	 * Return the host, for a sub-domain pattern the part behind {@code *.}.
	 * @return the host, empty for {@code *}
	 */
	String host() {
		return (this.parts != null) ? this.text.substring(this.parts.hostStart(), this.parts.hostEnd()) : "";
	}

	/**
	 * Return the host without the dot that it may end with.
	 * @return the domain, empty for {@code *}
	 */
	String domain() {
		String host = host();
		return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
	}

	/**
	 * Return the parts of the text.
	 * @return the parts
	 * @throws IllegalStateException for {@code *}, which has none
	 */
	OriginScanner parts() {
		if (this.parts == null) {
			throw new IllegalStateException("'*' has no parts");
		}
		return this.parts;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof OriginPattern pattern && this.text.equals(pattern.text);
	}

	@Override
	public int hashCode() {
		return this.text.hashCode();
	}

	/**
	 * Return the text that was parsed.
	 * @return the text
	 */
	@Override
	public String toString() {
		return this.text;
	}

}
