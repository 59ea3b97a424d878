package io.github.corsboot.mapping;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.corsboot.policy.CandidatePolicies;
import io.github.corsboot.policy.CorsPolicy;
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
	public static final PolicyMapping DISABLED = new PolicyMapping(EMPTY, false, 0, Instant.EPOCH);

	private static final UncoveredPaths NONE = new UncoveredPaths(List.of());

	private final List<MappedPolicy> policies;

	private final List<EqualRankPatterns> levels;

	private final LiteralPaths<PathPolicies> literals;

	private final @Nullable PathPolicies everything;

	/** Only if there are many patterns. */
	private final @Nullable ManyPatterns many;

	private final boolean literal;

	private final boolean ignoresTrailingSlash;

	private final boolean enabled;

	private final int version;

	private final Instant since;

	/**
	 * Create a mapping.
	 * @param policies the policies, possibly none; one without paths covers nothing
	 * @throws NullPointerException if a policy is {@code null}
	 */
	public PolicyMapping(Collection<MappedPolicy> policies) {
		this.policies = List.copyOf(policies);
		this.levels = levels(this.policies);
		this.literals = new LiteralPaths<>();
		boolean allLiteral = true;
		boolean allIgnoreTrailingSlash = true;
		for (EqualRankPatterns level : this.levels) {
			level.addTo(this.literals);
			allLiteral &= level.isLiteral();
			allIgnoreTrailingSlash &= level.ignoresTrailingSlash();
		}
		this.everything = (this.levels.size() == 1) ? this.levels.get(0).everything() : null;
		this.many = ManyPatterns.of(this.levels);
		this.literal = allLiteral;
		this.ignoresTrailingSlash = allIgnoreTrailingSlash;
		this.enabled = true;
		this.version = 0;
		this.since = Instant.EPOCH;
	}

	private PolicyMapping(PolicyMapping same, boolean enabled, int version, Instant since) {
		this.policies = same.policies;
		this.levels = same.levels;
		this.literals = same.literals;
		this.everything = same.everything;
		this.many = same.many;
		this.literal = same.literal;
		this.ignoresTrailingSlash = same.ignoresTrailingSlash;
		this.enabled = enabled;
		this.version = version;
		this.since = since;
	}

	/**
	 * Return the same mapping, as it comes into force.
	 */
	PolicyMapping inForce(int version, Instant since) {
		return new PolicyMapping(this, this.enabled, version, since);
	}

	private static List<EqualRankPatterns> levels(List<MappedPolicy> policies) {
		Map<PathPattern, List<MappedPolicy>> byPattern = new LinkedHashMap<>();
		for (MappedPolicy policy : policies) {
			for (PathPattern path : Set.copyOf(policy.paths())) {
				List<MappedPolicy> known = byPattern.get(path);
				if (known == null) {
					known = new ArrayList<>();
					byPattern.put(path, known);
				}
				known.add(policy);
			}
		}
		List<PathPattern> sorted = new ArrayList<>(byPattern.keySet());
		sorted.sort(PathPattern.SPECIFICITY_COMPARATOR);
		List<EqualRankPatterns> levels = new ArrayList<>();
		int start = 0;
		for (int i = 1; i <= sorted.size(); i++) {
			if (i == sorted.size()
					|| PathPattern.SPECIFICITY_COMPARATOR.compare(sorted.get(start), sorted.get(i)) != 0) {
				levels.add(new EqualRankPatterns(sorted.subList(start, i), byPattern));
				start = i;
			}
		}
		return List.copyOf(levels);
	}

	/**
	 * Return the same policies for paths in upper and lower case.
	 * @return a mapping whose patterns ignore case
	 */
	PolicyMapping ignoringCase() {
		return isEmpty() ? this
				: new PolicyMapping(this.policies.stream()
					.map((policy) -> new MappedPolicy(policy.policy(),
							policy.paths().stream().map(PolicyMapping::ignoringCase).toList(), policy.sources()))
					.toList());
	}

	/**
	 * Return the same policies, all of which check the origin of WebSocket handshakes.
	 */
	PolicyMapping enforcingWebSocketOrigin() {
		return isEmpty() ? this : new PolicyMapping(this.policies.stream().map((policy) -> {
			CorsPolicy enforcing = policy.policy().toBuilder().enforceWebSocketOrigin(true).build();
			return new MappedPolicy(enforcing, policy.paths(), policy.sources());
		}).toList());
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
	 * {@linkplain CorsPolicies#replace replaced}; 0 if they have not come into force
	 */
	public int version() {
		return this.version;
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
		return find(path, NONE);
	}

	/**
	 * Find the policies for a path.
	 * @param path the path within the application
	 * @return what covers the path, or {@code null} if nothing does; if different
	 * policies cover its forms, the result allows only what all allow
	 */
	public @Nullable PathPolicies find(RequestedPath path) {
		return find(path, NONE);
	}

	/**
	 * Find the policies that may cover some path of a handler, from the most specific
	 * patterns down to those that cover all of its paths.
	 */
	List<MappedPolicy> findAny(PathPattern handler, UncoveredPaths uncovered) {
		List<PathContainer> samples = PathOverlap.samples(handler);
		if (samples.stream().allMatch(uncovered::contains)) {
			return List.of();
		}
		Set<MappedPolicy> found = new LinkedHashSet<>();
		for (EqualRankPatterns level : this.levels) {
			found.addAll(level.findAny(handler));
			if (samples.stream().allMatch((sample) -> level.find(sample) != null)) {
				break;
			}
		}
		return List.copyOf(found);
	}

	@Nullable PathPolicies find(String path, UncoveredPaths uncovered) {
		boolean oneForm = !RequestedPath.endsWithSlash(path)
				|| (this.ignoresTrailingSlash && uncovered.ignoresTrailingSlash());
		if (!oneForm || !this.literal || !uncovered.isLiteral()) {
			return find(RequestedPath.of(path), uncovered);
		}
		if (uncovered.containsLiterally(path)) {
			return null;
		}
		return this.literals.find(path);
	}

	/**
	 * Return the policies of every path, if the only pattern is {@code /**}.
	 */
	@Nullable PathPolicies everything(UncoveredPaths uncovered) {
		return uncovered.isEmpty() ? this.everything : null;
	}

	@Nullable PathPolicies find(RequestedPath path, UncoveredPaths uncovered) {
		Set<PathPolicies> found = new LinkedHashSet<>();
		boolean anyUncovered = false;
		for (PathContainer form : path.forms()) {
			PathPolicies covered = uncovered.contains(form) ? null : find(form);
			anyUncovered = anyUncovered || covered == null;
			if (covered != null) {
				found.add(covered);
				PathContainer shorter = RequestedPath.withoutTrailingSlash(form);
				PathPolicies other = (shorter != null && !uncovered.contains(shorter)) ? find(shorter) : null;
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

	private @Nullable PathPolicies find(PathContainer path) {
		if (this.many != null) {
			return this.many.find(path);
		}
		for (EqualRankPatterns level : this.levels) {
			PathPolicies covered = level.find(path);
			if (covered != null) {
				return covered;
			}
		}
		return null;
	}

}
