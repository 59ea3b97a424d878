package io.github.corsboot.policy;

import org.jspecify.annotations.Nullable;

/**
 * Something that is wrong with an attribute of a policy, or probably not meant.
 *
 * @param attribute the attribute
 * @param index the 0-based index of the entry in the attribute's list, or {@code -1} if
 * the problem is not about an entry
 * @param value the text that is wrong, empty if something is missing
 * @param position the 0-based index of the mistake in the text; 0 if the whole entry is
 * wrong, {@code -1} if there is no text to point into
 * @param reason the reason
 * @param advice what to write instead
 * @param correction the corrected text, possibly several entries separated by commas,
 * empty if the entry is to be deleted, or {@code null} if only the user knows it
 * @since 0.1.0
 */
public record PolicyProblem(PolicyAttribute attribute, int index, String value, int position, Reason reason,
		String advice, @Nullable String correction) {

	@Override
	public String toString() {
		String place = (this.position >= 0) ? " at position " + this.position : "";
		return "'%s' in %s is invalid%s: %s".formatted(this.value, this.attribute, place, this.advice);
	}

	/**
	 * Why something is a problem.
	 */
	public enum Reason {

		/** There is nothing where something has to be. */
		BLANK("blank", true),

		/** The text is in none of the permitted forms. */
		MALFORMED("malformed", true),

		/** Browsers never send it, or never hand it to a script. */
		FORBIDDEN("forbidden", true),

		/** A response header where a request header belongs, or the reverse. */
		WRONG_DIRECTION("wrong-direction", true),

		/** Too small or too large. */
		OUT_OF_RANGE("out-of-range", true),

		/** Every site could act in the name of whoever is logged in. */
		ANYBODY_WITH_CREDENTIALS("anybody-with-credentials", true),

		/** Browsers take {@code *} for a name when there are credentials. */
		LITERAL_ASTERISK("literal-asterisk", true),

		/** Anybody on the network could impersonate the origin and use credentials. */
		INSECURE_ORIGIN("insecure-origin", true),

		/** Anybody can register a domain below it, and could use credentials. */
		PUBLIC_SUFFIX("public-suffix", true),

		/** Legal, but probably something else is meant. */
		SUSPICIOUS("suspicious", false),

		/** Nothing changes without it. */
		REDUNDANT("redundant", false),

		/** Browsers ignore it. */
		NO_EFFECT("no-effect", false),

		/** Everything is refused. */
		NOTHING_ALLOWED("nothing-allowed", false);

		private final String code;

		private final boolean error;

		Reason(String code, boolean error) {
			this.code = code;
			this.error = error;
		}

		/**
		 * Return the code that is shown to users.
		 * @return the code, such as {@code insecure-origin}
		 */
		public String code() {
			return this.code;
		}

		/**
		 * Return whether a policy with such a problem cannot be built.
		 * @return whether it is an error; otherwise it is a warning
		 */
		public boolean isError() {
			return this.error;
		}

		@Override
		public String toString() {
			return this.code;
		}

	}

}
