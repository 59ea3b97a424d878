/**
 * An API, a page that is allowed to read it, and the same page as a stranger.
 */
@NullMarked
package io.github.corsboot.sample;

import org.jspecify.annotations.NullMarked;
