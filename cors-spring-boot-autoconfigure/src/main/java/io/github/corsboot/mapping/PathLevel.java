package io.github.corsboot.mapping;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;

/**
 * The patterns that are equally specific. Those of them that match a path count as one.
 */
final class PathLevel {

	/** How many combinations of patterns are kept; the path of a request selects one. */
	private static final int MAX_COMBINATIONS = 1024;

	private final List<MappedPolicy> policies;

	private final Map<PathRule, CoveredPath> rules = new LinkedHashMap<>();

	private final List<PathRule> ruleList;

	private final boolean literal;

	private final Map<List<PathRule>, CoveredPath> combinations = new ConcurrentHashMap<>();

	PathLevel(List<PathPattern> patterns, List<MappedPolicy> policies) {
		this.policies = policies;
		patterns.forEach((pattern) -> this.rules.put(new PathRule(pattern), cover(List.of(pattern))));
		this.ruleList = List.copyOf(this.rules.keySet());
		this.literal = this.ruleList.stream().allMatch(PathRule::isLiteral);
	}

	private CoveredPath cover(List<PathPattern> patterns) {
		List<MappedPolicy> covering = this.policies.stream()
			.filter((policy) -> policy.paths().stream().anyMatch(patterns::contains))
			.toList();
		return new CoveredPath(patterns, covering);
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
	List<MappedPolicy> findAny(PathPattern handler) {
		return this.policies.stream()
			.filter((policy) -> this.ruleList.stream()
				.map(PathRule::pattern)
				.anyMatch((pattern) -> policy.paths().contains(pattern) && PathOverlap.overlap(pattern, handler)))
			.toList();
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
		CoveredPath combined = cover(matching.stream().map(PathRule::pattern).toList());
		if (this.combinations.size() < MAX_COMBINATIONS) {
			this.combinations.put(List.copyOf(matching), combined);
		}
		return combined;
	}

}
