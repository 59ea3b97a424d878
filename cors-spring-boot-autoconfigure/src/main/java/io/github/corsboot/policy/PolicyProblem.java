package io.github.corsboot.policy;

/**
 * Something that is wrong with an attribute of a policy.
 *
 * @param attribute the name of the attribute, such as {@code allowed-origins}
 * @param index the index of the entry in the attribute's list, or {@code -1}
 * @param value the text that is wrong
 * @param position the index of the mistake in the text, or {@code -1} if all of it is
 * @param advice what to write instead
 * @since 0.1.0
 */
public record PolicyProblem(String attribute, int index, String value, int position, String advice) {

	@Override
	public String toString() {
		String place = (this.position >= 0) ? " at position " + this.position : "";
		return "'%s' in %s is invalid%s: %s".formatted(this.value, this.attribute, place, this.advice);
	}

}
