/**
 * Applies the policies to reactive applications.
 */
@NullMarked
package io.github.corsboot.reactive;

import org.jspecify.annotations.NullMarked;
