package io.github.corsboot.properties;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.context.config.ConfigDataEnvironmentUpdateListener;
import org.springframework.boot.context.config.ConfigDataLocation;
import org.springframework.boot.context.config.ConfigDataResource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.DefaultPropertiesPropertySource;
import org.springframework.boot.env.RandomValuePropertySource;
import org.springframework.core.env.AbstractEnvironment;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
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

	/** How Spring Boot names what it has read from files and from config trees. */
	private static final List<String> FILES = List.of("Config resource '", "Config tree '");

	/** What Spring Boot has last before the files. */
	private static final String LAST_BEFORE_FILES = RandomValuePropertySource.RANDOM_PROPERTY_SOURCE_NAME;

	private static final String PROFILES = "cors-profiles-in-use";

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
		boolean hasFiles = environment.getPropertySources().stream().anyMatch(ReloadedEnvironment::isFile);
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
				behindFiles = behindFiles || (!hasFiles && source.getName().equals(LAST_BEFORE_FILES));
			}
		}
		// Beans were made for these profiles, whatever the files say now.
		sources.addFirst(new MapPropertySource(PROFILES, Map.of(AbstractEnvironment.ACTIVE_PROFILES_PROPERTY_NAME,
				String.join(",", environment.getActiveProfiles()))));
		reloaded.setDefaultProfiles(environment.getDefaultProfiles());
		Set<String> read = new HashSet<>();
		ConfigDataEnvironmentPostProcessor.applyTo(reloaded, loader, null, List.of(),
				new ConfigDataEnvironmentUpdateListener() {

					@Override
					public void onPropertySourceAdded(PropertySource<?> source, @Nullable ConfigDataLocation location,
							@Nullable ConfigDataResource resource) {
						read.add(source.getName());
					}

				});
		sources.remove(PROFILES);
		reloaded.setActiveProfiles(environment.getActiveProfiles());
		later.stream().filter((source) -> !read.contains(source.getName())).forEach(sources::addLast);
		DefaultPropertiesPropertySource.moveToEnd(reloaded);
		ConfigurationPropertySources.attach(reloaded);
		return reloaded;
	}

	private static boolean isFile(PropertySource<?> source) {
		return FILES.stream().anyMatch(source.getName()::startsWith);
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
