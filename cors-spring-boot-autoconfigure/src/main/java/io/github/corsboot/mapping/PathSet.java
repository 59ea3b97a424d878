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

	private final LiteralPaths<PathRule> literals = new LiteralPaths<>();

	private final boolean literal;

	private final boolean ignoresTrailingSlash;

	PathSet(Collection<PathPattern> patterns) {
		this.rules = patterns.stream().map(PathRule::new).toList();
		this.rules.forEach((rule) -> rule.addTo(this.literals, rule));
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
		return this.literals.find(path) != null;
	}

	boolean isEmpty() {
		return this.rules.isEmpty();
	}

	boolean contains(PathContainer path) {
		return this.rules.stream().anyMatch((rule) -> rule.matches(path));
	}

}
