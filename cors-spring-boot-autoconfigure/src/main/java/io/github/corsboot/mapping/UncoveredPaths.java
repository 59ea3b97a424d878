package io.github.corsboot.mapping;

import java.util.Collection;
import java.util.List;

import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;

/**
 * The paths that no policy covers.
 */
final class UncoveredPaths {

	private final List<FastPathPattern> rules;

	private final LiteralPaths<FastPathPattern> literals = new LiteralPaths<>();

	private final boolean literal;

	private final boolean ignoresTrailingSlash;

	UncoveredPaths(Collection<PathPattern> patterns) {
		this.rules = patterns.stream().map(FastPathPattern::new).toList();
		this.rules.forEach((rule) -> rule.addTo(this.literals, rule));
		this.literal = this.rules.stream().allMatch(FastPathPattern::isLiteral);
		this.ignoresTrailingSlash = this.rules.stream().allMatch(FastPathPattern::ignoresTrailingSlash);
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
