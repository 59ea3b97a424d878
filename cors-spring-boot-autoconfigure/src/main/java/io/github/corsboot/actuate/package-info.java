/**
 * The Actuator endpoint {@code /actuator/cors}, and the meters {@code cors.*}.
 * <p>
 * Supported API.
 */
@NullMarked
package io.github.corsboot.actuate;

import org.jspecify.annotations.NullMarked;
