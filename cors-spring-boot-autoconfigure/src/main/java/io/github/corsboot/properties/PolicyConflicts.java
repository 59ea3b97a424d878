package io.github.corsboot.properties;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import io.github.corsboot.mapping.MappedPolicy;
import io.github.corsboot.mapping.PolicyMeetings;
import io.github.corsboot.mapping.PolicyMeetings.Meeting;
import io.github.corsboot.policy.OriginPattern;

/**
 * Finds entries that two policies have that may be candidates for one path: which of them
 * decides would be left to chance.
 */
final class PolicyConflicts {

	private static final String ATTRIBUTE = "allowed-origins";

	private PolicyConflicts() {
	}

	/**
	 * Check all policies.
	 * @param policies the policies, with where their attributes were set
	 * @param problems takes what is found
	 */
	static void check(Map<MappedPolicy, PolicyAttributes> policies, ConfigurationProblems problems) {
		for (Meeting meeting : PolicyMeetings.find(withCommonEntries(policies.keySet()))) {
			MappedPolicy policy = meeting.second();
			MappedPolicy other = meeting.first();
			addCommon(policy, Objects.requireNonNull(policies.get(policy)), other,
					Objects.requireNonNull(policies.get(other)), problems);
		}
	}

	/**
	 * Return the policies that have an entry which another policy has, too.
	 */
	private static Set<MappedPolicy> withCommonEntries(Collection<MappedPolicy> policies) {
		Map<OriginPattern, MappedPolicy> owners = new HashMap<>();
		Set<MappedPolicy> found = new HashSet<>();
		for (MappedPolicy policy : policies) {
			for (OriginPattern entry : policy.policy().allowedOrigins()) {
				MappedPolicy owner = owners.putIfAbsent(entry, policy);
				if (owner != null && !owner.equals(policy)) {
					found.add(owner);
					found.add(policy);
				}
			}
		}
		return policies.stream().filter(found::contains).collect(Collectors.toCollection(LinkedHashSet::new));
	}

	private static void addCommon(MappedPolicy policy, PolicyAttributes attributes, MappedPolicy other,
			PolicyAttributes otherAttributes, ConfigurationProblems problems) {
		List<OriginPattern> common = new ArrayList<>(policy.policy().allowedOrigins());
		common.retainAll(Set.copyOf(other.policy().allowedOrigins()));
		if (common.isEmpty()) {
			return;
		}
		Map<String, ListEntry> entries = attributes.entries(ATTRIBUTE);
		String advice = "policies '%s' and '%s' have the same entry, and cover the same path: leave it in one of them (%s)"
			.formatted(other.name(), policy.name(), otherAttributes.source(ATTRIBUTE));
		for (OriginPattern entry : common) {
			String text = entry.toString();
			problems.invalid(text, 0, attributes.placeOf(ATTRIBUTE, entries.get(text), text), advice);
		}
	}

}
