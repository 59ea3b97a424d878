package io.github.corsboot.origins;

import io.github.corsboot.mapping.CorsPolicies.Provision;

/**
 * Thrown when the application starts and a provider does not give its origins.
 *
 * @since 0.1.0
 */
public final class OriginsNotLoadedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/** The names of the policy and of its provider. */
	private final transient Provision provision;

	OriginsNotLoadedException(Provision provision, Throwable cause) {
		super("The origins of CORS policy '%s' could not be loaded from '%s'".formatted(provision.policy(),
				provision.provider()), cause);
		this.provision = provision;
	}

	/**
	 * Return whose origins could not be loaded.
	 * @return the names of the policy and of its provider
	 */
	public Provision provision() {
		return this.provision;
	}

}
