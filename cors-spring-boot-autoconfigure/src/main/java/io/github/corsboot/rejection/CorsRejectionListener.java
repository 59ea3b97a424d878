package io.github.corsboot.rejection;

/**
 * Is told about each rejection, also about those that are not kept, on the thread of the
 * request, which may be an event loop: be quick, and never block. Called by several
 * threads at once. An exception is ignored; the first one is logged. Where there is time
 * enough, listen to {@link CorsRejectedEvent} instead.
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
