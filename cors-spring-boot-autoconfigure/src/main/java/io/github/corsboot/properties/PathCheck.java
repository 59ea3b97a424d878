package io.github.corsboot.properties;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;
import org.springframework.web.util.pattern.PatternParseException;

/**
 * A path pattern as it is configured: parsed, or what is wrong with it.
 *
 * @param pattern the pattern, or {@code null} if the text is none
 * @param position the index of the mistake in the text
 * @param advice what to write instead
 */
record PathCheck(@Nullable PathPattern pattern, int position, String advice) {

	private static final List<String> NEVER_MATCHED = List.of("//", ";", "%", "/./", "/../");

	static PathCheck of(String text) {
		if (text.contains("${")) {
			return wrong(text.indexOf("${"), "set the placeholder, or give it a default as in '${PATHS:/api/**}'");
		}
		int scheme = text.indexOf("://");
		if (scheme >= 0) {
			int path = text.indexOf('/', scheme + "://".length());
			return wrong(0, "write the path alone: '%s'".formatted((path >= 0) ? text.substring(path) : "/**"));
		}
		if (!text.startsWith("/")) {
			boolean quoted = text.startsWith("\"") || text.startsWith("'");
			return wrong(0, quoted ? "delete the quotes" : "start the path with '/': '/%s'".formatted(text));
		}
		for (int i = 0; i < text.length(); i++) {
			if (Character.isWhitespace(text.charAt(i))) {
				return wrong(i, "delete the white space");
			}
		}
		int query = text.indexOf('?');
		if (query >= 0 && text.indexOf('=', query) >= 0) {
			return wrong(query, "a path has no query: write '%s'".formatted(text.substring(0, query)));
		}
		if (text.indexOf('#') >= 0) {
			return wrong(text.indexOf('#'),
					"a path has no fragment: write '%s'".formatted(text.substring(0, text.indexOf('#'))));
		}
		for (String never : NEVER_MATCHED) {
			if (text.contains(never)) {
				return wrong(text.indexOf(never),
						"write the path decoded and normalized: '%', ';', '//' and dot segments never match");
			}
		}
		try {
			return new PathCheck(PathPatternParser.defaultInstance.parse(text), -1, "");
		}
		catch (PatternParseException ex) {
			return wrong(ex.getPosition(), "write a PathPattern, as in '/api/**': " + ex.getMessage());
		}
	}

	private static PathCheck wrong(int position, String advice) {
		return new PathCheck(null, position, advice);
	}

}
