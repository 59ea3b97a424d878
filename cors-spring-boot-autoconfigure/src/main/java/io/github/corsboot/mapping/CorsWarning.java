package io.github.corsboot.mapping;

/**
 * A setting that is legal but probably a mistake.
 *
 * @param code the kind of mistake
 * @param source the place of the setting
 * @param value the text in question, empty if it is not about a text
 * @param advice the text that says what to do
 * @since 0.1.0
 */
public record CorsWarning(Code code, AttributeSource source, String value, String advice) {

	@Override
	public String toString() {
		return (this.value.isEmpty() ? "" : "'" + this.value + "' in ") + this.source + ": " + this.advice;
	}

	/**
	 * The kinds of warnings. {@code cors.accepted-warnings} names those that are not
	 * logged.
	 */
	public enum Code {

		/** A filter in front of the policies may answer requests itself. */
		EARLIER_FILTER("earlier-filter"),

		/** Removing the entry changes nothing. */
		REDUNDANT_ENTRY("redundant-entry"),

		/** Something else is probably meant by the entry. */
		SUSPICIOUS_ENTRY("suspicious-entry"),

		/** Browsers ignore the value. */
		NO_EFFECT("no-effect"),

		/** Everything cross-origin is refused. */
		NOTHING_ALLOWED("nothing-allowed"),

		/** A trailing comma or an empty placeholder leaves a blank entry. */
		BLANK_ENTRY("blank-entry"),

		/** No policy uses the property. */
		UNUSED_PROPERTY("unused-property"),

		/** The starter has no such property. */
		UNKNOWN_PROPERTY("unknown-property"),

		/** The environment variable sets nothing. */
		IGNORED_VARIABLE("ignored-variable"),

		/** Origins of the user's own machine are allowed in production. */
		LOCALHOST_IN_PRODUCTION("localhost-in-production"),

		/**
		 * The path repeats the context path, or lacks the prefix of the
		 * {@code DispatcherServlet}.
		 */
		PATH_PREFIX("path-prefix"),

		/** A broader path pattern outranks a narrower one, and allows more. */
		OUTRANKED_PATH("outranked-path"),

		/** The path is one of Actuator, which has its own properties. */
		ACTUATOR_PATH("actuator-path"),

		/** Other CORS configuration has no effect on the paths of a policy. */
		SHADOWED_CORS("shadowed-cors"),

		/** Other CORS configuration is made anew at each refresh of Spring Cloud. */
		REFRESH_SCOPE("refresh-scope"),

		/** The {@code ForwardedHeaderFilter} comes behind the policies. */
		LATE_FORWARDED_HEADERS("late-forwarded-headers"),

		/** A {@code @CrossOrigin} has a mistake, or makes a policy unsafe. */
		CROSS_ORIGIN_MISTAKE("cross-origin-mistake"),

		/** A {@code @CrossOrigin} without attributes adds nothing to a policy. */
		BARE_CROSS_ORIGIN("bare-cross-origin"),

		/** A policy for everyone does not open a WebSocket. */
		WEBSOCKET_FOR_EVERYONE("websocket-for-everyone"),

		/** A provider names no host, and its origins may use credentials at all. */
		ORIGIN_WITHOUT_HOST("origin-without-host"),

		/** SockJS sends credentials, which the policy does not allow. */
		SOCKJS_WITHOUT_CREDENTIALS("sockjs-without-credentials");

		private final String code;

		Code(String code) {
			this.code = code;
		}

		/**
		 * Return the code that is shown to users.
		 * @return the code, such as {@code shadowed-cors}
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
