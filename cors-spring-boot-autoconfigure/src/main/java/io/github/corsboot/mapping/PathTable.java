package io.github.corsboot.mapping;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;

/**
 * The policies of one host, or of every host, by their paths. A path that none of them
 * covers is looked up in the broader table. Immutable.
 */
final class PathTable {

	private final List<EqualRankPatterns> levels;

	private final LiteralPaths<PathPolicies> literals = new LiteralPaths<>();

	private final @Nullable PathPolicies everything;

	/** Only if there are many patterns. */
	private final @Nullable ManyPatterns many;

	private final boolean literal;

	private final boolean ignoresTrailingSlash;

	private final @Nullable PathTable broader;

	/**
	 * Create a table.
	 * @param host the host, as it comes before a path pattern for users; empty for every
	 * host
	 * @param policies the policies of this host
	 * @param broader the table of the next broader host, or {@code null} if this one is
	 * that of every host
	 */
	PathTable(String host, Collection<MappedPolicy> policies, @Nullable PathTable broader) {
		this.levels = levels(host, policies);
		boolean allLiteral = broader == null || broader.literal;
		boolean allIgnoreTrailingSlash = broader == null || broader.ignoresTrailingSlash;
		for (EqualRankPatterns level : this.levels) {
			level.addTo(this.literals);
			allLiteral &= level.isLiteral();
			allIgnoreTrailingSlash &= level.ignoresTrailingSlash();
		}
		this.everything = (this.levels.size() == 1) ? this.levels.get(0).everything() : null;
		this.many = ManyPatterns.of(this.levels);
		this.literal = allLiteral;
		this.ignoresTrailingSlash = allIgnoreTrailingSlash;
		this.broader = broader;
	}

	private static List<EqualRankPatterns> levels(String host, Collection<MappedPolicy> policies) {
		Map<PathPattern, List<MappedPolicy>> byPattern = new LinkedHashMap<>();
		for (MappedPolicy policy : policies) {
			for (PathPattern path : Set.copyOf(policy.paths())) {
				List<MappedPolicy> known = byPattern.get(path);
				if (known == null) {
					known = new ArrayList<>();
					byPattern.put(path, known);
				}
				known.add(policy);
			}
		}
		List<PathPattern> sorted = new ArrayList<>(byPattern.keySet());
		sorted.sort(PathPattern.SPECIFICITY_COMPARATOR);
		List<EqualRankPatterns> levels = new ArrayList<>();
		int start = 0;
		for (int i = 1; i <= sorted.size(); i++) {
			if (i == sorted.size()
					|| PathPattern.SPECIFICITY_COMPARATOR.compare(sorted.get(start), sorted.get(i)) != 0) {
				levels.add(new EqualRankPatterns(host, sorted.subList(start, i), byPattern));
				start = i;
			}
		}
		return List.copyOf(levels);
	}

	/**
	 * Return the policies of every path, if the only pattern is {@code /**}.
	 */
	@Nullable PathPolicies everything() {
		return this.everything;
	}

	/**
	 * Find the policies that may cover some path of a handler, from the most specific
	 * patterns down to those that cover all of its paths.
	 * @param handler the pattern of the handler
	 * @param samples paths that it matches
	 */
	Set<MappedPolicy> findAny(PathPattern handler, List<PathContainer> samples) {
		Set<MappedPolicy> found = new LinkedHashSet<>();
		for (EqualRankPatterns level : this.levels) {
			found.addAll(level.findAny(handler));
			if (samples.stream().allMatch((sample) -> level.find(sample) != null)) {
				break;
			}
		}
		return found;
	}

	/**
	 * Return whether a path can be looked up as it is.
	 */
	boolean isLiteral(String path, UncoveredPaths uncovered) {
		boolean oneForm = !RequestedPath.endsWithSlash(path)
				|| (this.ignoresTrailingSlash && uncovered.ignoresTrailingSlash());
		return oneForm && this.literal && uncovered.isLiteral();
	}

	/**
	 * Find the policies for a path that {@linkplain #isLiteral can be looked up as it
	 * is}.
	 */
	@Nullable PathPolicies findLiterally(String path) {
		PathPolicies found = this.literals.find(path);
		return (found != null || this.broader == null) ? found : this.broader.findLiterally(path);
	}

	@Nullable PathPolicies find(PathContainer path) {
		PathPolicies found = findOwn(path);
		return (found != null || this.broader == null) ? found : this.broader.find(path);
	}

	private @Nullable PathPolicies findOwn(PathContainer path) {
		if (this.many != null) {
			return this.many.find(path);
		}
		for (EqualRankPatterns level : this.levels) {
			PathPolicies covered = level.find(path);
			if (covered != null) {
				return covered;
			}
		}
		return null;
	}

}
