package io.github.corsboot.mapping;

import java.util.Collection;
import java.util.List;

import org.springframework.web.util.pattern.PathPattern;

/**
 * The paths that no policy covers. A path with several forms has to be among them in all
 * of its forms, or a policy could be avoided by writing the path in another way.
 */
final class PathSet {

	private final List<PathRule> rules;

	private final boolean literal;

	PathSet(Collection<PathPattern> patterns) {
		this.rules = patterns.stream().map(PathRule::new).toList();
		this.literal = this.rules.stream().allMatch(PathRule::isLiteral);
	}

	boolean contains(String path) {
		if (!this.literal) {
			return contains(RequestedPath.of(path));
		}
		for (int i = 0; i < this.rules.size(); i++) {
			if (this.rules.get(i).matchesLiterally(path)) {
				return true;
			}
		}
		return false;
	}

	boolean contains(RequestedPath path) {
		return this.rules.stream().anyMatch(path::allFormsMatch);
	}

}
