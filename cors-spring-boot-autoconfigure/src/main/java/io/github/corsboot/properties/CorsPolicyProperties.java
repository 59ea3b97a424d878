package io.github.corsboot.properties;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.convert.DurationUnit;

/**
 * The attributes of a policy as they are written in properties. What is unset is
 * {@code null}: it is inherited, or has its default.
 *
 * @since 0.1.0
 */
public class CorsPolicyProperties {

	/**
	 * Paths within the application that the policy covers, as PathPatterns. A named
	 * policy has to set its own.
	 */
	private @Nullable List<String> paths;

	/**
	 * Who may read responses: exact origins such as 'https://app.example.com', patterns
	 * such as 'https://*.example.com' or 'http://localhost:*', or '*' for everyone. Unset
	 * at the top level, there is no default policy; set to nothing, nobody may.
	 */
	private @Nullable List<String> allowedOrigins;

	/**
	 * Methods that a script may send, or '*' for all. Methods are case-sensitive.
	 */
	private @Nullable List<String> allowedMethods;

	/**
	 * Request headers that a script may set, or '*' for all.
	 */
	private @Nullable List<String> allowedHeaders;

	/**
	 * Response headers that a script may read beyond those that it always may, or '*' for
	 * all if no credentials are allowed. Names that a handler exposes itself are added.
	 */
	private @Nullable List<String> exposedHeaders;

	/**
	 * Whether requests may carry cookies and other credentials. Cannot be combined with
	 * the origin '*'.
	 */
	private @Nullable Boolean allowCredentials;

	/**
	 * How long a browser may keep the answer to a preflight, from 0, which turns caching
	 * off, to 24 hours. A bare number is in seconds.
	 */
	@DurationUnit(ChronoUnit.SECONDS)
	private @Nullable Duration maxAge;

	/**
	 * Whether navigations from other sites, such as a form that a login or payment
	 * service posts, also in a frame, pass without CORS headers. Protection against CSRF
	 * stays with the application.
	 */
	private @Nullable Boolean allowNavigation;

	/**
	 * Whether origins with the scheme http, which anybody on the network can impersonate,
	 * may use credentials. Not needed for localhost, and never inherited.
	 */
	private @Nullable Boolean dangerouslyAllowInsecureOrigins;

	/**
	 * Whether all sub-domains of a public suffix such as 'github.io', below which anybody
	 * can have a name, may use credentials. Never inherited.
	 */
	private @Nullable Boolean dangerouslyAllowPublicSuffixes;

	public @Nullable List<String> getPaths() {
		return this.paths;
	}

	public void setPaths(@Nullable List<String> paths) {
		this.paths = copy(paths);
	}

	public @Nullable List<String> getAllowedOrigins() {
		return this.allowedOrigins;
	}

	public void setAllowedOrigins(@Nullable List<String> allowedOrigins) {
		this.allowedOrigins = copy(allowedOrigins);
	}

	public @Nullable List<String> getAllowedMethods() {
		return this.allowedMethods;
	}

	public void setAllowedMethods(@Nullable List<String> allowedMethods) {
		this.allowedMethods = copy(allowedMethods);
	}

	public @Nullable List<String> getAllowedHeaders() {
		return this.allowedHeaders;
	}

	public void setAllowedHeaders(@Nullable List<String> allowedHeaders) {
		this.allowedHeaders = copy(allowedHeaders);
	}

	public @Nullable List<String> getExposedHeaders() {
		return this.exposedHeaders;
	}

	public void setExposedHeaders(@Nullable List<String> exposedHeaders) {
		this.exposedHeaders = copy(exposedHeaders);
	}

	public @Nullable Boolean getAllowCredentials() {
		return this.allowCredentials;
	}

	public void setAllowCredentials(@Nullable Boolean allowCredentials) {
		this.allowCredentials = allowCredentials;
	}

	public @Nullable Duration getMaxAge() {
		return this.maxAge;
	}

	public void setMaxAge(@Nullable Duration maxAge) {
		this.maxAge = maxAge;
	}

	public @Nullable Boolean getAllowNavigation() {
		return this.allowNavigation;
	}

	public void setAllowNavigation(@Nullable Boolean allowNavigation) {
		this.allowNavigation = allowNavigation;
	}

	public @Nullable Boolean getDangerouslyAllowInsecureOrigins() {
		return this.dangerouslyAllowInsecureOrigins;
	}

	public void setDangerouslyAllowInsecureOrigins(@Nullable Boolean dangerouslyAllowInsecureOrigins) {
		this.dangerouslyAllowInsecureOrigins = dangerouslyAllowInsecureOrigins;
	}

	public @Nullable Boolean getDangerouslyAllowPublicSuffixes() {
		return this.dangerouslyAllowPublicSuffixes;
	}

	public void setDangerouslyAllowPublicSuffixes(@Nullable Boolean dangerouslyAllowPublicSuffixes) {
		this.dangerouslyAllowPublicSuffixes = dangerouslyAllowPublicSuffixes;
	}

	private static @Nullable List<String> copy(@Nullable List<String> values) {
		return (values != null) ? List.copyOf(values) : null;
	}

}
