/**
 * The beans of an application with the starter.
 * <p>
 * Parameters are named after the beans that they stand for: then Spring finds them by
 * their names. By type, it would look at all beans of the application, again and again,
 * as long as they are not all known.
 * <p>
 * Not API: auto-configurations are public so that others can be ordered by them.
 */
@NullMarked
package io.github.corsboot.autoconfigure;

import org.jspecify.annotations.NullMarked;
