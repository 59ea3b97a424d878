/**
 * The Actuator endpoint {@code /actuator/cors} with its page, and the meters
 * {@code cors.*}.
 * <p>
 * Supported API, except {@link io.github.corsboot.actuate.CorsPage CorsPage}, which is
 * public only for the auto-configuration.
 */
@NullMarked
package io.github.corsboot.actuate;

import org.jspecify.annotations.NullMarked;
