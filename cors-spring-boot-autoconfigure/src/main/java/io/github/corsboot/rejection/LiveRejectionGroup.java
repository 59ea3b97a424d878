package io.github.corsboot.rejection;

/**
 * Rejections that have the same cause, while their number grows. Equal only to itself.
 * Thread-safe.
 *
 * @since 0.1.0
 */
public interface LiveRejectionGroup {

	/**
	 * Return the number of rejections until now.
	 * @return the number
	 */
	long count();

	/**
	 * Return the group with all its values. Computes the hint of its latest rejection:
	 * not on the thread of a request.
	 * @return the group as it is now
	 */
	CorsRejectionGroup view();

}
