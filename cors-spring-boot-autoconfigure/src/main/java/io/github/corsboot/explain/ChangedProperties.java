package io.github.corsboot.explain;

import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

import io.github.corsboot.explain.Explanation.Change;
import io.github.corsboot.mapping.AttributeSource;
import io.github.corsboot.mapping.MappedPolicy;
import io.github.corsboot.policy.CorsPolicy;
import io.github.corsboot.policy.PolicyAttribute;
import org.jspecify.annotations.Nullable;

/**
 * The properties of a policy that are changed, to be pasted: as YAML, or in the form of
 * what they replace.
 */
final class ChangedProperties {

	/** A longer list is not written out. */
	private static final int MAX_ENTRIES = 100;

	/** How many policies may have to be kept as they are. */
	private static final int MAX_KEPT = 10;

	/** The name of the policy whose properties are at the top level. */
	private static final String DEFAULT = "default";

	private static final String NAMED = "cors.policies.";

	/** How the location of an environment variable begins, before its name. */
	private static final String VARIABLE = "System Environment Property \"";

	/** What YAML reads as text without quotes, if it is not one of its words. */
	private static final Pattern PLAIN = Pattern.compile("[A-Za-z/][A-Za-z0-9:/.*,_ -]*");

	private static final Pattern WORD = Pattern.compile("(?i)null|true|false|yes|no|on|off|y|n|.*:|.*: .*");

	private ChangedProperties() {
	}

	/**
	 * Write properties. One that a policy inherits is set for this policy, and one that
	 * others inherit is set for those as it is, so that they stay as they are.
	 * @param policy the policy as it is
	 * @param values the changed values
	 * @param all all policies
	 * @return the change, or {@code null} for a policy that is a bean, and has no
	 * properties, for what a customizer sets, and for what is too long
	 */
	static @Nullable Change of(MappedPolicy policy, Map<PolicyAttribute, List<String>> values,
			Collection<MappedPolicy> all) {
		AttributeSource first = policy.source(values.keySet().iterator().next());
		boolean named = isNamed(policy);
		Map<String, Map<PolicyAttribute, List<String>>> ofPolicies = named ? Map.of(policy.name(), values)
				: kept(values.keySet(), all);
		if (first == null || !first.property().startsWith("cors.") || isCustomized(values.keySet(), policy)
				|| ofPolicies.size() > MAX_KEPT || isLong(values)
				|| ofPolicies.values().stream().anyMatch(ChangedProperties::isLong)) {
			return null;
		}
		StringBuilder yaml = new StringBuilder("cors:\n");
		if (!named) {
			append(yaml, "  ", values);
		}
		yaml.append(ofPolicies.isEmpty() ? "" : "  policies:\n");
		ofPolicies.forEach((name, ofPolicy) -> {
			yaml.append("    ").append(quote(name)).append(":\n");
			append(yaml, "      ", ofPolicy);
		});
		String replaces = location(values.keySet(), policy);
		String beside = (replaces != null) ? null : location(policy.sources().keySet(), policy);
		String place = Objects.requireNonNullElse(replaces, String.valueOf(beside));
		return isYaml(place) ? new Change(yaml.toString(), null, replaces, beside)
				: new Change(null, lines(policy, values, ofPolicies), replaces, beside);
	}

	private static boolean isCustomized(Set<PolicyAttribute> attributes, MappedPolicy policy) {
		return attributes.stream()
			.map(policy::source)
			.anyMatch((source) -> source != null && AttributeSource.CUSTOMIZER.equals(source.location()));
	}

	/**
	 * Return whether YAML can be pasted at a place. Where nothing is set, it can.
	 */
	private static boolean isYaml(String place) {
		return place.equals("null") || place.contains(".yml") || place.contains(".yaml");
	}

	/**
	 * Write properties as in a {@code .properties} file, or as environment variables if
	 * they replace some.
	 */
	private static String lines(MappedPolicy policy, Map<PolicyAttribute, List<String>> values,
			Map<String, Map<PolicyAttribute, List<String>>> ofPolicies) {
		StringBuilder lines = new StringBuilder();
		if (!isNamed(policy)) {
			values
				.forEach((attribute, entries) -> append(lines, "cors.", policy.source(attribute), attribute, entries));
		}
		ofPolicies.forEach((name, ofPolicy) -> ofPolicy.forEach((attribute, entries) -> append(lines,
				NAMED + name + ".", name.equals(policy.name()) ? policy.source(attribute) : null, attribute, entries)));
		return lines.toString();
	}

	private static void append(StringBuilder lines, String prefix, @Nullable AttributeSource source,
			PolicyAttribute attribute, List<String> entries) {
		String location = (source != null) ? String.valueOf(source.location()) : "";
		String name = location.startsWith(VARIABLE)
				? location.substring(VARIABLE.length(), location.indexOf('"', VARIABLE.length()))
				: prefix + attribute.propertyName();
		lines.append(name).append('=').append(String.join(", ", entries)).append('\n');
	}

	/**
	 * Return whether other policies inherit attributes of a policy.
	 */
	static boolean areInherited(MappedPolicy policy, Set<PolicyAttribute> attributes, Collection<MappedPolicy> all) {
		return !isNamed(policy) && !kept(attributes, all).isEmpty();
	}

	private static boolean isNamed(MappedPolicy policy) {
		return !policy.name().equals(DEFAULT);
	}

	private static boolean isLong(Map<PolicyAttribute, List<String>> values) {
		return values.values().stream().anyMatch((entries) -> entries.size() > MAX_ENTRIES);
	}

	/**
	 * Return the values of the policies that inherit attributes from the top level.
	 */
	private static Map<String, Map<PolicyAttribute, List<String>>> kept(Set<PolicyAttribute> attributes,
			Collection<MappedPolicy> all) {
		Map<String, Map<PolicyAttribute, List<String>>> kept = new LinkedHashMap<>();
		for (MappedPolicy policy : all) {
			Map<PolicyAttribute, List<String>> values = new EnumMap<>(PolicyAttribute.class);
			for (PolicyAttribute attribute : attributes) {
				if (attribute != PolicyAttribute.PATHS && inherits(policy, attribute)) {
					values.put(attribute, values(attribute, policy.policy()));
				}
			}
			if (!values.isEmpty()) {
				kept.put(policy.name(), values);
			}
		}
		return kept;
	}

	private static boolean inherits(MappedPolicy policy, PolicyAttribute attribute) {
		AttributeSource source = policy.source(attribute);
		return isNamed(policy) && source != null && source.property().startsWith("cors.")
				&& (source.location() == null || !source.property().startsWith(NAMED));
	}

	/**
	 * Return the value of an attribute, as a list of texts.
	 */
	static List<String> values(PolicyAttribute attribute, CorsPolicy policy) {
		return switch (attribute) {
			case ALLOWED_ORIGINS -> policy.allowedOrigins().stream().map(Object::toString).toList();
			case ALLOWED_METHODS -> policy.allowedMethods();
			case ALLOWED_HEADERS -> policy.allowedHeaders();
			case ALLOW_CREDENTIALS -> List.of(String.valueOf(policy.allowCredentials()));
			default -> throw new IllegalArgumentException("Never changed: " + attribute);
		};
	}

	private static void append(StringBuilder yaml, String indent, Map<PolicyAttribute, List<String>> values) {
		values.forEach((attribute, entries) -> {
			String value = String.join(", ", entries);
			yaml.append(indent)
				.append(attribute.propertyName())
				.append(": ")
				.append((attribute != PolicyAttribute.ALLOW_CREDENTIALS) ? quote(value) : value)
				.append('\n');
		});
	}

	/**
	 * Return the location of the first attribute that is set for this policy itself, or
	 * {@code null} if none is.
	 */
	private static @Nullable String location(Set<PolicyAttribute> attributes, MappedPolicy policy) {
		boolean named = isNamed(policy);
		return attributes.stream()
			.map(policy::source)
			.filter((source) -> source != null && source.location() != null
					&& (!named || source.property().startsWith(NAMED)))
			.map((source) -> String.valueOf(source.location()))
			.findFirst()
			.orElse(null);
	}

	private static String quote(String value) {
		boolean plain = PLAIN.matcher(value).matches() && !WORD.matcher(value).matches();
		return plain ? value : "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
	}

}
