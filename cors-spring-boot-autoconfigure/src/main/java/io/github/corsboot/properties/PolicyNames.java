package io.github.corsboot.properties;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

import io.github.corsboot.mapping.AttributeSource;
import io.github.corsboot.policy.PolicyAttribute;
import org.jspecify.annotations.Nullable;

/**
 * Checks the names of policies. Environment variables know neither case nor {@code -}, so
 * that names that differ in these alone would make two policies of one.
 */
final class PolicyNames {

	private static final String DEFAULT = "default";

	/** Who has a name: the attributes of a policy, or the place of a bean. */
	private final Map<String, Object> seen = new HashMap<>();

	/**
	 * Check a name.
	 * @param name the name
	 * @param policy the attributes of the policy
	 * @return what to write instead, or {@code null} if it is fine
	 */
	@Nullable String check(String name, ResolvedAttributes policy) {
		if (name.equals(DEFAULT)) {
			return "set cors.allowed-origins and cors.paths instead: the top level is the policy named 'default'";
		}
		Object other = this.seen.putIfAbsent(uniform(name), policy);
		if (other != null) {
			return "keep one name, this or %s: environment variables cannot tell them apart".formatted(sourceOf(other));
		}
		if (name.indexOf('/') >= 0 || name.indexOf('*') >= 0) {
			return "give the policy a name, and write '%s' as its paths: a path is not a policy name".formatted(name);
		}
		if (name.chars().allMatch((c) -> c >= '0' && c <= '9')) {
			return "write a name with letters, like 'policy-%s': policies are not a list".formatted(name);
		}
		return isValid(name) ? null
				: "write '%s': a name has lower-case letters, digits, and '-' inside".formatted(suggest(name));
	}

	/**
	 * Check the name of a policy that is a bean. It is not the name of a property, so
	 * that it may have any form.
	 * @param name the name
	 * @param source the bean
	 * @return what to do, or {@code null} if no other policy has the name
	 */
	@Nullable String checkOfBean(String name, AttributeSource source) {
		Object other = this.seen.putIfAbsent(uniform(name), source);
		return (other != null)
				? "give the policy another name, as in CorsPolicy.builder().name(\"partners\"): %s has this one"
					.formatted(sourceOf(other))
				: null;
	}

	/**
	 * Reserve the name of the policy that the top level is.
	 * @param policy its attributes
	 */
	void addDefault(ResolvedAttributes policy) {
		this.seen.put(DEFAULT, policy);
	}

	/**
	 * Return where a policy is set. Finding that takes a while.
	 */
	private static AttributeSource sourceOf(Object seen) {
		if (seen instanceof ResolvedAttributes policy) {
			return policy.isDefault() ? policy.source(PolicyAttribute.ALLOWED_ORIGINS) : policy.anySource();
		}
		return (AttributeSource) seen;
	}

	private static String uniform(String name) {
		return name.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
	}

	/**
	 * Return whether a name can be part of a property without brackets.
	 */
	static boolean isPlain(String name) {
		return name.chars().allMatch((c) -> (c < 0x80 && Character.isLetterOrDigit(c)) || c == '-' || c == '_');
	}

	private static boolean isValid(String name) {
		boolean characters = name.chars().allMatch((c) -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-');
		return characters && !name.startsWith("-") && !name.endsWith("-");
	}

	private static String suggest(String name) {
		return name.replaceAll("([a-z0-9])([A-Z])", "$1-$2")
			.toLowerCase(Locale.ROOT)
			.replaceAll("[^a-z0-9]+", "-")
			.replaceAll("^-|-$", "");
	}

}
