package io.github.corsboot.policy;

import org.jspecify.annotations.Nullable;

/**
 * The reason why a request was refused, or why a script cannot read its response. The set
 * is closed, its codes are stable.
 *
 * @since 0.1.0
 */
public enum RejectionReason {

	/** No entry of {@code allowed-origins} contains the origin. */
	ORIGIN_NOT_ALLOWED("origin-not-allowed", PolicyAttribute.ALLOWED_ORIGINS),

	/** The {@code Origin} is not one that a browser sends, or there is more than one. */
	ORIGIN_MALFORMED("origin-malformed", null),

	/** The origin is allowed, the method is not. */
	METHOD_NOT_ALLOWED("method-not-allowed", PolicyAttribute.ALLOWED_METHODS),

	/** The origin and the method are allowed, a request header is not. */
	HEADER_NOT_ALLOWED("header-not-allowed", PolicyAttribute.ALLOWED_HEADERS),

	/**
	 * {@code Access-Control-Request-Headers} is not a list of header names, or has more
	 * than 4096 characters or 128 elements.
	 */
	HEADER_LIST_MALFORMED("header-list-malformed", null),

	/**
	 * No policy added {@code Access-Control-Allow-Origin}, so the browser blocks the
	 * response.
	 */
	NO_POLICY("no-policy", null),

	/** Refused by CORS support of Spring that is configured elsewhere. */
	SPRING_CORS("spring-cors", null);

	private final String code;

	private final String message;

	private final @Nullable PolicyAttribute attribute;

	RejectionReason(String code, @Nullable PolicyAttribute attribute) {
		this.code = code;
		this.message = "Refused by CORS policy: " + code + "\n";
		this.attribute = attribute;
	}

	/**
	 * Return the code that is shown to users.
	 * @return the code, such as {@code origin-not-allowed}
	 */
	public String code() {
		return this.code;
	}

	/**
	 * Return the attribute of a policy that decides.
	 * @return the attribute, or {@code null} where none could change the decision
	 */
	public @Nullable PolicyAttribute attribute() {
		return this.attribute;
	}

	/**
	 * Return what a refused client is told.
	 */
	String message() {
		return this.message;
	}

	@Override
	public String toString() {
		return this.code;
	}

}
