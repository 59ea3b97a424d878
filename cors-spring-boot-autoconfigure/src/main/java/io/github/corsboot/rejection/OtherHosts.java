package io.github.corsboot.rejection;

import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;

import io.github.corsboot.mapping.PolicyMapping;
import io.github.corsboot.policy.CorsPolicy;
import io.github.corsboot.policy.ProvidedOrigins;
import org.jspecify.annotations.Nullable;

/**
 * The places that a refused origin is known from: policies for other hosts, and providers
 * of origins, whose rows may be for another host, wrong, or not loaded.
 *
 * @since 0.1.0
 */
public final class OtherHosts {

	/** How many hosts of a policy are shown. */
	private static final int MAX_SHOWN = 3;

	private OtherHosts() {
	}

	/**
	 * Describe the policy that allows an origin at other hosts.
	 * @param policies the policies in force
	 * @param host the host that was asked
	 * @param path the path within the application
	 * @param origin the origin
	 * @return a sentence, or {@code null} if no policy for other hosts allows the origin
	 */
	public static @Nullable String describe(PolicyMapping policies, String host, String path, String origin) {
		return policies.findForOtherHosts(host, path)
			.filter((policy) -> policy.policy().allowsOriginAtAnyHost(origin))
			.findFirst()
			.map((policy) -> "Policy '%s' allows this origin, but only for requests to %s.".formatted(policy.name(),
					hosts(policy.hosts())))
			.orElse(null);
	}

	/**
	 * Describe what a provider of origins knows of one that is refused.
	 * @param policies the policies that refuse the origin
	 * @param origin the origin
	 * @return a sentence, or {@code null} if no provider has it
	 */
	public static @Nullable String describeProvided(Collection<CorsPolicy> policies, String origin) {
		for (CorsPolicy policy : policies) {
			for (ProvidedOrigins provided : policy.providedOrigins()) {
				Set<String> hosts = provided.hostsOf(origin);
				String mistake = provided.mistakeOf(origin);
				if (hosts != null && !hosts.isEmpty()) {
					return "'%s' gives policy '%s' this origin, but only for requests to %s."
						.formatted(provided.provider(), policy.name(), hosts(hosts));
				}
				if (mistake != null) {
					return "'%s' gives policy '%s' this origin, but its row is wrong and was skipped: %s."
						.formatted(provided.provider(), policy.name(), mistake);
				}
			}
		}
		return null;
	}

	/**
	 * Describe the failure of a provider that may have given an origin.
	 * @param policies the policies that refuse the origin
	 * @return a sentence, or {@code null} if no provider fails
	 */
	public static @Nullable String describeFailure(Collection<CorsPolicy> policies) {
		for (CorsPolicy policy : policies) {
			for (ProvidedOrigins provided : policy.providedOrigins()) {
				String failure = provided.failure();
				if (failure != null) {
					return "The origins of '%s' for policy '%s' could not be loaded, so that this one may be missing: %s."
						.formatted(provided.provider(), policy.name(), failure);
				}
			}
		}
		return null;
	}

	/**
	 * Describe a policy that covers a path at other hosts.
	 * @param policies the policies in force
	 * @param host the host that was asked
	 * @param path the path within the application, which nothing covers at this host
	 * @return a sentence, or {@code null} if no policy covers the path at any host
	 */
	static @Nullable String describe(PolicyMapping policies, String host, String path) {
		return policies.findForOtherHosts(host, path)
			.findFirst()
			.map((policy) -> "No policy covers the path at the host that was asked. The nearest is '%s', for requests to %s."
				.formatted(policy.name(), hosts(policy.hosts())))
			.orElse(null);
	}

	private static String hosts(Collection<String> hosts) {
		return hosts.stream().limit(MAX_SHOWN).sorted().collect(Collectors.joining(", "))
				+ ((hosts.size() > MAX_SHOWN) ? ", …" : "");
	}

}
