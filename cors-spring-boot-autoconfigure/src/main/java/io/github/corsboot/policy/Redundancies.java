package io.github.corsboot.policy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Finds the entries of {@code allowed-origins} that change nothing because others stand
 * for the same origins. Takes a number of steps that grows with the number of entries,
 * not with its square.
 */
final class Redundancies {

	private final Set<String> entries = new HashSet<>();

	Redundancies(List<OriginPattern> entries) {
		entries.forEach((entry) -> this.entries.add(entry.toString()));
	}

	/**
	 * Find a wider entry.
	 * @param entry an entry, but not {@code *}
	 * @return the text of another entry that contains everything that this one does, or
	 * {@code null} if there is none
	 */
	@Nullable String findWider(OriginPattern entry) {
		OriginScanner parts = entry.parts();
		String scheme = entry.toString().substring(0, parts.schemeEnd()) + "://";
		String port = parts.anyPort() ? ":*" : (parts.port() > 0) ? ":" + parts.port() : "";
		String host = entry.host();
		if (!parts.anyPort()) {
			String anyPort = scheme + (parts.subdomains() ? "*." : "") + host + ":*";
			if (this.entries.contains(anyPort)) {
				return anyPort;
			}
		}
		for (int dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) {
			String subdomains = scheme + "*" + host.substring(dot);
			if (this.entries.contains(subdomains + port)) {
				return subdomains + port;
			}
			if (this.entries.contains(subdomains + ":*")) {
				return subdomains + ":*";
			}
		}
		return null;
	}

}
