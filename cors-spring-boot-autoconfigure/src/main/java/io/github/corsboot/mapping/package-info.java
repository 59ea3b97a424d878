/**
 * Policies by path, and where each of their values was set. Neutral to both web stacks.
 */
@NullMarked
package io.github.corsboot.mapping;

import org.jspecify.annotations.NullMarked;
