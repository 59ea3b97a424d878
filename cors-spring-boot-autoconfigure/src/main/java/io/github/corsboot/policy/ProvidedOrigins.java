package io.github.corsboot.policy;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.concurrent.atomic.AtomicReference;

import io.github.corsboot.policy.PolicyProblem.Reason;
import org.jspecify.annotations.Nullable;

/**
 * The exact origins that a policy allows beside its entries because something else, such
 * as a table, has named them: each for every host, or only for requests to some.
 * Immutable and thread-safe, with one exception: of the sets that follow each other, only
 * the last two are kept in memory. What still refers to an older one sees the last.
 *
 * @since 0.1.0
 */
public final class ProvidedOrigins {

	/** The hosts of each origin, none for every host; {@code null} if it is forgotten. */
	private volatile @Nullable Map<String, Set<String>> hosts;

	/** The hosts of each origin of the last set. */
	private final AtomicReference<Map<String, Set<String>>> latest;

	private @Nullable ProvidedOrigins previous;

	private final boolean hasHosts;

	private final boolean hasOriginsForEveryHost;

	private ProvidedOrigins(Map<String, Set<String>> hosts, @Nullable ProvidedOrigins previous) {
		this.hosts = hosts;
		this.previous = previous;
		this.latest = (previous != null) ? previous.latest : new AtomicReference<>(hosts);
		this.latest.set(hosts);
		this.hasHosts = hosts.values().stream().anyMatch((names) -> !names.isEmpty());
		this.hasOriginsForEveryHost = hosts.values().stream().anyMatch(Set::isEmpty);
	}

	/**
	 * Return whether an origin is allowed.
	 * @param origin the value of an {@code Origin} header, from an untrusted source
	 * @param host the host to which the request is sent, in any case, without port, an
	 * IPv6 address with or without brackets; empty if it is not known
	 * @return whether the origin was named for this host, or for every host
	 */
	public boolean contain(String origin, String host) {
		// Do not hash in vain: longer values cannot be origins.
		Set<String> names = (origin.length() <= OriginText.MAX_LENGTH) ? map().get(origin) : null;
		return names != null && (names.isEmpty() || names.contains(Origin.normalizeHost(host)));
	}

	/**
	 * Return the hosts for which an origin is allowed.
	 * @param origin the value of an {@code Origin} header, from an untrusted source
	 * @return the hosts in lower case, none for every host; {@code null} if the origin
	 * was not named
	 */
	public @Nullable Set<String> hostsOf(String origin) {
		return map().get(origin);
	}

	/**
	 * Visit all origins.
	 * @param visitor takes each origin with its hosts, none for every host
	 */
	public void forEach(BiConsumer<String, Set<String>> visitor) {
		map().forEach(visitor);
	}

	/**
	 * Return the number of origins.
	 * @return how many there are, whatever their hosts
	 */
	public int size() {
		return map().size();
	}

	/**
	 * Return whether some origins are only allowed for some hosts.
	 * @return whether the host of a request matters
	 */
	public boolean hasHosts() {
		return this.hasHosts;
	}

	/**
	 * Return whether some origins are allowed for every host.
	 * @return whether there is such an origin
	 */
	public boolean hasOriginsForEveryHost() {
		return this.hasOriginsForEveryHost;
	}

	private Map<String, Set<String>> map() {
		Map<String, Set<String>> own = this.hosts;
		return (own != null) ? own : Objects.requireNonNull(this.latest.get());
	}

	/**
	 * Collects the origins for a policy. Not thread-safe.
	 *
	 * @since 0.1.0
	 */
	public static final class Builder {

		private final CorsPolicy policy;

		private final Map<String, Set<String>> hosts = new HashMap<>();

		/**
		 * Create a builder.
		 * @param policy the policy that allows the origins, whose credentials decide what
		 * is safe
		 */
		public Builder(CorsPolicy policy) {
			this.policy = policy;
		}

		/**
		 * Add an origin.
		 * <p>
		 * Permitted: an exact {@link Origin} as browsers send it.
		 * <p>
		 * Prohibited: a pattern, {@code *}, {@code null}, and what the policy could not
		 * list itself: with credentials, an origin of the scheme {@code http} that is not
		 * loopback, unless {@code dangerously-allow-insecure-origins} permits it.
		 * @param origin the origin, from an untrusted source
		 * @param host the host to which requests may be sent, in lower case, without
		 * scheme and port; {@code null} for every host
		 * @return what to write instead, if the origin or the host was not added, or
		 * {@code null}
		 */
		public @Nullable String add(String origin, @Nullable String host) {
			Mistake mistake = check(origin);
			if (mistake == null && host != null) {
				mistake = checkHost(host);
			}
			if (mistake != null) {
				return mistake.advice();
			}
			this.hosts.merge(origin, (host != null) ? Set.of(host) : Set.of(), Builder::union);
			return null;
		}

		private @Nullable Mistake check(String text) {
			if (text.length() > OriginText.MAX_LENGTH) {
				return new Mistake(Reason.MALFORMED, 0, OriginText.TOO_LONG);
			}
			try {
				OriginPattern origin = OriginPattern.parse(text);
				return origin.isExact() ? PolicyCheck.checkInsecure(origin, this.policy.needsSecureOrigins())
						: new Mistake(Reason.MALFORMED, 0,
								"name an exact origin: patterns can only stand in allowed-origins");
			}
			catch (OriginPatternException ex) {
				return ex.mistake();
			}
		}

		private static @Nullable Mistake checkHost(String host) {
			if (!host.startsWith("*") && OriginPattern.isHost(host)) {
				return null;
			}
			return new Mistake(Reason.MALFORMED, 0,
					host.isBlank() ? "leave the host out for every host, or name one: it is blank"
							: "name a host in lower case without scheme and port, like 'api.example.com'");
		}

		private static Set<String> union(Set<String> known, Set<String> added) {
			// For every host already, or from now on.
			if (known.isEmpty() || added.isEmpty()) {
				return Set.of();
			}
			// There may be as many as there are rows.
			Set<String> union = (known instanceof HashSet) ? known : new HashSet<>(known);
			union.addAll(added);
			return union;
		}

		/**
		 * Return the number of different origins so far.
		 * @return how many there are
		 */
		public int size() {
			return this.hosts.size();
		}

		/**
		 * Create the set that follows another.
		 * @param previous the set that was loaded before, or {@code null} if this is the
		 * first. It stays as it is; the one before it is forgotten
		 * @return the set, or {@code previous} if that is equal
		 */
		public ProvidedOrigins build(@Nullable ProvidedOrigins previous) {
			if (previous != null && previous.map().equals(this.hosts)) {
				return previous;
			}
			ProvidedOrigins created = new ProvidedOrigins(this.hosts, previous);
			if (previous != null && previous.previous != null) {
				previous.previous.hosts = null;
				previous.previous = null;
			}
			return created;
		}

	}

}
