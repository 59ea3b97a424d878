/**
 * {@code @CrossOrigin}: reading it, and how it widens a policy. Neutral to both web
 * stacks.
 */
@NullMarked
package io.github.corsboot.annotation;

import org.jspecify.annotations.NullMarked;
