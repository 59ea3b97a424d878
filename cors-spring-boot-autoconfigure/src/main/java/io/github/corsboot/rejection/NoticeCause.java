package io.github.corsboot.rejection;

import io.github.corsboot.rejection.CorsNotice.Kind;

/**
 * The cause of a notice, which decides about its kind and its hint.
 *
 * @since 0.1.0
 */
public enum NoticeCause {

	/** A response header is neither safelisted nor exposed. */
	HEADER_NOT_EXPOSED(Kind.HEADER_NOT_EXPOSED,
			"Scripts cannot read %2$s, which the application sends: if one needs "
					+ "it, add it to the exposed-headers of policy '%1$s'."),

	/** The application writes a header that belongs to the policy. */
	HEADER_OVERRULED(Kind.HEADER_OVERRULED,
			"The application, or a backend behind it, also writes %2$s, with another "
					+ "value. Policy '%1$s' decides, so it is ignored: remove it there, or change the policy."),

	/** A script sends cookies that the policy does not allow. */
	COOKIE(Kind.COOKIE_WITHOUT_CREDENTIALS, "The script sends cookies (credentials: 'include'), which policy '%1$s' "
			+ "does not allow, so the browser blocks the response: leave credentials: 'include' out of the script, or, if "
			+ "it needs the cookies, set allow-credentials of the policy."),

	/** The answer is 401 or 403. */
	STATUS(Kind.REFUSED_BEHIND,
			"Policy '%1$s' allowed the request. Something behind it, such as Spring Security, "
					+ "answered %2$s: no CORS setting changes that."),

	/** The answer is 401 or 403, probably because the browser sent no cookie. */
	NO_COOKIE(Kind.REFUSED_BEHIND,
			"Policy '%1$s' allowed the request. Something behind it answered %2$s: it came from a "
					+ "page of another site, without a cookie and without Authorization. If the script has credentials: "
					+ "'include', the cookie lacks SameSite=None and Secure. If not, add credentials: 'include' first."),

	/** The answer is 403, probably for want of a CSRF token. */
	CSRF(Kind.REFUSED_BEHIND, "Policy '%1$s' allowed the request. Spring Security's protection against CSRF "
			+ "answered %2$s, probably because no valid CSRF token came: let the script send the token. Only an API "
			+ "that takes no cookies can switch the protection off for its paths."),

	/** The answer is a redirect to another origin. */
	REDIRECT(Kind.REFUSED_BEHIND, "Policy '%1$s' allowed the request. Something behind it answered %2$s with a "
			+ "Location of another origin: the browser follows, and blocks the response unless that origin allows the "
			+ "script, which a login page does not. Answer 401 to scripts instead."),

	/** Somebody adds a second line where no policy decides. */
	SEVERAL_ALLOW_ORIGIN(Kind.SEVERAL_ALLOW_ORIGIN, "The response has more than one Access-Control-Allow-Origin, so "
			+ "browsers block it, and no policy covers the path: write the header in one place, or cover the path by a "
			+ "policy."),

	/** Every browser would have said more. */
	NOT_A_BROWSER(Kind.NOT_A_BROWSER, "The request has an Origin but no Sec-Fetch-* header, which browsers send here: "
			+ "the caller is probably not a browser. Leave out Origin there; if the caller cannot, and is yours, list "
			+ "its origin.");

	private final Kind kind;

	private final String hint;

	NoticeCause(Kind kind, String hint) {
		this.kind = kind;
		this.hint = hint;
	}

	Kind kind() {
		return this.kind;
	}

	String hint(String policy, String name) {
		return this.hint.formatted(policy, name);
	}

}
