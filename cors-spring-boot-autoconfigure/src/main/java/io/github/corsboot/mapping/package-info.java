/**
 * Policies by path, and where each of their values was set. Independent of the web stack.
 * <p>
 * Supported API are {@link io.github.corsboot.mapping.CorsPolicies CorsPolicies},
 * {@link io.github.corsboot.mapping.PolicyMapping PolicyMapping},
 * {@link io.github.corsboot.mapping.MappedPolicy MappedPolicy},
 * {@link io.github.corsboot.mapping.AttributeSource AttributeSource},
 * {@link io.github.corsboot.mapping.CorsWarnings CorsWarnings} and
 * {@link io.github.corsboot.mapping.CorsWarning CorsWarning}. Other types are public only
 * for other packages.
 */
@NullMarked
package io.github.corsboot.mapping;

import org.jspecify.annotations.NullMarked;
