package io.github.corsboot.properties;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

import io.github.corsboot.mapping.AttributeSource;
import org.jspecify.annotations.Nullable;

/**
 * Checks the names of policies. Environment variables know neither case nor {@code -}, so
 * that names that differ in these alone would make two policies of one.
 */
final class PolicyNames {

	private final Map<String, Supplier<AttributeSource>> seen = new HashMap<>();

	/**
	 * Check a name.
	 * @param name the name
	 * @param source gives the place where the policy is set, which takes a while to find
	 * @return what to write instead, or {@code null} if it is fine
	 */
	@Nullable String check(String name, Supplier<AttributeSource> source) {
		if (name.equals("default")) {
			return "set cors.allowed-origins and cors.paths instead: the top level is the policy named 'default'";
		}
		String uniform = name.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
		Supplier<AttributeSource> other = this.seen.putIfAbsent(uniform, source);
		if (other != null) {
			return "keep one name, this or %s: environment variables cannot tell them apart".formatted(other.get());
		}
		if (name.indexOf('/') >= 0 || name.indexOf('*') >= 0) {
			return "give the policy a name, and write '%s' as its paths: a path is not a policy name".formatted(name);
		}
		if (name.chars().allMatch((c) -> c >= '0' && c <= '9')) {
			return "write a name with letters, as in 'policy-%s'".formatted(name);
		}
		return isValid(name) ? null
				: "write '%s': a name has lower-case letters, digits, and '-' inside".formatted(suggest(name));
	}

	/**
	 * Return whether a name can be part of a property without brackets.
	 */
	static boolean isPlain(String name) {
		return name.chars().allMatch((c) -> Character.isLetterOrDigit(c) || c == '-' || c == '_');
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
