package io.github.corsboot.mapping;

import java.util.Collection;
import java.util.List;

import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;

/**
 * The paths that no policy covers.
 */
final class PathSet {

	private final List<PathRule> rules;

	private final boolean literal;

	private final boolean ignoresTrailingSlash;

	PathSet(Collection<PathPattern> patterns) {
		this.rules = patterns.stream().map(PathRule::new).toList();
		this.literal = this.rules.stream().allMatch(PathRule::isLiteral);
		this.ignoresTrailingSlash = this.rules.stream().allMatch(PathRule::ignoresTrailingSlash);
	}

	/**
	 * Return whether paths can be compared as strings.
	 */
	boolean isLiteral() {
		return this.literal;
	}

	boolean ignoresTrailingSlash() {
		return this.ignoresTrailingSlash;
	}

	boolean containsLiterally(String path) {
		for (int i = 0; i < this.rules.size(); i++) {
			if (this.rules.get(i).matchesLiterally(path)) {
				return true;
			}
		}
		return false;
	}

	boolean contains(PathContainer path) {
		return this.rules.stream().anyMatch((rule) -> rule.matches(path));
	}

}
