package io.github.corsboot.properties;

import io.github.corsboot.mapping.AttributeSource;
import org.jspecify.annotations.Nullable;

/**
 * Something that is wrong with the configuration.
 *
 * @param value the text that is wrong, empty if something is missing
 * @param position the 0-based index; 0 if the whole entry is wrong, {@code -1} if there
 * is no text to point into
 * @param place where the text stands
 * @param advice what to write instead
 * @param correction the corrected text, or {@code null} if only the user knows it
 */
record ConfigurationProblem(String value, int position, Place place, String advice, @Nullable Correction correction) {

	private static final String INDENT = "    ";

	/**
	 * Return a problem with a text that may have a correction.
	 */
	static ConfigurationProblem of(String value, int position, Place place, String advice,
			@Nullable String correction) {
		boolean inPlace = place.raw() == null && place.text().startsWith(value, place.offset());
		return new ConfigurationProblem(value, position, place, advice,
				(correction != null && inPlace) ? new Correction(place.source(), place.text(), place.offset(),
						place.offset() + value.length(), correction) : null);
	}

	String describe() {
		if (this.value.isEmpty() && this.position < 0) {
			AttributeSource source = this.place.source();
			String where = (source.location() != null) ? "%n%n%sin %s".formatted(INDENT, source) : "";
			return source.property() + ": " + this.advice + where;
		}
		StringBuilder text = new StringBuilder();
		String at = (this.position > 0) ? " at position " + this.position : "";
		text.append("'%s' is invalid%s: %s%n%n".formatted(printable(this.value), at, this.advice));
		CaretLine.append(text, INDENT, printable(this.place.text()), this.place.offset(), this.position);
		String raw = this.place.raw();
		if (raw != null) {
			text.append(INDENT).append("which is the value of ").append(printable(raw)).append(System.lineSeparator());
		}
		return text.append(INDENT).append("in ").append(this.place.source()).toString();
	}

	/**
	 * Return a line without the excerpt.
	 */
	@Override
	public String toString() {
		String what = (this.value.isEmpty() && this.position < 0) ? "" : "'" + printable(this.value) + "' in ";
		return what + this.place.source().property() + ": " + this.advice;
	}

	/**
	 * Replace control characters by spaces, so that the caret stays under its character.
	 */
	private static String printable(String text) {
		StringBuilder printable = new StringBuilder(text);
		for (int i = 0; i < text.length(); i++) {
			if (Character.isISOControl(text.charAt(i))) {
				printable.setCharAt(i, ' ');
			}
		}
		return printable.toString();
	}

	/**
	 * Where a text stands.
	 *
	 * @param source the property
	 * @param text the value of the property, of which the text is a part
	 * @param offset where the text starts in the value
	 * @param raw the value as it is written, if it has placeholders
	 */
	record Place(AttributeSource source, String text, int offset, @Nullable String raw) {

	}

}
