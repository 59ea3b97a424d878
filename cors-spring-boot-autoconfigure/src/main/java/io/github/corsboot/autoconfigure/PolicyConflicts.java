package io.github.corsboot.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.github.corsboot.mapping.MappedPolicy;
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
		List<MappedPolicy> all = List.copyOf(policies.keySet());
		for (int i = 0; i < all.size(); i++) {
			for (int j = 0; j < i; j++) {
				MappedPolicy policy = all.get(i);
				MappedPolicy other = all.get(j);
				if (policy.canMeet(other)) {
					addCommon(policy, Objects.requireNonNull(policies.get(policy)), other,
							Objects.requireNonNull(policies.get(other)), problems);
				}
			}
		}
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
