package io.github.corsboot.origins;

import java.util.Collection;

import org.jspecify.annotations.Nullable;

/**
 * Gives the origins that a policy allows beside its own entries, for example those of the
 * tenants in a table. A bean of this type is used by the policies that name it in
 * {@code origins-from}.
 * <p>
 * It is called in the background: before the application serves requests, then every
 * {@code cors.origins.refresh-interval}, and when {@link AllowedOriginsLoader#refresh()}
 * asks for it, never for a request. There is one call at a time for each policy. If it
 * fails, what it gave before stays in force. It should give up in time: a call that never
 * returns keeps its policy from being refreshed.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface AllowedOriginsProvider {

	/**
	 * Load all origins of a policy.
	 * @param policy the name of the policy
	 * @return the origins, possibly none; they replace those that were given before. At
	 * most {@code cors.origins.max-origins} are taken
	 * @throws Exception if they cannot be loaded
	 */
	Collection<AllowedOrigin> load(String policy) throws Exception;

	/**
	 * Load all origins of a policy if they have changed. By default, they are loaded in
	 * any case. A table that is read here has to be read together with its version, as of
	 * one moment: what changes in between would not be noticed.
	 * @param policy the name of the policy
	 * @param version what was returned with the origins that are in force, or
	 * {@code null} if there are none
	 * @return the origins, or {@code null} if they have not changed
	 * @throws Exception if they cannot be loaded
	 */
	default @Nullable LoadedOrigins loadIfChanged(String policy, @Nullable Object version) throws Exception {
		return new LoadedOrigins(load(policy), null, true);
	}

}
