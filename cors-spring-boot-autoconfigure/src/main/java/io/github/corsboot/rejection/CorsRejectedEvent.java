package io.github.corsboot.rejection;

import java.io.Serial;

import org.springframework.context.ApplicationEvent;

/**
 * Published when a request was refused, or when its response is blocked by browsers, for
 * each rejection that is {@linkplain CorsRejections kept}. Published after the request,
 * on a thread of its own: a listener may take its time, but if it does, the events of
 * other rejections are dropped.
 *
 * @since 0.1.0
 */
public final class CorsRejectedEvent extends ApplicationEvent {

	@Serial
	private static final long serialVersionUID = 1L;

	private final transient CorsRejection rejection;

	CorsRejectedEvent(Object source, CorsRejection rejection) {
		super(source);
		this.rejection = rejection;
	}

	/**
	 * Return the rejection.
	 * @return what was refused and why
	 */
	public CorsRejection getRejection() {
		return this.rejection;
	}

}
