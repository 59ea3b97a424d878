package io.github.corsboot.mapping;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.springframework.web.util.pattern.PathPattern;

/**
 * The pairs of policies that may be candidates for the same path, so that the origin has
 * to select one of them.
 *
 * @since 0.1.0
 */
public final class PolicyOverlaps {

	private PolicyOverlaps() {
	}

	/**
	 * Find all pairs. Compares patterns of equal rank, literal ones by lookup.
	 * @param policies the policies
	 * @return the pairs, each once, in the order of the policies
	 */
	public static List<Overlap> find(Collection<MappedPolicy> policies) {
		List<MappedPolicy> all = List.copyOf(policies);
		Map<String, List<Integer>> byHost = new LinkedHashMap<>();
		for (int i = 0; i < all.size(); i++) {
			for (String host : all.get(i).hosts().isEmpty() ? List.of("") : all.get(i).hosts()) {
				byHost.computeIfAbsent(host, (key) -> new ArrayList<>()).add(i);
			}
		}
		Set<List<Integer>> pairs = new HashSet<>();
		byHost.values().forEach((ofHost) -> addPairsOfHost(all, ofHost, pairs));
		return pairs.stream()
			.sorted(Comparator.<List<Integer>>comparingInt((pair) -> pair.get(1))
				.thenComparingInt((pair) -> pair.get(0)))
			.map((pair) -> new Overlap(all.get(pair.get(0)), all.get(pair.get(1))))
			.toList();
	}

	private static void addPairsOfHost(List<MappedPolicy> all, List<Integer> ofHost, Set<List<Integer>> pairs) {
		Map<PathPattern, List<Integer>> byPattern = new LinkedHashMap<>();
		for (int i : ofHost) {
			for (PathPattern path : Set.copyOf(all.get(i).paths())) {
				byPattern.computeIfAbsent(path, (key) -> new ArrayList<>()).add(i);
			}
		}
		byPattern.values().forEach((owners) -> addPairs(owners, owners, pairs));
		List<PathPattern> sorted = byPattern.keySet().stream().sorted(PathPattern.SPECIFICITY_COMPARATOR).toList();
		int start = 0;
		for (int i = 1; i <= sorted.size(); i++) {
			if (i == sorted.size()
					|| PathPattern.SPECIFICITY_COMPARATOR.compare(sorted.get(start), sorted.get(i)) != 0) {
				addMeeting(sorted.subList(start, i), byPattern, pairs);
				start = i;
			}
		}
	}

	private static void addMeeting(List<PathPattern> equallySpecific, Map<PathPattern, List<Integer>> owners,
			Set<List<Integer>> pairs) {
		List<List<String>> segments = equallySpecific.stream().map(PathOverlap::segments).toList();
		LiteralStarts starts = new LiteralStarts();
		for (int i = 0; i < segments.size(); i++) {
			starts.add(LiteralStarts.of(segments.get(i)), i);
		}
		Map<List<String>, Integer> literals = new HashMap<>();
		for (int i = 0; i < segments.size(); i++) {
			List<Integer> own = owners.getOrDefault(equallySpecific.get(i), List.of());
			if (!PathOverlap.hasWildcard(segments.get(i))) {
				// '/a/**' and '/a/{*rest}' are the same paths.
				Integer same = literals.putIfAbsent(PathOverlap.withoutRest(segments.get(i)), i);
				if (same != null) {
					addPairs(own, owners.getOrDefault(equallySpecific.get(same), List.of()), pairs);
				}
				continue;
			}
			for (int j : starts.related(LiteralStarts.of(segments.get(i)))) {
				if (i != j && PathOverlap.canMatchTheSame(segments.get(i), segments.get(j))) {
					addPairs(own, owners.getOrDefault(equallySpecific.get(j), List.of()), pairs);
				}
			}
		}
	}

	private static void addPairs(List<Integer> one, List<Integer> other, Set<List<Integer>> pairs) {
		for (int first : one) {
			for (int second : other) {
				if (first != second) {
					pairs.add(List.of(Math.min(first, second), Math.max(first, second)));
				}
			}
		}
	}

	/**
	 * Two policies that may be candidates for the same path.
	 *
	 * @param first the policy that comes first
	 * @param second the other policy
	 * @since 0.1.0
	 */
	public record Overlap(MappedPolicy first, MappedPolicy second) {
	}

}
