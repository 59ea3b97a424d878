package io.github.corsboot.rejection;

import java.time.Instant;
import java.util.List;

import io.github.corsboot.policy.RejectionReason;

/**
 * Rejections that have the same origin, path pattern, reason and detail, and so probably
 * the same cause. Text of requests is as bounded and safe as that of a
 * {@link CorsRejection}.
 *
 * @param origin the {@code Origin}
 * @param pattern the path pattern whose policies decided; for {@code no-policy} and
 * {@code spring-cors}, the first two segments of the path
 * @param reason the reason
 * @param detail for {@code method-not-allowed} the method, for {@code header-not-allowed}
 * the refused names separated by commas, at most 256 characters; for {@code spring-cors}
 * the code of the reason that Spring had, if it is known; otherwise empty
 * @param count the number of rejections
 * @param first the time of the first
 * @param last the time of the last
 * @param near whether the origin, method or header narrowly misses what is allowed, so
 * that it is hardly that of a stranger
 * @param latest the last rejection, with its hint
 * @since 0.1.0
 */
public record CorsRejectionGroup(String origin, String pattern, RejectionReason reason, String detail, long count,
		Instant first, Instant last, boolean near, CorsRejection latest) {

	/**
	 * Return the names of the policies that decided.
	 * @return the policies of the last rejection
	 */
	public List<String> policies() {
		return this.latest.policies();
	}

}
