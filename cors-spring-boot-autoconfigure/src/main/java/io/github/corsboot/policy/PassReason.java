package io.github.corsboot.policy;

/**
 * Why no policy was applied to a request. The set is closed, its codes are stable.
 *
 * @since 0.1.0
 */
public enum PassReason {

	/** No policy covers the path. */
	NO_POLICY("no-policy"),

	/** The request has no {@code Origin}. */
	NO_ORIGIN("no-origin"),

	/** The browser says with {@code Sec-Fetch-Site} that it is of the same origin. */
	SAME_ORIGIN_DECLARED("same-origin-declared"),

	/** The {@code Origin} is that of the address under which the server was reached. */
	SAME_ORIGIN_COMPARED("same-origin-compared"),

	/** A navigation from another site, which the policy allows. */
	NAVIGATION("navigation"),

	/**
	 * A WebSocket handshake: policies do not enforce its origin, or its handler accepts
	 * it.
	 */
	HANDSHAKE("handshake"),

	/**
	 * The browser has added {@code Origin} to a request that no script can read, so that
	 * the server can ask for its cookies: Storage Access Headers.
	 */
	STORAGE_ACCESS("storage-access");

	private final String code;

	PassReason(String code) {
		this.code = code;
	}

	/**
	 * Return the code that is shown to users.
	 * @return the code, such as {@code no-origin}
	 */
	public String code() {
		return this.code;
	}

	@Override
	public String toString() {
		return this.code;
	}

}
