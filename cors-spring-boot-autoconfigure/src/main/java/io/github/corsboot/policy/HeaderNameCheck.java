package io.github.corsboot.policy;

import java.util.Arrays;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

import io.github.corsboot.policy.PolicyProblem.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Finds what is wrong with the name of a header in {@code allowed-headers} or
 * {@code exposed-headers}.
 */
final class HeaderNameCheck {

	/**
	 * Request headers that a script cannot set, beside all that start with {@code Sec-}
	 * and {@code Proxy-}.
	 *
	 * @see <a href="https://fetch.spec.whatwg.org/#forbidden-request-header">Fetch
	 * standard, forbidden request-header</a>
	 */
	private static final Set<String> FORBIDDEN_REQUEST = names("Accept-Charset", "Accept-Encoding",
			"Access-Control-Request-Headers", "Access-Control-Request-Method", "Access-Control-Request-Private-Network",
			"Connection", "Content-Length", "Cookie", "Cookie2", "Date", "DNT", "Expect", "Host", "Keep-Alive",
			"Origin", "Referer", "Set-Cookie", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "Via");

	/**
	 * Request headers that a script may always set.
	 *
	 * @see <a href="https://fetch.spec.whatwg.org/#cors-safelisted-request-header">Fetch
	 * standard, CORS-safelisted request-header</a>. Content-Type and Range are not here:
	 * only some of their values are safe.
	 */
	private static final Set<String> SAFELISTED_REQUEST = names("Accept", "Accept-Language", "Content-Language");

	private static final Set<String> RESPONSE_ONLY = names("Access-Control-Allow-Credentials",
			"Access-Control-Allow-Headers", "Access-Control-Allow-Methods", "Access-Control-Allow-Origin",
			"Access-Control-Allow-Private-Network", "Access-Control-Expose-Headers", "Access-Control-Max-Age", "Age",
			"ETag", "Last-Modified", "Location", "Retry-After", "Server", "Vary", "WWW-Authenticate");

	/**
	 * Response headers that a script never sees.
	 *
	 * @see <a href="https://fetch.spec.whatwg.org/#forbidden-response-header-name">Fetch
	 * standard, forbidden response-header name</a>
	 */
	private static final Set<String> FORBIDDEN_RESPONSE = names("Set-Cookie", "Set-Cookie2");

	/**
	 * Response headers that a script may always read.
	 *
	 * @see <a href=
	 * "https://fetch.spec.whatwg.org/#cors-safelisted-response-header-name">Fetch
	 * standard, CORS-safelisted response-header name</a>
	 */
	private static final Set<String> SAFELISTED_RESPONSE = names("Cache-Control", "Content-Language", "Content-Length",
			"Content-Type", "Expires", "Last-Modified", "Pragma");

	/** Authorization is not here: many applications also answer with it. */
	private static final Set<String> REQUEST_ONLY = names("Accept", "Accept-Charset", "Accept-Language",
			"Access-Control-Request-Headers", "Access-Control-Request-Method", "Cookie", "Expect", "Host", "If-Match",
			"If-Modified-Since", "If-None-Match", "If-Range", "If-Unmodified-Since", "Origin", "Proxy-Authorization",
			"Referer", "TE", "User-Agent");

	private HeaderNameCheck() {
	}

	private static Set<String> names(String... names) {
		Set<String> set = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
		set.addAll(Arrays.asList(names));
		return Collections.unmodifiableSet(set);
	}

	static @Nullable Mistake checkAllowed(String name) {
		if (CorsPolicy.DEFAULT_ALLOWED_METHODS.contains(name)) {
			return new Mistake(Reason.SUSPICIOUS, 0,
					"move it to allowed-methods, if the method is meant: this is the list of request headers");
		}
		if (FORBIDDEN_REQUEST.contains(name) || startsWith(name, "Sec-") || startsWith(name, "Proxy-")
				|| startsWith(name, "Access-Control-Request-")) {
			return Mistake.delete(Reason.FORBIDDEN, "browsers let no script set this header");
		}
		if (RESPONSE_ONLY.contains(name)) {
			return Mistake.delete(Reason.WRONG_DIRECTION,
					"this is a response header, which a script can read if exposed-headers names it");
		}
		if (SAFELISTED_REQUEST.contains(name)) {
			return Mistake.delete(Reason.NO_EFFECT, "a script may always set this header");
		}
		return checkName(name);
	}

	static @Nullable Mistake checkExposed(String name, CorsPolicy.Builder policy) {
		if (name.equals("*") && policy.allowCredentials) {
			return new Mistake(Reason.LITERAL_ASTERISK, 0,
					"list the names: with credentials, browsers treat '*' as a literal header name, not as a wildcard");
		}
		if (FORBIDDEN_RESPONSE.contains(name)) {
			return Mistake.delete(Reason.FORBIDDEN, "browsers let no script read this header");
		}
		if (REQUEST_ONLY.contains(name) || startsWith(name, "Sec-Fetch-")) {
			return Mistake.delete(Reason.WRONG_DIRECTION,
					"this is a request header, which a script can set if allowed-headers names it");
		}
		if (SAFELISTED_RESPONSE.contains(name)) {
			return Mistake.delete(Reason.NO_EFFECT, "a script may always read this header");
		}
		if (CorsHeaders.isCorsHeader(name)) {
			return Mistake.delete(Reason.NO_EFFECT, "this header is for the browser, not for scripts");
		}
		return checkName(name);
	}

	private static boolean startsWith(String name, String prefix) {
		return name.regionMatches(true, 0, prefix, 0, prefix.length());
	}

	private static @Nullable Mistake checkName(String name) {
		Mistake noToken = Token.check(name, "name");
		if (noToken != null) {
			return noToken;
		}
		return (name.length() > 1 && name.contains("*"))
				? new Mistake(Reason.SUSPICIOUS, name.indexOf('*'),
						"write the full name: '*' is not a wildcard inside a header name")
				: Token.checkEverything(name);
	}

}
