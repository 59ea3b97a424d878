package io.github.corsboot.rejection;

import java.util.List;

/**
 * Keeps recent rejections.
 *
 * @since 0.1.0
 */
public interface CorsRejectionRepository {

	/**
	 * Keep a rejection, if necessary in place of an older one. Called on the thread of
	 * the request.
	 * @param rejection the rejection
	 */
	void add(CorsRejection rejection);

	/**
	 * Return the rejections that are kept.
	 * @return the rejections, newest first
	 */
	List<CorsRejection> findAll();

}
