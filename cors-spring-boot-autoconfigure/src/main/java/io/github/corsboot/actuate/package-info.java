/**
 * The Actuator endpoint {@code /actuator/cors}.
 */
@NullMarked
package io.github.corsboot.actuate;

import org.jspecify.annotations.NullMarked;
