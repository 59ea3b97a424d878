package io.github.corsboot.rejection;

import java.util.List;
import java.util.stream.Collectors;

import io.github.corsboot.mapping.MappedPolicy;
import io.github.corsboot.mapping.PolicyMapping;
import org.jspecify.annotations.Nullable;

import org.springframework.web.util.pattern.PathPattern;

/**
 * Compares a path that no policy covers with those that are covered.
 *
 * @since 0.1.0
 */
public final class UncoveredPathHint {

	/** How many patterns are compared one by one. */
	private static final int MAX_PATTERNS = 1000;

	/** The defaults of Spring Security. */
	private static final List<String> LOGIN_PAGES = List.of("/login", "/oauth2/authorization/", "/saml2/authenticate");

	private static final String LOGIN_PAGE = "If this is a login page, a script without a login was redirected to it: let "
			+ "Spring Security answer 401 to scripts. A policy for the page would not help the script.";

	/** How many patterns of the nearest policy are shown. */
	private static final int MAX_SHOWN = 3;

	private UncoveredPathHint() {
	}

	/**
	 * Describe the difference between a path and the nearest one that a policy covers.
	 * @param path the path within the application
	 * @param host the host that was asked, empty if it is not known
	 * @param all the policies in force
	 * @return one or two sentences, or {@code null} if there is nothing to say
	 */
	public static @Nullable String of(String path, String host, PolicyMapping all) {
		PolicyMapping policies = all.forHost(host);
		if (policies.isEmpty()) {
			return "There is no policy at all: set cors.allowed-origins.";
		}
		if (policies.hasPatternFor(path)) {
			return "A policy would cover the path, but it is left to other CORS support: see cors.exclude-paths, and "
					+ "cors.include-actuator for the paths of Actuator.";
		}
		String ofOtherHosts = OtherHosts.describe(policies, host, path);
		if (ofOtherHosts != null) {
			return ofOtherHosts;
		}
		int compared = 0;
		MappedPolicy nearest = null;
		int mostSegments = -1;
		for (MappedPolicy policy : policies.policies()) {
			for (PathPattern pattern : policy.countsFor(host) ? policy.paths() : List.<PathPattern>of()) {
				if (compared++ == MAX_PATTERNS) {
					return nearest(nearest);
				}
				String difference = compare(path, pattern.getPatternString());
				if (difference != null) {
					return "'%s' of policy '%s' %s".formatted(pattern, policy.name(), difference);
				}
				int segments = commonSegments(path, pattern.getPatternString());
				if (segments > mostSegments) {
					mostSegments = segments;
					nearest = policy;
				}
			}
		}
		return nearest(nearest);
	}

	/**
	 * Describe why the pages to which Spring Security redirects need no policy.
	 * @param path the path within the application
	 * @return two sentences, or {@code null} if it is not such a page
	 */
	public static @Nullable String ofLoginPage(String path) {
		return LOGIN_PAGES.stream().anyMatch(path::startsWith) ? LOGIN_PAGE : null;
	}

	private static @Nullable String nearest(@Nullable MappedPolicy policy) {
		if (policy == null) {
			return null;
		}
		String paths = policy.paths()
			.stream()
			.limit(MAX_SHOWN)
			.map((path) -> "'" + path + "'")
			.collect(Collectors.joining(", "));
		int more = policy.paths().size() - MAX_SHOWN;
		return "No policy covers the path. The nearest is '%s', for %s%s.".formatted(policy.name(), paths,
				(more > 0) ? " and " + more + " more" : "");
	}

	private static int commonSegments(String path, String pattern) {
		int segments = 0;
		for (int i = 0; i < path.length() && i < pattern.length() && path.charAt(i) == pattern.charAt(i); i++) {
			boolean ends = i + 1 == path.length() || path.charAt(i + 1) == '/';
			if (ends && (i + 1 == pattern.length() || pattern.charAt(i + 1) == '/')) {
				segments++;
			}
		}
		return segments;
	}

	private static @Nullable String compare(String path, String pattern) {
		String oneLevel = pattern.endsWith("/*") ? pattern.substring(0, pattern.length() - "*".length()) : null;
		if (oneLevel != null && path.startsWith(oneLevel)) {
			return "is one level: '%s**' is everything below.".formatted(oneLevel);
		}
		if (path.equals(pattern + "/")) {
			return "does not cover the slash at the end: request the path without it.";
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
