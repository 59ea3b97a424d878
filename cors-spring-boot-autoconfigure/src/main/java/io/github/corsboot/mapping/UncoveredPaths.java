package io.github.corsboot.mapping;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;

/**
 * The paths that no policy covers.
 */
final class UncoveredPaths {

	/** Every path is covered, or there is nothing to cover it. */
	static final UncoveredPaths NONE = new UncoveredPaths(List.of());

	private final List<FastPathPattern> rules;

	private final List<String> patterns;

	private final LiteralPaths<FastPathPattern> literals = new LiteralPaths<>();

	private final boolean literal;

	private final boolean ignoresTrailingSlash;

	UncoveredPaths(Collection<PathPattern> patterns) {
		List<FastPathPattern> all = new ArrayList<>(patterns.size());
		List<String> texts = new ArrayList<>(patterns.size());
		for (PathPattern pattern : patterns) {
			FastPathPattern rule = new FastPathPattern(pattern);
			rule.addTo(this.literals, rule);
			all.add(rule);
			texts.add(pattern.getPatternString());
		}
		this.rules = List.copyOf(all);
		this.patterns = List.copyOf(texts);
		this.literal = FastPathPattern.areLiteral(this.rules);
		this.ignoresTrailingSlash = FastPathPattern.ignoreTrailingSlash(this.rules);
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

	/**
	 * Return the patterns of these paths.
	 */
	List<String> patterns() {
		return this.patterns;
	}

	boolean isEmpty() {
		return this.rules.isEmpty();
	}

	boolean contains(PathContainer path) {
		for (FastPathPattern rule : this.rules) {
			if (rule.matches(path)) {
				return true;
			}
		}
		return false;
	}

}
