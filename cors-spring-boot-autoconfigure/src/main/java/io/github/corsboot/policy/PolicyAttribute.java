package io.github.corsboot.policy;

/**
 * An attribute of a policy, under the name that it has in properties.
 *
 * @since 0.1.0
 */
public enum PolicyAttribute {

	/** The path patterns that the policy covers. */
	PATHS("paths"),

	/** The hosts to which the requests are sent. */
	HOSTS("hosts"),

	/** The allowed origins and origin patterns. */
	ALLOWED_ORIGINS("allowed-origins"),

	/** The beans that provide further origins. */
	ORIGINS_FROM("origins-from"),

	/** The allowed request methods. */
	ALLOWED_METHODS("allowed-methods"),

	/** The allowed request headers. */
	ALLOWED_HEADERS("allowed-headers"),

	/** The response headers that scripts may read. */
	EXPOSED_HEADERS("exposed-headers"),

	/** Whether requests may carry credentials. */
	ALLOW_CREDENTIALS("allow-credentials"),

	/** How long browsers may keep the answer to a preflight. */
	MAX_AGE("max-age"),

	/** Whether navigations from other sites pass. */
	ALLOW_NAVIGATION("allow-navigation"),

	/** Whether origins of the scheme {@code http} may use credentials. */
	DANGEROUSLY_ALLOW_INSECURE_ORIGINS("dangerously-allow-insecure-origins"),

	/** Whether sub-domains of a public suffix may use credentials. */
	DANGEROUSLY_ALLOW_PUBLIC_SUFFIXES("dangerously-allow-public-suffixes");

	private final String propertyName;

	PolicyAttribute(String propertyName) {
		this.propertyName = propertyName;
	}

	/**
	 * Return the name of the attribute in properties.
	 * @return the last element of the property, such as {@code allowed-origins}
	 */
	public String propertyName() {
		return this.propertyName;
	}

	@Override
	public String toString() {
		return this.propertyName;
	}

}
