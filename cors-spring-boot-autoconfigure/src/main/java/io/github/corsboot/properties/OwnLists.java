package io.github.corsboot.properties;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

import io.github.corsboot.mapping.AttributeSource;
import io.github.corsboot.mapping.CorsWarning;
import io.github.corsboot.mapping.CorsWarning.Code;
import io.github.corsboot.policy.CorsPolicy;
import io.github.corsboot.policy.PolicyAttribute;

import org.springframework.web.util.pattern.PathPattern;

/**
 * Reads the lists that a policy never inherits: its paths, its hosts, and the providers
 * of its origins.
 */
final class OwnLists {

	private static final List<String> DEFAULT_PATHS = List.of("/**");

	private final PropertyOrigins origins;

	private final ConfigurationProblems problems;

	private final Collection<CorsWarning> warnings;

	OwnLists(PropertyOrigins origins, ConfigurationProblems problems, Collection<CorsWarning> warnings) {
		this.origins = origins;
		this.problems = problems;
		this.warnings = warnings;
	}

	List<PathPattern> paths(ResolvedAttributes attributes) {
		List<String> paths = attributes.getOwn(PolicyAttribute.PATHS, attributes.own().getPaths());
		AttributeSource source = attributes.source(PolicyAttribute.PATHS);
		if (paths == null && (attributes.isDefault() || attributes.own().getHosts() != null)) {
			return paths(DEFAULT_PATHS, source);
		}
		if (paths == null || paths.isEmpty()) {
			this.problems.missing(attributes, PolicyAttribute.PATHS, "name the paths of the policy, like '/api/**'",
					"/api/**");
			return List.of();
		}
		return paths(paths, source);
	}

	/**
	 * Read paths that belong to no policy, too.
	 */
	List<PathPattern> paths(List<String> paths, AttributeSource source) {
		return check(entries(paths, source), source, PathCheck::of, "path");
	}

	List<String> hosts(ResolvedAttributes attributes) {
		List<String> hosts = attributes.own().getHosts();
		if (hosts == null) {
			return List.of();
		}
		List<ListEntry> entries = entries(attributes, PolicyAttribute.HOSTS, hosts);
		if (entries.isEmpty()) {
			this.problems.missing(attributes, PolicyAttribute.HOSTS,
					"name the hosts of the policy, like 'api.example.com', or delete the property", "api.example.com");
		}
		return check(entries, attributes.source(PolicyAttribute.HOSTS), HostCheck::of, "host");
	}

	List<String> originsFrom(ResolvedAttributes attributes, CorsPolicy policy) {
		List<String> providers = attributes.own().getOriginsFrom();
		if (providers == null) {
			return List.of();
		}
		List<ListEntry> entries = entries(attributes, PolicyAttribute.ORIGINS_FROM, providers);
		if (entries.isEmpty()) {
			this.problems.missing(attributes, PolicyAttribute.ORIGINS_FROM,
					"name a bean that provides origins, or delete the property", "jdbc");
		}
		else if (policy.allowsAnyOrigin()) {
			this.warnings.add(new CorsWarning(Code.NO_EFFECT, attributes.source(PolicyAttribute.ORIGINS_FROM),
					entries.get(0).value(), "delete it: '*' allows every origin already"));
		}
		return entries.stream().map(ListEntry::value).distinct().toList();
	}

	private List<ListEntry> entries(ResolvedAttributes attributes, PolicyAttribute attribute, List<String> values) {
		attributes.getOwn(attribute, values);
		return entries(values, attributes.source(attribute));
	}

	private List<ListEntry> entries(List<String> values, AttributeSource source) {
		return ResolvedAttributes.dropBlanks(source.property(), ListEntry.split(values), this.origins, this.warnings);
	}

	private <T> List<T> check(List<ListEntry> entries, AttributeSource source,
			Function<String, ? extends EntryCheck<T>> checks, String what) {
		Set<T> values = new LinkedHashSet<>();
		for (ListEntry entry : entries) {
			EntryCheck<T> check = checks.apply(entry.value());
			T value = check.value();
			if (value == null) {
				this.problems.invalid(entry.value(), check.position(), this.origins.placeOf(source.property(), entry),
						check.advice(), check.correction());
			}
			else if (!values.add(value)) {
				this.warnings
					.add(new CorsWarning(Code.REDUNDANT_ENTRY, this.origins.placeOf(source.property(), entry).source(),
							entry.value(), "delete it: it repeats an earlier " + what));
			}
		}
		return List.copyOf(values);
	}

}
