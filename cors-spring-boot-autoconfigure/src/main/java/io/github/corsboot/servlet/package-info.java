/**
 * Applies the policies to servlet applications.
 */
@NullMarked
package io.github.corsboot.servlet;

import org.jspecify.annotations.NullMarked;
