package io.github.corsboot.benchmarks;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The least that has to be decided: one lookup of the origin, one of the method and one
 * of each header name, and no exemptions. Patterns are in a tree of labels.
 */
final class Floor {

	static final String VARY_PREFLIGHT = "Origin, Access-Control-Request-Method, Access-Control-Request-Headers";

	static final String BODY = "Refused by CORS policy: origin-not-allowed\n";

	static final String METHODS = String.join(", ", Workload.METHODS);

	private static final int MAX_ORIGIN_LENGTH = 326;

	private static final int MAX_LIST_LENGTH = 4096;

	private final Set<String> origins;

	private final Set<String> methods = new HashSet<>(Workload.METHODS);

	private final Set<String> headers = new HashSet<>();

	private final Node root = new Node();

	final String allowedHeaders;

	Floor(Workload workload) {
		this.origins = new HashSet<>(workload.origins());
		workload.domains().forEach((domain) -> this.root.add("." + domain));
		workload.allowedHeaders().forEach((name) -> this.headers.add(name.toLowerCase(java.util.Locale.ROOT)));
		this.allowedHeaders = String.join(", ", workload.allowedHeaders());
	}

	boolean allows(String origin) {
		return origin.length() <= MAX_ORIGIN_LENGTH && (this.origins.contains(origin) || matches(origin));
	}

	private boolean matches(String origin) {
		if (!origin.startsWith("https://")) {
			return false;
		}
		Node node = this.root;
		for (int i = origin.length() - 1; i >= "https://".length(); i--) {
			node = node.children.get(origin.charAt(i));
			if (node == null) {
				return false;
			}
			if (node.end) {
				return true;
			}
		}
		return false;
	}

	boolean allowsMethod(String method) {
		return this.methods.contains(method);
	}

	boolean allowsHeaders(String list) {
		if (list == null) {
			return true;
		}
		if (list.length() > MAX_LIST_LENGTH) {
			return false;
		}
		for (int start = 0; start < list.length();) {
			int comma = list.indexOf(',', start);
			int end = (comma < 0) ? list.length() : comma;
			if (!this.headers.contains(list.substring(start, end))) {
				return false;
			}
			start = end + 1;
		}
		return true;
	}

	private static final class Node {

		private final Map<Character, Node> children = new HashMap<>();

		private boolean end;

		void add(String suffix) {
			Node node = this;
			for (int i = suffix.length() - 1; i >= 0; i--) {
				node = node.children.computeIfAbsent(suffix.charAt(i), (key) -> new Node());
			}
			node.end = true;
		}

	}

}
