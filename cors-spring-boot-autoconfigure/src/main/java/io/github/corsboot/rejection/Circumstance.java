package io.github.corsboot.rejection;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.corsboot.policy.CorsHeaders;
import io.github.corsboot.policy.CorsRequest;
import io.github.corsboot.policy.Origin;
import org.jspecify.annotations.Nullable;

/**
 * What else was seen of a request, for hints.
 */
enum Circumstance {

	/** A browser was about to show the response as a page. */
	NAVIGATION(1),

	/**
	 * The {@code Origin} names the host and port that were asked, so that only the
	 * scheme, which a proxy may hide, makes it another origin.
	 */
	OWN_HOST(2),

	/**
	 * {@code X-Forwarded-Host} or {@code Forwarded}, which anybody can send, say that the
	 * {@code Origin} names the host that was asked.
	 */
	FORWARDED_HOST(4),

	/**
	 * A script or proxy sets {@code Access-Control-Allow-Origin} or the like, which
	 * belong to the response.
	 */
	RESPONSE_HEADER(8),

	/** The browser says that a page asks its own origin. */
	SAME_ORIGIN(16),

	/**
	 * A form, or a script that sends what a form sends: without {@code Sec-Fetch-Mode}
	 * nobody can tell.
	 */
	FORM(32),

	/**
	 * The proxy says so in {@code Forwarded}, and sends no {@code X-Forwarded-*}.
	 */
	ONLY_FORWARDED(64),

	/** No browser has said what kind of request it is, where those of today do. */
	NO_BROWSER(128),

	/**
	 * The request may come from a page of the application itself, whose address a proxy
	 * hides: where browsers send {@code Sec-Fetch-Site} it would have passed.
	 */
	OWN_PAGE(256),

	/**
	 * A forwarding header, which anybody can send, names another host than the one that
	 * was asked. Known only where policies count for some hosts.
	 */
	OTHER_HOST_FORWARDED(512);

	private static final String ALLOW_LOWER_CASE = "access-control-allow-";

	/** The host of the first element, as in RFC 7239, section 5.3. */
	private static final Pattern FORWARDED = Pattern.compile("^[^,]*?(?<![^;\\s])host=\"?([^;,\"\\s]+)",
			Pattern.CASE_INSENSITIVE);

	private static final String HTTPS_PREFIX = "https://";

	private static final int HTTP = 80;

	private static final int HTTPS = 443;

	private final int bit;

	Circumstance(int bit) {
		this.bit = bit;
	}

	boolean isIn(short circumstances) {
		return (circumstances & this.bit) != 0;
	}

	/**
	 * Return all that are seen of a request, a bit for each.
	 */
	static short of(CorsRequest.Kind kind, CorsRequest request) {
		String mode = request.fetchMode();
		String site = request.fetchSite();
		boolean unmarked = mode.isEmpty() && site.isEmpty();
		int circumstances = 0;
		if (mode.isEmpty()) {
			circumstances |= isForm(kind, request) ? FORM.bit : 0;
		}
		else if (request.isNavigation()) {
			circumstances |= NAVIGATION.bit;
		}
		if ((kind == CorsRequest.Kind.PREFLIGHT && names(request.requestedHeaders()))
				|| request.header(CorsHeaders.ALLOW_ORIGIN) != null) {
			circumstances |= RESPONSE_HEADER.bit;
		}
		if (unmarked && kind != CorsRequest.Kind.WEBSOCKET && isTrustworthy(request)) {
			circumstances |= NO_BROWSER.bit;
		}
		// A browser sends a preflight only to another origin.
		return (short) ((kind == CorsRequest.Kind.PREFLIGHT) ? circumstances
				: circumstances | ofOwnOrigin(kind, request, site, unmarked));
	}

	/**
	 * Return the circumstances that only matter if policies count for some hosts.
	 */
	static short ofHosts(CorsRequest request) {
		String authority = forwardedHost(request);
		boolean other = authority != null && !authority.isEmpty() && !isSameHost(authority, request.host());
		return (short) (other ? OTHER_HOST_FORWARDED.bit : 0);
	}

	/**
	 * Return whether the address is one to which browsers send {@code Sec-Fetch-*}.
	 */
	private static boolean isTrustworthy(CorsRequest request) {
		return request.scheme().equalsIgnoreCase("https") || isLoopback(request);
	}

	/**
	 * Return whether the address that was asked is that of the machine itself.
	 */
	static boolean isLoopback(CorsRequest request) {
		String host = request.host();
		boolean ipv6 = host.indexOf(':') >= 0 && !host.startsWith("[");
		return new Origin("http", ipv6 ? "[" + host + "]" : host, -1).isLoopback();
	}

	private static boolean isForm(CorsRequest.Kind kind, CorsRequest request) {
		if (kind != CorsRequest.Kind.ACTUAL || !request.method().equals("POST")) {
			return false;
		}
		String type = request.header("Content-Type");
		return type != null && (type.startsWith("application/x-www-form-urlencoded")
				|| type.startsWith("multipart/form-data") || type.startsWith("text/plain"));
	}

	private static int ofOwnOrigin(CorsRequest.Kind kind, CorsRequest request, String site, boolean unmarked) {
		String origin = request.origin();
		if (origin == null || origin.equals(Origin.NULL)) {
			return 0;
		}
		int own = switch (site) {
			case "" -> (isOwnHost(origin, request) ? OWN_HOST.bit : 0)
					| (isForwardedHost(origin, request) ? ofForwardedHost(request) : 0);
			case "same-origin" -> SAME_ORIGIN.bit;
			default -> 0;
		};
		// Browsers mark requests of https pages, but not handshakes.
		boolean unknown = unmarked && (kind == CorsRequest.Kind.WEBSOCKET || origin.startsWith("http://"));
		return (own != 0 || unknown) ? own | OWN_PAGE.bit : 0;
	}

	private static int ofForwardedHost(CorsRequest request) {
		boolean only = Stream.of("Host", "Proto", "Port", "For")
			.allMatch((name) -> request.header("X-Forwarded-" + name) == null);
		return FORWARDED_HOST.bit | (only ? ONLY_FORWARDED.bit : 0);
	}

	private static boolean isOwnHost(String origin, CorsRequest request) {
		if (!origin.regionMatches(true, 0, HTTPS_PREFIX, 0, HTTPS_PREFIX.length())
				|| !origin.regionMatches(true, HTTPS_PREFIX.length(), request.host(), 0, request.host().length())) {
			return false;
		}
		int port = request.port();
		String authority = (port < 1 || port == HTTP || port == HTTPS) ? request.host() : request.host() + ":" + port;
		return origin.equalsIgnoreCase(HTTPS_PREFIX + authority);
	}

	private static boolean isForwardedHost(String origin, CorsRequest request) {
		String authority = forwardedHost(request);
		// Otherwise the application believes the header already.
		return authority != null && !isSameHost(authority, request.host())
				&& origin.length() == origin.indexOf("://") + "://".length() + authority.length()
				&& origin.regionMatches(true, origin.length() - authority.length(), authority, 0, authority.length());
	}

	private static boolean isSameHost(String authority, String host) {
		return authority.regionMatches(true, 0, host, 0, host.length())
				&& (authority.length() == host.length() || authority.charAt(host.length()) == ':');
	}

	/**
	 * Return the host, and the port if there is one, that the outermost proxy was asked
	 * for.
	 */
	private static @Nullable String forwardedHost(CorsRequest request) {
		String host = request.header("X-Forwarded-Host");
		if (host != null) {
			int comma = host.indexOf(',');
			return ((comma >= 0) ? host.substring(0, comma) : host).trim();
		}
		String forwarded = request.header("Forwarded");
		Matcher matcher = FORWARDED.matcher((forwarded != null) ? forwarded : "");
		return matcher.find() ? matcher.group(1) : null;
	}

	/**
	 * Browsers write the names in lower case: Fetch standard, CORS-unsafe request-header
	 * names.
	 */
	private static boolean names(@Nullable String requested) {
		return requested != null && requested.contains(ALLOW_LOWER_CASE);
	}

}
