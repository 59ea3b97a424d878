package io.github.corsboot.mapping;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.github.corsboot.policy.Origin;
import org.jspecify.annotations.Nullable;

/**
 * The policies that only count for some hosts, in a {@link PathTable} for each host. A
 * host that is named comes before {@code *.} with a longer domain, and that before a
 * shorter one. Immutable.
 */
final class HostTables {

	/** Each domain before those below it, and all patterns before the hosts. */
	private static final Comparator<String> BROADER_FIRST = Comparator
		.comparing((String host) -> !MappedPolicy.isHostPattern(host))
		.thenComparing(String::length)
		.thenComparing(Comparator.naturalOrder());

	/** With a dot at its end, and brackets around an IPv6 address. */
	private static final int MAX_HOST_LENGTH = 255;

	private final Map<String, PathTable> tables = new LinkedHashMap<>();

	/** The length of the longest pattern: what is further to the left is not read. */
	private final int longestPattern;

	private HostTables(Map<String, List<MappedPolicy>> policies, PathTable everyHost) {
		int max = 0;
		for (String host : policies.keySet()) {
			max = MappedPolicy.isHostPattern(host) ? Math.max(max, host.length()) : max;
		}
		this.longestPattern = max;
		for (Map.Entry<String, List<MappedPolicy>> each : policies.entrySet()) {
			String host = each.getKey();
			PathTable broader = findBroader(host);
			this.tables.put(host, new PathTable(host, each.getValue(), (broader != null) ? broader : everyHost));
		}
	}

	/**
	 * Create tables.
	 * @param policies all policies
	 * @param everyHost the table of those that count for every host
	 */
	static HostTables of(Collection<MappedPolicy> policies, PathTable everyHost) {
		Map<String, List<MappedPolicy>> byHost = new TreeMap<>(BROADER_FIRST);
		for (MappedPolicy policy : policies) {
			for (String host : policy.hosts()) {
				byHost.computeIfAbsent(host, (key) -> new ArrayList<>()).add(policy);
			}
		}
		return new HostTables(byHost, everyHost);
	}

	boolean isEmpty() {
		return this.tables.isEmpty();
	}

	Collection<PathTable> all() {
		return this.tables.values();
	}

	/**
	 * Find the table for the requests to a host.
	 * @param host the host in any case, without port, an IPv6 address with or without
	 * brackets; from an untrusted source
	 * @return the table, or {@code null} if no policy names the host
	 */
	@Nullable PathTable find(String host) {
		if (this.tables.isEmpty() || host.length() > MAX_HOST_LENGTH) {
			return null;
		}
		String name = Origin.normalizeHost(host);
		PathTable found = this.tables.get(name);
		return (found != null) ? found : findBroader(name);
	}

	/**
	 * Find the table of the longest domain that a host or a pattern is below.
	 */
	private @Nullable PathTable findBroader(String host) {
		int start = MappedPolicy.isHostPattern(host) ? "*.".length() : 0;
		int longest = host.length() + "*".length() - this.longestPattern;
		for (int dot = host.indexOf('.', Math.max(start, longest)); dot >= 0; dot = host.indexOf('.', dot + 1)) {
			PathTable table = this.tables.get("*" + host.substring(dot));
			if (table != null) {
				return table;
			}
		}
		return null;
	}

}
