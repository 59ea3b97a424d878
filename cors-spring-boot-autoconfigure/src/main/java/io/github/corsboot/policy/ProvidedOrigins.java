package io.github.corsboot.policy;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

import io.github.corsboot.policy.PolicyProblem.Reason;
import org.jspecify.annotations.Nullable;

/**
 * The exact origins that a policy allows beside its entries because something else, such
 * as a table, has named them: each for every host, or only for requests to some.
 * Thread-safe. What is allowed does not change, with one exception: of the sets that
 * follow each other, only the last two are kept in memory. What still refers to an older
 * one sees the last.
 *
 * @since 0.1.0
 */
public final class ProvidedOrigins {

	/** The hosts of each origin, none for every host; {@code null} if it is forgotten. */
	private volatile @Nullable Map<String, Set<String>> hosts;

	/** The hosts of each origin of the last set. */
	private final Succession succession;

	private @Nullable ProvidedOrigins previous;

	private final boolean hasHosts;

	private ProvidedOrigins(Map<String, Set<String>> hosts, Succession succession, @Nullable ProvidedOrigins previous) {
		this.hosts = hosts;
		this.previous = previous;
		this.succession = succession;
		this.hasHosts = hosts.values().stream().anyMatch((names) -> !names.isEmpty());
	}

	/**
	 * Create a set without any origin, for a provider that has given none yet.
	 * @param provider the name of the provider, for users
	 * @return the set, which others can follow
	 */
	public static ProvidedOrigins none(String provider) {
		return new ProvidedOrigins(Map.of(), new Succession(provider), null);
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
	 * Return an origin that is allowed for every host.
	 * @return any of them, or {@code null} if each has hosts
	 */
	public @Nullable String anyForEveryHost() {
		for (Map.Entry<String, Set<String>> entry : map().entrySet()) {
			if (entry.getValue().isEmpty()) {
				return entry.getKey();
			}
		}
		return null;
	}

	/**
	 * Return the name of the provider.
	 * @return the name, for users
	 */
	public String provider() {
		return this.succession.provider;
	}

	/**
	 * Return why an origin was not taken when the provider last gave it.
	 * @param origin the value of an {@code Origin} header, from an untrusted source
	 * @return what to write instead, or {@code null} if nothing is known; at most 1000
	 * origins are remembered
	 */
	public @Nullable String mistakeOf(String origin) {
		return this.succession.mistakes.get(origin);
	}

	/**
	 * Return why the provider failed when it was last asked.
	 * @return the failure, or {@code null} if it did not
	 */
	public @Nullable String failure() {
		return this.succession.failure;
	}

	/**
	 * Take note that the provider has failed, or that it has not.
	 * @param failure the failure, safe to be shown, or {@code null}
	 */
	public void setFailure(@Nullable String failure) {
		this.succession.failure = failure;
	}

	private Map<String, Set<String>> map() {
		Map<String, Set<String>> own = this.hosts;
		return (own != null) ? own : this.succession.latest;
	}

	/**
	 * What the sets that follow each other have in common.
	 */
	private static final class Succession {

		private final String provider;

		private volatile Map<String, Set<String>> latest = Map.of();

		private volatile Map<String, String> mistakes = Map.of();

		private volatile @Nullable String failure;

		Succession(String provider) {
			this.provider = provider;
		}

	}

	/**
	 * Collects the origins for a policy. Not thread-safe.
	 *
	 * @since 0.1.0
	 */
	public static final class Builder {

		private static final int MAX_MISTAKES = 1000;

		private final CorsPolicy policy;

		private final Map<String, Set<String>> hosts = new HashMap<>();

		private final Map<String, String> mistakes = new HashMap<>();

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
			if (mistake != null) {
				return refuse((mistake.correction() != null) ? mistake.correction() : origin, mistake.advice());
			}
			String advice = (host != null) ? checkHost(host) : null;
			if (advice != null) {
				return refuse(origin, advice);
			}
			this.hosts.merge(origin, (host != null) ? Set.of(host) : Set.of(), Builder::union);
			return null;
		}

		/**
		 * Do not add an origin, and remember why.
		 * @param origin the origin, as browsers send it
		 * @param advice what to write instead
		 * @return the advice
		 */
		public String refuse(String origin, String advice) {
			if (this.mistakes.size() < MAX_MISTAKES) {
				this.mistakes.put(origin, advice);
			}
			return advice;
		}

		/**
		 * Return whether an origin was added.
		 * @param origin the origin
		 * @return whether it was, for any host
		 */
		public boolean contains(String origin) {
			return this.hosts.containsKey(origin);
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

		private static @Nullable String checkHost(String host) {
			if (!host.startsWith("*") && OriginPattern.isHost(host)) {
				return null;
			}
			return host.isBlank() ? "leave the host out for every host, or name one: it is blank"
					: "name a host in lower case without scheme and port, like 'api.example.com'";
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
		 * @param previous the set that was loaded before, or one with
		 * {@linkplain ProvidedOrigins#none no origin}. It stays as it is; the one before
		 * it is forgotten
		 * @return the set, or {@code previous} if that is equal
		 */
		public ProvidedOrigins build(ProvidedOrigins previous) {
			Succession succession = previous.succession;
			succession.mistakes = this.mistakes;
			if (previous.map().equals(this.hosts)) {
				return previous;
			}
			succession.latest = this.hosts;
			if (previous.previous != null) {
				previous.previous.hosts = null;
				previous.previous = null;
			}
			return new ProvidedOrigins(this.hosts, succession, previous);
		}

	}

}
