/**
 * The one sequence in which a request is decided. Neutral to both web stacks.
 * <p>
 * Not API: types are public only for other packages.
 */
@NullMarked
package io.github.corsboot.decision;

import org.jspecify.annotations.NullMarked;
