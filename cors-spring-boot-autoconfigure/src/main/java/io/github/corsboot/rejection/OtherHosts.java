package io.github.corsboot.rejection;

import java.util.List;

import io.github.corsboot.mapping.MappedPolicy;
import io.github.corsboot.mapping.PolicyMapping;
import org.jspecify.annotations.Nullable;

/**
 * The policies that would decide if a request were sent to another host.
 *
 * @since 0.1.0
 */
public final class OtherHosts {

	/** How many hosts of a policy are shown. */
	private static final int MAX_SHOWN = 3;

	private OtherHosts() {
	}

	/**
	 * Describe the policy that allows an origin for other hosts.
	 * @param policies the policies in force
	 * @param path the path within the application
	 * @param origin the origin
	 * @return a sentence, or {@code null} if no policy for some hosts allows the origin
	 */
	public static @Nullable String describe(PolicyMapping policies, String path, String origin) {
		return policies.findForHosts(path)
			.stream()
			.filter((policy) -> policy.policy().allowsOrigin(origin))
			.findFirst()
			.map((policy) -> "Policy '%s' allows this origin, but only for requests to %s.".formatted(policy.name(),
					hosts(policy)))
			.orElse(null);
	}

	/**
	 * Describe the policies that cover a path for other hosts.
	 * @param policies the policies in force
	 * @param path the path within the application, which nothing covers at its host
	 * @return a sentence, or {@code null} if no policy covers the path for any host
	 */
	static @Nullable String describe(PolicyMapping policies, String path) {
		List<MappedPolicy> found = policies.findForHosts(path);
		return found.isEmpty() ? null
				: "No policy covers the path at the host that was asked. The nearest is '%s', for requests to %s."
					.formatted(found.get(0).name(), hosts(found.get(0)));
	}

	private static String hosts(MappedPolicy policy) {
		return String.join(", ", policy.hosts().stream().limit(MAX_SHOWN).toList())
				+ ((policy.hosts().size() > MAX_SHOWN) ? ", …" : "");
	}

}
