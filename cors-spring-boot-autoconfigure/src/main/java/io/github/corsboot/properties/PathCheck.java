package io.github.corsboot.properties;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;
import org.springframework.web.util.pattern.PatternParseException;

/**
 * A path pattern as it is configured: parsed, or what is wrong with it.
 *
 * @param value the pattern, or {@code null} if the text is none
 * @param position the index of the mistake in the text
 * @param advice what to write instead
 * @param correction the corrected text, or {@code null} if only the user knows it
 */
record PathCheck(@Nullable PathPattern value, int position, String advice,
		@Nullable String correction) implements EntryCheck<PathPattern> {

	private static final List<String> NEVER_MATCHED = List.of("//", ";", "%", "/./", "/../");

	/** What people write between two paths. */
	private static final Pattern SEPARATOR = Pattern.compile("[\\s|]+(?=/)");

	static PathCheck of(String text) {
		if (text.isBlank()) {
			return new PathCheck(null, 0, "delete the blank entry", "");
		}
		if (text.contains("${")) {
			return wrong(text.indexOf("${"), "set the placeholder, or give it a default, like '${PATHS:/api/**}'",
					null);
		}
		if (text.startsWith("[") || text.endsWith("]")) {
			return wrong(0, "write the list without brackets and quotes, like '/api/**, /data/**'", null);
		}
		if (text.startsWith("^") || text.endsWith("$") || text.endsWith("/.*")) {
			return wrong(0, "a path is not a regular expression: write a PathPattern, like '/api/**'", null);
		}
		int scheme = text.indexOf("://");
		if (scheme >= 0) {
			int path = text.indexOf('/', scheme + "://".length());
			return (path >= 0)
					? wrong(0,
							"write the path alone, '%s', and the host into hosts if the policy is for this host only"
								.formatted(text.substring(path)),
							text.substring(path))
					: wrong(0, "write a path, like '/api/**': origins belong in allowed-origins", null);
		}
		if (!text.startsWith("/")) {
			boolean quoted = text.startsWith("\"") || text.startsWith("'");
			return quoted ? wrong(0, "delete the quotes", text.replaceAll("[\"']", ""))
					: wrong(0, "start the path with '/': '/%s'".formatted(text), "/" + text);
		}
		Matcher separator = SEPARATOR.matcher(text);
		if (separator.find()) {
			return wrong(separator.start(), "separate entries with commas", separator.replaceAll(", "));
		}
		for (int i = 0; i < text.length(); i++) {
			if (Character.isWhitespace(text.charAt(i))) {
				return wrong(i, "delete the white space", null);
			}
		}
		int query = text.indexOf('?');
		if (query >= 0 && text.indexOf('=', query) >= 0) {
			return wrong(query, "a path has no query: write '%s'".formatted(text.substring(0, query)),
					text.substring(0, query));
		}
		if (text.indexOf('#') >= 0) {
			return wrong(text.indexOf('#'),
					"a path has no fragment: write '%s'".formatted(text.substring(0, text.indexOf('#'))),
					text.substring(0, text.indexOf('#')));
		}
		for (String never : NEVER_MATCHED) {
			if (text.contains(never)) {
				return wrong(text.indexOf(never),
						"write the path decoded and normalized: '%', ';', '//' and dot segments never match", null);
			}
		}
		try {
			return new PathCheck(PathPatternParser.defaultInstance.parse(text), -1, "", null);
		}
		catch (PatternParseException ex) {
			return wrong(ex.getPosition(), "write a PathPattern, like '/api/**': " + ex.getMessage(), null);
		}
	}

	private static PathCheck wrong(int position, String advice, @Nullable String correction) {
		boolean right = correction != null
				&& Arrays.stream(correction.split(",")).allMatch((path) -> of(path.strip()).value() != null);
		return new PathCheck(null, position, advice, right ? correction : null);
	}

}
