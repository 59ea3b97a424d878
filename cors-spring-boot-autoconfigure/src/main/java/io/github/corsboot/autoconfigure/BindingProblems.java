package io.github.corsboot.autoconfigure;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import io.github.corsboot.autoconfigure.ConfigurationProblem.Place;
import io.github.corsboot.mapping.AttributeSource;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindHandlerAdvisor;
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
 * Keeps what cannot be bound below {@code cors}, instead of stopping at the first, until
 * it is reported together with all that is wrong otherwise.
 */
final class BindingProblems implements ConfigurationPropertiesBindHandlerAdvisor, SmartInitializingSingleton {

	private final PropertyResolver resolver;

	private final List<ConfigurationProblem> problems = new ArrayList<>();

	/** After the start, whoever binds once more is told. */
	private boolean collecting = true;

	BindingProblems(PropertyResolver resolver) {
		this.resolver = resolver;
	}

	@Override
	public BindHandler apply(BindHandler handler) {
		return new CollectingBindHandler(handler);
	}

	/**
	 * Return what was found, and leave nothing behind.
	 */
	List<ConfigurationProblem> take() {
		List<ConfigurationProblem> taken = List.copyOf(this.problems);
		this.problems.clear();
		this.collecting = false;
		return taken;
	}

	@Override
	public void afterSingletonsInstantiated() {
		List<ConfigurationProblem> left = take();
		if (!left.isEmpty()) {
			throw new InvalidCorsConfigurationException(left);
		}
	}

	private void add(ConfigurationPropertyName name, Bindable<?> target, @Nullable ConfigurationProperty property,
			Exception error) {
		if (error instanceof UnboundConfigurationPropertiesException unbound) {
			unbound.getUnboundProperties()
				.forEach((element) -> add(element, "number the entries without a gap, from [0] on"));
		}
		else {
			ConfigurationProperty found = (property != null) ? property : new ConfigurationProperty(name, "", null);
			add(found, advice(target.getType().resolve(Object.class), text(found)));
		}
	}

	private void add(ConfigurationProperty property, String advice) {
		String origin = (property.getOrigin() != null) ? property.getOrigin().toString() : null;
		String text = text(property);
		String raw = String.valueOf(property.getValue());
		Place place = new Place(new AttributeSource(property.getName().toString(), origin), text, 0,
				raw.equals(text) ? null : raw);
		this.problems.add(new ConfigurationProblem(text, 0, place, advice));
	}

	private String text(ConfigurationProperty property) {
		return PropertyOrigins.resolve(String.valueOf(property.getValue()), this.resolver);
	}

	private static String advice(Class<?> type, String text) {
		if (text.contains("${")) {
			return "set the placeholder, or give it a default as in '${NAME:value}'";
		}
		if (type == Duration.class) {
			Duration meant = tryParse(text);
			return "write a number and one unit, as in '%s'".formatted((meant != null) ? simple(meant) : "30m");
		}
		if (type == Boolean.class || type == boolean.class) {
			return "write true or false";
		}
		if (type.isEnum()) {
			return "write one of " + Arrays.stream(type.getEnumConstants())
				.map((constant) -> constant.toString().toLowerCase(Locale.ROOT))
				.collect(Collectors.joining(", "));
		}
		return (type == CorsPolicyProperties.class)
				? "write the attributes of the policy below it, as in 'paths: /api/**'"
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

	private static String simple(Duration duration) {
		return (duration.toSecondsPart() == 0) ? duration.toMinutes() + "m" : duration.toSeconds() + "s";
	}

	private final class CollectingBindHandler extends AbstractBindHandler {

		private final ConfigurationPropertyName root = ConfigurationPropertyName.of(PolicyAttributes.ROOT);

		private boolean ours;

		CollectingBindHandler(BindHandler parent) {
			super(parent);
		}

		@Override
		public <T> @Nullable Bindable<T> onStart(ConfigurationPropertyName name, Bindable<T> target,
				BindContext context) {
			if (name.equals(this.root)) {
				this.ours = target.getType().resolve(Object.class) == CorsProperties.class;
			}
			return super.onStart(name, target, context);
		}

		@Override
		public @Nullable Object onFailure(ConfigurationPropertyName name, Bindable<?> target, BindContext context,
				Exception error) throws Exception {
			if (!this.ours || !BindingProblems.this.collecting || name.equals(this.root)) {
				return super.onFailure(name, target, context, error);
			}
			add(name, target, find(name, context), error);
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

	}

}
