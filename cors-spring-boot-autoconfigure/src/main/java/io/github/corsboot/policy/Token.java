package io.github.corsboot.policy;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

import io.github.corsboot.policy.PolicyProblem.Reason;
import org.jspecify.annotations.Nullable;

/**
 * The syntax of HTTP tokens: methods and header names.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2">RFC 9110, section
 * 5.6.2</a>
 */
public final class Token {

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
	 * Return the mistake of an entry that is not one token.
	 * @param text the entry
	 * @param noun what the entry should be
	 * @return the mistake, or {@code null} if there is none
	 */
	static @Nullable Mistake check(String text, String noun) {
		int placeholder = text.indexOf("${");
		if (placeholder >= 0) {
			return new Mistake(Reason.MALFORMED, placeholder,
					"set the placeholder, or give it a default, like '${NAME:value}'");
		}
		int end = 0;
		while (end < text.length() && isTokenCharacter(text.charAt(end)) && !isSeparator(text, end)) {
			end++;
		}
		if (end == text.length()) {
			return null;
		}
		String[] parts = text.strip().split("[\\s;|]+");
		return (parts.length > 1 && Arrays.stream(parts).allMatch(Token::isToken))
				? new Mistake(Reason.MALFORMED, end, "separate entries with commas", String.join(", ", parts))
				: new Mistake(Reason.MALFORMED, end,
						"use letters, digits and !#$%&'*+-.^_`|~ only, one " + noun + " to an entry");
	}

	/**
	 * Return whether a bar, which is legal, stands between two names.
	 */
	private static boolean isSeparator(String text, int index) {
		return text.charAt(index) == '|' && index > 0 && index < text.length() - 1
				&& Character.isLetter(text.charAt(index - 1)) && Character.isLetter(text.charAt(index + 1));
	}

	/**
	 * Return the mistake of a word that people write for {@code *}.
	 */
	static @Nullable Mistake checkEverything(String text) {
		return Set.of("true", "all", "any").contains(text.toLowerCase(Locale.ROOT))
				? new Mistake(Reason.SUSPICIOUS, 0, "write '*', in quotes in YAML, to allow all", "*") : null;
	}

	/**
	 * Return whether a text is a token, such as a method or the name of a header.
	 * @param text the text
	 * @return whether it is one
	 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2">RFC 9110,
	 * section 5.6.2</a>
	 */
	public static boolean isToken(String text) {
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
