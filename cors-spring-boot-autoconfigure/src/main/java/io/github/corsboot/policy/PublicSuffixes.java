package io.github.corsboot.policy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The domains below which anybody can register a name. Read from the class path when they
 * are first asked for, which only the check of a sub-domain pattern does.
 *
 * @see <a href="https://publicsuffix.org/list/">Public Suffix List</a>
 */
final class PublicSuffixes {

	private static final String RESOURCE = "public_suffix_list.dat";

	private static final PublicSuffixes LISTED = read();

	private final Set<String> names = new HashSet<>();

	private final Set<String> wildcards = new HashSet<>();

	private final Set<String> exceptions = new HashSet<>();

	/**
	 * A public suffix below each domain: {@code s3.amazonaws.com} below
	 * {@code amazonaws.com}.
	 */
	private final Map<String, String> below = new HashMap<>();

	private PublicSuffixes() {
	}

	/**
	 * Return whether a domain is on the list. The implicit rule of the list, by which
	 * every top-level domain is a public suffix, does not count: {@code corp} is none.
	 * @param domain the domain, in lower case and ASCII, without a dot at its end
	 * @return whether it is listed
	 */
	static boolean contains(String domain) {
		return LISTED.isListed(domain);
	}

	/**
	 * Return a suffix on the list below which anybody can have a name, and which itself
	 * is below a domain: {@code s3.amazonaws.com} below {@code amazonaws.com}.
	 * @param domain the domain, in lower case and ASCII, without a dot at its end
	 * @return a suffix, or {@code null} if none is below the domain
	 */
	static @Nullable String findBelow(String domain) {
		return LISTED.below.get(domain);
	}

	/**
	 * Return a suffix on the list that is itself in the set of a pattern.
	 * @param pattern a pattern with {@code *} within a label
	 * @return a suffix, or {@code null} if there is none
	 */
	static @Nullable String findIn(OriginPattern pattern) {
		String end = "." + pattern.domain();
		int port = pattern.text().port();
		return LISTED.names.stream()
			.filter((name) -> name.endsWith(end)
					&& pattern.matches(pattern.text().scheme() + "://" + name + ((port > 0) ? ":" + port : "")))
			.findFirst()
			.orElse(null);
	}

	private boolean isListed(String domain) {
		int dot = domain.indexOf('.');
		boolean matchesWildcard = dot > 0 && this.wildcards.contains(domain.substring(dot + 1))
				&& !this.exceptions.contains(domain);
		// Below '*.ck' everything is public, so all that is below 'ck' is.
		return this.names.contains(domain) || this.wildcards.contains(domain) || matchesWildcard;
	}

	private static PublicSuffixes read() {
		PublicSuffixes suffixes = new PublicSuffixes();
		try (InputStream stream = PublicSuffixes.class.getResourceAsStream(RESOURCE)) {
			if (stream == null) {
				throw new IllegalStateException(RESOURCE + " is missing");
			}
			new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8)).lines()
				.forEach(suffixes::addRule);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return suffixes;
	}

	private void addRule(String line) {
		if (line.isBlank() || line.startsWith("//")) {
			return;
		}
		String rule = line.strip();
		if (rule.startsWith("*.")) {
			String domain = toAscii(rule.substring("*.".length()));
			this.wildcards.add(domain);
			addBelow(domain);
		}
		else if (rule.startsWith("!")) {
			this.exceptions.add(toAscii(rule.substring("!".length())));
		}
		else {
			String domain = toAscii(rule);
			this.names.add(domain);
			addBelow(domain);
		}
	}

	private void addBelow(String suffix) {
		for (int dot = suffix.indexOf('.'); dot >= 0; dot = suffix.indexOf('.', dot + 1)) {
			this.below.putIfAbsent(suffix.substring(dot + 1), suffix);
		}
	}

	private static String toAscii(String domain) {
		return IDN.toASCII(domain, IDN.ALLOW_UNASSIGNED);
	}

}
