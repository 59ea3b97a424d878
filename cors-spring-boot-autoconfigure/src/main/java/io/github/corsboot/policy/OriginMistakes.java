package io.github.corsboot.policy;

import java.net.IDN;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;

import io.github.corsboot.policy.PolicyProblem.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Recognizes what was meant by a text that is no origin pattern: what people bring along
 * from other tools, or paste from an address bar.
 */
final class OriginMistakes {

	private static final String NOT_A_REGULAR_EXPRESSION = "an entry is not a regular expression: write "
			+ "'https://*.example.com' for sub-domains, 'https://pr-*.example.com' for names that begin alike, "
			+ "'http://localhost:*' for any port, or list the origins";

	private OriginMistakes() {
	}

	/**
	 * Find the mistake in a configured text.
	 * @param text the text, which may be right
	 * @return the mistake, or {@code null} if it is none of those that are known here
	 */
	static @Nullable Mistake find(String text) {
		for (Function<String, @Nullable Mistake> check : Checks.IN_ORDER) {
			Mistake mistake = check.apply(text);
			if (mistake != null) {
				return mistake;
			}
		}
		return null;
	}

	/**
	 * Find the mistake in a text that the grammar permits.
	 */
	static @Nullable Mistake findInLegal(String text) {
		return text.startsWith("http") ? wildcard(text) : scheme(text);
	}

	private static @Nullable Mistake at(int position, String advice) {
		return (position >= 0) ? new Mistake(Reason.MALFORMED, position, advice) : null;
	}

	/**
	 * Append the correction to the advice, but only if it is itself valid.
	 */
	private static @Nullable Mistake at(int position, String advice, String glue, String correction) {
		return isValid(correction)
				? new Mistake(Reason.MALFORMED, position, advice + glue + "'" + correction + "'", correction)
				: at(position, advice);
	}

	/**
	 * Return a mistake whose advice says it all. The correction is kept only if it is
	 * itself valid.
	 */
	private static Mistake corrected(int position, String advice, String correction) {
		return new Mistake(Reason.MALFORMED, position, advice, isValid(correction) ? correction : null);
	}

	/**
	 * Return whether every entry of a list is a valid pattern.
	 */
	private static boolean isValid(String list) {
		return Arrays.stream(list.split(",", -1))
			.map(String::strip)
			.allMatch((entry) -> OriginText.ofPattern(entry).isValid() && findInLegal(entry) == null);
	}

	private static @Nullable Mistake nullOrigin(String text) {
		return text.equalsIgnoreCase(Origin.NULL) ? at(0,
				"list origins that have a name: 'null' is what every sandboxed frame and every file:// page has")
				: null;
	}

	private static @Nullable Mistake everyone(String text) {
		return Set.of("true", "all", "any", "everyone", "**").contains(text.toLowerCase(Locale.ROOT))
				? new Mistake(Reason.MALFORMED, 0, "write '*', in quotes in YAML, for everyone", "*") : null;
	}

	private static @Nullable Mistake placeholder(String text) {
		int start = text.indexOf("${");
		int end = text.indexOf('}', start + 2);
		if (start < 0 || end < 0) {
			return null;
		}
		String name = text.substring(start + 2, end);
		return at(start, "set %s, or give it a default, like '${%s:https://app.example.com}'".formatted(name, name));
	}

	private static @Nullable Mistake jsonArray(String text) {
		boolean address = text.matches("\\[[0-9a-fA-F:.]+].*");
		boolean array = (text.startsWith("[") && !address) || (text.endsWith("]") && text.indexOf('[') < 0)
				|| text.endsWith("\"]") || text.endsWith("']");
		return array ? corrected(text.startsWith("[") ? 0 : text.length() - 1,
				"write the list without brackets and quotes, like 'https://a.example, https://b.example'",
				text.replaceAll("[\\[\\]\"']", "").replaceAll("\\s*,\\s*", ", ")) : null;
	}

	private static @Nullable Mistake quotes(String text) {
		for (char quote : new char[] { '"', '\'' }) {
			int position = text.indexOf(quote);
			if (position >= 0) {
				String inner = (text.length() > 1 && position == 0 && text.indexOf(quote, 1) == text.length() - 1)
						? text.substring(1, text.length() - 1).strip() : text;
				return corrected(position, "delete the quotes", inner);
			}
		}
		return null;
	}

	private static @Nullable Mistake separator(String text) {
		int first = text.indexOf("://");
		if (text.indexOf("://", first + 1) > 0 || text.indexOf(';') > 0) {
			int position = indexOfAny(text, "; \t\r\n|");
			return (position >= 0) ? corrected(position, "separate entries with commas",
					text.strip().replaceAll("[;\\s|]+", ", ").replaceAll(",\\s*$", "")) : null;
		}
		return null;
	}

	private static @Nullable Mistake whiteSpace(String text) {
		for (int i = 0; i < text.length(); i++) {
			if (Character.isWhitespace(text.charAt(i)) || Character.isSpaceChar(text.charAt(i))) {
				return at(i, "delete the white space, or separate entries with commas");
			}
		}
		return null;
	}

	private static @Nullable Mistake portList(String text) {
		int start = text.indexOf(":[", text.indexOf("://") + 1);
		if (start < 0) {
			return null;
		}
		return text.startsWith("[*]", start + 1)
				? corrected(start + 1, "write ':*' for any port", text.replace(":[*]", ":*"))
				: at(start + 1, "write one entry for each port, or ':*' for any");
	}

	private static @Nullable Mistake regularExpression(String text) {
		int position = indexOfAny(text, "^$\\()|{}+");
		boolean schemeCharacter = position >= 0 && text.charAt(position) == '+' && position < text.indexOf("://");
		if (position >= 0 && !schemeCharacter) {
			return at(position, NOT_A_REGULAR_EXPRESSION);
		}
		for (String remnant : List.of("://.*", "?://", "[a-z", "[^", "[0-9")) {
			if (text.contains(remnant)) {
				return at(text.indexOf(remnant), NOT_A_REGULAR_EXPRESSION);
			}
		}
		return null;
	}

	private static int indexOfAny(String text, String characters) {
		for (int i = 0; i < text.length(); i++) {
			if (characters.indexOf(text.charAt(i)) >= 0) {
				return i;
			}
		}
		return -1;
	}

	private static @Nullable Mistake scheme(String text) {
		int end = text.indexOf("://");
		if (end < 0) {
			for (String scheme : List.of("https", "http")) {
				if (text.startsWith(scheme + "//") || text.startsWith(scheme + ":/")) {
					return at(scheme.length(), "write '://' behind the scheme", ": ",
							scheme + "://" + text.substring(scheme.length() + 2));
				}
			}
			int path = indexOfAny(text, "/?#");
			String host = (path >= 0) ? text.substring(0, path) : text;
			if (host.isEmpty() || host.endsWith(":")) {
				return null;
			}
			String name = host.startsWith("[") ? host.substring(0, host.indexOf(']') + 1) : host.split(":", 2)[0];
			boolean loopback = Origin.isLoopback(name.startsWith("*.") ? name.substring("*.".length()) : name);
			// A single word without a dot is probably not a host.
			return (loopback || name.indexOf('.') >= 0)
					? at(0, "write the scheme first", ", like ", (loopback ? "http://" : "https://") + host)
					: at(0, "write the scheme first, like 'https://app.example.com'");
		}
		String rest = text.substring(end);
		return switch (text.substring(0, end)) {
			case "file" -> at(0, "serve the page over http, as from 'http://localhost:3000': "
					+ "a file:// page has no origin of its own");
			case "ws" -> at(0, "the origin of a page is http or https", ": write ", "http" + rest);
			case "wss" -> at(0, "the origin of a page is http or https", ": write ", "https" + rest);
			default -> null;
		};
	}

	private static @Nullable Mistake userInformation(String text) {
		int at = text.indexOf('@');
		return (at >= 0) ? at(at, "an origin has no user information", ": write ",
				text.substring(0, hostStart(text)) + text.substring(at + 1)) : null;
	}

	/**
	 * Find {@code *example.com}, which means all that is below {@code com} and ends
	 * alike.
	 */
	private static @Nullable Mistake wildcard(String text) {
		int start = hostStart(text);
		String host = text.substring(start, hostEnd(text));
		boolean joined = host.length() > 1 && host.startsWith("*") && Character.isLetterOrDigit(host.charAt(1));
		boolean labelOfDomain = host.indexOf('.') != host.lastIndexOf('.') || host.endsWith(".localhost");
		return (joined && !labelOfDomain) ? at(start, "use '*' only as the whole first label", ": write ",
				text.substring(0, start) + "*." + text.substring(start + 1)) : null;
	}

	private static @Nullable Mistake unicode(String text) {
		int position = 0;
		while (position < text.length() && text.charAt(position) < 0x80) {
			position++;
		}
		if (position == text.length()) {
			return null;
		}
		String host = text.substring(hostStart(text), hostEnd(text));
		String advice = "write the host as browsers send it, in ASCII";
		if (host.lastIndexOf('*') > 0 || (host.startsWith("*") && !host.startsWith("*."))) {
			// A part of a label has no form in ASCII.
			return at(position, advice);
		}
		String ascii = toAscii(host);
		return at(position, advice, ": ", text.substring(0, hostStart(text)) + ascii + text.substring(hostEnd(text)));
	}

	private static String toAscii(String host) {
		// java.net.IDN implements IDNA 2003; browsers map these characters differently.
		if (host.isEmpty() || indexOfAny(host, "\u00df\u03c2\u200c\u200d") >= 0) {
			return host;
		}
		try {
			return IDN.toASCII(host.toLowerCase(Locale.ROOT), IDN.ALLOW_UNASSIGNED);
		}
		catch (IllegalArgumentException ex) {
			return host;
		}
	}

	private static @Nullable Mistake upperCase(String text) {
		String origin = text.substring(0, pathStart(text));
		for (int i = 0; i < origin.length(); i++) {
			if (origin.charAt(i) >= 'A' && origin.charAt(i) <= 'Z') {
				return at(i, "browsers send lower case", ": write ", origin.toLowerCase(Locale.ROOT));
			}
		}
		return null;
	}

	private static int hostStart(String text) {
		int scheme = text.indexOf("://");
		return (scheme >= 0) ? scheme + "://".length() : 0;
	}

	private static int hostEnd(String text) {
		int end = hostStart(text);
		while (end < text.length() && ":/?#".indexOf(text.charAt(end)) < 0) {
			end++;
		}
		return end;
	}

	private static int pathStart(String text) {
		int start = hostStart(text);
		while (start < text.length() && "/?#".indexOf(text.charAt(start)) < 0) {
			start++;
		}
		return start;
	}

	private static @Nullable Mistake path(String text) {
		int position = pathStart(text);
		if (position == text.length() || hostStart(text) == 0 || text.indexOf('@') >= 0) {
			return null;
		}
		String what = switch (text.charAt(position)) {
			case '?' -> "query";
			case '#' -> "fragment";
			default -> (position == text.length() - 1) ? "trailing slash" : "path";
		};
		return at(position, "an origin has no " + what, ": write ", text.substring(0, position));
	}

	private static @Nullable Mistake defaultPort(String text) {
		int colon = text.lastIndexOf(':');
		boolean written = (text.startsWith("https://") && text.endsWith(":443"))
				|| (text.startsWith("http://") && text.endsWith(":80"));
		return written ? at(colon, "browsers leave out the default port", ": write ", text.substring(0, colon)) : null;
	}

	/** Loaded only if there is a mistake, to keep the start fast. */
	private static final class Checks {

		private static final List<Function<String, @Nullable Mistake>> IN_ORDER = List.of(OriginMistakes::nullOrigin,
				OriginMistakes::everyone, OriginMistakes::placeholder, OriginMistakes::jsonArray,
				OriginMistakes::quotes, OriginMistakes::separator, OriginMistakes::whiteSpace, OriginMistakes::portList,
				OriginMistakes::regularExpression, OriginMistakes::scheme, OriginMistakes::userInformation,
				OriginMistakes::wildcard, OriginMistakes::unicode, OriginMistakes::upperCase, OriginMistakes::path,
				OriginMistakes::defaultPort);

	}

}
