package io.github.corsboot.policy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Finds the entries of {@code allowed-origins} that are redundant because a broader one
 * contains them, in linear time.
 */
final class Redundancies {

	private final PatternTable<String> patterns = new PatternTable<>();

	private final Set<String> texts = new HashSet<>();

	Redundancies(List<OriginPattern> entries) {
		for (OriginPattern entry : entries) {
			if (!entry.isExact()) {
				this.patterns.addIfAbsent(entry, entry.toString());
				this.texts.add(entry.toString());
			}
		}
	}

	/**
	 * Find a wider entry.
	 * @param entry an entry, but not {@code *}
	 * @return the text of another entry that contains everything that this one does, or
	 * {@code null} if there is none
	 */
	@Nullable String findBroader(OriginPattern entry) {
		return entry.isExact() ? this.patterns.find(entry.text()) : findBroaderPattern(entry.text());
	}

	private @Nullable String findBroaderPattern(OriginText entry) {
		String scheme = entry.scheme() + "://";
		String port = entry.isAnyPort() ? ":*" : (entry.port() > 0) ? ":" + entry.port() : "";
		String host = entry.host();
		if (!entry.isAnyPort()) {
			String anyPort = scheme + (entry.isSubdomains() ? "*." : "") + host + ":*";
			if (this.texts.contains(anyPort)) {
				return anyPort;
			}
		}
		for (int dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) {
			String subdomains = scheme + "*" + host.substring(dot);
			if (this.texts.contains(subdomains + port)) {
				return subdomains + port;
			}
			if (this.texts.contains(subdomains + ":*")) {
				return subdomains + ":*";
			}
		}
		return null;
	}

}
