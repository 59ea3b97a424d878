package io.github.corsboot.rejection;

/**
 * Is told about each rejection, on the thread of the request: be quick. What it throws is
 * ignored.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface CorsRejectionListener {

	/**
	 * Take note of a rejection.
	 * @param rejection what was refused and why
	 */
	void onRejection(CorsRejection rejection);

}
