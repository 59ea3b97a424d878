package io.github.corsboot.mapping;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.github.corsboot.policy.CandidatePolicies;
import io.github.corsboot.policy.CorsPolicy;
import io.github.corsboot.policy.Origin;
import io.github.corsboot.policy.ProvidedOrigins;
import org.jspecify.annotations.Nullable;

import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * All policies by their paths. Immutable and thread-safe: a request is decided by one
 * mapping, whatever replaces it meanwhile.
 * <p>
 * The policies with the most specific pattern that matches a path are the candidates for
 * it; the origin of a request selects {@link CandidatePolicies one of them}. Neither the
 * order of the policies nor that of their patterns matters, unless two policies have the
 * same entry for one path: then the first has it.
 *
 * @since 0.1.0
 * @see PathPattern#SPECIFICITY_COMPARATOR
 */
public final class PolicyMapping {

	/** No policy for any path. */
	public static final PolicyMapping EMPTY = new PolicyMapping(List.of());

	/** No policy for any path, and rejections by Spring are not recorded. */
	public static final PolicyMapping DISABLED = new PolicyMapping(EMPTY, EMPTY.paths, EMPTY.uncovered, false, 0,
			Instant.EPOCH);

	private final List<MappedPolicy> policies;

	/** The policies for every host, or those for one host and what is broader. */
	private final PathTable paths;

	private final HostTables hosts;

	private final boolean hasHosts;

	/** What no policy covers. Not known before the first request. */
	private final Supplier<UncoveredPaths> uncovered;

	private final boolean enabled;

	private final int version;

	private final Instant since;

	/** Negative if it has not been asked for. */
	private volatile long hash = -1;

	/**
	 * Create a mapping.
	 * @param policies the policies, possibly none; one without paths covers nothing
	 * @throws NullPointerException if a policy is {@code null}
	 */
	public PolicyMapping(Collection<MappedPolicy> policies) {
		this.policies = List.copyOf(policies);
		List<MappedPolicy> everyHost = new ArrayList<>();
		boolean anyHosts = false;
		for (MappedPolicy policy : this.policies) {
			if (policy.hosts().isEmpty()) {
				everyHost.add(policy);
			}
			for (ProvidedOrigins origins : policy.policy().providedOrigins()) {
				anyHosts |= origins.hasHosts();
			}
		}
		this.paths = new PathTable("", everyHost, null);
		this.hosts = HostTables.of(this.policies, this.paths);
		this.hasHosts = anyHosts || !this.hosts.isEmpty();
		this.uncovered = () -> UncoveredPaths.NONE;
		this.enabled = true;
		this.version = 0;
		this.since = Instant.EPOCH;
	}

	private PolicyMapping(PolicyMapping same, PathTable paths, Supplier<UncoveredPaths> uncovered, boolean enabled,
			int version, Instant since) {
		this.policies = same.policies;
		this.paths = paths;
		this.hosts = same.hosts;
		this.hasHosts = same.hasHosts;
		this.uncovered = uncovered;
		this.enabled = enabled;
		this.version = version;
		this.since = since;
	}

	/**
	 * Return the same mapping, as it comes into force.
	 */
	PolicyMapping inForce(Supplier<UncoveredPaths> uncovered, int version, Instant since) {
		return new PolicyMapping(this, this.paths, uncovered, this.enabled, version, since);
	}

	/**
	 * Return whether there are policies that only count for some hosts, or that allow
	 * some origins only for some hosts.
	 * @return whether the host of a request matters
	 */
	public boolean hasHosts() {
		return this.hasHosts;
	}

	/**
	 * Return the same policies as they count for the requests to one host: a more
	 * specific host comes before a more specific path.
	 * @param host the host under which the client reached the application, in any case,
	 * without port, an IPv6 address with or without brackets; from an untrusted source
	 * @return the mapping for this host
	 */
	public PolicyMapping forHost(String host) {
		PathTable table = this.hosts.find(host);
		return (table == null) ? this
				: new PolicyMapping(this, table, this.uncovered, this.enabled, this.version, this.since);
	}

	/**
	 * Return the same policies for paths in upper and lower case.
	 * @return a mapping whose patterns ignore case
	 */
	PolicyMapping ignoringCase() {
		return isEmpty() ? this : new PolicyMapping(this.policies.stream()
			.map((policy) -> policy.withPaths(policy.paths().stream().map(PolicyMapping::ignoringCase).toList()))
			.toList());
	}

	/**
	 * Return the same policies, all of which check the origin of WebSocket handshakes.
	 */
	PolicyMapping enforcingWebSocketOrigin() {
		return isEmpty() ? this : new PolicyMapping(this.policies.stream().map((policy) -> {
			CorsPolicy enforcing = policy.policy().toBuilder().enforceWebSocketOrigin(true).build();
			return policy.withPolicy(enforcing);
		}).toList());
	}

	/**
	 * Return the same policies without what their providers have named.
	 */
	PolicyMapping withoutProvidedOrigins() {
		boolean any = this.policies.stream().anyMatch((policy) -> !policy.policy().providedOrigins().isEmpty());
		return !any ? this
				: new PolicyMapping(this.policies.stream()
					.map((policy) -> policy.policy().providedOrigins().isEmpty() ? policy
							: policy.withPolicy(policy.policy().withProvidedOrigins(List.of())))
					.toList());
	}

	/**
	 * Return the same pattern for paths in upper and lower case.
	 */
	static PathPattern ignoringCase(PathPattern pattern) {
		PathPatternParser parser = new PathPatternParser();
		parser.setCaseSensitive(false);
		return parser.parse(pattern.getPatternString());
	}

	/**
	 * Return the policies.
	 * @return the policies, in the order in which they were given
	 */
	public List<MappedPolicy> policies() {
		return this.policies;
	}

	/**
	 * Return whether requests are checked at all.
	 * @return whether this is not {@link #DISABLED}
	 */
	public boolean isEnabled() {
		return this.enabled;
	}

	/**
	 * Return the version of the policies.
	 * @return 1 for those of the start, one more each time they are
	 * {@linkplain CorsPolicies#replace replaced} or origins from elsewhere change; 0 if
	 * they have not come into force
	 */
	public int version() {
		return this.version;
	}

	/**
	 * Return the {@link #hash()} as it is shown to users.
	 * @return twelve hexadecimal digits
	 */
	public String hashText() {
		return "%012x".formatted(hash());
	}

	/**
	 * Return a number by which instances can be compared.
	 * @return the same 48 bits for the same policies and the same paths that none covers,
	 * whatever order they have, wherever they were set, and however often they were
	 * replaced
	 */
	public long hash() {
		long known = this.hash;
		if (known < 0) {
			known = isEmpty() ? 0 : PolicyHash.of(this.policies, this.uncovered.get());
			this.hash = known;
		}
		return known;
	}

	/**
	 * Return the time from which the policies are in force.
	 * @return the time, or 1970 if they have not come into force
	 */
	public Instant since() {
		return this.since;
	}

	/**
	 * Return whether there is no policy.
	 * @return whether no path is covered
	 */
	public boolean isEmpty() {
		return this.policies.isEmpty();
	}

	/**
	 * Find the policies for a path that needs no decoding. Any other is matched as it is,
	 * and may miss its policy.
	 * @param path the path within the application, empty or with a slash in front, which
	 * {@linkplain RequestedPath#hasSeveralForms needs no decoding}
	 * @return what covers the path, or {@code null} if nothing does
	 */
	public @Nullable PathPolicies find(String path) {
		return isEmpty() ? null : find(path, this.uncovered.get());
	}

	private @Nullable PathPolicies find(String path, UncoveredPaths excluded) {
		if (!this.paths.isLiteral(path, excluded)) {
			return find(RequestedPath.of(path), excluded);
		}
		return excluded.containsLiterally(path) ? null : this.paths.findLiterally(path);
	}

	/**
	 * Find the policies for a path.
	 * @param path the path within the application
	 * @return what covers the path, or {@code null} if nothing does; if different
	 * policies cover its forms, the result allows only what all allow
	 */
	public @Nullable PathPolicies find(RequestedPath path) {
		return isEmpty() ? null : find(path, this.uncovered.get());
	}

	/**
	 * Return whether a path would be covered if it were not excluded.
	 * @param path the path within the application, which needs no decoding
	 * @return whether a policy has a pattern for it
	 */
	public boolean hasPatternFor(String path) {
		return find(path, UncoveredPaths.NONE) != null;
	}

	/**
	 * Find the policies of every path, if the only pattern is {@code /**}, so that the
	 * path need not be read.
	 * @return what covers every path, or {@code null} if paths have different policies,
	 * or some have none
	 */
	public @Nullable PathPolicies everything() {
		PathPolicies everything = this.paths.everything();
		return (everything == null || this.uncovered.get().isEmpty()) ? everything : null;
	}

	/**
	 * Find the policies that cover a path, but only at other hosts than one.
	 * @param host the host, in any case, empty if it is not known
	 * @param path the path within the application, which needs no decoding
	 * @return the policies, found one after the other
	 */
	public Stream<MappedPolicy> findForOtherHosts(String host, String path) {
		// Not decoded: text that cannot be decoded must not fail here.
		PathContainer parsed = RequestedPath.of(path).forms().get(0);
		String name = Origin.normalizeHost(host);
		return this.policies.stream()
			.filter((policy) -> !policy.countsForName(name))
			.filter((policy) -> policy.matches(parsed));
	}

	/**
	 * Find the policies that may cover some path of a handler, from the most specific
	 * patterns down to those that cover all of its paths.
	 */
	List<MappedPolicy> findAny(PathPattern handler) {
		if (isEmpty()) {
			return List.of();
		}
		List<PathContainer> samples = PathOverlap.samples(handler);
		if (samples.stream().allMatch(this.uncovered.get()::contains)) {
			return List.of();
		}
		Set<MappedPolicy> found = new LinkedHashSet<>();
		this.hosts.all().forEach((table) -> found.addAll(table.findAny(handler, samples)));
		found.addAll(this.paths.findAny(handler, samples));
		return List.copyOf(found);
	}

	private @Nullable PathPolicies find(RequestedPath path, UncoveredPaths uncovered) {
		Set<PathPolicies> found = new LinkedHashSet<>();
		boolean anyUncovered = false;
		for (PathContainer form : path.forms()) {
			PathPolicies covered = uncovered.contains(form) ? null : this.paths.find(form);
			anyUncovered = anyUncovered || covered == null;
			if (covered != null) {
				found.add(covered);
				PathContainer shorter = RequestedPath.withoutTrailingSlash(form);
				PathPolicies other = (shorter != null && !uncovered.contains(shorter)) ? this.paths.find(shorter)
						: null;
				// Without the slash, policies can only restrict further; an uncovered
				// path stays uncovered.
				found.add((other != null) ? other : covered);
			}
		}
		if (found.isEmpty()) {
			return null;
		}
		return (found.size() == 1 && !anyUncovered) ? found.iterator().next()
				: PathPolicies.strictest(found, anyUncovered);
	}

}
