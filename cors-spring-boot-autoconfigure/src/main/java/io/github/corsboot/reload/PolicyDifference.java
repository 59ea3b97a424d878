package io.github.corsboot.reload;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.mapping.MappedPolicy;
import io.github.corsboot.policy.PolicyAttribute;

/**
 * The changes that a reload makes.
 *
 * @param added the names of the policies that are new
 * @param removed the names of those that are gone
 * @param changed the attributes of the others that have changed
 * @since 0.1.0
 */
public record PolicyDifference(List<String> added, List<String> removed, List<Change> changed) {

	/** No difference. */
	static final PolicyDifference NONE = new PolicyDifference(List.of(), List.of(), List.of());

	/**
	 * Find the difference.
	 * @param before the policies in force
	 * @param after the policies that come into force
	 * @return the difference, of origins only those that are configured
	 */
	public static PolicyDifference between(CorsPolicies before, CorsPolicies after) {
		Map<String, MappedPolicy> old = byName(before);
		Map<String, MappedPolicy> now = byName(after);
		List<Change> changed = new ArrayList<>();
		addChange("", "enabled", List.of(String.valueOf(before.mapping().isEnabled())),
				List.of(String.valueOf(after.mapping().isEnabled())), changed);
		if (changed.isEmpty()) {
			addChange("", "exclude-paths", texts(before.uncoveredPatterns()), texts(after.uncoveredPatterns()),
					changed);
		}
		now.forEach((name, policy) -> {
			MappedPolicy previous = old.get(name);
			if (previous != null) {
				for (PolicyAttribute attribute : PolicyAttribute.values()) {
					addChange(name, attribute.propertyName(), previous.values(attribute), policy.values(attribute),
							changed);
				}
			}
		});
		return new PolicyDifference(without(now.keySet(), old.keySet()), without(old.keySet(), now.keySet()),
				List.copyOf(changed));
	}

	private static Map<String, MappedPolicy> byName(CorsPolicies policies) {
		Map<String, MappedPolicy> byName = new LinkedHashMap<>();
		policies.mapping().policies().forEach((policy) -> byName.putIfAbsent(policy.name(), policy));
		return byName;
	}

	private static List<String> texts(Iterable<?> values) {
		List<String> texts = new ArrayList<>();
		values.forEach((value) -> texts.add(value.toString()));
		return texts;
	}

	private static void addChange(String policy, String attribute, List<String> before, List<String> after,
			List<Change> changed) {
		Change change = new Change(policy, attribute, without(after, before), without(before, after));
		if (!change.added().isEmpty() || !change.removed().isEmpty()) {
			changed.add(change);
		}
	}

	private static List<String> without(Iterable<String> values, Collection<String> others) {
		Set<String> known = Set.copyOf(others);
		Set<String> rest = new LinkedHashSet<>();
		for (String value : values) {
			if (!known.contains(value)) {
				rest.add(value);
			}
		}
		return List.copyOf(rest);
	}

	/**
	 * Return the difference in one line, for the log.
	 */
	@Override
	public String toString() {
		List<String> parts = new ArrayList<>();
		addPart("added", this.added, parts);
		addPart("removed", this.removed, parts);
		addPart("changed", this.changed.stream().map(Change::property).toList(), parts);
		return parts.isEmpty() ? "nothing but origins from elsewhere" : String.join("; ", parts);
	}

	private static void addPart(String what, List<String> names, List<String> parts) {
		if (!names.isEmpty()) {
			parts.add(what + " " + String.join(", ", names.subList(0, Math.min(names.size(), 20)))
					+ ((names.size() > 20) ? " and %d more".formatted(names.size() - 20) : ""));
		}
	}

	/**
	 * An attribute that has changed.
	 *
	 * @param policy the name of the policy, empty for what belongs to none
	 * @param attribute the last element of the property
	 * @param added the values that are new
	 * @param removed the values that are gone
	 */
	public record Change(String policy, String attribute, List<String> added, List<String> removed) {

		String property() {
			return this.policy.isEmpty() ? this.attribute : this.policy + "." + this.attribute;
		}

	}

}
