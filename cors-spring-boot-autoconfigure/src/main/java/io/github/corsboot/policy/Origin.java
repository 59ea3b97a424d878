package io.github.corsboot.policy;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * A tuple origin as browsers serialize it: scheme, host and port.
 * <p>
 * Permitted: {@code https://app.example.com}, {@code http://localhost:3000},
 * {@code http://127.0.0.1:8080}, {@code http://[::1]:3000},
 * {@code capacitor://localhost}, {@code chrome-extension://abcdefgh}.
 * <p>
 * Prohibited: anything with a path, a trailing slash, user information, upper case, white
 * space, a default port that is written out ({@code https://app.example.com:443}), a port
 * outside 1 to 65535, an empty host, an IPv4 address in another than its dotted decimal
 * form, and {@code null}, which is no tuple origin.
 * <p>
 * A scheme has at most 64 characters, a label 63, a host 253. The bytes of a host are
 * {@code a-z 0-9 . - _}, which is more than DNS allows and what browsers send.
 * <p>
 * The constructor does not check its arguments; {@link #parse} does.
 *
 * @param scheme the scheme, in lower case
 * @param host the host, in lower case, an IPv6 address in brackets
 * @param port the port that is written, from 1 to 65535, or {@code -1} for the default
 * port of the scheme
 * @since 0.1.0
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6454#section-6.2">RFC 6454, section
 * 6.2</a>
 */
public record Origin(String scheme, String host, int port) {

	/**
	 * The value of {@code Origin} for everything that has no tuple origin: sandboxed
	 * frames, {@code file:} pages, redirects across origins.
	 */
	public static final String NULL = "null";

	/**
	 * Parse the value of an {@code Origin} header.
	 * @param text the value, from an untrusted source
	 * @return the origin, or {@code null} if the text is not one
	 */
	public static @Nullable Origin parse(String text) {
		OriginText origin = OriginText.ofRequest(text);
		return origin.isValid() ? new Origin(origin.scheme(), origin.host(), origin.port()) : null;
	}

	/**
	 * Return whether the entry {@code *} matches a value, even one that is not a
	 * well-formed origin, such as the {@code file://}, {@code app://.} or
	 * {@code content://} of packaged applications.
	 * @param text the value of an {@code Origin} header
	 * @return whether it is one value, no list, of visible ASCII characters, and no
	 * longer than the longest legal origin
	 */
	static boolean isSingleValue(String text) {
		if (text.isEmpty() || text.length() > OriginText.MAX_LENGTH) {
			return false;
		}
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (c <= ' ' || c > '~' || c == ',') {
				return false;
			}
		}
		return true;
	}

	/**
	 * Return a host in the form in which policies name it.
	 * @param host the host to which a request is sent, in any case, without port, an IPv6
	 * address with or without brackets; from an untrusted source
	 * @return the host in lower case, without the dot that it may end with, an IPv6
	 * address in brackets
	 */
	public static String normalizeHost(String host) {
		String name = host.toLowerCase(Locale.ROOT);
		// 'example.com.' is the same server.
		name = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
		return (name.indexOf(':') >= 0 && !name.startsWith("[")) ? "[" + name + "]" : name;
	}

	/**
	 * Return whether the host is the user's own machine.
	 * @return whether it is {@code localhost}, a name below it, an address in
	 * {@code 127.0.0.0/8}, or {@code [::1]}; the scheme does not matter
	 */
	public boolean isLoopback() {
		return isLoopback(this.host);
	}

	static boolean isLoopback(String text) {
		String host = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
		boolean name = host.equals("localhost") || host.endsWith(".localhost");
		return name || host.equals("[::1]")
				|| (host.startsWith("127.") && IpAddress.isCanonicalIpv4(host, 0, host.length()));
	}

	/**
	 * Return whether this is the origin of a server that was reached under the given
	 * scheme, host and port.
	 * @param scheme the scheme of the request, in any case; {@code ws} counts as
	 * {@code http}, {@code wss} as {@code https}
	 * @param host the host of the request, in any case, an IPv6 address with or without
	 * brackets
	 * @param port the port of the request, or a value below 1 for the default
	 * @return whether both are the same origin
	 * @see <a href="https://www.rfc-editor.org/rfc/rfc6454#section-5">RFC 6454, section
	 * 5</a>
	 */
	public boolean isSameAs(String scheme, String host, int port) {
		return SameOrigin.isAddress(toString(), scheme, host, port);
	}

	/**
	 * Return whether a browser takes this and another origin for the same site, so that
	 * cookies with {@code SameSite=Lax} or {@code Strict} are sent.
	 * @param other the other origin
	 * @return whether they have the same scheme and the same host or registrable domain
	 * @see <a href="https://html.spec.whatwg.org/#same-site">HTML standard, same site</a>
	 */
	public boolean isSameSite(Origin other) {
		return this.scheme.equals(other.scheme) && (this.host.equals(other.host)
				|| (!isAddress(this.host) && registrableDomain(this.host).equals(registrableDomain(other.host))));
	}

	private static boolean isAddress(String host) {
		return host.startsWith("[") || IpAddress.isCanonicalIpv4(host, 0, host.length());
	}

	/**
	 * Return the longest public suffix of a host and one label more.
	 */
	private static String registrableDomain(String host) {
		int start = 0;
		for (int dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) {
			String parent = host.substring(dot + 1);
			if (parent.indexOf('.') < 0 || PublicSuffixes.contains(parent)) {
				return host.substring(start);
			}
			start = dot + 1;
		}
		return host;
	}

	@Override
	public String toString() {
		return this.scheme + "://" + this.host + ((this.port > 0) ? ":" + this.port : "");
	}

}
