package io.github.corsboot.origins;

/**
 * Thrown when the application starts and a provider does not give its origins.
 *
 * @since 0.1.0
 */
public final class OriginsNotLoadedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/** The name of the policy. */
	private final String policy;

	/** The name of the provider, as the policy has it. */
	private final String provider;

	OriginsNotLoadedException(String policy, String provider, Throwable cause) {
		super("The origins of CORS policy '%s' could not be loaded from '%s'".formatted(policy, provider), cause);
		this.policy = policy;
		this.provider = provider;
	}

	/**
	 * Return the name of the policy.
	 * @return the name
	 */
	public String policy() {
		return this.policy;
	}

	/**
	 * Return the name of the provider, as the policy has it.
	 * @return the name
	 */
	public String provider() {
		return this.provider;
	}

}
