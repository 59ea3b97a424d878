/**
 * Explains what a policy decides about a request, why, and what a browser makes of it.
 * <p>
 * Supported API are {@link io.github.corsboot.explain.CorsExplainer CorsExplainer},
 * {@link io.github.corsboot.explain.BrowserRequest BrowserRequest},
 * {@link io.github.corsboot.explain.Explanation Explanation} and
 * {@link io.github.corsboot.explain.ExplanationCode ExplanationCode}.
 */
@NullMarked
package io.github.corsboot.explain;

import org.jspecify.annotations.NullMarked;
