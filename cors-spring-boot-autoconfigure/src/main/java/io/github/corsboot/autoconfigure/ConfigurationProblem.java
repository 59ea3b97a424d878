package io.github.corsboot.autoconfigure;

import io.github.corsboot.mapping.AttributeSource;

/**
 * Something that is wrong with the configuration.
 *
 * @param source where it is wrong
 * @param value the text that is wrong
 * @param position the index of the mistake in the text, or {@code -1} if all of it is
 * @param advice what to write instead
 */
record ConfigurationProblem(AttributeSource source, String value, int position, String advice) {

	private static final String INDENT = "    ";

	String describe() {
		if (this.value.isEmpty() && this.position < 0) {
			return "%s is not set: %s".formatted(this.source.property(), this.advice);
		}
		StringBuilder text = new StringBuilder();
		String place = (this.position >= 0) ? " at position " + this.position : "";
		text.append("'%s' is invalid%s: %s%n%n".formatted(this.value, place, this.advice));
		text.append(INDENT).append(this.value).append(System.lineSeparator());
		if (this.position >= 0) {
			text.append(INDENT).append(" ".repeat(this.position)).append('^').append(System.lineSeparator());
		}
		return text.append(INDENT).append("in ").append(this.source).toString();
	}

}
