package io.github.corsboot.properties;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import io.github.corsboot.mapping.AttributeSource;
import io.github.corsboot.mapping.CorsWarning;
import io.github.corsboot.mapping.CorsWarning.Code;
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
	 * Return an attribute, inherited if it is unset.
	 * @param attribute the attribute
	 * @param getter reads it
	 * @param defaultValue stands for what is unset at the top level, too
	 * @return the value
	 */
	<T> T get(PolicyAttribute attribute, Function<CorsPolicyProperties, @Nullable T> getter, T defaultValue) {
		T value = resolve(attribute, getter);
		return (value != null) ? value : defaultValue;
	}

	/**
	 * Return an attribute that is never inherited.
	 * @param attribute the attribute
	 * @param getter reads it
	 * @return the value, or {@code null} if it is unset
	 */
	<T> @Nullable T getOwn(PolicyAttribute attribute, Function<CorsPolicyProperties, @Nullable T> getter) {
		T value = getter.apply(this.own);
		this.sources.put(attribute,
				(value != null) ? source(this.prefix, attribute) : new AttributeSource(ownProperty(attribute), null));
		return value;
	}

	/**
	 * Return the entries of a list, inherited if it is unset.
	 * @param attribute the attribute
	 * @param getter reads it
	 * @return the entries, or {@code null} if it is unset at the top level, too
	 */
	@Nullable List<String> list(PolicyAttribute attribute, Function<CorsPolicyProperties, @Nullable List<String>> getter) {
		List<String> values = resolve(attribute, getter);
		if (values == null) {
			return null;
		}
		List<ListEntry> entries = dropBlanks(source(attribute).property(), ListEntry.split(values), this.origins,
				this.warnings);
		this.lists.put(attribute, entries);
		return entries.stream().map(ListEntry::value).toList();
	}

	/**
	 * Return the entries of a list, inherited if it is unset.
	 * @param attribute the attribute
	 * @param getter reads it
	 * @param defaultValue stands for what is unset at the top level, too
	 * @return the entries
	 */
	List<String> list(PolicyAttribute attribute, Function<CorsPolicyProperties, @Nullable List<String>> getter,
			List<String> defaultValue) {
		List<String> entries = list(attribute, getter);
		return (entries != null) ? entries : defaultValue;
	}

	private <T> @Nullable T resolve(PolicyAttribute attribute, Function<CorsPolicyProperties, @Nullable T> getter) {
		T value = getOwn(attribute, getter);
		if (value != null) {
			return value;
		}
		T inheritedValue = getter.apply(this.inherited);
		if (inheritedValue != null) {
			this.sources.put(attribute, source(ROOT, attribute));
		}
		return inheritedValue;
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
