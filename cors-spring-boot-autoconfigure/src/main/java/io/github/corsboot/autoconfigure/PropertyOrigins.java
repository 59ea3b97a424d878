package io.github.corsboot.autoconfigure;

import java.util.Map;

import io.github.corsboot.mapping.AttributeSource;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.BoundConfigurationProperties;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.context.ApplicationContext;

/**
 * Where properties were found that have been bound: file and line, environment variable
 * or argument.
 */
final class PropertyOrigins {

	private final Map<ConfigurationPropertyName, ConfigurationProperty> bound;

	private PropertyOrigins(Map<ConfigurationPropertyName, ConfigurationProperty> bound) {
		this.bound = bound;
	}

	static PropertyOrigins of(ApplicationContext context) {
		BoundConfigurationProperties bound = BoundConfigurationProperties.get(context);
		return new PropertyOrigins((bound != null) ? bound.getAll() : Map.of());
	}

	/**
	 * Return the source of a property.
	 * @param property the canonical name
	 * @return the source, for a list that is set by index that of its first element
	 */
	AttributeSource sourceOf(String property) {
		String origin = originOf(property);
		return new AttributeSource(property, (origin != null) ? origin : originOf(property + "[0]"));
	}

	/**
	 * Return the source of an element of a list.
	 * @param property the canonical name of the list
	 * @param index the index of the element
	 * @return the source of the element, or of the whole list if it is set at once
	 */
	AttributeSource sourceOf(String property, int index) {
		String element = property + "[" + index + "]";
		String origin = originOf(element);
		return (origin != null) ? new AttributeSource(element, origin) : sourceOf(property);
	}

	private @Nullable String originOf(String property) {
		ConfigurationProperty found = this.bound.get(ConfigurationPropertyName.adapt(property, '.'));
		return (found != null && found.getOrigin() != null) ? found.getOrigin().toString() : null;
	}

}
