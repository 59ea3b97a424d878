package io.github.corsboot.mapping;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import io.github.corsboot.policy.PolicyAttribute;
import io.github.corsboot.policy.ProvidedOrigins;
import org.jspecify.annotations.Nullable;

import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;
import org.springframework.web.util.pattern.PatternParseException;

/**
 * The policies that are in force. The filters of both stacks ask here, for each request.
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class CorsPolicies {

	/** The policies as they were given, without what their providers add. */
	private PolicyMapping given;

	/** The origins from elsewhere, by policy and provider. */
	private final Map<Provision, ProvidedOrigins> provided = new HashMap<>();

	private volatile PolicyMapping mapping;

	private Supplier<? extends Collection<PathPattern>> uncoveredPatterns;

	private Supplier<UncoveredPaths> uncovered;

	private final boolean enforceWebSocketOrigin;

	private final @Nullable BooleanSupplier reload;

	private boolean ignoresCase;

	/**
	 * Create the policies of an application.
	 * @param mapping the policies by path
	 * @param uncovered gives the patterns of the paths that no policy covers, possibly
	 * none; asked once, at the first request, because the paths of Actuator are not known
	 * earlier. Its exception reaches that request, and the next one asks again
	 */
	public CorsPolicies(PolicyMapping mapping, Supplier<? extends Collection<PathPattern>> uncovered) {
		this(mapping, uncovered, false);
	}

	/**
	 * Create the policies of an application.
	 * @param mapping the policies by path
	 * @param uncovered gives the patterns of the paths that no policy covers, as above
	 * @param enforceWebSocketOrigin whether policies that replace these also check the
	 * origin of WebSocket handshakes, whatever their builders say
	 */
	public CorsPolicies(PolicyMapping mapping, Supplier<? extends Collection<PathPattern>> uncovered,
			boolean enforceWebSocketOrigin) {
		this(mapping, uncovered, enforceWebSocketOrigin, null);
	}

	/**
	 * Create the policies of an application.
	 * @param mapping the policies by path
	 * @param uncovered gives the patterns of the paths that no policy covers, as above
	 * @param enforceWebSocketOrigin whether policies that replace these also check the
	 * origin of WebSocket handshakes, whatever their builders say
	 * @param reload what {@link #reload()} does, or {@code null} if it is not possible
	 */
	public CorsPolicies(PolicyMapping mapping, Supplier<? extends Collection<PathPattern>> uncovered,
			boolean enforceWebSocketOrigin, @Nullable BooleanSupplier reload) {
		this.given = mapping;
		this.uncoveredPatterns = uncovered;
		this.uncovered = createUncovered();
		this.mapping = mapping.inForce(this.uncovered, 1, Instant.now());
		this.enforceWebSocketOrigin = enforceWebSocketOrigin;
		this.reload = reload;
	}

	/**
	 * Return the mapping in force.
	 * @return the policies by path
	 */
	public PolicyMapping mapping() {
		return this.mapping;
	}

	/**
	 * Replace all policies at once. Requests that are being decided are decided by what
	 * was in force when they arrived. The checks of the start are not repeated, such as
	 * those for policies with the same name, or the same origin for one path. WebSocket
	 * handshakes are decided as before, by {@code cors.websocket.enforce-origin}.
	 * @param mapping the policies by path
	 */
	public synchronized void replace(PolicyMapping mapping) {
		PolicyMapping own = mapping.withoutProvidedOrigins();
		this.given = this.enforceWebSocketOrigin ? own.enforcingWebSocketOrigin() : own;
		this.provided.keySet().removeIf((provision) -> !provision.isIn(own));
		comeIntoForce();
	}

	/**
	 * Put other policies in the place of these, with the paths that none covers. Origins
	 * that were provided stay, where a policy still has the provider. Case matters as
	 * before. Requests that are being decided are decided by what was in force when they
	 * arrived.
	 * @param other the policies, which nobody else changes meanwhile
	 * @return whether decisions may have changed; otherwise the version stays, even if
	 * attributes were set at other places than before
	 */
	public synchronized boolean adopt(CorsPolicies other) {
		boolean same = decidesTheSame(other);
		Map<Provision, ProvidedOrigins> origins = new HashMap<>(other.provided);
		this.provided.forEach((provision, known) -> {
			if (provision.isIn(other.given)) {
				origins.putIfAbsent(provision, known);
			}
		});
		boolean changed = !same || !origins.equals(this.provided);
		if (!changed && sources(this.given).equals(sources(other.given))) {
			return false;
		}
		this.given = other.given;
		this.uncoveredPatterns = other.uncoveredPatterns;
		this.uncovered = createUncovered();
		this.provided.clear();
		this.provided.putAll(origins);
		if (changed) {
			comeIntoForce();
		}
		else {
			this.mapping = complete().inForce(this.uncovered, this.mapping.version(), this.mapping.since());
		}
		return changed;
	}

	private boolean decidesTheSame(CorsPolicies other) {
		return this.given.isEnabled() == other.given.isEnabled() && this.given.hash() == other.given.hash()
				&& Set.copyOf(uncoveredPatterns()).equals(Set.copyOf(other.uncoveredPatterns()));
	}

	private static List<Map<PolicyAttribute, AttributeSource>> sources(PolicyMapping mapping) {
		return mapping.policies().stream().map(MappedPolicy::sources).toList();
	}

	/**
	 * Return the patterns of the paths that no policy covers.
	 * @return the patterns, possibly none
	 */
	public Collection<PathPattern> uncoveredPatterns() {
		return List.copyOf(this.uncoveredPatterns.get());
	}

	/**
	 * Return whether policies that replace these also check the origin of WebSocket
	 * handshakes.
	 * @return what was said when these were created
	 */
	public boolean enforcesWebSocketOrigin() {
		return this.enforceWebSocketOrigin;
	}

	/**
	 * Return whether these policies can be {@linkplain #reload() reloaded}.
	 * @return whether they were made from properties
	 */
	public boolean isReloadable() {
		return this.reload != null;
	}

	/**
	 * Read the configuration again, its files included, check it as at the start, and let
	 * it decide from now on, if anything has changed. What is wrong changes nothing.
	 * @return whether anything has changed
	 * @throws RuntimeException if the configuration is wrong or unsafe; its report is in
	 * the log
	 * @throws UnsupportedOperationException if these policies were not made from
	 * properties
	 */
	public boolean reload() {
		BooleanSupplier action = this.reload;
		if (action == null) {
			throw new UnsupportedOperationException("These policies were not made from properties: replace them");
		}
		return action.getAsBoolean();
	}

	/**
	 * Let policies allow what providers have named, in place of what they named before. A
	 * policy that has no such provider stays as it is. Requests that are being decided
	 * are decided by what was in force when they arrived.
	 * @param origins the origins that have changed
	 */
	public synchronized void provide(Map<Provision, ProvidedOrigins> origins) {
		if (origins.isEmpty()) {
			return;
		}
		this.provided.putAll(origins);
		comeIntoForce();
	}

	/**
	 * Return the origins that a provider has named.
	 * @param provision the policy and its provider
	 * @return the origins, or {@code null} if none have been provided
	 */
	public synchronized @Nullable ProvidedOrigins provided(Provision provision) {
		return this.provided.get(provision);
	}

	private void comeIntoForce() {
		this.mapping = complete().inForce(this.uncovered, this.mapping.version() + 1, Instant.now());
	}

	private PolicyMapping complete() {
		PolicyMapping cased = this.ignoresCase ? this.given.ignoringCase() : this.given;
		return this.provided.isEmpty() ? cased
				: new PolicyMapping(cased.policies().stream().map(this::withProvidedOrigins).toList());
	}

	private MappedPolicy withProvidedOrigins(MappedPolicy policy) {
		List<ProvidedOrigins> origins = policy.originsFrom()
			.stream()
			.map((provider) -> this.provided.get(new Provision(policy.name(), provider)))
			.filter(Objects::nonNull)
			.toList();
		return origins.isEmpty() ? policy : policy.withPolicy(policy.policy().withProvidedOrigins(origins));
	}

	/**
	 * Return the policies that would be in force if a mapping {@linkplain #replace
	 * replaced} the one that is.
	 * @param mapping the policies by path
	 * @return policies for the same paths of the same application
	 */
	public CorsPolicies with(PolicyMapping mapping) {
		CorsPolicies changed = copy();
		changed.replace(mapping);
		return changed;
	}

	/**
	 * Return a copy that can be changed without any effect on requests.
	 * @return policies for the same application, with the same version
	 */
	public synchronized CorsPolicies copy() {
		CorsPolicies copy = new CorsPolicies(this.given, this.uncoveredPatterns, this.enforceWebSocketOrigin);
		copy.ignoresCase = this.ignoresCase;
		copy.uncovered = this.uncovered;
		copy.provided.putAll(this.provided);
		copy.mapping = this.mapping;
		return copy;
	}

	/**
	 * Match all paths without regard to case from now on, because a handler mapping of
	 * the application does: otherwise {@code /PRIVATE/x} would reach a handler past the
	 * policy for {@code /private/**}. This also holds for policies that replace these.
	 */
	public synchronized void ignoreCase() {
		if (!this.ignoresCase) {
			this.ignoresCase = true;
			this.uncovered = createUncovered();
			this.mapping = complete().inForce(this.uncovered, this.mapping.version(), this.mapping.since());
		}
	}

	private Supplier<UncoveredPaths> createUncovered() {
		Supplier<? extends Collection<PathPattern>> patterns = this.uncoveredPatterns;
		boolean anyCase = this.ignoresCase;
		return SingletonSupplier.of(() -> new UncoveredPaths(
				anyCase ? patterns.get().stream().map(PolicyMapping::ignoringCase).toList() : patterns.get()));
	}

	/**
	 * Find the policies that may cover what a handler serves.
	 * @param handler the pattern of the handler, within the application
	 * @return the policies, possibly none
	 */
	public List<MappedPolicy> findAny(PathPattern handler) {
		return this.mapping.findAny(handler);
	}

	/**
	 * Find the policies that may cover some path of a pattern.
	 * @param pattern the pattern, within the application
	 * @return the policies, possibly none; all if it is no path pattern, for then it may
	 * be anywhere
	 */
	public List<MappedPolicy> findAny(String pattern) {
		try {
			return findAny(PathPatternParser.defaultInstance.parse(pattern));
		}
		catch (PatternParseException ex) {
			return this.mapping.policies();
		}
	}

	/**
	 * Find the policies for a path that needs no decoding. Any other is matched as it is,
	 * and may miss its policy.
	 * @param path the path within the application, empty or with a slash in front, which
	 * {@linkplain RequestedPath#hasSeveralForms needs no decoding}
	 * @return what covers the path, or {@code null} if nothing does
	 */
	public @Nullable PathPolicies find(String path) {
		return this.mapping.find(path);
	}

	/**
	 * Find the policies for a path.
	 * @param path the path within the application
	 * @return what covers the path, or {@code null} if nothing does
	 */
	public @Nullable PathPolicies find(RequestedPath path) {
		return this.mapping.find(path);
	}

	/**
	 * One provider of origins of one policy.
	 *
	 * @param policy the name of the policy
	 * @param provider the name of the provider, as the policy has it
	 * @since 0.1.0
	 */
	public record Provision(String policy, String provider) {

		boolean isIn(PolicyMapping mapping) {
			return mapping.policies()
				.stream()
				.anyMatch((each) -> each.name().equals(this.policy) && each.originsFrom().contains(this.provider));
		}

	}

}
