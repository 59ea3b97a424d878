package io.github.corsboot.reload;

import java.time.Instant;
import java.util.List;

import io.github.corsboot.mapping.CorsWarning;
import org.jspecify.annotations.Nullable;

/**
 * A reload that has ended.
 *
 * @param time the time at which it ended
 * @param version the version of the policies in force since then
 * @param changed whether it has changed anything
 * @param difference what has changed
 * @param failure the report of what is wrong, several lines as at the start; {@code null}
 * if nothing is
 * @param told whether another instance has asked for it, and nobody here
 * @param newWarnings the warnings that are new
 * @param needRestart the properties whose new values take effect only at the next start
 * @since 0.1.0
 */
public record Reload(Instant time, int version, boolean changed, PolicyDifference difference, @Nullable String failure,
		boolean told, List<CorsWarning> newWarnings, List<String> needRestart) {

	/**
	 * Return the outcome.
	 * @return the outcome
	 */
	public Outcome outcome() {
		return (this.failure != null) ? Outcome.FAILED : this.changed ? Outcome.CHANGED : Outcome.UNCHANGED;
	}

	/**
	 * The outcome of a reload.
	 */
	public enum Outcome {

		/** Other policies are in force. */
		CHANGED("changed"),

		/** What is configured was in force already. */
		UNCHANGED("unchanged"),

		/** Something is wrong, and everything stays as it is. */
		FAILED("failed");

		private final String code;

		Outcome(String code) {
			this.code = code;
		}

		/**
		 * Return the code that is shown to users.
		 * @return the code, such as {@code changed}
		 */
		public String code() {
			return this.code;
		}

	}

	/**
	 * Create a reload.
	 * @param time the time at which it ended
	 * @param version the version of the policies in force since then
	 * @param changed whether it has changed anything
	 * @param difference what has changed
	 * @param failure the report of what is wrong, or {@code null}
	 * @param told whether another instance has asked for it
	 * @param newWarnings the warnings that are new
	 * @param needRestart the properties that need a restart
	 */
	public Reload {
		newWarnings = List.copyOf(newWarnings);
		needRestart = List.copyOf(needRestart);
	}

}
