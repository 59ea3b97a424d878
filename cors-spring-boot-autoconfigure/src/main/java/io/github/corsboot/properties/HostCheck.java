package io.github.corsboot.properties;

import java.util.Locale;

import io.github.corsboot.policy.OriginPattern;
import io.github.corsboot.policy.OriginPatternException;
import org.jspecify.annotations.Nullable;

/**
 * A host as it is configured, or what is wrong with it. Permitted is what an origin may
 * have as its host, and {@code *.} before a domain for all hosts below it.
 *
 * @param value the host, or {@code null} if the text is none
 * @param position the index of the mistake in the text
 * @param advice what to write instead
 * @param correction the corrected text, or {@code null} if only the user knows it
 */
record HostCheck(@Nullable String value, int position, String advice,
		@Nullable String correction) implements EntryCheck<String> {

	private static final String SCHEME = "https://";

	static HostCheck of(String text) {
		if (text.isEmpty()) {
			return wrong(0, "name a host, like 'api.example.com'", null);
		}
		int scheme = text.indexOf("://");
		if (scheme >= 0) {
			return wrong(0, "write the host alone", text.substring(scheme + "://".length()).replaceAll("[:/].*", ""));
		}
		if (text.equals("*")) {
			return wrong(0,
					"write paths in place of hosts, like '/**': without hosts, the policy counts for every host", null);
		}
		if (text.contains("${")) {
			return wrong(text.indexOf("${"),
					"set the placeholder, or give it a default, like '${HOST:api.example.com}'", null);
		}
		if (text.startsWith("\"") || text.startsWith("'")) {
			return wrong(0, "delete the quotes", text.replaceAll("[\"']", ""));
		}
		int path = text.indexOf('/');
		if (path >= 0) {
			return wrong(path, "a host has no path: paths belong in paths", text.substring(0, path));
		}
		int port = text.startsWith("[") ? text.indexOf(':', text.indexOf(']')) : text.indexOf(':');
		if (port >= 0) {
			return wrong(port, "a host has no port: the policy counts for every port", text.substring(0, port));
		}
		String lowerCase = text.toLowerCase(Locale.ROOT);
		if (!text.equals(lowerCase)) {
			return wrong(0, "write it in lower case", lowerCase);
		}
		if (text.endsWith(".")) {
			return wrong(text.length() - 1, "delete the dot at the end", text.substring(0, text.length() - 1));
		}
		int wildcard = text.lastIndexOf('*');
		if (wildcard > 0 || (wildcard == 0 && !text.startsWith("*."))) {
			return wrong(wildcard, "use '*' only as the whole first label, like '*.example.com'", null);
		}
		try {
			OriginPattern.parse(SCHEME + text);
			return new HostCheck(text, -1, "", null);
		}
		catch (OriginPatternException ex) {
			return wrong(Math.max(ex.position() - SCHEME.length(), 0), ex.advice().replaceAll("'https?://", "'"), null);
		}
	}

	private static HostCheck wrong(int position, String advice, @Nullable String correction) {
		boolean right = correction != null && of(correction).value() != null;
		return new HostCheck(null, position, advice, right ? correction : null);
	}

}
