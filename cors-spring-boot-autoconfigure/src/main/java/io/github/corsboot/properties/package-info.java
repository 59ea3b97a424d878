/**
 * What a {@code cors.*} value goes through, to a policy or to the report of a start that
 * failed.
 * <p>
 * Not API: types are public only for the auto-configuration.
 */
@NullMarked
package io.github.corsboot.properties;

import org.jspecify.annotations.NullMarked;
