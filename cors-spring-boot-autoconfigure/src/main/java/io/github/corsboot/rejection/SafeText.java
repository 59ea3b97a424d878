package io.github.corsboot.rejection;

/**
 * Text of a request, made safe to be shown: nothing in it can break a line, change the
 * direction of what follows or hide, and it is short.
 *
 * @since 0.1.0
 */
public final class SafeText {

	private SafeText() {
	}

	/**
	 * Escape and shorten a text.
	 * @param text the text, from an untrusted source
	 * @param maxLength how many characters are kept; an ellipsis stands for the rest
	 * @return the text, in which controls, format characters (such as bidirectional
	 * marks), line separators, private, unassigned and unpaired surrogate characters are
	 * written as <code>&#92;uXXXX</code>
	 */
	public static String of(String text, int maxLength) {
		int end = Math.min(text.length(), maxLength);
		if (isPlain(text, end)) {
			return (end == text.length()) ? text : text.substring(0, end) + '…';
		}
		StringBuilder safe = new StringBuilder(end + 16);
		int i = 0;
		while (i < end) {
			int codePoint = text.codePointAt(i);
			int length = Character.charCount(codePoint);
			if (i + length > end) {
				break;
			}
			append(safe, codePoint);
			i += length;
		}
		return (i < text.length()) ? safe.append('…').toString() : safe.toString();
	}

	/**
	 * Escape and shorten an {@code Origin}, and leave out what no browser sends there and
	 * what may be secret: a user with a password, and a query.
	 * @param origin the value, from an untrusted source
	 * @param maxLength how many characters are kept
	 */
	static String ofOrigin(String origin, int maxLength) {
		int query = origin.indexOf('?');
		String shown = (query >= 0) ? origin.substring(0, query) + "?…" : origin;
		int user = shown.lastIndexOf('@');
		int scheme = shown.indexOf("://");
		int host = (scheme >= 0) ? scheme + "://".length() : 0;
		return of((user >= host) ? shown.substring(0, host) + "…" + shown.substring(user) : shown, maxLength);
	}

	private static boolean isPlain(String text, int end) {
		for (int i = 0; i < end; i++) {
			char c = text.charAt(i);
			if (c < ' ' || c > '~') {
				return false;
			}
		}
		return true;
	}

	private static void append(StringBuilder safe, int codePoint) {
		if (isVisible(codePoint)) {
			safe.appendCodePoint(codePoint);
			return;
		}
		for (char c : Character.toChars(codePoint)) {
			safe.append("\\u").append("%04X".formatted((int) c));
		}
	}

	private static boolean isVisible(int codePoint) {
		return switch (Character.getType(codePoint)) {
			case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED,
					Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
				false;
			default -> true;
		};
	}

}
