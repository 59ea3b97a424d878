package io.github.corsboot.properties;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.github.corsboot.mapping.AttributeSource;
import io.github.corsboot.mapping.CorsWarning.Code;
import io.github.corsboot.mapping.CorsWarning;
import io.github.corsboot.policy.CorsPolicy;
import io.github.corsboot.policy.PolicyAttribute;
import io.github.corsboot.policy.PolicyProblem;
import io.github.corsboot.properties.ConfigurationProblem.Place;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of one policy, each from the policy itself or, if it is unset there,
 * from the top level. Remembers which.
 */
final class ResolvedAttributes {

	static final String ROOT = "cors";

	private final String name;

	private final String prefix;

	private final CorsPolicyProperties own;

	private final CorsPolicyProperties inherited;

	private final PropertyOrigins origins;

	private final Map<PolicyAttribute, AttributeSource> sources = new LinkedHashMap<>();

	private final Map<PolicyAttribute, List<ListEntry>> lists = new LinkedHashMap<>();

	private final Set<CorsWarning> warnings = new LinkedHashSet<>();

	private ResolvedAttributes(String name, String prefix, CorsPolicyProperties own, CorsPolicyProperties inherited,
			PropertyOrigins origins) {
		this.name = name;
		this.prefix = prefix;
		this.own = own;
		this.inherited = inherited;
		this.origins = origins;
	}

	static ResolvedAttributes ofDefault(CorsProperties properties, PropertyOrigins origins) {
		return new ResolvedAttributes("default", ROOT, properties, properties, origins);
	}

	static ResolvedAttributes ofNamed(String name, CorsProperties properties, PropertyOrigins origins) {
		CorsPolicyProperties own = properties.getPolicies().get(name);
		String prefix = ROOT + ".policies" + (PolicyNames.isPlain(name) ? "." + name : "[" + name + "]");
		return new ResolvedAttributes(name, prefix, (own != null) ? own : new CorsPolicyProperties(), properties,
				origins);
	}

	String name() {
		return this.name;
	}

	boolean isDefault() {
		return this.own == this.inherited;
	}

	/**
	 * Return the properties of the policy itself.
	 */
	CorsPolicyProperties own() {
		return this.own;
	}

	/**
	 * Return the properties of the top level.
	 */
	CorsPolicyProperties inherited() {
		return this.inherited;
	}

	/**
	 * Return an attribute, inherited if it is unset.
	 * @param attribute the attribute
	 * @param ownValue its value in the policy itself
	 * @param inheritedValue its value at the top level
	 * @param defaultValue stands for what is unset at the top level, too
	 * @return the value
	 */
	<T> T get(PolicyAttribute attribute, @Nullable T ownValue, @Nullable T inheritedValue, T defaultValue) {
		T value = resolve(attribute, ownValue, inheritedValue);
		return (value != null) ? value : defaultValue;
	}

	/**
	 * Return an attribute that is never inherited.
	 * @param attribute the attribute
	 * @param value its value in the policy itself
	 * @return the value, or {@code null} if it is unset
	 */
	<T> @Nullable T getOwn(PolicyAttribute attribute, @Nullable T value) {
		this.sources.put(attribute,
				(value != null) ? source(this.prefix, attribute) : new AttributeSource(ownProperty(attribute), null));
		return value;
	}

	/**
	 * Return the entries of a list, inherited if it is unset.
	 * @param attribute the attribute
	 * @param ownValues its entries in the policy itself
	 * @param inheritedValues its entries at the top level
	 * @return the entries, or {@code null} if it is unset at the top level, too
	 */
	@Nullable List<String> list(PolicyAttribute attribute, @Nullable List<String> ownValues,
			@Nullable List<String> inheritedValues) {
		List<String> values = resolve(attribute, ownValues, inheritedValues);
		if (values == null) {
			return null;
		}
		List<ListEntry> entries = dropBlanks(source(attribute).property(), ListEntry.split(values), this.origins,
				this.warnings);
		this.lists.put(attribute, entries);
		List<String> kept = new ArrayList<>(entries.size());
		for (ListEntry entry : entries) {
			kept.add(entry.value());
		}
		return kept;
	}

	/**
	 * Return the entries of a list, inherited if it is unset.
	 * @param attribute the attribute
	 * @param ownValues its entries in the policy itself
	 * @param inheritedValues its entries at the top level
	 * @param defaultValue stands for what is unset at the top level, too
	 * @return the entries
	 */
	List<String> list(PolicyAttribute attribute, @Nullable List<String> ownValues,
			@Nullable List<String> inheritedValues, List<String> defaultValue) {
		List<String> entries = list(attribute, ownValues, inheritedValues);
		return (entries != null) ? entries : defaultValue;
	}

	private <T> @Nullable T resolve(PolicyAttribute attribute, @Nullable T ownValue, @Nullable T inheritedValue) {
		T value = getOwn(attribute, ownValue);
		if (value != null) {
			return value;
		}
		if (inheritedValue != null) {
			this.sources.put(attribute, source(ROOT, attribute));
		}
		return inheritedValue;
	}

	/**
	 * Take note of the attributes that a customizer has changed.
	 * @param before the policy of the properties alone, {@code null} if they are wrong
	 * @param customized the policy
	 */
	void compare(@Nullable CorsPolicy before, CorsPolicy customized) {
		for (PolicyAttribute attribute : PolicyAttribute.values()) {
			if (before != null && !Objects.equals(value(attribute, before), value(attribute, customized))) {
				this.sources.put(attribute, new AttributeSource(ownProperty(attribute), AttributeSource.CUSTOMIZER));
			}
		}
	}

	private static @Nullable Object value(PolicyAttribute attribute, CorsPolicy policy) {
		return switch (attribute) {
			case ALLOWED_ORIGINS -> policy.allowedOrigins();
			case ALLOWED_METHODS -> policy.allowedMethods();
			case ALLOWED_HEADERS -> policy.allowedHeaders();
			case EXPOSED_HEADERS -> policy.exposedHeaders();
			case ALLOW_CREDENTIALS -> policy.allowCredentials();
			case MAX_AGE -> policy.maxAge();
			case ALLOW_NAVIGATION -> policy.allowNavigation();
			default -> null;
		};
	}

	private AttributeSource source(String prefix, PolicyAttribute attribute) {
		return this.origins.sourceOf(prefix + "." + attribute);
	}

	/**
	 * Return where an attribute that has been asked for was set.
	 */
	AttributeSource source(PolicyAttribute attribute) {
		AttributeSource source = this.sources.get(attribute);
		return (source != null) ? source : source(this.prefix, attribute);
	}

	/**
	 * Return the property that sets an attribute for this policy.
	 */
	String ownProperty(PolicyAttribute attribute) {
		return this.prefix + "." + attribute.propertyName();
	}

	/**
	 * Return whether an attribute that has been asked for is inherited from the top
	 * level.
	 */
	boolean inherits(PolicyAttribute attribute) {
		return !isDefault() && !source(attribute).property().equals(ownProperty(attribute));
	}

	/**
	 * Return where the policy was set.
	 * @return the name of the policy as a property, with the origin of any of its
	 * attributes
	 */
	AttributeSource anySource() {
		return this.origins.anyBelow(this.prefix);
	}

	/**
	 * Return where the attributes that have been asked for were set.
	 */
	Map<PolicyAttribute, AttributeSource> sources() {
		return this.sources;
	}

	/**
	 * Drop blank entries that a trailing comma or an empty placeholder leaves.
	 */
	static List<ListEntry> dropBlanks(String property, List<ListEntry> entries, PropertyOrigins origins,
			Collection<CorsWarning> warnings) {
		List<ListEntry> kept = new ArrayList<>();
		for (int i = 0; i < entries.size(); i++) {
			ListEntry entry = entries.get(i);
			if (entry.value().isEmpty() && origins.isLeftBlank(property, entry, i == entries.size() - 1)) {
				warnings.add(new CorsWarning(Code.BLANK_ENTRY, origins.placeOf(property, entry).source(), "",
						"a blank entry was ignored: delete the comma, or set the placeholder"));
			}
			else {
				kept.add(entry);
			}
		}
		return kept;
	}

	/**
	 * Return what was ignored.
	 */
	Collection<CorsWarning> warnings() {
		return this.warnings;
	}

	/**
	 * Return where something that a policy complains about stands.
	 */
	Place placeOf(PolicyProblem problem) {
		List<ListEntry> entries = this.lists.getOrDefault(problem.attribute(), List.of());
		ListEntry entry = (problem.index() >= 0 && problem.index() < entries.size()) ? entries.get(problem.index())
				: null;
		return placeOf(problem.attribute(), entry, problem.value());
	}

	/**
	 * Return the entries of a list by their values.
	 */
	Map<String, ListEntry> entries(PolicyAttribute attribute) {
		Map<String, ListEntry> entries = new HashMap<>();
		this.lists.getOrDefault(attribute, List.of()).forEach((entry) -> entries.putIfAbsent(entry.value(), entry));
		return entries;
	}

	Place placeOf(PolicyAttribute attribute, @Nullable ListEntry entry, String value) {
		String property = source(attribute).property();
		return (entry != null) ? this.origins.placeOf(property, entry) : this.origins.placeOf(property, value);
	}

}
