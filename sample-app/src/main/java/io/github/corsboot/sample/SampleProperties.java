package io.github.corsboot.sample;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The ports beside that of the API, and what browsers write to reach all three.
 *
 * @param allowedPort serves the page whose origin is allowed; 0 takes any that is free
 * @param strangerPort serves the page whose origin is not; 0 takes any that is free
 * @param apiUrl the API, if not {@code http://localhost} and its port
 * @param allowedPageUrl the page that is allowed, if not {@code http://localhost} and its
 * port
 * @param strangerPageUrl the page that is not, if not {@code http://localhost} and its
 * port
 */
@ConfigurationProperties("sample")
record SampleProperties(int allowedPort, int strangerPort, @Nullable String apiUrl, @Nullable String allowedPageUrl,
		@Nullable String strangerPageUrl) {
}
