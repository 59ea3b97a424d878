package io.github.corsboot.policy;

import io.github.corsboot.policy.PolicyProblem.Reason;
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
 * <li>{@code *}, everyone, whatever {@code Origin} says: {@code null}, {@code file://}
 * and {@code app://.} included.
 * </ul>
 * Prohibited: {@code *} anywhere else ({@code https://*example.com},
 * {@code https://a.*.com}, {@code https://*}), and whatever an {@link Origin} prohibits.
 *
 * @since 0.1.0
 */
public final class OriginPattern {

	/** Stands for the parts of {@code *}, which has none. */
	private static final long NO_PARTS = -1;

	private static final OriginPattern ANY = new OriginPattern("*", NO_PARTS);

	private final String text;

	private final long parts;

	private OriginPattern(String text, long parts) {
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
		long parts = OriginScanner.scanPattern(text);
		boolean valid = OriginScanner.isValid(parts);
		Mistake mistake = valid ? OriginMistakes.findInLegal(text) : OriginMistakes.find(text);
		if (mistake == null && !valid) {
			int position = OriginScanner.errorPosition(parts);
			mistake = new Mistake(Reason.MALFORMED, position, OriginScanner.error(parts).advice(text, position));
		}
		if (mistake != null) {
			throw new OriginPatternException(text, mistake);
		}
		return new OriginPattern(text, parts);
	}

	/**
	 * Return whether an origin is in the set that this pattern describes.
	 * @param origin the value of an {@code Origin} header, from an untrusted source
	 * @return whether it matches; for everyone, any single value of visible ASCII
	 * characters does, otherwise never text that is not an origin
	 */
	public boolean matches(String origin) {
		if (isAny()) {
			return Origin.isSingleValue(origin);
		}
		long other = OriginScanner.scanOrigin(origin);
		return OriginScanner.isValid(other) && sameScheme(origin, other)
				&& (OriginScanner.anyPort(this.parts) || OriginScanner.port(this.parts) == OriginScanner.port(other))
				&& hostMatches(origin, other);
	}

	private boolean sameScheme(String origin, long other) {
		int length = OriginScanner.schemeEnd(this.parts);
		return length == OriginScanner.schemeEnd(other) && this.text.regionMatches(0, origin, 0, length);
	}

	private boolean hostMatches(String origin, long other) {
		int hostStart = OriginScanner.hostStart(this.parts);
		int length = OriginScanner.hostEnd(this.parts) - hostStart;
		int start = OriginScanner.hostEnd(other) - length;
		int otherStart = OriginScanner.hostStart(other);
		if (start < otherStart || !this.text.regionMatches(hostStart, origin, start, length)) {
			return false;
		}
		// Compare whole labels: "https://notexample.com" ends like "example.com", too.
		return OriginScanner.subdomains(this.parts) ? start > otherStart && origin.charAt(start - 1) == '.'
				: start == otherStart;
	}

	/**
	 * Return whether this is {@code *}, everyone.
	 * @return whether every origin matches
	 */
	public boolean isAny() {
		return this.parts == NO_PARTS;
	}

	/**
	 * Return whether this is a single origin.
	 * @return whether the pattern has no {@code *}
	 */
	public boolean isExact() {
		return !isAny() && !OriginScanner.subdomains(this.parts) && !OriginScanner.anyPort(this.parts);
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
		return Origin.isLoopback(domain());
	}

	/**
	 * Return the host, for a sub-domain pattern the part behind {@code *.}.
	 * @return the host, empty for {@code *}
	 */
	String host() {
		return isAny() ? ""
				: this.text.substring(OriginScanner.hostStart(this.parts), OriginScanner.hostEnd(this.parts));
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
	 * Return the {@link OriginScanner parts} of the text, which {@code *} does not have.
	 */
	long parts() {
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
