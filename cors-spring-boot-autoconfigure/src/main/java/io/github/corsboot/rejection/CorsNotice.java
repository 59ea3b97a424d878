package io.github.corsboot.rejection;

import java.time.Instant;

/**
 * Something that a browser blocks, or that a script cannot see, although a policy allowed
 * the request. One notice stands for all that have the same kind, policy, path pattern,
 * name and hint. All text that comes from a request or the application is bounded and
 * safe to be written to a log, as that of a {@link CorsRejection}; escape it in HTML.
 *
 * @param kind the kind of notice
 * @param policy the name of the policy that decided, empty if none or several did
 * @param pattern the path pattern whose policies decided, empty if none did
 * @param name the name of a response header, or a status such as {@code 403}; empty if
 * neither is in question
 * @param count how often it was noticed since the start
 * @param first the time at which it was noticed first, in milliseconds
 * @param last the time at which it was noticed last, in milliseconds
 * @param origin the {@code Origin} of the first request, at most 330 characters of it
 * @param method the method of the first request, at most 64 characters of it
 * @param path the path of the first request within the application, without query and
 * path parameters, at most 256 characters of it
 * @param hint the probable cause, and what to do about it
 * @since 0.1.0
 */
public record CorsNotice(Kind kind, String policy, String pattern, String name, long count, Instant first, Instant last,
		String origin, String method, String path, String hint) {

	/**
	 * Return the section of the documentation about this kind of notice.
	 * @return the page and the anchor, such as {@code docs/notices.md#header-not-exposed}
	 */
	public String reference() {
		return "docs/notices.md#" + this.kind.code();
	}

	/**
	 * The kinds of notices. The set is closed, its codes are stable.
	 */
	public enum Kind {

		/** A response header is sent that a script cannot read. */
		HEADER_NOT_EXPOSED("header-not-exposed"),

		/** The application writes an {@code Access-Control-*} header that is ignored. */
		HEADER_OVERRULED("header-overruled"),

		/** A script sends cookies, but the policy does not allow credentials. */
		COOKIE_WITHOUT_CREDENTIALS("cookie-without-credentials"),

		/** Something behind the policy answered 401, 403 or redirects elsewhere. */
		REFUSED_BEHIND("refused-behind"),

		/** A response has more than one {@code Access-Control-Allow-Origin}. */
		SEVERAL_ALLOW_ORIGIN("several-allow-origin"),

		/** A request that was refused has an {@code Origin} but is not of a browser. */
		NOT_A_BROWSER("not-a-browser");

		private final String code;

		Kind(String code) {
			this.code = code;
		}

		/**
		 * Return the code that is shown to users.
		 * @return the code, such as {@code header-not-exposed}
		 */
		public String code() {
			return this.code;
		}

		@Override
		public String toString() {
			return this.code;
		}

	}

}
