package io.github.corsboot.properties;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.corsboot.mapping.AttributeSource;
import io.github.corsboot.properties.ConfigurationProblem.Place;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.BoundConfigurationProperties;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.context.ApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertyResolver;
import org.springframework.core.env.PropertySource;

/**
 * Where properties were found that have been bound, file and line, environment variable
 * or argument, and how they are written there.
 */
final class PropertyOrigins {

	private final Map<ConfigurationPropertyName, ConfigurationProperty> bound;

	private final ConfigurableEnvironment environment;

	private final Map<String, AttributeSource> sources = new HashMap<>();

	private final Map<String, Written> written = new HashMap<>();

	PropertyOrigins(Map<ConfigurationPropertyName, ConfigurationProperty> bound, ConfigurableEnvironment environment) {
		this.bound = bound;
		this.environment = environment;
	}

	static PropertyOrigins of(ApplicationContext context) {
		BoundConfigurationProperties bound = BoundConfigurationProperties.get(context);
		return new PropertyOrigins((bound != null) ? bound.getAll() : Map.of(),
				(ConfigurableEnvironment) context.getEnvironment());
	}

	/**
	 * Return the environment that was searched.
	 */
	ConfigurableEnvironment environment() {
		return this.environment;
	}

	/**
	 * Return the source of a property.
	 * @param property the canonical name
	 * @return the source, for a list that is set by index that of its first element
	 */
	AttributeSource sourceOf(String property) {
		AttributeSource known = this.sources.get(property);
		if (known == null) {
			ConfigurationProperty found = find(property);
			known = source(property, (found != null) ? found : find(property + "[0]"));
			this.sources.put(property, known);
		}
		return known;
	}

	/**
	 * Return the source of whatever is set below a name.
	 * @param prefix the canonical name
	 * @return the name, with the origin of the first property below it
	 */
	AttributeSource anyBelow(String prefix) {
		Origin written = originOfAnyBelow(prefix);
		if (written != null) {
			return new AttributeSource(prefix, written.toString());
		}
		ConfigurationPropertyName name = ConfigurationPropertyName.adapt(prefix, '.');
		return this.bound.entrySet()
			.stream()
			.filter((entry) -> name.isAncestorOf(entry.getKey()))
			.findFirst()
			.map((entry) -> source(prefix, entry.getValue()))
			.orElseGet(() -> new AttributeSource(prefix, null));
	}

	/**
	 * Look for names as they are written: when they are bound, some become equal.
	 */
	private @Nullable Origin originOfAnyBelow(String prefix) {
		for (PropertySource<?> source : this.environment.getPropertySources()) {
			if (source instanceof EnumerablePropertySource<?> enumerable) {
				for (String name : enumerable.getPropertyNames()) {
					Origin origin = name.startsWith(prefix + ".") ? OriginLookup.getOrigin(source, name) : null;
					if (origin != null) {
						return origin;
					}
				}
			}
		}
		return null;
	}

	/**
	 * Return where a value stands.
	 * @param property the canonical name
	 * @param value the value that was bound
	 * @return the place
	 */
	Place placeOf(String property, String value) {
		ConfigurationProperty found = find(property);
		return (found != null) ? written(property, found, value).at(0) : new Place(sourceOf(property), value, 0, null);
	}

	/**
	 * Return where an entry of a list stands.
	 * @param list the canonical name of the list
	 * @param entry the entry
	 * @return the place, within the element or within the whole list if it is set at once
	 */
	Place placeOf(String list, ListEntry entry) {
		ConfigurationProperty whole = find(list);
		if (whole != null) {
			return written(list, whole, entry.value()).at(entry.ordinal());
		}
		String element = list + "[" + entry.index() + "]";
		ConfigurationProperty found = find(element);
		return (found != null) ? written(element, found, entry.value()).at(entry.ordinalInElement())
				: new Place(sourceOf(list), entry.value(), 0, null);
	}

	private Written written(String property, ConfigurationProperty found, String value) {
		Written known = this.written.get(property);
		if (known == null) {
			boolean readable = found.getValue() instanceof CharSequence || found.getValue() instanceof Number;
			String raw = readable ? found.getValue().toString() : value;
			String text = resolve(raw, this.environment);
			known = new Written(source(property, found), text, raw.equals(text) ? null : raw, starts(text));
			this.written.put(property, known);
		}
		return known;
	}

	/**
	 * Resolve the placeholders of a text, if that is possible.
	 */
	static String resolve(String raw, PropertyResolver resolver) {
		try {
			return resolver.resolvePlaceholders(raw);
		}
		catch (IllegalArgumentException ex) {
			// A circular placeholder.
			return raw;
		}
	}

	/**
	 * Find where the comma-separated parts of a text start.
	 */
	private static List<Integer> starts(String text) {
		List<Integer> starts = new ArrayList<>();
		int start = 0;
		while (start <= text.length()) {
			int comma = text.indexOf(',', start);
			int end = (comma >= 0) ? comma : text.length();
			while (start < end && Character.isWhitespace(text.charAt(start))) {
				start++;
			}
			starts.add(start);
			start = end + 1;
		}
		return starts;
	}

	/**
	 * Return whether a blank entry is what a trailing comma or an empty placeholder left.
	 * @param list the canonical name of the list
	 * @param entry the entry
	 * @param last whether it is the last of the list
	 * @return whether nobody wrote it on purpose
	 */
	boolean isLeftBlank(String list, ListEntry entry, boolean last) {
		ConfigurationProperty whole = find(list);
		if (whole != null) {
			return last || hasPlaceholder(whole);
		}
		ConfigurationProperty element = find(list + "[" + entry.index() + "]");
		return element != null && (hasPlaceholder(element) || (entry.last() && entry.ordinalInElement() > 0));
	}

	private static boolean hasPlaceholder(ConfigurationProperty property) {
		return property.getValue() instanceof CharSequence text && text.toString().contains("${");
	}

	private @Nullable ConfigurationProperty find(String property) {
		return this.bound.get(ConfigurationPropertyName.adapt(property, '.'));
	}

	private static AttributeSource source(String property, @Nullable ConfigurationProperty found) {
		return new AttributeSource(property,
				(found != null && found.getOrigin() != null) ? found.getOrigin().toString() : null);
	}

	/**
	 * A property as it is written.
	 */
	private record Written(AttributeSource source, String text, @Nullable String raw, List<Integer> starts) {

		Place at(int ordinal) {
			return new Place(this.source, this.text, (ordinal < this.starts.size()) ? this.starts.get(ordinal) : 0,
					this.raw);
		}

	}

}
