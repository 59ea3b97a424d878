package io.github.corsboot.properties;

import java.util.ArrayList;
import java.util.List;

import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.ConfigTreePropertySource;
import org.springframework.boot.env.DefaultPropertiesPropertySource;
import org.springframework.boot.env.OriginTrackedMapPropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ResourceLoader;

/**
 * The environment of an application as it would be if the application started now: with
 * its configuration files read again, and all else as it is.
 *
 * @since 0.1.0
 */
public final class ReloadedEnvironment {

	/** How Spring Boot names what it has read from a file. */
	private static final String CONFIG_FILE = "Config resource '";

	private ReloadedEnvironment() {
	}

	/**
	 * Read the configuration files again, those of the profiles that are active.
	 * @param environment the environment of the application, which stays as it is
	 * @param loader finds files
	 * @return another environment
	 * @throws RuntimeException if a file cannot be read
	 */
	public static ConfigurableEnvironment of(ConfigurableEnvironment environment, ResourceLoader loader) {
		ConfigurableEnvironment reloaded = new Empty();
		MutablePropertySources sources = reloaded.getPropertySources();
		List<PropertySource<?>> later = new ArrayList<>();
		boolean behindFiles = false;
		for (PropertySource<?> source : environment.getPropertySources()) {
			if (isFile(source)) {
				behindFiles = true;
			}
			else if (behindFiles && !DefaultPropertiesPropertySource.hasMatchingName(source)) {
				later.add(source);
			}
			else if (!ConfigurationPropertySources.isAttachedConfigurationPropertySource(source)) {
				sources.addLast(source);
			}
		}
		reloaded.setActiveProfiles(environment.getActiveProfiles());
		reloaded.setDefaultProfiles(environment.getDefaultProfiles());
		ConfigDataEnvironmentPostProcessor.applyTo(reloaded, loader, null);
		later.forEach(sources::addLast);
		DefaultPropertiesPropertySource.moveToEnd(reloaded);
		ConfigurationPropertySources.attach(reloaded);
		return reloaded;
	}

	private static boolean isFile(PropertySource<?> source) {
		return source instanceof ConfigTreePropertySource
				|| (source instanceof OriginTrackedMapPropertySource && source.getName().startsWith(CONFIG_FILE));
	}

	/**
	 * An environment that looks at nothing by itself.
	 */
	private static final class Empty extends StandardEnvironment {

		@Override
		protected void customizePropertySources(MutablePropertySources propertySources) {
			// Those of the application are added.
		}

	}

}
