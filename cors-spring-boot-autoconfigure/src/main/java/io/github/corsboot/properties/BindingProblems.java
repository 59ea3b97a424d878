package io.github.corsboot.properties;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import io.github.corsboot.mapping.AttributeSource;
import io.github.corsboot.properties.ConfigurationProblem.Place;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.core.env.PropertyResolver;

/**
 * Adds what cannot be bound below {@code cors} to the other problems, instead of stopping
 * at the first.
 */
final class BindingProblems extends AbstractBindHandler {

	private final ConfigurationPropertyName root = ConfigurationPropertyName.of(ResolvedAttributes.ROOT);

	private final ConfigurationProblems problems;

	private final PropertyResolver resolver;

	private boolean ours;

	BindingProblems(BindHandler parent, ConfigurationProblems problems, PropertyResolver resolver) {
		super(parent);
		this.problems = problems;
		this.resolver = resolver;
	}

	@Override
	public <T> @Nullable Bindable<T> onStart(ConfigurationPropertyName name, Bindable<T> target, BindContext context) {
		if (name.equals(this.root)) {
			this.ours = target.getType().resolve(Object.class) == CorsProperties.class;
		}
		return super.onStart(name, target, context);
	}

	@Override
	public @Nullable Object onFailure(ConfigurationPropertyName name, Bindable<?> target, BindContext context,
			Exception error) throws Exception {
		if (this.ours && !this.problems.isCollecting()) {
			// Bound again while the application runs: a reload reports what is wrong.
			return null;
		}
		if (!this.ours || name.equals(this.root)) {
			return super.onFailure(name, target, context, error);
		}
		ConfigurationProperty property = find(name, context);
		// A blank value leaves a property unset, whether or not its type has a null.
		if (property == null || !String.valueOf(property.getValue()).isBlank()) {
			add(name, target, property, error);
		}
		return null;
	}

	private static @Nullable ConfigurationProperty find(ConfigurationPropertyName name, BindContext context) {
		for (ConfigurationPropertySource source : context.getSources()) {
			ConfigurationProperty property = source.getConfigurationProperty(name);
			if (property != null) {
				return property;
			}
		}
		return null;
	}

	private void add(ConfigurationPropertyName name, Bindable<?> target, @Nullable ConfigurationProperty property,
			Exception error) {
		if (error instanceof UnboundConfigurationPropertiesException unbound) {
			unbound.getUnboundProperties()
				.stream()
				.filter((element) -> element.getName().isLastElementIndexed()
						&& !this.problems.isReported(element.getName().getParent().toString()))
				.forEach((element) -> add(element, "number the entries without a gap, from [0] on", null));
		}
		else {
			ConfigurationProperty found = (property != null) ? property : new ConfigurationProperty(name, "", null);
			Class<?> entry = target.getType().asCollection().resolveGeneric();
			Class<?> type = (entry != null && entry.isEnum()) ? entry : target.getType().resolve(Object.class);
			String correction = (type == Duration.class) ? simple(tryParse(text(found))) : null;
			add(found, advice(type, correction, text(found)), correction);
		}
	}

	private void add(ConfigurationProperty property, String advice, @Nullable String correction) {
		String origin = (property.getOrigin() != null) ? property.getOrigin().toString() : null;
		String text = text(property);
		String raw = String.valueOf(property.getValue());
		Place place = new Place(new AttributeSource(property.getName().toString(), origin), text, 0,
				raw.equals(text) ? null : raw);
		this.problems.invalid(text, 0, place, advice, correction);
	}

	private String text(ConfigurationProperty property) {
		return PropertyOrigins.resolve(String.valueOf(property.getValue()), this.resolver);
	}

	private static String advice(Class<?> type, @Nullable String correction, String text) {
		if (text.contains("${")) {
			return "set the placeholder, or give it a default, like '${NAME:value}'";
		}
		if (type == Duration.class) {
			return "write a number and one unit, like '%s'".formatted((correction != null) ? correction : "30m");
		}
		if (type == Boolean.class || type == boolean.class) {
			return "write true or false";
		}
		if (type.isEnum()) {
			return "write one of " + Arrays.stream(type.getEnumConstants())
				.map((constant) -> constant.toString().toLowerCase(Locale.ROOT))
				.collect(Collectors.joining(", "));
		}
		if (type == Integer.class || type == int.class) {
			return "write a whole number, like '500'";
		}
		if (type == CorsProperties.Rejections.class) {
			return "write the property below it, like 'enabled: false'";
		}
		if (type == CorsProperties.Fleet.class || type == CorsProperties.Redis.class) {
			return "write the property below it, like 'redis.enabled: true'";
		}
		if (type == CorsProperties.Websocket.class) {
			return "write the property below it, like 'enforce-origin: true'";
		}
		return (type == CorsPolicyProperties.class)
				? "write the attributes of the policy below it, like 'paths: /api/**'"
				: (type == Map.class) ? "write the name of a policy below it, and its attributes below that"
						: "write a list, separated by commas";
	}

	/**
	 * Read what people write who know the form from elsewhere, such as {@code 1h30m}.
	 */
	private static @Nullable Duration tryParse(String text) {
		try {
			return Duration.parse("PT" + text.strip().replace(" ", "").toUpperCase(Locale.ROOT));
		}
		catch (DateTimeException ex) {
			return null;
		}
	}

	private static @Nullable String simple(@Nullable Duration duration) {
		if (duration == null || duration.toNanosPart() != 0 || duration.isNegative()
				|| duration.compareTo(Duration.ofDays(1)) > 0) {
			return null;
		}

		return (duration.toSecondsPart() == 0) ? duration.toMinutes() + "m" : duration.toSeconds() + "s";
	}

}
