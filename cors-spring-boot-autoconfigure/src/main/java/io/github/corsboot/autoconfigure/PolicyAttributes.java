package io.github.corsboot.autoconfigure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import io.github.corsboot.mapping.AttributeSource;
import io.github.corsboot.policy.PolicyProblem;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * The attributes of one policy, each from the policy itself or, if it is unset there,
 * from the top level. Remembers which.
 */
final class PolicyAttributes {

	static final String ROOT = "cors";

	private final String name;

	private final String prefix;

	private final CorsPolicyProperties own;

	private final CorsPolicyProperties inherited;

	private final PropertyOrigins origins;

	private final Map<String, AttributeSource> sources = new LinkedHashMap<>();

	private final Map<String, List<Entry>> lists = new LinkedHashMap<>();

	private PolicyAttributes(String name, String prefix, CorsPolicyProperties own, CorsPolicyProperties inherited,
			PropertyOrigins origins) {
		this.name = name;
		this.prefix = prefix;
		this.own = own;
		this.inherited = inherited;
		this.origins = origins;
	}

	static PolicyAttributes ofDefault(CorsProperties properties, PropertyOrigins origins) {
		return new PolicyAttributes("default", ROOT, properties, properties, origins);
	}

	static PolicyAttributes ofNamed(String name, CorsProperties properties, PropertyOrigins origins) {
		CorsPolicyProperties own = properties.getPolicies().get(name);
		String prefix = ROOT + ".policies." + name;
		return new PolicyAttributes(name, prefix, (own != null) ? own : new CorsPolicyProperties(), properties,
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
	 * @param attribute the name, such as {@code max-age}
	 * @param getter reads it
	 * @param defaultValue stands for what is unset at the top level, too
	 * @return the value
	 */
	<T> T get(String attribute, Function<CorsPolicyProperties, @Nullable T> getter, T defaultValue) {
		T value = resolve(attribute, getter);
		return (value != null) ? value : defaultValue;
	}

	/**
	 * Return an attribute that is never inherited.
	 * @param attribute the name, such as {@code paths}
	 * @param getter reads it
	 * @return the value, or {@code null} if it is unset
	 */
	<T> @Nullable T getOwn(String attribute, Function<CorsPolicyProperties, @Nullable T> getter) {
		this.sources.put(attribute, source(this.prefix, attribute));
		return getter.apply(this.own);
	}

	/**
	 * Return the entries of a list, inherited if it is unset.
	 * @param attribute the name, such as {@code allowed-origins}
	 * @param getter reads it
	 * @return the entries, or {@code null} if it is unset at the top level, too
	 */
	@Nullable List<String> list(String attribute, Function<CorsPolicyProperties, @Nullable List<String>> getter) {
		List<String> values = resolve(attribute, getter);
		if (values == null) {
			return null;
		}
		List<Entry> entries = split(values);
		this.lists.put(attribute, entries);
		return entries.stream().map(Entry::value).toList();
	}

	/**
	 * Return the entries of a list, inherited if it is unset.
	 * @param attribute the name, such as {@code allowed-methods}
	 * @param getter reads it
	 * @param defaultValue stands for what is unset at the top level, too
	 * @return the entries
	 */
	List<String> list(String attribute, Function<CorsPolicyProperties, @Nullable List<String>> getter,
			List<String> defaultValue) {
		List<String> entries = list(attribute, getter);
		return (entries != null) ? entries : defaultValue;
	}

	private <T> @Nullable T resolve(String attribute, Function<CorsPolicyProperties, @Nullable T> getter) {
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

	private AttributeSource source(String prefix, String attribute) {
		return this.origins.sourceOf(prefix + "." + attribute);
	}

	/**
	 * Return where an attribute that has been asked for was set.
	 */
	AttributeSource source(String attribute) {
		AttributeSource source = this.sources.get(attribute);
		return (source != null) ? source : source(this.prefix, attribute);
	}

	/**
	 * Return where the attributes that have been asked for were set.
	 */
	Map<String, AttributeSource> sources() {
		return this.sources;
	}

	/**
	 * Return where something that a policy complains about was set.
	 */
	AttributeSource sourceOf(PolicyProblem problem) {
		AttributeSource source = source(problem.attribute());
		List<Entry> entries = this.lists.get(problem.attribute());
		return (problem.index() >= 0 && entries != null)
				? this.origins.sourceOf(source.property(), entries.get(problem.index()).index()) : source;
	}

	/**
	 * Split every element of a list at commas.
	 */
	static List<Entry> split(List<String> values) {
		List<Entry> entries = new ArrayList<>();
		for (int i = 0; i < values.size(); i++) {
			for (String value : StringUtils.delimitedListToStringArray(values.get(i), ",")) {
				entries.add(new Entry(value.strip(), i));
			}
		}
		return entries;
	}

	/**
	 * An entry of a list.
	 *
	 * @param value the entry
	 * @param index the index of the element in which it was written
	 */
	record Entry(String value, int index) {
	}

}
