package io.github.corsboot.reload;

import org.springframework.context.ApplicationEvent;

/**
 * Tells that a reload has ended, whether or not it has succeeded or changed anything.
 *
 * @since 0.1.0
 */
public final class CorsPoliciesReloadedEvent extends ApplicationEvent {

	private static final long serialVersionUID = 1L;

	/** What the reload has done. */
	private final transient Reload reload;

	CorsPoliciesReloadedEvent(Object source, Reload reload) {
		super(source);
		this.reload = reload;
	}

	/**
	 * Return what the reload has done.
	 * @return the reload
	 */
	public Reload reload() {
		return this.reload;
	}

}
