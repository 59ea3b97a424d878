package io.github.corsboot.properties;

import java.util.HashMap;
import java.util.Map;

import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.BoundPropertiesTrackingBindHandler;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.context.ApplicationContext;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * The properties of an application, with the places where they stand and what is wrong
 * with them.
 *
 * @since 0.1.0
 */
public final class BoundCorsProperties {

	private final CorsProperties properties;

	private final ConfigurationProblems problems;

	private final PropertyOrigins origins;

	private BoundCorsProperties(CorsProperties properties, ConfigurationProblems problems, PropertyOrigins origins) {
		this.properties = properties;
		this.problems = problems;
		this.origins = origins;
	}

	/**
	 * Return the properties that Spring Boot has bound.
	 * @param properties the properties
	 * @param problems what was found to be wrong with them
	 * @param context the application
	 * @return all of it
	 */
	public static BoundCorsProperties of(CorsProperties properties, ConfigurationProblems problems,
			ApplicationContext context) {
		return new BoundCorsProperties(properties, problems, PropertyOrigins.of(context));
	}

	/**
	 * Bind the properties of an environment, as Spring Boot does.
	 * @param environment the environment
	 * @param conversion converts values, as Spring Boot does in the application
	 * @return the properties, with everything that cannot be bound as a problem
	 */
	public static BoundCorsProperties bind(ConfigurableEnvironment environment, ConversionService conversion) {
		Map<ConfigurationPropertyName, ConfigurationProperty> bound = new HashMap<>();
		ConfigurationProblems problems = new ConfigurationProblems(environment);
		BindHandler handler = problems
			.apply(new BoundPropertiesTrackingBindHandler((property) -> bound.put(property.getName(), property)));
		CorsProperties properties = new Binder(ConfigurationPropertySources.get(environment),
				new PropertySourcesPlaceholdersResolver(environment), conversion, null, handler)
			.bindOrCreate(ResolvedAttributes.ROOT, CorsProperties.class);
		return new BoundCorsProperties(properties, problems, new PropertyOrigins(bound, environment));
	}

	/**
	 * Return the properties.
	 * @return the properties
	 */
	public CorsProperties properties() {
		return this.properties;
	}

	/**
	 * Return the problems with these properties.
	 * @return the problems that were found so far
	 */
	public ConfigurationProblems problems() {
		return this.problems;
	}

	PropertyOrigins origins() {
		return this.origins;
	}

}
