/**
 * Applies the policies to servlet applications.
 * <p>
 * Supported API is {@link io.github.corsboot.servlet.CorsPolicyFilter CorsPolicyFilter}.
 * Other types are public only for the auto-configuration.
 */
@NullMarked
package io.github.corsboot.servlet;

import org.jspecify.annotations.NullMarked;
