/**
 * What was refused and why, kept in bounds and told to whoever listens.
 */
@NullMarked
package io.github.corsboot.rejection;

import org.jspecify.annotations.NullMarked;
