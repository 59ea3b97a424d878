package io.github.corsboot.properties;

import java.lang.reflect.Method;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.PropertyMatches;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.util.StringUtils;

/**
 * The names of our properties, and what people write instead of them.
 */
final class PropertyNames {

	/** What the same thing is called elsewhere, without separators. */
	private static final Map<String, String> SYNONYMS = synonyms(Map.ofEntries(
			Map.entry("allowed-origins",
					List.of("origin", "origins", "alloworigin", "alloworigins", "allowedorigin", "allowedoriginpattern",
							"allowedoriginpatterns", "alloworiginpatterns", "allowedoriginsregex", "alloworiginregex",
							"accesscontrolalloworigin", "whitelist", "allowlist")),
			Map.entry("allowed-methods",
					List.of("method", "methods", "allowmethod", "allowmethods", "accesscontrolallowmethods",
							"allowedhttpmethods")),
			Map.entry("allowed-headers",
					List.of("header", "headers", "allowheader", "allowheaders", "accesscontrolallowheaders")),
			Map.entry("exposed-headers",
					List.of("exposeheader", "exposeheaders", "expose", "exposed", "accesscontrolexposeheaders")),
			Map.entry("allow-credentials",
					List.of("credentials", "allowcredential", "allowedcredentials", "supportcredentials",
							"supportscredentials", "withcredentials", "accesscontrolallowcredentials")),
			Map.entry("max-age", List.of("age", "maxageseconds", "preflightmaxage", "accesscontrolmaxage", "cache")),
			Map.entry("paths",
					List.of("path", "pattern", "patterns", "mapping", "mappings", "pathpattern", "pathpatterns",
							"urlpattern", "urlpatterns")),
			Map.entry("policies", List.of("policy", "configurations", "corsconfigurations", "globalcors")),
			Map.entry("exclude-paths",
					List.of("exclude", "excludes", "excluded", "excludedpaths", "ignorepaths", "ignoredpaths")),
			Map.entry("enabled", List.of("enable", "active")),
			Map.entry("hosts", List.of("host", "hostname", "hostnames", "allowedhosts")),
			Map.entry("refresh-interval", List.of("refresh", "interval", "reloadinterval", "refreshrate", "ttl")),
			Map.entry("origins-from", List.of("originprovider", "originproviders", "originsprovider",
					"originsproviders", "allowedoriginsfrom", "allowedoriginsprovider", "provider", "providers"))));

	static final String NO_PRIVATE_NETWORK = "delete it, since browsers ask the user whether a site may "
			+ "reach the local network, and no header helps";

	private static final String SETTER = "set";

	/** Short names tolerate one typo, longer ones two. */
	private static final int SHORT = 7;

	private final Class<?> type;

	/** The names in dashed form, by themselves without separators. */
	private final Map<String, String> names = new LinkedHashMap<>();

	private final Set<String> lists = new HashSet<>();

	private PropertyNames(Class<?> type) {
		this.type = type;
		for (Method method : type.getMethods()) {
			if (method.getName().startsWith(SETTER)) {
				String name = StringUtils.uncapitalize(method.getName().substring(SETTER.length()));
				this.names.put(uniform(name), DataObjectPropertyName.toDashedForm(name));
				if (Collection.class.isAssignableFrom(method.getParameterTypes()[0])) {
					this.lists.add(uniform(name));
				}
			}
		}
	}

	static PropertyNames of(Class<?> type) {
		return new PropertyNames(type);
	}

	private static Map<String, String> synonyms(Map<String, List<String>> synonyms) {
		Map<String, String> names = new HashMap<>();
		for (Map.Entry<String, List<String>> entry : synonyms.entrySet()) {
			for (String other : entry.getValue()) {
				names.put(other, entry.getKey());
			}
		}
		return names;
	}

	/**
	 * Return what is left of a name in any form without its separators.
	 */
	static String uniform(String name) {
		return name.replace("-", "").replace("_", "").replace(".", "").toLowerCase(Locale.ROOT);
	}

	/**
	 * Return whether a name asks for what browsers no longer look for.
	 */
	static boolean isPrivateNetwork(String name) {
		return uniform(name).equals("allowprivatenetwork");
	}

	boolean isKnown(String name) {
		return this.names.containsKey(uniform(name));
	}

	boolean isList(String name) {
		return this.lists.contains(uniform(name));
	}

	/**
	 * Find the name that is meant by another.
	 * @param name a name that is not known, in dashed form
	 * @return the name, or {@code null} if it is like none
	 */
	@Nullable String suggest(String name) {
		String uniform = uniform(name);
		String same = this.names.get(uniform);
		String synonym = SYNONYMS.get(uniform);
		if (same != null || (synonym != null && this.names.containsValue(synonym))) {
			return (same != null) ? same : synonym;
		}
		String[] near = PropertyMatches.forProperty(camelCase(name), this.type, (name.length() <= SHORT) ? 1 : 2)
			.getPossibleMatches();
		return (near.length > 0) ? DataObjectPropertyName.toDashedForm(near[0]) : null;
	}

	private static String camelCase(String name) {
		StringBuilder camelCase = new StringBuilder();
		boolean upper = false;
		for (int i = 0; i < name.length(); i++) {
			char c = name.charAt(i);
			if (c != '-') {
				camelCase.append(upper ? Character.toUpperCase(c) : c);
			}
			upper = c == '-';
		}
		return camelCase.toString();
	}

}
