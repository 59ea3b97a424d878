/**
 * Rejections and notices: their values, the stores, the log and the listeners. All of it
 * is bounded.
 * <p>
 * Supported API are {@link io.github.corsboot.rejection.CorsRejection CorsRejection},
 * {@link io.github.corsboot.rejection.StoredCorsRejection StoredCorsRejection},
 * {@link io.github.corsboot.rejection.CorsRejections CorsRejections},
 * {@link io.github.corsboot.rejection.CorsRejectionRepository CorsRejectionRepository},
 * {@link io.github.corsboot.rejection.InMemoryCorsRejectionRepository
 * InMemoryCorsRejectionRepository},
 * {@link io.github.corsboot.rejection.CorsRejectionGroup CorsRejectionGroup},
 * {@link io.github.corsboot.rejection.CorsRejectionListener CorsRejectionListener},
 * {@link io.github.corsboot.rejection.CorsRejectedEvent CorsRejectedEvent},
 * {@link io.github.corsboot.rejection.CorsNotice CorsNotice} and
 * {@link io.github.corsboot.rejection.CorsNotices CorsNotices}. Other types are public
 * only for other packages.
 */
@NullMarked
package io.github.corsboot.rejection;

import org.jspecify.annotations.NullMarked;
