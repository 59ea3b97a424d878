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
	 * Return what tells whether the origins have changed, without loading them. Asked
	 * before each load: if it equals what was returned before the last one, the origins
	 * are not loaded again.
	 * @param policy the name of the policy
	 * @return any value with {@code equals}, such as a time or a number; {@code null} to
	 * load the origins each time
	 * @throws Exception if it cannot be found out; this counts as a failed load
	 */
	default @Nullable Object version(String policy) throws Exception {
		return null;
	}

}
