package io.github.corsboot.policy;

/**
 * Thrown for text that is no {@link OriginPattern}. Knows the position of the mistake and
 * what to write instead.
 *
 * @since 0.1.0
 */
public class OriginPatternException extends IllegalArgumentException {

	private final String pattern;

	private final int position;

	private final String advice;

	OriginPatternException(String pattern, int position, String advice) {
		super("Origin pattern '%s' is invalid at position %d: %s".formatted(pattern, position, advice));
		this.pattern = pattern;
		this.position = position;
		this.advice = advice;
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
	 * @return the index of a character, or the length of the text where something is
	 * missing at its end
	 */
	public int position() {
		return this.position;
	}

	/**
	 * Return what to write instead.
	 * @return the advice, without the value
	 */
	public String advice() {
		return this.advice;
	}

}
