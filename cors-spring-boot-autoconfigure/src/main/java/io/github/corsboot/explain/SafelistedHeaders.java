package io.github.corsboot.explain;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which headers of a script need a preflight, and which a browser does not let a script
 * set at all.
 *
 * @see <a href="https://fetch.spec.whatwg.org/#cors-safelisted-request-header">Fetch
 * standard, CORS-safelisted request-header</a>
 */
final class SafelistedHeaders {

	private static final int MAX_VALUE_LENGTH = 128;

	private static final int MAX_TOTAL_LENGTH = 1024;

	private static final String UNSAFE = "\"():<>?@[\\]{}\u007f";

	private static final Set<String> FORBIDDEN = Set.of("accept-charset", "accept-encoding",
			"access-control-request-headers", "access-control-request-method", "connection", "content-length", "cookie",
			"cookie2", "date", "dnt", "expect", "host", "keep-alive", "origin", "referer", "set-cookie", "te",
			"trailer", "transfer-encoding", "upgrade", "via");

	private static final Set<String> SIMPLE_TYPES = Set.of("application/x-www-form-urlencoded", "multipart/form-data",
			"text/plain");

	/** Headers whose values are never secret. */
	private static final Set<String> SHOWN = Set.of("accept", "access-control-request-headers",
			"access-control-request-method", "connection", "content-type", "origin", "sec-fetch-dest", "sec-fetch-mode",
			"sec-fetch-site", "upgrade");

	private SafelistedHeaders() {
	}

	/**
	 * Return whether a browser drops a header that a script sets.
	 * @see <a href="https://fetch.spec.whatwg.org/#forbidden-request-header">Fetch
	 * standard, forbidden request-header</a>
	 */
	static boolean isForbidden(String name) {
		String lowerCase = name.toLowerCase(Locale.ROOT);
		return FORBIDDEN.contains(lowerCase) || lowerCase.startsWith("proxy-") || lowerCase.startsWith("sec-");
	}

	/**
	 * Return the value of a header, or an ellipsis if it may be secret.
	 */
	static String withoutSecret(String name, String value) {
		return SHOWN.contains(name.toLowerCase(Locale.ROOT)) ? value : "…";
	}

	/**
	 * Return the names that a preflight has to ask for.
	 * @return the names in lower case, sorted, as the browser writes them
	 * @see <a href=
	 * "https://fetch.spec.whatwg.org/#cors-unsafe-request-header-names">Fetch standard,
	 * CORS-unsafe request-header names</a>
	 */
	static List<String> unsafeNames(Map<String, String> headers) {
		Set<String> unsafe = new TreeSet<>();
		List<String> safelisted = new ArrayList<>();
		int length = 0;
		for (Map.Entry<String, String> header : headers.entrySet()) {
			String name = header.getKey().toLowerCase(Locale.ROOT);
			if (isForbidden(name)) {
				continue;
			}
			if (isSafelisted(name, header.getValue())) {
				safelisted.add(name);
				length += header.getValue().length();
			}
			else {
				unsafe.add(name);
			}
		}
		if (length > MAX_TOTAL_LENGTH) {
			unsafe.addAll(safelisted);
		}
		return List.copyOf(unsafe);
	}

	/**
	 * Return a value with which a header needs a preflight, whatever its name.
	 */
	static String unsafeValue(String name) {
		return name.equalsIgnoreCase("Content-Type") ? "application/json" : "\"";
	}

	private static boolean isSafelisted(String name, String value) {
		return value.length() <= MAX_VALUE_LENGTH && switch (name) {
			case "accept" -> isSafe(value);
			case "accept-language", "content-language" -> value.chars().allMatch(SafelistedHeaders::isOfLanguage);
			case "content-type" -> isSafe(value) && SIMPLE_TYPES.contains(essence(value));
			case "range" -> isSimpleRange(value);
			default -> false;
		};
	}

	private static boolean isSafe(String value) {
		return value.chars().allMatch((c) -> (c >= ' ' || c == '\t') && UNSAFE.indexOf(c) < 0);
	}

	private static boolean isOfLanguage(int c) {
		return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || " *,-.;=".indexOf(c) >= 0;
	}

	private static String essence(String type) {
		int semicolon = type.indexOf(';');
		return ((semicolon >= 0) ? type.substring(0, semicolon) : type).strip().toLowerCase(Locale.ROOT);
	}

	/**
	 * Return whether a value is {@code bytes=}, a number, a hyphen and, if need be,
	 * another number.
	 */
	private static boolean isSimpleRange(String value) {
		int dash = value.indexOf('-');
		if (!value.startsWith("bytes=") || dash < 0) {
			return false;
		}
		String first = value.substring("bytes=".length(), dash);
		String last = value.substring(dash + 1);
		return isNumber(first) && !first.isEmpty() && isNumber(last)
				&& (last.isEmpty() || new BigInteger(first).compareTo(new BigInteger(last)) <= 0);
	}

	private static boolean isNumber(String text) {
		return text.chars().allMatch((c) -> c >= '0' && c <= '9');
	}

}
