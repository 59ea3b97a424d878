package io.github.corsboot.rejection;

import java.util.function.Consumer;

import io.github.corsboot.policy.CorsDecision;

/**
 * Takes what becomes of requests: each decision, and each rejection.
 *
 * @param rejections takes each rejection
 * @param decisions is told about each request with {@code Origin} that a policy allows or
 * lets pass: once, when a policy covers its path for the first time, usually when it
 * arrives. Called on the thread of the request; must neither block nor throw
 * @since 0.1.0
 */
public record CorsRecorder(CorsRejections rejections, Consumer<? super CorsDecision> decisions) {
}
