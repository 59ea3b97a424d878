/**
 * Applies the policies to reactive applications.
 * <p>
 * Supported API is {@link io.github.corsboot.reactive.CorsPolicyWebFilter
 * CorsPolicyWebFilter}. Other types are public only for the auto-configuration.
 */
@NullMarked
package io.github.corsboot.reactive;

import org.jspecify.annotations.NullMarked;
