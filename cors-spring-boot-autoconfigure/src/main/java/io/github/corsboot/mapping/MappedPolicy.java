package io.github.corsboot.mapping;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.corsboot.policy.CorsPolicy;
import io.github.corsboot.policy.Origin;
import io.github.corsboot.policy.OriginPattern;
import io.github.corsboot.policy.PolicyAttribute;
import org.jspecify.annotations.Nullable;

import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * A policy with the paths that it covers, and the hosts for which it counts.
 *
 * @param policy the policy
 * @param paths the patterns of the paths, within the application, possibly none
 * @param hosts the hosts to which the requests are sent, in lower case: names, or
 * {@code *.} with a domain for all that is below it; none for every host
 * @param originsFrom the names of the beans that provide further origins, usually none
 * @param sources where each attribute was set; empty until the starter has read the bean
 * @since 0.1.0
 */
public record MappedPolicy(CorsPolicy policy, List<PathPattern> paths, List<String> hosts, List<String> originsFrom,
		Map<PolicyAttribute, AttributeSource> sources) {

	/**
	 * Create a policy with its paths and hosts.
	 * @param policy the policy
	 * @param paths the patterns of the paths
	 * @param hosts the hosts, none for every host
	 * @param originsFrom the names of the beans that provide further origins
	 * @param sources where each attribute was set; empty until the starter has read the
	 * bean
	 * @throws NullPointerException if a path is {@code null}
	 * @throws IllegalArgumentException if a host is not one of the permitted forms
	 */
	public MappedPolicy {
		paths = List.copyOf(paths);
		hosts = List.copyOf(new LinkedHashSet<>(hosts));
		for (String host : hosts) {
			checkHost(host);
		}
		originsFrom = List.copyOf(originsFrom);
		sources = Collections.unmodifiableMap(new LinkedHashMap<>(sources));
	}

	/**
	 * Create a policy with its paths, for every host.
	 * @param policy the policy
	 * @param paths the patterns of the paths
	 * @param sources where each attribute was set; empty until the starter has read the
	 * bean
	 * @throws NullPointerException if a path is {@code null}
	 */
	public MappedPolicy(CorsPolicy policy, List<PathPattern> paths, Map<PolicyAttribute, AttributeSource> sources) {
		this(policy, paths, List.of(), List.of(), sources);
	}

	private static void checkHost(String host) {
		if (!OriginPattern.isHost(host)) {
			throw new IllegalArgumentException(
					"'%s' is not a host: write a name in lower case without scheme and port, like 'api.example.com', or '*.example.com'"
						.formatted(host));
		}
	}

	/**
	 * Return a copy that only counts for some hosts, to be contributed as a bean.
	 * @param hosts the hosts to which the requests are sent: names in lower case
	 * ({@code api.example.com}), or {@code *.} with a domain ({@code *.example.com}) for
	 * all that is below it; none for every host
	 * @return the policy for these hosts
	 * @throws IllegalArgumentException if a host is not one of these forms: it has upper
	 * case, a scheme, a port, a path, or a dot at its end
	 */
	public MappedPolicy forHosts(String... hosts) {
		return new MappedPolicy(this.policy, this.paths, List.of(hosts), this.originsFrom, this.sources);
	}

	/**
	 * Return a copy that takes further origins from elsewhere, to be contributed as a
	 * bean.
	 * @param providers the names of beans of the type {@code AllowedOriginsProvider}
	 * @return the policy with these providers
	 */
	public MappedPolicy withOriginsFrom(String... providers) {
		return new MappedPolicy(this.policy, this.paths, this.hosts, List.of(providers), this.sources);
	}

	/**
	 * Return a copy with another policy.
	 * @param policy the policy
	 * @return the policy for the same paths and hosts
	 */
	public MappedPolicy withPolicy(CorsPolicy policy) {
		return new MappedPolicy(policy, this.paths, this.hosts, this.originsFrom, this.sources);
	}

	/**
	 * Return a copy with other paths.
	 * @param paths the patterns of the paths
	 * @return the same policy for these paths
	 */
	public MappedPolicy withPaths(List<PathPattern> paths) {
		return new MappedPolicy(this.policy, paths, this.hosts, this.originsFrom, this.sources);
	}

	static boolean isHostPattern(String host) {
		return host.startsWith("*.");
	}

	/**
	 * Return whether the policy counts for requests to a host.
	 * @param host the host in any case, without port, an IPv6 address with or without
	 * brackets; empty if it is not known, for which only policies for every host count
	 * @return whether the policy names it, or counts for every host
	 */
	public boolean countsFor(String host) {
		return countsForName(Origin.normalizeHost(host));
	}

	/**
	 * Return whether the policy has a pattern for a path, whichever policy decides it.
	 * @param rawPath the path within the application, as it was sent; one that cannot be
	 * decoded is matched as it is
	 * @return whether a pattern matches the path in some form
	 */
	public boolean matches(String rawPath) {
		RequestedPath path;
		try {
			path = RequestedPath.of(PathContainer.parsePath(rawPath));
		}
		catch (IllegalArgumentException ex) {
			path = RequestedPath.of(rawPath);
		}
		return path.forms().stream().anyMatch(this::matches);
	}

	boolean matches(PathContainer path) {
		return this.paths.stream().anyMatch((pattern) -> pattern.matches(path));
	}

	/**
	 * Return whether the policy counts for a single host.
	 * @return whether it names one, and no domain
	 */
	public boolean countsForOneHost() {
		return this.hosts.size() == 1 && !isHostPattern(this.hosts.get(0));
	}

	/**
	 * Return whether no host counts but those that the policy names.
	 */
	boolean countsForNamedHostsOnly() {
		return !this.hosts.isEmpty() && this.hosts.stream().noneMatch(MappedPolicy::isHostPattern);
	}

	boolean countsForName(String name) {
		return this.hosts.isEmpty() || this.hosts.stream()
			.anyMatch((each) -> isHostPattern(each) ? name.endsWith(each.substring(1)) : name.equals(each));
	}

	/**
	 * Return whether this and another policy are on the same level for some host, so that
	 * neither comes before the other.
	 */
	boolean hasSameHost(MappedPolicy other) {
		return (this.hosts.isEmpty() && other.hosts.isEmpty())
				|| !Collections.disjoint(Set.copyOf(this.hosts), other.hosts);
	}

	/**
	 * Return the name of the policy.
	 * @return the name
	 */
	public String name() {
		return this.policy.name();
	}

	/**
	 * Return the value of an attribute as text, as properties have it.
	 * @param attribute the attribute
	 * @return the entries of a list, possibly none, or a single text
	 */
	public List<String> values(PolicyAttribute attribute) {
		return switch (attribute) {
			case PATHS -> texts(this.paths);
			case HOSTS -> this.hosts;
			case ALLOWED_ORIGINS -> texts(this.policy.allowedOrigins());
			case ORIGINS_FROM -> this.originsFrom;
			case ALLOWED_METHODS -> this.policy.allowedMethods();
			case ALLOWED_HEADERS -> this.policy.allowedHeaders();
			case EXPOSED_HEADERS -> this.policy.exposedHeaders();
			case ALLOW_CREDENTIALS -> texts(List.of(this.policy.allowCredentials()));
			case MAX_AGE -> List.of(this.policy.maxAge().toSeconds() + "s");
			case ALLOW_NAVIGATION -> texts(List.of(this.policy.allowNavigation()));
			case DANGEROUSLY_ALLOW_INSECURE_ORIGINS -> texts(List.of(this.policy.dangerouslyAllowInsecureOrigins()));
			case DANGEROUSLY_ALLOW_PUBLIC_SUFFIXES -> texts(List.of(this.policy.dangerouslyAllowPublicSuffixes()));
		};
	}

	private static List<String> texts(List<?> values) {
		return values.stream().map(Object::toString).toList();
	}

	/**
	 * Return where an attribute was set.
	 * @param attribute the attribute
	 * @return the source, or {@code null} if it is not known
	 */
	public @Nullable AttributeSource source(PolicyAttribute attribute) {
		return this.sources.get(attribute);
	}

	/**
	 * Create a policy for paths, to be contributed as a bean. The starter checks its name
	 * and its paths when the application starts.
	 * <p>
	 * Permitted: the text of a {@link PathPattern} within the application, decoded and
	 * normalized ({@code /api/**}, {@code /users/{id}}).
	 * <p>
	 * Prohibited: a path without a slash in front, with white space, a query or a
	 * fragment, and {@code %}, {@code ;}, {@code //} and dot segments, which no path
	 * matches.
	 * @param policy the policy, whose name no other has
	 * @param paths the patterns of the paths, at least one
	 * @return the policy
	 * @throws IllegalArgumentException if {@code paths} is empty, or a path is
	 * {@code null} or not a PathPattern
	 */
	public static MappedPolicy of(CorsPolicy policy, String... paths) {
		if (paths.length == 0) {
			throw new IllegalArgumentException(policy + " needs a path, such as '/api/**'");
		}
		return new MappedPolicy(policy, Arrays.stream(paths).map(PathPatternParser.defaultInstance::parse).toList(),
				Map.of());
	}

	/**
	 * Find a path for which this and another policy may both be candidates, so that the
	 * origin selects one of them.
	 * @param other the other policy
	 * @return a pattern of this policy that is equally specific as one of the other and
	 * may match the same paths, or {@code null} if there is none
	 */
	public @Nullable PathPattern findOverlap(MappedPolicy other) {
		return !hasSameHost(other) ? null
				: this.paths.stream()
					.filter((path) -> other.paths.stream()
						.anyMatch((otherPath) -> PathOverlap.overlapAtEqualRank(path, otherPath)))
					.findFirst()
					.orElse(null);
	}

	/**
	 * Return whether some path may match a pattern of this and of another policy, however
	 * specific they are.
	 * @param other the other policy
	 * @return whether that may be so
	 */
	public boolean sharesPathsWith(MappedPolicy other) {
		return this.paths.stream()
			.anyMatch((path) -> other.paths.stream().anyMatch((otherPath) -> PathOverlap.overlap(path, otherPath)));
	}

	@Override
	public String toString() {
		return this.policy + " for " + (this.hosts.isEmpty() ? "" : this.hosts) + this.paths;
	}

}
