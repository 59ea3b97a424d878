package io.github.corsboot.explain;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import io.github.corsboot.explain.Explanation.Change;
import io.github.corsboot.mapping.AttributeSource;
import io.github.corsboot.mapping.MappedPolicy;
import io.github.corsboot.policy.PolicyAttribute;
import org.jspecify.annotations.Nullable;

/**
 * The properties of a policy that are changed, as YAML to be pasted.
 */
final class ChangedProperties {

	/** A longer list is not written out. */
	private static final int MAX_ENTRIES = 100;

	/** What YAML reads as text without quotes, if it is not one of its words. */
	private static final Pattern PLAIN = Pattern.compile("[A-Za-z/][A-Za-z0-9:/.*,_ -]*");

	private static final Pattern WORD = Pattern.compile("(?i)null|true|false|yes|no|on|off|y|n|.*:|.*: .*");

	private ChangedProperties() {
	}

	/**
	 * Write properties. One that a policy inherits is set for this policy, so that others
	 * stay as they are.
	 * @param policy the policy as it is
	 * @param values the changed values
	 * @return the change, or {@code null} for a policy that is a bean, and has no
	 * properties, and for long lists
	 */
	static @Nullable Change of(MappedPolicy policy, Map<PolicyAttribute, List<String>> values) {
		AttributeSource first = policy.source(values.keySet().iterator().next());
		if (first == null || !first.property().startsWith("cors.")
				|| values.values().stream().anyMatch((entries) -> entries.size() > MAX_ENTRIES)) {
			return null;
		}
		boolean named = !policy.name().equals("default");
		String indent = named ? "      " : "  ";
		StringBuilder yaml = new StringBuilder(named ? "cors:\n  policies:\n    " + policy.name() + ":\n" : "cors:\n");
		values.forEach((attribute, entries) -> yaml.append(indent)
			.append(attribute.propertyName())
			.append(": ")
			.append(attribute == PolicyAttribute.ALLOW_CREDENTIALS ? "true" : quote(String.join(", ", entries)))
			.append('\n'));
		String replaces = location(values.keySet(), policy);
		return new Change(yaml.toString(), replaces,
				(replaces != null) ? null : location(policy.sources().keySet(), policy));
	}

	/**
	 * Return where the first of some attributes stands that is set for this policy
	 * itself.
	 */
	private static @Nullable String location(Set<PolicyAttribute> attributes, MappedPolicy policy) {
		boolean named = !policy.name().equals("default");
		return attributes.stream()
			.map(policy::source)
			.filter((source) -> source != null && source.location() != null
					&& (!named || source.property().startsWith("cors.policies.")))
			.map((source) -> String.valueOf(source.location()))
			.findFirst()
			.orElse(null);
	}

	private static String quote(String value) {
		boolean plain = PLAIN.matcher(value).matches() && !WORD.matcher(value).matches();
		return plain ? value : "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
	}

}
