package io.github.corsboot.properties;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.github.corsboot.mapping.AttributeSource;
import io.github.corsboot.mapping.CorsWarning;
import io.github.corsboot.mapping.CorsWarning.Code;
import io.github.corsboot.properties.ConfigurationProblem.Place;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.util.StringUtils;

/**
 * Finds properties below {@code cors} that are none of ours. Many applications have some
 * of their own there, so not all of them are mistakes.
 */
final class UnknownProperties {

	private static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of(ResolvedAttributes.ROOT);

	private static final String POLICIES = "policies";

	/** The way out, for applications that have keys of their own below {@code cors}. */
	private static final String YOURS = "; if it is yours, set cors.unknown-properties to ignore";

	private static final String WEBSOCKET = "websocket";

	private static final PropertyNames TOP_LEVEL = PropertyNames.of(CorsProperties.class);

	private static final PropertyNames POLICY = PropertyNames.of(CorsPolicyProperties.class);

	private static final String REJECTIONS = "rejections";

	private static final String ORIGINS = "origins";

	private final CorsProperties.UnknownPropertiesMode mode;

	private final List<ConfigurationProblem> problems = new ArrayList<>();

	private final List<CorsWarning> warnings = new ArrayList<>();

	private final Map<String, AttributeSource> others = new LinkedHashMap<>();

	UnknownProperties(Environment environment, CorsProperties.UnknownPropertiesMode mode) {
		this.mode = mode;
		if (mode != CorsProperties.UnknownPropertiesMode.IGNORE) {
			for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
				scan(source);
			}
			warnOfOthers();
		}
	}

	/**
	 * Return what keeps the application from starting.
	 */
	List<ConfigurationProblem> problems() {
		return this.problems;
	}

	/**
	 * Return what is probably not meant.
	 */
	List<CorsWarning> warnings() {
		return this.warnings;
	}

	private void scan(ConfigurationPropertySource source) {
		if (!(source instanceof IterableConfigurationPropertySource iterable)
				|| !(source.getUnderlyingSource() instanceof EnumerablePropertySource<?> underlying)) {
			return;
		}
		if (underlying.getName().startsWith(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME)) {
			if (hasVariables(underlying)) {
				this.warnings.addAll(new EnvironmentVariables(underlying).warnings());
			}
			return;
		}
		boolean system = underlying.getName().equals(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME);
		for (ConfigurationPropertyName name : iterable) {
			if (ROOT.isAncestorOf(name)) {
				check(name, source, system);
			}
		}
		for (String raw : underlying.getPropertyNames()) {
			checkPolicyName(raw, source, system);
		}
	}

	private static boolean hasVariables(EnumerablePropertySource<?> environment) {
		for (String name : environment.getPropertyNames()) {
			if (StringUtils.startsWithIgnoreCase(name, EnvironmentVariables.PREFIX)) {
				return true;
			}
		}
		return false;
	}

	private void check(ConfigurationPropertyName name, ConfigurationPropertySource source, boolean system) {
		String first = name.getElement(1, Form.DASHED);
		if (first.equals(POLICIES)) {
			checkPolicy(name, source, system);
		}
		else if (PropertyNames.uniform(first).startsWith(WEBSOCKET)) {
			checkWebsocket(name, source, system);
		}
		else if (PropertyNames.uniform(first).startsWith("rejection")) {
			checkRejections(name, source, system);
		}
		else if (first.equals("fleet")) {
			checkFleet(name, source, system);
		}
		else if (first.equals(ORIGINS) && name.getNumberOfElements() > 2 && !name.isNumericIndex(2)) {
			checkOrigins(name, source, system);
		}
		else if (!TOP_LEVEL.isKnown(first)) {
			unknown(name, 1, TOP_LEVEL, source, system);
		}
		else {
			checkEnd(name, 1, TOP_LEVEL, source, system);
		}
	}

	private void checkPolicy(ConfigurationPropertyName name, ConfigurationPropertySource source, boolean system) {
		if (name.getNumberOfElements() <= 3) {
			return;
		}
		if (!POLICY.isKnown(name.getElement(3, Form.DASHED))) {
			unknown(name, 3, POLICY, source, system);
		}
		else {
			checkEnd(name, 3, POLICY, source, system);
		}
	}

	private void checkWebsocket(ConfigurationPropertyName name, ConfigurationPropertySource source, boolean system) {
		PropertyNames known = PropertyNames.of(CorsProperties.Websocket.class);
		boolean group = PropertyNames.uniform(name.getElement(1, Form.DASHED)).equals(WEBSOCKET);
		String attribute = (name.getNumberOfElements() > 2) ? name.getElement(2, Form.DASHED) : "";
		if (group && known.isKnown(attribute)) {
			checkEnd(name, 2, known, source, system);
		}
		else if ((group && attribute.isEmpty()) || attribute.startsWith("enforce")
				|| known.suggest(attribute) != null) {
			rename(name, source, "cors.websocket.enforce-origin", system);
		}
		else {
			unknown(name, 1, TOP_LEVEL, source, system);
		}
	}

	private void checkRejections(ConfigurationPropertyName name, ConfigurationPropertySource source, boolean system) {
		PropertyNames known = PropertyNames.of(CorsProperties.Rejections.class);
		boolean group = PropertyNames.uniform(name.getElement(1, Form.DASHED)).equals(REJECTIONS);
		String attribute = (name.getNumberOfElements() > 2) ? name.getElement(2, Form.DASHED) : "";
		String suggestion = (group && attribute.isEmpty()) ? "enabled" : known.suggest(attribute);
		if (group && known.isKnown(attribute)) {
			checkEnd(name, 2, known, source, system);
		}
		else if (suggestion != null) {
			rename(name, source, "cors.rejections." + suggestion, system);
		}
		else {
			unknown(name, 1, TOP_LEVEL, source, system);
		}
	}

	private void checkFleet(ConfigurationPropertyName name, ConfigurationPropertySource source, boolean system) {
		PropertyNames known = PropertyNames.of(CorsProperties.Redis.class);
		boolean redis = name.getNumberOfElements() > 3 && name.getElement(2, Form.DASHED).equals("redis");
		if (redis && known.isKnown(name.getElement(3, Form.DASHED))) {
			checkEnd(name, 3, known, source, system);
		}
		else if (known.suggest(name.getLastElement(Form.DASHED)) != null) {
			rename(name, source, "cors.fleet.redis.enabled", system);
		}
		else {
			unknown(name, 1, TOP_LEVEL, source, system);
		}
	}

	private void checkOrigins(ConfigurationPropertyName name, ConfigurationPropertySource source, boolean system) {
		boolean jdbc = name.getElement(2, Form.DASHED).equals("jdbc") && name.getNumberOfElements() > 3;
		PropertyNames known = PropertyNames.of(jdbc ? CorsOriginsProperties.Jdbc.class : CorsOriginsProperties.class);
		int element = jdbc ? 3 : 2;
		String attribute = name.getElement(element, Form.DASHED);
		String suggestion = known.suggest(attribute);
		if (known.isKnown(attribute)) {
			checkEnd(name, element, known, source, system);
		}
		else if (suggestion != null) {
			rename(name, source, name.chop(element) + "." + suggestion, system);
		}
		else if (jdbc) {
			report(name, source, "delete it", system);
		}
		else {
			// Perhaps an object of the application.
			unknown(name, 1, TOP_LEVEL, source, system);
		}
	}

	/**
	 * Find what is written behind an attribute, and is neither it nor an entry of it.
	 */
	private void checkEnd(ConfigurationPropertyName name, int element, PropertyNames known,
			ConfigurationPropertySource source, boolean system) {
		int behind = element + 1;
		int elements = name.getNumberOfElements();
		String attribute = name.getElement(element, Form.DASHED);
		boolean entry = elements == behind + 1 && name.isNumericIndex(behind) && known.isList(attribute);
		if (elements > behind && !entry) {
			report(name, source, "delete everything behind '%s'".formatted(attribute), system);
		}
	}

	private void unknown(ConfigurationPropertyName name, int element, PropertyNames known,
			ConfigurationPropertySource source, boolean system) {
		StringBuilder rest = new StringBuilder(name.getElement(element, Form.DASHED));
		String suggestion = known.suggest(rest.toString());
		int last = name.getNumberOfElements() - 1;
		boolean below = last > element && !name.isNumericIndex(element + 1);
		// The paths of an object below are those of a policy.
		boolean policies = below && element == 1 && POLICY.isKnown(name.getElement(last, Form.DASHED))
				&& ("paths".equals(suggestion) || POLICIES.equals(suggestion));
		boolean named = policies && last == element + 2
				&& PolicyNames.isPlain(name.getElement(element + 1, Form.ORIGINAL));
		if (below && !policies) {
			// Otherwise an object of the application.
			suggestion = null;
		}
		for (int i = element + 1; i <= last && suggestion == null; i++) {
			// Such as allowed.origins.
			rest.append('-').append(name.getElement(i, Form.DASHED));
			suggestion = known.isKnown(rest.toString()) ? known.suggest(rest.toString()) : null;
		}
		String prefix = name.chop(element).toString();
		if (policies && !named) {
			report(name, source, "write a policy for these paths, 'cors.policies.<name>', with its 'paths'", system);
		}
		else if (PropertyNames.isPrivateNetwork(rest.toString())) {
			report(name, source, PropertyNames.NO_PRIVATE_NETWORK, system);
		}
		else if (suggestion != null) {
			rename(name, source, prefix + "." + (named ? POLICIES + "." + name.subName(element + 1) : suggestion),
					system);
		}
		else if (element > 1) {
			report(name, source, "delete it, a policy has no such attribute", system);
		}
		else if (this.mode == CorsProperties.UnknownPropertiesMode.FAIL) {
			report(name, source, "delete it", system);
		}
		else if (!system) {
			this.others.putIfAbsent(name.chop(2).toString(), sourceOf(name, source));
		}
	}

	private void report(ConfigurationPropertyName name, ConfigurationPropertySource source, String advice,
			boolean system) {
		report(sourceOf(name, source), "there is no such property: " + advice + YOURS, system, null);
	}

	/**
	 * Report a property that is called otherwise.
	 */
	private void rename(ConfigurationPropertyName name, ConfigurationPropertySource source, String correct,
			boolean system) {
		AttributeSource at = sourceOf(name, source);
		// The value may be a secret of the application.
		report(at, "there is no such property: write '" + correct + "'" + YOURS, system,
				Correction.add(correct, Correction.SAME_VALUE, at));
	}

	private void report(AttributeSource at, String advice, boolean system, @Nullable Correction correction) {
		if (system || this.mode == CorsProperties.UnknownPropertiesMode.WARN) {
			this.warnings.add(new CorsWarning(Code.UNKNOWN_PROPERTY, at, "", advice));
		}
		else {
			this.problems.add(new ConfigurationProblem("", -1, new Place(at, "", 0, null), advice, correction));
		}
	}

	/**
	 * Find names such as {@code /api/**}, of which binding silently makes {@code api}.
	 */
	private void checkPolicyName(String raw, ConfigurationPropertySource source, boolean system) {
		String prefix = ResolvedAttributes.ROOT + "." + POLICIES + ".";
		if (!raw.startsWith(prefix)) {
			return;
		}
		String rest = raw.substring(prefix.length());
		String name = (rest.indexOf('.') >= 0) ? rest.substring(0, rest.indexOf('.')) : rest;
		boolean plain = name.isEmpty() || name.startsWith("[") || PolicyNames.isPlain(name.replaceAll("\\[.*", ""));
		if (!plain) {
			ConfigurationProperty property = source.getConfigurationProperty(ConfigurationPropertyName.adapt(raw, '.'));
			AttributeSource at = new AttributeSource(raw, origin(property));
			report(at, "give the policy another name: '%s' has characters that are silently dropped, and a path is not "
				.formatted(name) + "a policy name", system, null);
		}
	}

	private void warnOfOthers() {
		if (!this.others.isEmpty()) {
			AttributeSource first = this.others.values().iterator().next();
			String names = this.others.keySet().stream().limit(10).collect(Collectors.joining(", "));
			this.warnings.add(new CorsWarning(Code.UNKNOWN_PROPERTY, first, "",
					"these are no properties of the starter: %s. ".formatted(names)
							+ "If they are yours, set cors.unknown-properties to 'ignore'"));
		}
	}

	private static AttributeSource sourceOf(ConfigurationPropertyName name, ConfigurationPropertySource source) {
		return new AttributeSource(name.toString(), origin(source.getConfigurationProperty(name)));
	}

	private static @Nullable String origin(@Nullable ConfigurationProperty property) {
		return (property != null && property.getOrigin() != null) ? property.getOrigin().toString() : null;
	}

}
