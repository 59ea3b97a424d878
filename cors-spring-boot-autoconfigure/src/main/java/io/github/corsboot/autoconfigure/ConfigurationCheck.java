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
	 * @param configured the configuration
	 */
	void check(Configured configured);

	/**
	 * A configuration, in force or not.
	 *
	 * @param policies the policies
	 * @param warnings takes the warnings
	 * @param problems takes the problems, such as what is unsafe
	 * @param properties the properties that the policies were made of
	 * @param environment the environment that the properties were read from
	 */
	record Configured(CorsPolicies policies, CorsWarnings warnings, ConfigurationProblems problems,
			CorsProperties properties, Environment environment) {
	}

}
