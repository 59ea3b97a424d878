package io.github.corsboot.autoconfigure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

import io.github.corsboot.mapping.AttributeSource;
import io.github.corsboot.mapping.CorsWarning;
import org.jspecify.annotations.Nullable;

import org.springframework.core.env.EnumerablePropertySource;

/**
 * Finds environment variables that look like ours and are silently ignored. They never
 * keep an application from starting: the environment may belong to others, too.
 */
final class EnvironmentVariables {

	private static final String PREFIX = "CORS_";

	private static final PropertyNames TOP_LEVEL = PropertyNames.of(CorsProperties.class);

	private final Set<String> names;

	EnvironmentVariables(EnumerablePropertySource<?> source) {
		this.names = Arrays.stream(source.getPropertyNames()).collect(Collectors.toSet());
	}

	List<CorsWarning> warnings() {
		List<CorsWarning> warnings = new ArrayList<>();
		for (String name : this.names.stream().sorted().toList()) {
			String advice = name.toUpperCase(Locale.ROOT).startsWith(PREFIX) ? check(name) : null;
			if (advice != null) {
				warnings.add(new CorsWarning(new AttributeSource(name, "environment variable"), "", advice));
			}
		}
		return warnings;
	}

	private @Nullable String check(String name) {
		String upperCase = name.toUpperCase(Locale.ROOT);
		if (upperCase.startsWith(PREFIX + "POLICIES_")) {
			return null;
		}
		int end = upperCase.length();
		while (end > 0 && (upperCase.charAt(end - 1) == '_' || Character.isDigit(upperCase.charAt(end - 1)))) {
			end--;
		}
		String base = upperCase.substring(0, end);
		String index = upperCase.substring(end);
		String attribute = base.substring(Math.min(PREFIX.length(), end)).toLowerCase(Locale.ROOT).replace('_', '-');
		if (!TOP_LEVEL.isKnown(attribute)) {
			String suggestion = TOP_LEVEL.suggest(attribute);
			return (suggestion != null) ? "it is ignored: write '%s'".formatted(variable(suggestion) + index) : null;
		}
		return checkIndex(base, index);
	}

	private @Nullable String checkIndex(String base, String index) {
		if (index.isEmpty()) {
			return null;
		}
		String digits = index.replace("_", "");
		if (digits.isEmpty() || !index.equals("_" + digits)) {
			return "it is ignored: write '%s'".formatted(digits.isEmpty() ? base : base + "_" + digits);
		}
		boolean gap = !digits.equals("0") && !this.names.contains(base + "_" + (Integer.parseInt(digits) - 1));
		return gap ? "it is ignored: number the entries without a gap, from '%s_0' on".formatted(base) : null;
	}

	private static String variable(String property) {
		return PREFIX + property.replace('-', '_').toUpperCase(Locale.ROOT);
	}

}
