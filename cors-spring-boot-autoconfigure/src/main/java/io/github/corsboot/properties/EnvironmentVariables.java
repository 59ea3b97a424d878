package io.github.corsboot.properties;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

import io.github.corsboot.mapping.AttributeSource;
import io.github.corsboot.mapping.CorsWarning;
import io.github.corsboot.mapping.CorsWarning.Code;
import org.jspecify.annotations.Nullable;

import org.springframework.core.env.EnumerablePropertySource;

/**
 * Finds environment variables that look like ours and are silently ignored. They never
 * keep an application from starting: the environment may belong to others, too.
 */
final class EnvironmentVariables {

	static final String PREFIX = "CORS_";

	private static final String POLICIES = PREFIX + "POLICIES_";

	private static final int MAX_DIGITS = 9;

	private static final PropertyNames POLICY = PropertyNames.of(CorsPolicyProperties.class);

	private static final PropertyNames TOP_LEVEL = PropertyNames.of(CorsProperties.class);

	private final EnumerablePropertySource<?> source;

	private final Set<String> names;

	EnvironmentVariables(EnumerablePropertySource<?> source) {
		this.source = source;
		this.names = Arrays.stream(source.getPropertyNames()).collect(Collectors.toSet());
	}

	List<CorsWarning> warnings() {
		List<CorsWarning> warnings = new ArrayList<>();
		for (String name : this.names.stream().sorted().toList()) {
			String advice = name.toUpperCase(Locale.ROOT).startsWith(PREFIX) ? check(name) : null;
			if (advice != null) {
				warnings.add(new CorsWarning(Code.IGNORED_VARIABLE, new AttributeSource(name, "environment variable"),
						"", advice));
			}
		}
		return warnings;
	}

	/**
	 * Check the value of a variable whose name is right. A blank list is empty, as it is
	 * in YAML; any other blank value sets nothing.
	 */
	private @Nullable String checkValue(String name, PropertyNames known, String attribute) {
		boolean blank = String.valueOf(this.source.getProperty(name)).isBlank();
		return (blank && !known.isList(attribute)) ? "it is blank, so that it sets nothing: set it, or delete it"
				: null;
	}

	private @Nullable String check(String name) {
		String upperCase = name.toUpperCase(Locale.ROOT);
		if (upperCase.startsWith(POLICIES)) {
			return checkPolicy(name, upperCase);
		}
		int end = endOfName(upperCase);
		String base = upperCase.substring(0, end);
		String index = upperCase.substring(end);
		String attribute = base.substring(Math.min(PREFIX.length(), end)).toLowerCase(Locale.ROOT).replace('_', '-');
		if (attribute.startsWith("websocket-enforce")) {
			boolean known = attribute.replace("-", "").equals("websocketenforceorigin") && index.isEmpty();
			return known ? checkValue(name, TOP_LEVEL, attribute)
					: "it is ignored: write 'CORS_WEBSOCKET_ENFORCE_ORIGIN'";
		}
		if (PropertyNames.isPrivateNetwork(attribute)) {
			return "it is ignored: " + PropertyNames.NO_PRIVATE_NETWORK;
		}
		if (!TOP_LEVEL.isKnown(attribute)) {
			String suggestion = TOP_LEVEL.suggest(attribute);
			return (suggestion != null) ? "it is ignored: write '%s'".formatted(variable(suggestion) + index) : null;
		}
		return index.isEmpty() ? checkValue(name, TOP_LEVEL, attribute) : checkIndex(base, index);
	}

	/**
	 * Split the name of a policy from that of its attribute. Only names without '_' bind.
	 */
	private @Nullable String checkPolicy(String variable, String name) {
		int end = endOfName(name);
		String rest = name.substring(POLICIES.length(), Math.max(end, POLICIES.length()));
		for (int i = rest.indexOf('_'); i >= 0; i = rest.indexOf('_', i + 1)) {
			if (POLICY.isKnown(rest.substring(i + 1))) {
				String policy = rest.substring(0, i);
				return policy.contains("_")
						? "it sets nothing unless there is a policy '%s' elsewhere: for a new one write '%s'".formatted(
								policy.toLowerCase(Locale.ROOT).replace('_', '-'),
								POLICIES + policy.replace("_", "") + rest.substring(i) + name.substring(end))
						: (end == name.length()) ? checkValue(variable, POLICY, rest.substring(i + 1))
								: checkIndex(name.substring(0, end), name.substring(end));
			}
		}
		int separator = rest.indexOf('_');
		String suggestion = (separator > 0)
				? POLICY.suggest(rest.substring(separator + 1).toLowerCase(Locale.ROOT).replace('_', '-')) : null;
		return (suggestion != null)
				? "it is ignored: write '%s'".formatted(POLICIES + rest.substring(0, separator + 1)
						+ suggestion.replace('-', '_').toUpperCase(Locale.ROOT) + name.substring(end))
				: "it is ignored: a policy has no such attribute";
	}

	private static int endOfName(String name) {
		int end = name.length();
		while (end > 0 && (name.charAt(end - 1) == '_' || Character.isDigit(name.charAt(end - 1)))) {
			end--;
		}
		return end;
	}

	private @Nullable String checkIndex(String base, String index) {
		String digits = index.replace("_", "");
		if (digits.isEmpty() || !index.equals("_" + digits)) {
			return "it is ignored: write '%s'".formatted(digits.isEmpty() ? base : base + "_" + digits);
		}
		boolean gap = !digits.equals("0")
				&& (digits.length() > MAX_DIGITS || !this.names.contains(base + "_" + (Integer.parseInt(digits) - 1)));
		return gap ? "it is ignored: number the entries without a gap, from '%s_0' on".formatted(base) : null;
	}

	private static String variable(String property) {
		return PREFIX + property.replace('-', '_').toUpperCase(Locale.ROOT);
	}

}
