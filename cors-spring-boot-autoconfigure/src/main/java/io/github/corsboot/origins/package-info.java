/**
 * Origins that nobody can list in advance: who gives them, and how they are loaded.
 * <p>
 * Supported API are {@link io.github.corsboot.origins.AllowedOriginsProvider
 * AllowedOriginsProvider}, {@link io.github.corsboot.origins.AllowedOrigin
 * AllowedOrigin}, {@link io.github.corsboot.origins.AllowedOriginsLoader
 * AllowedOriginsLoader} and {@link io.github.corsboot.origins.OriginsStatus
 * OriginsStatus}. Other types are public only for other packages.
 */
@NullMarked
package io.github.corsboot.origins;

import org.jspecify.annotations.NullMarked;
