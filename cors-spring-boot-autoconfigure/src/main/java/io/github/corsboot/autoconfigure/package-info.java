/**
 * The beans of an application with the starter.
 * <p>
 * Not API: auto-configurations are public so that others can be ordered by them.
 */
@NullMarked
package io.github.corsboot.autoconfigure;

import org.jspecify.annotations.NullMarked;
