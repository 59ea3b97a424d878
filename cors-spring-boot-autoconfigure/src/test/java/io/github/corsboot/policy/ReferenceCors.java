package io.github.corsboot.policy;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The decision tables once more, written as simply as possible and without regard to
 * speed: regular expressions, linear search, no state. Shares no code with the engine.
 */
final class ReferenceCors {

	private static final String LABEL = "[a-z0-9_-]{1,63}";

	private static final Pattern ORIGIN = Pattern
		.compile("([a-z][a-z0-9+.-]{0,63})://(" + LABEL + "(?:\\." + LABEL + ")*\\.?)(?::([1-9][0-9]{0,4}))?");

	private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

	private final List<Config> policies;

	ReferenceCors(List<Config> policies) {
		this.policies = policies;
	}

	/**
	 * What is configured.
	 */
	record Config(String name, List<String> origins, List<String> methods, List<String> headers, List<String> exposed,
			boolean credentials, long maxAge, boolean navigation) {

		boolean openToAll() {
			return this.origins.equals(List.of("*")) && !this.credentials
					&& (this.methods.contains("*") || this.methods.containsAll(List.of("GET", "HEAD")));
		}

	}

	/**
	 * What has to come of a request: the outcome, with the reason of a refusal, and the
	 * headers.
	 */
	record Answer(String outcome, Map<String, String> headers) {

	}

	Answer answer(TestRequest request) {
		boolean constant = this.policies.size() == 1 && this.policies.get(0).openToAll();
		Map<String, String> none = new TreeMap<>();
		if (!constant) {
			none.put("Vary", "Origin");
		}
		String origin = request.header("Origin");
		if (origin == null) {
			return notCors(constant, none);
		}
		String requested = request.header("Access-Control-Request-Method");
		boolean preflight = request.method().equals("OPTIONS") && requested != null && !requested.isEmpty();
		Config config = deciding(origin);
		Answer answer = (config != null) ? decide(config, request, preflight, requested, constant)
				: refuse(origin, preflight);
		return answer.outcome().startsWith("rejected") && isExempt(request, origin, answer, preflight)
				? notCors(constant, none) : answer;
	}

	private Answer notCors(boolean constant, Map<String, String> none) {
		if (constant) {
			none.put("Access-Control-Allow-Origin", "*");
			expose(this.policies.get(0), none);
		}
		return new Answer("not cors", none);
	}

	private static void expose(Config config, Map<String, String> headers) {
		if (!config.exposed().isEmpty()) {
			headers.put("Access-Control-Expose-Headers", String.join(", ", config.exposed()));
		}
	}

	private boolean isExempt(TestRequest request, String origin, Answer answer, boolean preflight) {
		boolean upgrade = request.method().equals("GET") && "websocket".equalsIgnoreCase(request.header("Upgrade"));
		String mode = request.header("Sec-Fetch-Mode");
		boolean otherwise = mode != null && !mode.isEmpty() && !mode.equals("websocket");
		if (request.method().equals("CONNECT") || (upgrade && !otherwise)) {
			return true;
		}
		if (answer.outcome().contains("origin-malformed")) {
			return false;
		}
		boolean navigates = "navigate".equals(mode);
		boolean shown = navigates && List.of("document", "iframe", "frame", "object", "embed", "fencedframe")
			.contains(String.valueOf(request.header("Sec-Fetch-Dest")));
		if (shown && !preflight && this.policies.stream().anyMatch(Config::navigation)) {
			return true;
		}
		boolean get = request.method().equals("GET") || request.method().equals("HEAD");
		if (get && request.header("Sec-Fetch-Storage-Access") != null && (navigates || "no-cors".equals(mode))) {
			return true;
		}
		return origin.equals("http://api.example.com")
				|| (!preflight && (shown || !navigates) && "same-origin".equals(request.header("Sec-Fetch-Site")));
	}

	/**
	 * Of all entries that contain the origin, the most specific one decides.
	 */
	private Config deciding(String origin) {
		Config best = null;
		int bestRank = -1;
		for (Config config : this.policies) {
			for (String entry : config.origins()) {
				int rank = rank(entry, origin);
				if (rank > bestRank) {
					best = config;
					bestRank = rank;
				}
			}
		}
		return best;
	}

	/**
	 * Return how specific an entry is that contains an origin: exact before any port of
	 * the same host, before a part of the first label, before the longer suffix, before
	 * the shorter, before any host of a scheme, before everybody.
	 */
	private static int rank(String entry, String origin) {
		if (entry.equals("*")) {
			return origin.matches("[!-+\\--~]{1,326}") ? 0 : -1;
		}
		if (!isWellFormed(origin)) {
			return -1;
		}
		if (entry.equals(origin)) {
			return 1_000_000;
		}
		boolean anyPort = entry.endsWith(":*");
		String base = anyPort ? entry.substring(0, entry.length() - 2) : entry;
		String bare = anyPort ? origin.replaceAll("(?<=[^/]):[0-9]+$", "") : origin;
		if (!base.contains("*")) {
			return (anyPort && base.equals(bare)) ? 500_000 : -1;
		}
		if (base.endsWith("://*")) {
			return (origin.matches("[^:]+://[^:]+") && origin.startsWith(base.substring(0, base.length() - 1))) ? 1
					: -1;
		}
		if (!base.contains("://*.")) {
			return rankWithinLabel(base, bare, anyPort);
		}
		String[] parts = base.split("\\*", 2);
		boolean matches = bare.startsWith(parts[0]) && bare.endsWith(parts[1])
				&& bare.length() > parts[0].length() + parts[1].length()
				&& !bare.substring(parts[0].length(), bare.length() - parts[1].length()).contains(":");
		int suffix = parts[1].replaceAll(":[0-9]+$", "").length();
		return matches ? suffix * 2 + (anyPort ? 1 : 2) : -1;
	}

	/**
	 * The more characters of the label are fixed, and then, the more before {@code *},
	 * the more specific.
	 */
	private static int rankWithinLabel(String base, String bare, boolean anyPort) {
		String[] parts = base.split("\\*", 2);
		String regex = Pattern.quote(parts[0]) + "[a-z0-9_-]+" + Pattern.quote(parts[1]);
		int prefix = parts[0].substring(parts[0].indexOf("://") + 3).length();
		int suffix = parts[1].indexOf('.');
		return bare.matches(regex) ? 100_000 + (prefix + suffix) * 1000 + prefix * 2 + (anyPort ? 0 : 1) : -1;
	}

	private static boolean isWellFormed(String origin) {
		if (origin.equals("null")) {
			return true;
		}
		Matcher matcher = ORIGIN.matcher(origin);
		if (!matcher.matches() || matcher.group(2).length() > 253) {
			return false;
		}
		String port = matcher.group(3);
		boolean isDefault = ("http".equals(matcher.group(1)) && "80".equals(port))
				|| ("https".equals(matcher.group(1)) && "443".equals(port));
		boolean address = matcher.group(2).matches("(?:.*\\.)?(?:[0-9]+|0x[0-9a-f]*)\\.?");
		return !isDefault && (port == null || Integer.parseInt(port) <= 65535)
				&& (!address || isAddress(matcher.group(2)));
	}

	private static boolean isAddress(String host) {
		String octet = "(?:0|[1-9][0-9]?|1[0-9][0-9]|2[0-4][0-9]|25[0-5])";
		return host.matches(octet + "(?:\\." + octet + "){3}");
	}

	private static Answer refuse(String origin, boolean preflight) {
		Map<String, String> headers = new TreeMap<>();
		headers.put("Vary", vary(preflight));
		return new Answer("rejected " + (isWellFormed(origin) ? "origin-not-allowed" : "origin-malformed"), headers);
	}

	private static String vary(boolean preflight) {
		return preflight ? "Origin, Access-Control-Request-Method, Access-Control-Request-Headers" : "Origin";
	}

	private Answer decide(Config config, TestRequest request, boolean preflight, String requested, boolean constant) {
		Answer answer = decide(config, request, preflight, requested);
		if (!constant || answer.outcome().startsWith("rejected")) {
			answer.headers().put("Vary", vary(preflight));
		}
		return answer;
	}

	private Answer decide(Config config, TestRequest request, boolean preflight, String requested) {
		Map<String, String> headers = new TreeMap<>();
		String origin = request.header("Origin");
		headers.put("Access-Control-Allow-Origin", config.origins().contains("*") ? "*" : origin);
		if (config.credentials()) {
			headers.put("Access-Control-Allow-Credentials", "true");
		}
		if (!preflight) {
			expose(config, headers);
			return new Answer(allowsMethod(config, request.method()) ? "allowed" : "rejected method-not-allowed",
					headers);
		}
		String list = request.header("Access-Control-Request-Headers");
		String reason = headerReason(config, list);
		boolean methodAllowed = allowsMethod(config, requested);
		addLists(config, requested, list, methodAllowed, reason == null, headers);
		if (methodAllowed && reason == null) {
			headers.put("Access-Control-Max-Age", String.valueOf(config.maxAge()));
			return new Answer("allowed", headers);
		}
		return new Answer("rejected " + (methodAllowed ? reason : "method-not-allowed"), headers);
	}

	private static void addLists(Config config, String method, String list, boolean methodAllowed,
			boolean headersAllowed, Map<String, String> headers) {
		if (!config.methods().contains("*")) {
			if (!config.methods().isEmpty()) {
				headers.put("Access-Control-Allow-Methods", String.join(", ", config.methods()));
			}
		}
		else if (methodAllowed) {
			headers.put("Access-Control-Allow-Methods", config.credentials() ? method : "*");
		}
		if (!config.headers().contains("*")) {
			if (!config.headers().isEmpty()) {
				headers.put("Access-Control-Allow-Headers", String.join(", ", config.headers()));
			}
		}
		else if (headersAllowed && !config.credentials()) {
			headers.put("Access-Control-Allow-Headers", "*, Authorization");
		}
		else if (headersAllowed && list != null && !list.replaceAll("[, \t]", "").isEmpty()) {
			headers.put("Access-Control-Allow-Headers", list);
		}
	}

	private static boolean allowsMethod(Config config, String method) {
		return config.methods().contains("*") ? !method.equals("*") && TOKEN.matcher(method).matches()
				: config.methods().contains(method);
	}

	private static String headerReason(Config config, String list) {
		if (list == null || list.isEmpty()) {
			return null;
		}
		List<String> elements = Arrays.stream(list.split(",", -1))
			.map((name) -> name.replaceAll("^[ \t]+|[ \t]+$", ""))
			.toList();
		if (list.length() > 4096 || elements.size() > 128) {
			return "header-list-malformed";
		}
		List<String> allowed = config.headers().stream().map((name) -> name.toLowerCase(Locale.ROOT)).toList();
		String reason = null;
		for (String name : elements) {
			if (name.isEmpty() || (allowed.contains(name.toLowerCase(Locale.ROOT)) && !name.equals("*"))) {
				continue;
			}
			if (name.equals("*") || !TOKEN.matcher(name).matches()) {
				return "header-list-malformed";
			}
			if (!allowed.contains("*")) {
				reason = "header-not-allowed";
			}
		}
		return reason;
	}

}
