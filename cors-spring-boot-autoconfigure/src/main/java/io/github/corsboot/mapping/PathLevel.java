package io.github.corsboot.mapping;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;

/**
 * The patterns that are equally specific. Those of them that match a path count as one.
 */
final class PathLevel {

	/**
	 * How many combinations of patterns are kept; the path of a request selects one. To
	 * build one again costs little: no entry is indexed for it.
	 */
	private static final int MAX_COMBINATIONS = 1024;

	private final Map<PathRule, CoveredPath> rules = new LinkedHashMap<>();

	private final List<PathRule> ruleList;

	private final boolean literal;

	private final Map<List<PathRule>, CoveredPath> combinations = new ConcurrentHashMap<>();

	PathLevel(List<PathPattern> patterns, Map<PathPattern, List<MappedPolicy>> policies) {
		for (PathPattern pattern : patterns) {
			this.rules.put(new PathRule(pattern),
					new CoveredPath(pattern, Objects.requireNonNull(policies.get(pattern))));
		}
		this.ruleList = List.copyOf(this.rules.keySet());
		this.literal = this.ruleList.stream().allMatch(PathRule::isLiteral);
	}

	boolean isLiteral() {
		return this.literal;
	}

	boolean ignoresTrailingSlash() {
		return this.ruleList.stream().allMatch(PathRule::ignoresTrailingSlash);
	}

	/**
	 * Find the policies that may cover some path of a handler.
	 */
	Set<MappedPolicy> findAny(PathPattern handler) {
		Set<MappedPolicy> found = new LinkedHashSet<>();
		this.rules.forEach((rule, covered) -> {
			if (PathOverlap.overlap(rule.pattern(), handler)) {
				found.addAll(covered.policies());
			}
		});
		return found;
	}

	/**
	 * Add the literal patterns to those that are found by comparing strings: two that are
	 * equally specific are equally long and cannot both match.
	 */
	void addTo(LiteralPaths<CoveredPath> paths) {
		this.rules.forEach((rule, covered) -> rule.addTo(paths, covered));
	}

	/**
	 * Return what covers everything, if that is all there is.
	 */
	@Nullable CoveredPath everything() {
		return (this.ruleList.size() == 1 && this.ruleList.get(0).isEverything()) ? this.rules.get(this.ruleList.get(0))
				: null;
	}

	@Nullable CoveredPath find(PathContainer path) {
		List<PathRule> matching = new ArrayList<>();
		for (PathRule rule : this.ruleList) {
			if (rule.matches(path)) {
				matching.add(rule);
			}
		}
		return switch (matching.size()) {
			case 0 -> null;
			case 1 -> this.rules.get(matching.get(0));
			default -> combine(matching);
		};
	}

	private CoveredPath combine(List<PathRule> matching) {
		CoveredPath known = this.combinations.get(matching);
		if (known != null) {
			return known;
		}
		CoveredPath combined = CoveredPath
			.combine(matching.stream().map(this.rules::get).map(Objects::requireNonNull).toList());
		if (this.combinations.size() < MAX_COMBINATIONS) {
			this.combinations.put(List.copyOf(matching), combined);
		}
		return combined;
	}

}
