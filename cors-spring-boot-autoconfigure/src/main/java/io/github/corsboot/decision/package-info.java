/**
 * The one sequence in which a request is decided. Neutral to both web stacks.
 */
@NullMarked
package io.github.corsboot.decision;

import org.jspecify.annotations.NullMarked;
