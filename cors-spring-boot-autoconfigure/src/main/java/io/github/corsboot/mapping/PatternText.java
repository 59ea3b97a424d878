package io.github.corsboot.mapping;

/**
 * The text of a path pattern, or of a part of it: what of it stands for itself, without
 * wildcards and variables.
 *
 * @param text the text
 * @since 0.1.0
 */
public record PatternText(String text) {

	/** Wildcards, variables, and what is written otherwise in a request. */
	private static final String SPECIAL = "*?{}\\%";

	/**
	 * Return whether all of the text stands for itself.
	 * @return whether it has neither wildcards nor variables
	 */
	public boolean isLiteral() {
		return startLength() == this.text.length();
	}

	/**
	 * Return the part before the first wildcard or variable.
	 * @return the start of the text, possibly all of it
	 */
	public String literalStart() {
		return this.text.substring(0, startLength());
	}

	int startLength() {
		int length = 0;
		while (length < this.text.length() && !isSpecial(length)) {
			length++;
		}
		return length;
	}

	int endLength() {
		int start = this.text.length();
		while (start > 0 && !isSpecial(start - 1)) {
			start--;
		}
		return this.text.length() - start;
	}

	private boolean isSpecial(int index) {
		return SPECIAL.indexOf(this.text.charAt(index)) >= 0;
	}

}
