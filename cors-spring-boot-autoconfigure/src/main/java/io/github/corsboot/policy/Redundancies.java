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

	private final OriginIndex<String> patterns = new OriginIndex<>();

	private final PatternsByText<String> withinLabels = new PatternsByText<>();

	private final Set<String> texts = new HashSet<>();

	Redundancies(List<OriginPattern> entries) {
		for (OriginPattern entry : entries) {
			if (!entry.isExact()) {
				this.patterns.addIfAbsent(entry, entry.toString());
				this.texts.add(entry.toString());
			}
			if (entry.text().isWithinLabel()) {
				this.withinLabels.addIfAbsent(entry, entry.toString());
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
		return entry.isExact() ? this.patterns.findBroader(entry.text()) : findBroaderPattern(entry.text());
	}

	private @Nullable String findBroaderPattern(OriginText entry) {
		String text = entry.toString();
		String base = text.substring(0, entry.hostEnd());
		if (!entry.isAnyPort() && this.texts.contains(base + ":*")) {
			return base + ":*";
		}
		String scheme = text.substring(0, entry.labelStart());
		String port = text.substring(entry.hostEnd());
		for (int dot = base.indexOf('.', entry.labelStart()); dot >= 0; dot = base.indexOf('.', dot + 1)) {
			String subdomains = scheme + "*" + base.substring(dot);
			if (this.texts.contains(subdomains + port) && !text.equals(subdomains + port)) {
				return subdomains + port;
			}
			if (this.texts.contains(subdomains + ":*") && !text.equals(subdomains + ":*")) {
				return subdomains + ":*";
			}
		}
		return entry.isWithinLabel() ? this.withinLabels.find(entry) : null;
	}

}
