package io.github.corsboot.decision;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Response headers that scripts can read anyway, or that are meant for browsers, caches
 * and proxies: nobody misses them.
 *
 * @see <a href="https://fetch.spec.whatwg.org/#cors-safelisted-response-header-name">
 * Fetch standard, CORS-safelisted response-header name</a>
 */
final class UnneededHeaders {

	private static final List<String> SAFELISTED = List.of("Cache-Control", "Content-Language", "Content-Length",
			"Content-Type", "Expires", "Last-Modified", "Pragma");

	/** Those of the transport, of caches and of proxies. */
	private static final List<String> TRANSPORT = List.of("Accept-Patch", "Accept-Post", "Accept-Ranges", "Age",
			"Allow", "Alt-Svc", "Connection", "Content-Encoding", "Date", "Keep-Alive", "Proxy-Authenticate",
			"Proxy-Connection", "Server", "Surrogate-Control", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "Vary",
			"Via", "Warning", "X-Accel-Buffering", "X-Application-Context", "X-Powered-By");

	/** Those that browsers heed. */
	private static final List<String> BROWSER = List.of("Accept-CH", "Activate-Storage-Access", "Clear-Site-Data",
			"Critical-CH", "Document-Policy", "Expect-CT", "Feature-Policy", "Integrity-Policy",
			"Integrity-Policy-Report-Only", "NEL", "No-Vary-Search", "Origin-Agent-Cluster", "Origin-Trial", "P3P",
			"Permissions-Policy", "Permissions-Policy-Report-Only", "Public-Key-Pins", "Referrer-Policy", "Refresh",
			"Report-To", "Reporting-Endpoints", "Server-Timing", "Service-Worker-Allowed", "Set-Cookie", "Set-Cookie2",
			"SourceMap", "Speculation-Rules", "Strict-Transport-Security", "Supports-Loading-Mode",
			"Timing-Allow-Origin", "X-Content-Type-Options", "X-DNS-Prefetch-Control", "X-Download-Options",
			"X-Frame-Options", "X-Permitted-Cross-Domain-Policies", "X-Robots-Tag", "X-SourceMap", "X-UA-Compatible",
			"X-XSS-Protection");

	/** In lower case. */
	private static final List<String> PREFIXES = List.of("access-control-", "content-security-policy", "cross-origin-",
			"sec-", "x-content-security-policy", "x-webkit-csp");

	/** As they are usually written: most names are found here. */
	private static final Set<String> NAMES = Stream.of(SAFELISTED, TRANSPORT, BROWSER)
		.flatMap(List::stream)
		.collect(Collectors.toSet());

	private static final Set<String> NAMES_IN_ANY_CASE = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

	static {
		NAMES_IN_ANY_CASE.addAll(NAMES);
	}

	private UnneededHeaders() {
	}

	/**
	 * Return whether no script misses a header whose name is written as usual. If not,
	 * {@link #contains} may still say so.
	 */
	static boolean containsAsWritten(String name) {
		return NAMES.contains(name);
	}

	/**
	 * Return whether no script misses a header. Of entity tags, only a strong one can be
	 * sent back with {@code If-Match}; browsers use a weak one by themselves.
	 */
	static boolean contains(String name, String value) {
		for (int i = 0; i < PREFIXES.size(); i++) {
			if (name.regionMatches(true, 0, PREFIXES.get(i), 0, PREFIXES.get(i).length())) {
				return true;
			}
		}
		return NAMES_IN_ANY_CASE.contains(name) || (name.equalsIgnoreCase("ETag") && value.startsWith("W/"));
	}

}
