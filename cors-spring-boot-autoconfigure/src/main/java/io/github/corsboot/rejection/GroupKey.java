package io.github.corsboot.rejection;

import io.github.corsboot.policy.RejectionReason;

/**
 * What the rejections of a group have in common. Text is as it arrived, but for its
 * length.
 *
 * @param origin the {@code Origin}
 * @param pattern the path pattern whose policies decided; where none covers the path, its
 * first two segments
 * @param reason the reason
 * @param detail the refused method or headers, or the reason of Spring's own CORS
 * support; empty where there is none
 */
record GroupKey(String origin, String pattern, RejectionReason reason, String detail) {
}
