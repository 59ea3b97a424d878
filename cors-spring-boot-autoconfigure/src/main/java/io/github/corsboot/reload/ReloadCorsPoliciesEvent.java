package io.github.corsboot.reload;

import org.springframework.context.ApplicationEvent;

/**
 * Asks for a {@linkplain io.github.corsboot.mapping.CorsPolicies#reload() reload} of the
 * policies. Published by an application; whoever publishes it waits until the reload has
 * ended, and learns nothing of its result: {@link CorsPoliciesReloadedEvent} tells it.
 *
 * @since 0.1.0
 */
public final class ReloadCorsPoliciesEvent extends ApplicationEvent {

	private static final long serialVersionUID = 1L;

	/**
	 * Create an event.
	 * @param source who asks
	 * @throws IllegalArgumentException if {@code source} is {@code null}
	 */
	public ReloadCorsPoliciesEvent(Object source) {
		super(source);
	}

}
