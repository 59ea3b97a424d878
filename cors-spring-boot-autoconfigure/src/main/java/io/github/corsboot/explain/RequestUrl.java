package io.github.corsboot.explain;

import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.regex.Pattern;

import io.github.corsboot.policy.Origin;
import org.jspecify.annotations.Nullable;

/**
 * The URL of a request. Its user and fragment are dropped, as a browser does.
 *
 * @param scheme {@code http} or {@code https}; of a path alone {@code https}
 * @param host the host in lower case, empty if only a path is known
 * @param port the port, or -1 for that of the scheme
 * @param path the path, percent-encoded
 * @param query the query, percent-encoded, or {@code null} if there is none
 */
record RequestUrl(String scheme, String host, int port, String path, @Nullable String query) {

	private static final int MAX_PORT = 65535;

	/** URL standard, path percent-encode set. */
	private static final String NOT_IN_PATH = "\"#<>?^`{}";

	/** What browsers do not encode in a path or query, although RFC 3986 asks for it. */
	private static final String ILLEGAL = "[]|{}^\\`";

	private static final Pattern NOT_ENCODED_PERCENT = Pattern.compile("%(?![0-9A-Fa-f]{2})");

	/** Encoded slashes and backslashes in a path. */
	private static final Pattern ENCODED_SEPARATOR = Pattern.compile("(?i)%2f|%5c|%00");

	/** URL standard, special-query percent-encode set. */
	private static final String NOT_IN_QUERY = "\"#<>'";

	/**
	 * Parse a URL.
	 * @param text an absolute URL, or a path
	 * @throws IllegalArgumentException if it is neither
	 */
	static RequestUrl parse(String text) {
		// As a browser does: URL standard, URL parsing.
		String url = withoutFragment(text.strip().replaceAll("[\\t\\r\\n]", ""));
		if (url.startsWith("/") && !url.startsWith("//")) {
			return ofPath(url);
		}
		int authority = url.indexOf("://");
		String scheme = switch (url.substring(0, Math.max(authority, 0)).toLowerCase(Locale.ROOT)) {
			case "https", "wss" -> "https";
			case "http", "ws" -> "http";
			default -> throw new IllegalArgumentException(
					"'url' has to start with https:// or http://, or be a path such as /api/orders");
		};
		int start = authority + "://".length();
		int end = endOfAuthority(url, start);
		String hostAndPort = url
			.substring(url.lastIndexOf('@', end - 1) >= start ? url.lastIndexOf('@', end - 1) + 1 : start, end);
		int colon = hostAndPort.lastIndexOf(':');
		boolean hasPort = colon > hostAndPort.lastIndexOf(']');
		String host = ascii((hasPort ? hostAndPort.substring(0, colon) : hostAndPort).toLowerCase(Locale.ROOT));
		if (host.isEmpty() || Origin.parse(scheme + "://" + host) == null) {
			throw new IllegalArgumentException("'url' needs a host, such as https://api.example.com/api/orders");
		}
		return of(scheme, host, hasPort ? port(hostAndPort.substring(colon + 1), scheme) : -1, url.substring(end));
	}

	/**
	 * Return a host as browsers send it.
	 */
	private static String ascii(String host) {
		try {
			return host.chars().allMatch((c) -> c < 0x80) ? host : IDN.toASCII(host);
		}
		catch (IllegalArgumentException ex) {
			return "";
		}
	}

	/**
	 * Return the URL of a path at an address.
	 * @param address scheme, host and port
	 * @param pathAndQuery the path, and the query if there is one
	 */
	static RequestUrl of(String address, String pathAndQuery) {
		RequestUrl server = parse(address);
		return of(server.scheme, server.host, server.port, pathAndQuery);
	}

	/**
	 * Return the URL of a path of this application.
	 * @param pathAndQuery the path, and the query if there is one
	 */
	static RequestUrl ofPath(String pathAndQuery) {
		return of("https", "", -1, pathAndQuery);
	}

	private static String withoutFragment(String url) {
		int hash = url.indexOf('#');
		return (hash >= 0) ? url.substring(0, hash) : url;
	}

	private static int endOfAuthority(String url, int start) {
		for (int i = start; i < url.length(); i++) {
			if ("/\\?".indexOf(url.charAt(i)) >= 0) {
				return i;
			}
		}
		return url.length();
	}

	private static int port(String text, String scheme) {
		int port = text.isEmpty() ? -1 : (text.length() <= 5 && text.chars().allMatch((c) -> c >= '0' && c <= '9'))
				? Integer.parseInt(text) : 0;
		if (port == 0 || port > MAX_PORT) {
			throw new IllegalArgumentException("'url' has a port that is not a number from 1 to " + MAX_PORT);
		}
		return (port == (scheme.equals("https") ? 443 : 80)) ? -1 : port;
	}

	private static RequestUrl of(String scheme, String host, int port, String pathAndQuery) {
		int question = pathAndQuery.indexOf('?');
		String path = (question >= 0) ? pathAndQuery.substring(0, question) : pathAndQuery;
		return new RequestUrl(scheme, host, port, encode(withoutDotSegments(path.replace('\\', '/')), NOT_IN_PATH),
				(question >= 0) ? encode(pathAndQuery.substring(question + 1), NOT_IN_QUERY) : null);
	}

	/**
	 * Remove dot segments, also encoded ones.
	 * @see <a href="https://url.spec.whatwg.org/#path-state">URL standard, path state</a>
	 */
	private static String withoutDotSegments(String path) {
		Deque<String> segments = new ArrayDeque<>();
		String[] all = path.split("/", -1);
		for (int i = 1; i < all.length; i++) {
			String segment = all[i].replaceAll("(?i)%2e", ".");
			boolean dots = segment.equals(".") || segment.equals("..");
			if (segment.equals("..")) {
				segments.pollLast();
			}
			if (!dots) {
				segments.addLast(all[i]);
			}
			else if (i == all.length - 1) {
				segments.addLast("");
			}
		}
		return "/" + String.join("/", segments);
	}

	private static String encode(String text, String special) {
		StringBuilder encoded = new StringBuilder(text.length());
		for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
			char c = (char) (b & 0xff);
			if (c <= ' ' || c > '~' || special.indexOf(c) >= 0) {
				encoded.append('%').append("%02X".formatted((int) c));
			}
			else {
				encoded.append(c);
			}
		}
		return encoded.toString();
	}

	/**
	 * Return whether only a path is known.
	 */
	boolean isRelative() {
		return this.host.isEmpty();
	}

	/**
	 * Return the origin of the server, or {@code null} if only a path is known.
	 */
	@Nullable Origin origin() {
		return isRelative() ? null : new Origin(this.scheme, this.host, this.port);
	}

	/**
	 * Return whether browsers send {@code Sec-Fetch-*} there.
	 * @see <a href="https://www.w3.org/TR/fetch-metadata/#set-site">Fetch Metadata</a>
	 */
	boolean isTrustworthy() {
		Origin origin = origin();
		return origin == null || origin.scheme().equals("https") || origin.isLoopback();
	}

	/**
	 * Return the URL without its query and its path parameters, which may be secret. A
	 * semicolon is left of these, since it matters.
	 */
	String withoutQuery() {
		Origin origin = origin();
		return (origin != null) ? origin + shownPath() : shownPath();
	}

	/**
	 * Return the path without its parameters.
	 */
	String shownPath() {
		return this.path.replaceAll(";[^/]*", ";");
	}

	/**
	 * Return whether browsers send a character as it is that is not legal in a URI, or an
	 * encoded slash. Servers answer 400 to some of them before any filter sees the
	 * request.
	 * @see <a href="https://www.rfc-editor.org/rfc/rfc3986#appendix-A">RFC 3986, appendix
	 * A</a>
	 */
	boolean isRefusedByServers() {
		return hasIllegal(this.path) || ENCODED_SEPARATOR.matcher(this.path).find()
				|| (this.query != null && hasIllegal(this.query));
	}

	private static boolean hasIllegal(String text) {
		return text.chars().anyMatch((c) -> ILLEGAL.indexOf(c) >= 0) || NOT_ENCODED_PERCENT.matcher(text).find();
	}

}
