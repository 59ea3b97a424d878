package io.github.corsboot.sample;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The ports beside that of the API; 0 takes any that is free.
 *
 * @param allowedPort serves the page whose origin is allowed
 * @param strangerPort serves the page whose origin is not
 */
@ConfigurationProperties("sample")
record SampleProperties(int allowedPort, int strangerPort) {
}
