package io.github.corsboot.mapping;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

import io.github.corsboot.policy.ProvidedOrigins;
import org.jspecify.annotations.Nullable;

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

	private final Supplier<? extends Collection<PathPattern>> uncoveredPatterns;

	private volatile @Nullable UncoveredPaths uncovered;

	private final boolean enforceWebSocketOrigin;

	private volatile boolean ignoresCase;

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
		this.given = mapping;
		this.mapping = mapping.inForce(1, Instant.now());
		this.uncoveredPatterns = uncovered;
		this.enforceWebSocketOrigin = enforceWebSocketOrigin;
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
		this.mapping = complete().inForce(this.mapping.version() + 1, Instant.now());
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
		this.mapping = complete().inForce(this.mapping.version() + 1, Instant.now());
	}

	/**
	 * Return the origins that a provider has named.
	 * @param provision the policy and its provider
	 * @return the origins, or {@code null} if none have been provided
	 */
	public synchronized @Nullable ProvidedOrigins provided(Provision provision) {
		return this.provided.get(provision);
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
	 * Return what would be in force if a mapping replaced the one that is.
	 * @param mapping the policies by path
	 * @return policies for the same paths of the same application
	 */
	public CorsPolicies with(PolicyMapping mapping) {
		CorsPolicies changed = new CorsPolicies(PolicyMapping.EMPTY, this.uncoveredPatterns,
				this.enforceWebSocketOrigin);
		if (this.ignoresCase) {
			changed.ignoreCase();
		}
		synchronized (this) {
			changed.replace(mapping);
			changed.provide(this.provided);
		}
		return changed;
	}

	/**
	 * Match all paths without regard to case from now on, because a handler mapping of
	 * the application does: otherwise {@code /PRIVATE/x} would reach a handler past the
	 * policy for {@code /private/**}. This also holds for policies that replace these.
	 */
	public synchronized void ignoreCase() {
		if (!this.ignoresCase) {
			this.ignoresCase = true;
			this.uncovered = null;
			this.mapping = complete().inForce(this.mapping.version(), this.mapping.since());
		}
	}

	private UncoveredPaths uncovered() {
		UncoveredPaths known = this.uncovered;
		return (known != null) ? known : createUncovered();
	}

	private synchronized UncoveredPaths createUncovered() {
		Collection<PathPattern> patterns = this.uncoveredPatterns.get();
		UncoveredPaths created = new UncoveredPaths(
				this.ignoresCase ? patterns.stream().map(PolicyMapping::ignoringCase).toList() : patterns);
		this.uncovered = created;
		return created;
	}

	/**
	 * Find the policies that may cover what a handler serves.
	 * @param handler the pattern of the handler, within the application
	 * @return the policies, possibly none
	 */
	public List<MappedPolicy> findAny(PathPattern handler) {
		PolicyMapping current = this.mapping;
		return current.isEmpty() ? List.of() : current.findAny(handler, uncovered());
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
	 * Find the policies of every path, if the only pattern is {@code /**}, so that the
	 * path need not be read.
	 * @param mapping the mapping by which the request is decided
	 * @return what covers every path, or {@code null} if paths have different policies,
	 * or some have none
	 */
	public @Nullable PathPolicies everything(PolicyMapping mapping) {
		return mapping.isEmpty() ? null : mapping.everything(uncovered());
	}

	/**
	 * Find the policies for a path that needs no decoding. Any other is matched as it is,
	 * and may miss its policy.
	 * @param path the path within the application, empty or with a slash in front, which
	 * {@linkplain RequestedPath#hasSeveralForms needs no decoding}
	 * @return what covers the path, or {@code null} if nothing does
	 */
	public @Nullable PathPolicies find(String path) {
		return find(path, this.mapping);
	}

	/**
	 * Find the policies for a path that needs no decoding. Any other is matched as it is,
	 * and may miss its policy.
	 * @param path the path within the application, empty or with a slash in front, which
	 * {@linkplain RequestedPath#hasSeveralForms needs no decoding}
	 * @param mapping the mapping by which the request is decided
	 * @return what covers the path, or {@code null} if nothing does
	 */
	public @Nullable PathPolicies find(String path, PolicyMapping mapping) {
		return mapping.isEmpty() ? null : mapping.find(path, uncovered());
	}

	/**
	 * Find the policies for a path.
	 * @param path the path within the application
	 * @return what covers the path, or {@code null} if nothing does
	 */
	public @Nullable PathPolicies find(RequestedPath path) {
		return find(path, this.mapping);
	}

	/**
	 * Find the policies for a path.
	 * @param path the path within the application
	 * @param mapping the mapping by which the request is decided
	 * @return what covers the path, or {@code null} if nothing does
	 */
	public @Nullable PathPolicies find(RequestedPath path, PolicyMapping mapping) {
		return mapping.isEmpty() ? null : mapping.find(path, uncovered());
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
