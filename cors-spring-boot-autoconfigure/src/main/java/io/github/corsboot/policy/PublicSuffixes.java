package io.github.corsboot.policy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

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
			this.wildcards.add(toAscii(rule.substring("*.".length())));
		}
		else if (rule.startsWith("!")) {
			this.exceptions.add(toAscii(rule.substring("!".length())));
		}
		else {
			this.names.add(toAscii(rule));
		}
	}

	private static String toAscii(String domain) {
		return IDN.toASCII(domain, IDN.ALLOW_UNASSIGNED);
	}

}
