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
 * Patterns that are equally specific. If several match a path, their policies are
 * combined.
 */
final class EqualRankPatterns {

	/**
	 * How many combinations of patterns are kept; the path of a request selects one. To
	 * build one again costs little: no entry is indexed for it.
	 */
	private static final int MAX_COMBINATIONS = 1024;

	private final Map<FastPathPattern, PathPolicies> rules = new LinkedHashMap<>();

	private final List<FastPathPattern> ruleList;

	private final boolean literal;

	private final Map<List<FastPathPattern>, PathPolicies> combinations = new ConcurrentHashMap<>();

	EqualRankPatterns(String host, List<PathPattern> patterns, Map<PathPattern, List<MappedPolicy>> policies) {
		for (PathPattern pattern : patterns) {
			this.rules.put(new FastPathPattern(pattern),
					new PathPolicies(host + pattern.getPatternString(), Objects.requireNonNull(policies.get(pattern))));
		}
		this.ruleList = List.copyOf(this.rules.keySet());
		this.literal = FastPathPattern.areLiteral(this.ruleList);
	}

	boolean isLiteral() {
		return this.literal;
	}

	boolean ignoresTrailingSlash() {
		return FastPathPattern.ignoreTrailingSlash(this.ruleList);
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
	 * Add the literal patterns to those that are found by comparing strings: two of equal
	 * rank never match the same path.
	 */
	void addTo(LiteralPaths<PathPolicies> paths) {
		for (Map.Entry<FastPathPattern, PathPolicies> rule : this.rules.entrySet()) {
			rule.getKey().addTo(paths, rule.getValue());
		}
	}

	/**
	 * Return the policies of {@code /**}, if that is the only pattern.
	 */
	@Nullable PathPolicies everything() {
		return (this.ruleList.size() == 1 && this.ruleList.get(0).isEverything()) ? this.rules.get(this.ruleList.get(0))
				: null;
	}

	List<FastPathPattern> rules() {
		return this.ruleList;
	}

	@Nullable PathPolicies find(PathContainer path) {
		List<FastPathPattern> matching = new ArrayList<>();
		for (FastPathPattern rule : this.ruleList) {
			if (rule.matches(path)) {
				matching.add(rule);
			}
		}
		return get(matching);
	}

	/**
	 * Return the policies of the patterns of this rank that match a path.
	 */
	@Nullable PathPolicies get(List<FastPathPattern> matching) {
		return switch (matching.size()) {
			case 0 -> null;
			case 1 -> this.rules.get(matching.get(0));
			default -> combine(matching);
		};
	}

	private PathPolicies combine(List<FastPathPattern> matching) {
		PathPolicies known = this.combinations.get(matching);
		if (known != null) {
			return known;
		}
		PathPolicies combined = PathPolicies
			.combine(matching.stream().map(this.rules::get).map(Objects::requireNonNull).toList());
		if (this.combinations.size() < MAX_COMBINATIONS) {
			this.combinations.put(List.copyOf(matching), combined);
		}
		return combined;
	}

}
