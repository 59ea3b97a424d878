package io.github.corsboot.policy;

/**
 * Thrown for text that is no {@link OriginPattern}. Knows the position of the mistake and
 * what to write instead.
 *
 * @since 0.1.0
 */
public class OriginPatternException extends IllegalArgumentException {

	/** The text that was to be parsed. */
	private final String pattern;

	private final transient Mistake mistake;

	OriginPatternException(String pattern, Mistake mistake) {
		super("Origin pattern '%s' is invalid at position %d: %s".formatted(pattern, mistake.position(),
				mistake.advice()));
		this.pattern = pattern;
		this.mistake = mistake;
	}

	Mistake mistake() {
		return this.mistake;
	}

	/**
	 * Return the text that was to be parsed.
	 * @return the text
	 */
	public String pattern() {
		return this.pattern;
	}

	/**
	 * Return where the mistake is.
	 * @return the 0-based index of a character, or the length of the text where something
	 * is missing at its end
	 */
	public int position() {
		return this.mistake.position();
	}

	/**
	 * Return what to write instead.
	 * @return the advice, without the value
	 */
	public String advice() {
		return this.mistake.advice();
	}

}
