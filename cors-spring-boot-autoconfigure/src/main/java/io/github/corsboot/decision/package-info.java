/**
 * The one sequence in which a request is decided. Independent of the web stack.
 * <p>
 * Not API: types are public only for other packages.
 */
@NullMarked
package io.github.corsboot.decision;

import org.jspecify.annotations.NullMarked;
