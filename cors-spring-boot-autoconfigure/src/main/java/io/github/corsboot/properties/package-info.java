/**
 * What the values of {@code cors.*} properties go through, to a policy or to the report
 * of a start that failed.
 * <p>
 * No supported API: types are public for the auto-configuration only.
 */
@NullMarked
package io.github.corsboot.properties;

import org.jspecify.annotations.NullMarked;
