package io.github.corsboot.policy;

/**
 * Tokens, which methods and header names are.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2">RFC 9110, section
 * 5.6.2</a>
 */
final class Token {

	private static final boolean[] CHARACTERS = new boolean[128];

	static {
		for (char c = '0'; c <= 'z'; c++) {
			CHARACTERS[c] = Character.isLetterOrDigit(c);
		}
		for (char c : "!#$%&'*+-.^_`|~".toCharArray()) {
			CHARACTERS[c] = true;
		}
	}

	private Token() {
	}

	/**
	 * Return where a text stops to be a token.
	 * @return the index of the first character that no token contains, or the length
	 */
	static int end(String text) {
		int i = 0;
		while (i < text.length() && isTokenCharacter(text.charAt(i))) {
			i++;
		}
		return i;
	}

	static boolean isToken(String text) {
		return isToken(text, 0, text.length());
	}

	static boolean isToken(String text, int start, int end) {
		for (int i = start; i < end; i++) {
			if (!isTokenCharacter(text.charAt(i))) {
				return false;
			}
		}
		return end > start;
	}

	private static boolean isTokenCharacter(char c) {
		return c < CHARACTERS.length && CHARACTERS[c];
	}

}
