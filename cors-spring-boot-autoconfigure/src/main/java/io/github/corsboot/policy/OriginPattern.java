package io.github.corsboot.policy;

import org.jspecify.annotations.Nullable;

/**
 * An entry of {@code allowed-origins}: one origin, or a set of origins that is described
 * by structure, never by a regular expression. Immutable and thread-safe.
 * <p>
 * Permitted forms:
 * <ul>
 * <li>{@code https://app.example.com}, exactly this {@link Origin origin};
 * <li>{@code https://*.example.com}, one or more labels below {@code example.com}, never
 * {@code example.com} itself;
 * <li>{@code http://localhost:*}, any port or none;
 * <li>{@code https://*.example.com:*}, both together;
 * <li>{@code https://pr-*.example.com}, one label that begins and ends like this one,
 * with one character or more for {@code *};
 * <li>{@code moz-extension://*}, any host of a scheme that does not begin with
 * {@code http};
 * <li>{@code *}, everyone, whatever {@code Origin} says: {@code null}, {@code file://}
 * and {@code app://.} included.
 * </ul>
 * Prohibited: {@code *} anywhere else ({@code https://a.*.com}, {@code https://*}),
 * {@code https://*example.com} with nothing but a top-level domain behind the label, an
 * address behind {@code *}, the schemes {@code file}, {@code ws} and {@code wss}, and
 * whatever an {@link Origin} prohibits.
 *
 * @since 0.1.0
 */
public final class OriginPattern {

	private static final String EVERYONE = "*";

	private final OriginText text;

	private OriginPattern(OriginText text) {
		this.text = text;
	}

	/**
	 * Parse the text of a pattern.
	 * @param text the text, in one of the permitted forms
	 * @return the pattern
	 * @throws OriginPatternException if the text is in none of the permitted forms
	 */
	public static OriginPattern parse(String text) {
		OriginText pattern = OriginText.ofPattern(text);
		if (!text.equals(EVERYONE)) {
			Mistake mistake = pattern.isValid() ? OriginMistakes.findInLegal(text) : OriginMistakes.find(text);
			mistake = (mistake != null) ? mistake : pattern.mistake();
			if (mistake != null) {
				throw new OriginPatternException(text, mistake);
			}
		}
		return new OriginPattern(pattern);
	}

	/**
	 * Return whether a text is a host in the form in which policies name it: in lower
	 * case, without scheme and port, an IPv6 address in brackets.
	 * @param text the text, from an untrusted source
	 * @return whether it is a name, an address, or {@code *.} with a domain
	 */
	public static boolean isHost(String text) {
		if (text.length() > OriginText.MAX_LENGTH || text.endsWith(".") || text.lastIndexOf('*') > 0
				|| (text.startsWith("*") && !text.startsWith("*."))) {
			return false;
		}
		try {
			// With a port behind it, a text with a scheme, a port or a path is not valid.
			parse("https://" + text + ":*");
			return true;
		}
		catch (OriginPatternException ex) {
			return false;
		}
	}

	/**
	 * Return whether an origin is in the set that this pattern describes.
	 * @param origin the value of an {@code Origin} header, from an untrusted source
	 * @return whether it matches; for everyone, any single value of 1 to 326 visible
	 * ASCII characters without a comma does, otherwise never text that is not an origin
	 */
	public boolean matches(String origin) {
		if (isAny()) {
			return Origin.isSingleValue(origin);
		}
		OriginText other = OriginText.ofRequest(origin);
		return other.isValid() && this.text.contains(other);
	}

	/**
	 * Return whether this is {@code *}, everyone.
	 * @return whether every origin matches
	 */
	public boolean isAny() {
		return toString().equals(EVERYONE);
	}

	static boolean containsAny(Iterable<OriginPattern> patterns) {
		for (OriginPattern pattern : patterns) {
			if (pattern.isAny()) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Return whether this is a single origin.
	 * @return whether the pattern has no {@code *}
	 */
	public boolean isExact() {
		return !isAny() && !this.text.hasWildcard();
	}

	/**
	 * Return whether origins that match may come over a connection that anybody can
	 * tamper with: {@code http} to another host than this machine.
	 */
	boolean isInsecure() {
		return toString().startsWith("http://") && !isLoopback();
	}

	/**
	 * Return whether every origin that matches is that of a page on the user's own
	 * machine, over {@code http}.
	 * @return whether the scheme is {@code http}, and the host {@code localhost}, a name
	 * below it, an address in {@code 127.0.0.0/8}, or {@code [::1]}
	 */
	public boolean isLoopback() {
		return toString().startsWith("http://") && Origin.isLoopback(host());
	}

	/**
	 * Return the host, for a pattern with {@code *} in its first label the part behind
	 * that label.
	 * @return the host, empty for {@code *} and for any host
	 */
	String host() {
		return this.text.host();
	}

	/**
	 * Return the host without the dot that it may end with.
	 * @return the domain, empty for {@code *} and for any host
	 */
	String domain() {
		String host = host();
		return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
	}

	/**
	 * Return the text with its parts, which {@code *} does not have.
	 */
	OriginText text() {
		return this.text;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof OriginPattern pattern && toString().equals(pattern.toString());
	}

	@Override
	public int hashCode() {
		return toString().hashCode();
	}

	/**
	 * Return the text that was parsed.
	 * @return the text
	 */
	@Override
	public String toString() {
		return this.text.toString();
	}

}
