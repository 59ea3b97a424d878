package io.github.corsboot.origins;

import java.util.Objects;

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
	 * Return why they could not be loaded.
	 * @return the failure in words, of the database if it is one
	 */
	public String reason() {
		return OriginsSource.describe(Objects.requireNonNull(getCause()));
	}

	/**
	 * Return whose origins could not be loaded.
	 * @return the names of the policy and of its provider
	 */
	public Provision provision() {
		return this.provision;
	}

}
