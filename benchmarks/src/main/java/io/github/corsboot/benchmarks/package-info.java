/**
 * Benchmarks of the decision engine and its adapters, beside others of their kind.
 */
package io.github.corsboot.benchmarks;
