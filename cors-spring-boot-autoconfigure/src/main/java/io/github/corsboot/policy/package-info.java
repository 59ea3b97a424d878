/**
 * The decision engine: origins, policies and what they answer to a request. Pure Java.
 * <p>
 * Supported API.
 */
@NullMarked
package io.github.corsboot.policy;

import org.jspecify.annotations.NullMarked;
