package io.github.corsboot.origins;

import java.util.Collection;

import org.jspecify.annotations.Nullable;

/**
 * All origins of a policy, and what tells whether they have changed since.
 *
 * @param origins the origins, possibly none
 * @param version any value with {@code equals}, such as a number, that stands for exactly
 * these origins; {@code null} to load them each time
 * @param complete whether these are all; if not, the others are reported as left out
 * @since 0.1.0
 */
public record LoadedOrigins(Collection<AllowedOrigin> origins, @Nullable Object version, boolean complete) {
}
