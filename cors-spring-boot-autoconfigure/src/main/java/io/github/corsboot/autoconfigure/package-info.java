/**
 * Binds {@code cors.*} properties and sets everything up in a Spring Boot application.
 */
@NullMarked
package io.github.corsboot.autoconfigure;

import org.jspecify.annotations.NullMarked;
