package io.github.corsboot.rejection;

import java.util.List;

/**
 * Keeps recent rejections. Called by several threads at once.
 *
 * @since 0.1.0
 */
public interface CorsRejectionRepository {

	/**
	 * Keep a rejection, if necessary in place of an older one: strangers decide how many
	 * there are, up to some hundreds a minute. Called on the thread of the request, which
	 * may be an event loop: be quick, and never block. An exception is ignored; the first
	 * one is logged.
	 * @param rejection the rejection
	 */
	void add(CorsRejection rejection);

	/**
	 * Return the rejections that are kept. An exception counts as none, and is also
	 * logged if it is the first.
	 * @return the rejections, newest first, possibly none
	 */
	List<CorsRejection> findAll();

	/**
	 * Forget the rejections that are kept. By default this does nothing: a store of the
	 * application may have other rules for what is deleted.
	 */
	default void clear() {
	}

}
