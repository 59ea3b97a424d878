package io.github.corsboot.policy;

import io.github.corsboot.policy.PolicyProblem.Reason;
import org.jspecify.annotations.Nullable;

/**
 * A mistake in one value of an attribute.
 *
 * @param reason the kind of mistake
 * @param position the 0-based index; 0 if the whole entry is wrong, {@code -1} if there
 * is no text to point into
 * @param advice the text that says what to write instead
 * @param correction the corrected value, possibly several entries separated by commas,
 * empty if the value is to be deleted, or {@code null} if only the user knows it
 */
record Mistake(Reason reason, int position, String advice, @Nullable String correction) {

	Mistake(Reason reason, int position, String advice) {
		this(reason, position, advice, null);
	}

	/**
	 * Return the mistake of an entry that is to be deleted.
	 */
	static Mistake delete(Reason reason, String why) {
		return new Mistake(reason, 0, "delete it: " + why, "");
	}

}
