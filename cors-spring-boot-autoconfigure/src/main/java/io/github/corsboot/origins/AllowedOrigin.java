package io.github.corsboot.origins;

import org.jspecify.annotations.Nullable;

/**
 * An origin that an {@link AllowedOriginsProvider} gives. Nothing is checked before it is
 * loaded: one that is wrong is skipped, counted and reported.
 *
 * @param origin the exact origin as browsers send it, such as
 * {@code https://app.example.com}
 * @param host the only host to which requests of this origin are allowed, in lower case
 * without scheme and port, such as {@code tenant1.example.com}; {@code null} for every
 * host
 * @since 0.1.0
 */
public record AllowedOrigin(String origin, @Nullable String host) {

	/**
	 * Create an origin that is allowed for every host.
	 * @param origin the exact origin as browsers send it
	 */
	public AllowedOrigin(String origin) {
		this(origin, null);
	}

}
