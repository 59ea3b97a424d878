package io.github.corsboot.autoconfigure;

import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.mapping.CorsWarnings;
import io.github.corsboot.properties.ConfigurationProblems;
import io.github.corsboot.properties.CorsProperties;

import org.springframework.core.env.Environment;

/**
 * Finds what does not fit together: when the application starts, and again before a
 * reload comes into force.
 */
@FunctionalInterface
interface ConfigurationCheck {

	/**
	 * Check everything.
	 * @param configured what is configured
	 */
	void check(Configured configured);

	/**
	 * What is configured, in force or not.
	 *
	 * @param policies the policies
	 * @param warnings takes what is probably not meant
	 * @param problems takes what is unsafe
	 * @param properties the properties that the policies were made of
	 * @param environment what the properties were read from
	 */
	record Configured(CorsPolicies policies, CorsWarnings warnings, ConfigurationProblems problems,
			CorsProperties properties, Environment environment) {
	}

}
