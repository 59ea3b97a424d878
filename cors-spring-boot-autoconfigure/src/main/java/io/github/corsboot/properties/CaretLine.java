package io.github.corsboot.properties;

/**
 * A line of the configuration with a caret under the mistake, in 80 columns.
 */
final class CaretLine {

	/** How much of a long line is shown on each side of the mistake. */
	private static final int CONTEXT = 34;

	private CaretLine() {
	}

	/**
	 * Append the line, and the caret below it.
	 * @param text takes what is written
	 * @param indent stands in front of both
	 * @param line the line, without control characters
	 * @param offset where the text that is wrong starts in the line
	 * @param position where the mistake is in this text; negative for no caret
	 */
	static void append(StringBuilder text, String indent, String line, int offset, int position) {
		int caret = offset + Math.max(position, 0);
		int start = (caret > CONTEXT) ? caret - CONTEXT : 0;
		int end = Math.min(line.length(), caret + CONTEXT);
		String before = (start > 0) ? "..." : "";
		text.append(indent).append(before).append(line, Math.min(start, end), end);
		text.append((end < line.length()) ? "..." : "").append(System.lineSeparator());
		if (position >= 0) {
			text.append(indent).append(" ".repeat(before.length() + caret - start)).append('^');
			text.append(System.lineSeparator());
		}
	}

}
