package io.github.corsboot.properties;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.github.corsboot.mapping.MappedPolicy;
import io.github.corsboot.mapping.PolicyOverlaps;
import io.github.corsboot.mapping.PolicyOverlaps.Overlap;
import io.github.corsboot.policy.OriginPattern;
import io.github.corsboot.policy.PolicyAttribute;
import io.github.corsboot.properties.ConfigurationProblem.Place;
import org.jspecify.annotations.Nullable;

/**
 * Finds entries that two policies have that may be candidates for one path: which of them
 * decides would be left to chance.
 */
final class PolicyConflicts {

	private static final PolicyAttribute ATTRIBUTE = PolicyAttribute.ALLOWED_ORIGINS;

	private PolicyConflicts() {
	}

	/**
	 * Check all policies.
	 * @param policies the policies
	 * @param attributes the attributes of those that properties describe
	 * @param problems takes the conflicts
	 */
	static void check(Collection<MappedPolicy> policies, IdentityHashMap<MappedPolicy, ResolvedAttributes> attributes,
			ConfigurationProblems problems) {
		List<MappedPolicy> common = withCommonEntries(policies);
		if (common.isEmpty()) {
			return;
		}
		for (Overlap overlap : PolicyOverlaps.find(common)) {
			addCommon(overlap.second(), attributes.get(overlap.second()), overlap.first(), problems);
		}
	}

	/**
	 * Return the policies that have an entry which another policy has, too.
	 */
	private static List<MappedPolicy> withCommonEntries(Collection<MappedPolicy> policies) {
		Map<OriginPattern, MappedPolicy> owners = new HashMap<>();
		Set<MappedPolicy> found = Collections.newSetFromMap(new IdentityHashMap<>());
		for (MappedPolicy policy : policies) {
			for (OriginPattern entry : policy.policy().allowedOrigins()) {
				MappedPolicy owner = owners.putIfAbsent(entry, policy);
				if (owner != null && !owner.equals(policy)) {
					found.add(owner);
					found.add(policy);
				}
			}
		}
		return policies.stream().filter(found::contains).toList();
	}

	private static void addCommon(MappedPolicy policy, @Nullable ResolvedAttributes attributes, MappedPolicy other,
			ConfigurationProblems problems) {
		List<OriginPattern> common = new ArrayList<>(policy.policy().allowedOrigins());
		common.retainAll(Set.copyOf(other.policy().allowedOrigins()));
		if (common.isEmpty()) {
			return;
		}
		Map<String, ListEntry> entries = (attributes != null) ? attributes.entries(ATTRIBUTE) : Map.of();
		List<String> hosts = new ArrayList<>(policy.hosts());
		hosts.retainAll(other.hosts());
		String advice = "policies '%s' and '%s' have the same entry, and both cover '%s'%s: leave it in one of them; the other is in %s"
			.formatted(other.name(), policy.name(), other.findOverlap(policy),
					hosts.isEmpty() ? "" : " of '" + hosts.get(0) + "'", other.source(ATTRIBUTE));
		for (OriginPattern entry : common) {
			String text = entry.toString();
			Place place = (attributes != null) ? attributes.placeOf(ATTRIBUTE, entries.get(text), text)
					: new Place(Objects.requireNonNull(policy.source(ATTRIBUTE)), text, 0, null);
			// What is inherited is not deleted for one policy alone.
			boolean own = attributes != null && !attributes.inherits(ATTRIBUTE);
			problems.invalid(text, 0, place, advice, own ? "" : null);
		}
	}

}
