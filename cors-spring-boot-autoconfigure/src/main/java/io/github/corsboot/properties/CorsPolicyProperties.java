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
	 * Paths that the policy covers, as PathPatterns within the application. Required for
	 * a named policy without hosts.
	 */
	private @Nullable List<String> paths;

	/**
	 * Hosts for which the policy counts, as browsers address the application: names such
	 * as 'api.example.com', or '*.example.com' for all that is below a domain. If unset,
	 * every host. Never inherited.
	 */
	private @Nullable List<String> hosts;

	/**
	 * Allowed origins: exact ones such as 'https://app.example.com', patterns such as
	 * 'https://*.example.com' or 'http://localhost:*', or '*' for everyone. If unset at
	 * the top level, only named policies apply. An empty list allows nobody.
	 */
	private @Nullable List<String> allowedOrigins;

	/**
	 * Names of beans that provide further exact origins, such as 'jdbc' for those of a
	 * table. Never inherited.
	 */
	private @Nullable List<String> originsFrom;

	/**
	 * Methods that a script may send, or '*' for all. Methods are case-sensitive.
	 */
	private @Nullable List<String> allowedMethods;

	/**
	 * Request headers that a script may set, or '*' for all.
	 */
	private @Nullable List<String> allowedHeaders;

	/**
	 * Response headers that a script may read in addition to those that it always may,
	 * such as Content-Type, or, without credentials, '*' for all. Names that a handler
	 * exposes are added.
	 */
	private @Nullable List<String> exposedHeaders;

	/**
	 * Whether requests may carry cookies and other credentials. Cannot be combined with
	 * the origin '*'.
	 */
	private @Nullable Boolean allowCredentials;

	/**
	 * How long a browser may keep the answer to a preflight, up to 24 hours. 0 turns
	 * caching off. A bare number is in seconds.
	 */
	@DurationUnit(ChronoUnit.SECONDS)
	private @Nullable Duration maxAge;

	/**
	 * Whether navigations from other sites are let through, for example when a payment
	 * service posts a form. The response gets no CORS headers. The application has to
	 * protect these paths against CSRF.
	 */
	private @Nullable Boolean allowNavigation;

	/**
	 * Whether http origins other than localhost may use credentials, although anybody on
	 * the network can impersonate them. Never inherited.
	 */
	private @Nullable Boolean dangerouslyAllowInsecureOrigins;

	/**
	 * Whether all sub-domains of a public suffix such as 'github.io' may use credentials,
	 * although anybody can register one. Never inherited.
	 */
	private @Nullable Boolean dangerouslyAllowPublicSuffixes;

	public @Nullable List<String> getPaths() {
		return this.paths;
	}

	public void setPaths(@Nullable List<String> paths) {
		this.paths = copy(paths);
	}

	public @Nullable List<String> getHosts() {
		return this.hosts;
	}

	public void setHosts(@Nullable List<String> hosts) {
		this.hosts = copy(hosts);
	}

	public @Nullable List<String> getAllowedOrigins() {
		return this.allowedOrigins;
	}

	public void setAllowedOrigins(@Nullable List<String> allowedOrigins) {
		this.allowedOrigins = copy(allowedOrigins);
	}

	public @Nullable List<String> getOriginsFrom() {
		return this.originsFrom;
	}

	public void setOriginsFrom(@Nullable List<String> originsFrom) {
		this.originsFrom = copy(originsFrom);
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
