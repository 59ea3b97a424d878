/**
 * Several instances of one application, which tell each other of changes by Redis.
 */
@NullMarked
package io.github.corsboot.fleet;

import org.jspecify.annotations.NullMarked;
