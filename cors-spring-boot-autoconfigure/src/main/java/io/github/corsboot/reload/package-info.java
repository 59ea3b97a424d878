/**
 * Policies that change while the application runs: what a reload does, what it would
 * change, and who is told.
 * <p>
 * Supported API are {@link io.github.corsboot.reload.ReloadCorsPoliciesEvent
 * ReloadCorsPoliciesEvent}, {@link io.github.corsboot.reload.CorsPoliciesReloadedEvent
 * CorsPoliciesReloadedEvent} and {@link io.github.corsboot.reload.Reload Reload}. Other
 * types are public only for other packages.
 */
@NullMarked
package io.github.corsboot.reload;

import org.jspecify.annotations.NullMarked;
