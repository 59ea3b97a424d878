package io.github.corsboot.rejection;

import io.github.corsboot.mapping.MappedPolicy;
import io.github.corsboot.mapping.PolicyMapping;
import org.jspecify.annotations.Nullable;

import org.springframework.web.util.pattern.PathPattern;

/**
 * Compares a path that no policy covers with those that are covered.
 */
final class UncoveredPathHint {

	/** How many patterns are compared one by one. */
	private static final int MAX_PATTERNS = 1000;

	private UncoveredPathHint() {
	}

	static @Nullable String of(String path, PolicyMapping policies) {
		if (policies.isEmpty()) {
			return "There is no policy at all: set cors.allowed-origins.";
		}
		if (policies.find(path) != null) {
			return "A policy would cover the path, but it is left to other CORS support: see cors.exclude-paths, and "
					+ "cors.include-actuator for the paths of Actuator.";
		}
		int compared = 0;
		for (MappedPolicy policy : policies.policies()) {
			for (PathPattern pattern : policy.paths()) {
				String difference = (compared++ < MAX_PATTERNS) ? compare(path, pattern.getPatternString()) : null;
				if (difference != null) {
					return "'%s' of policy '%s' %s".formatted(pattern, policy.name(), difference);
				}
			}
		}
		return null;
	}

	private static @Nullable String compare(String path, String pattern) {
		String oneLevel = pattern.endsWith("/*") ? pattern.substring(0, pattern.length() - "*".length()) : null;
		if (oneLevel != null && path.startsWith(oneLevel)) {
			return "is one level: '%s**' is everything below.".formatted(oneLevel);
		}
		if (path.startsWith(pattern + "/")) {
			return "is this path alone: '%s/**' is everything below, too.".formatted(pattern);
		}
		String prefix = pattern.endsWith("/**") ? pattern.substring(0, pattern.length() - "/**".length()) : pattern;
		boolean sameStart = path.regionMatches(true, 0, prefix, 0, prefix.length());
		boolean wholeSegment = path.length() == prefix.length()
				|| (path.length() > prefix.length() && path.charAt(prefix.length()) == '/');
		return (!prefix.isEmpty() && sameStart && wholeSegment) ? "differs in upper and lower case." : null;
	}

}
