/**
 * {@code @CrossOrigin}: reading it, and how it widens a policy. Independent of the web
 * stack.
 * <p>
 * Not API: types are public only for other packages.
 */
@NullMarked
package io.github.corsboot.annotation;

import org.jspecify.annotations.NullMarked;
