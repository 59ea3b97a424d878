package io.github.corsboot.mapping;

/**
 * Something in the configuration that is legal but probably not meant.
 *
 * @param source where it was set
 * @param value the text in question, empty if it is not about a text
 * @param advice what to do
 * @since 0.1.0
 */
public record CorsWarning(AttributeSource source, String value, String advice) {

	@Override
	public String toString() {
		return (this.value.isEmpty() ? "" : "'" + this.value + "' in ") + this.source + ": " + this.advice;
	}

}
