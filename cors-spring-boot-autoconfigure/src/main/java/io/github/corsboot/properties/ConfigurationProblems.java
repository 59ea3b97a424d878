package io.github.corsboot.properties;

import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.github.corsboot.mapping.AttributeSource;
import io.github.corsboot.policy.PolicyAttribute;
import io.github.corsboot.policy.PolicyProblem;
import io.github.corsboot.policy.PolicyProblem.Reason;
import io.github.corsboot.properties.ConfigurationProblem.Place;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindHandlerAdvisor;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.core.env.PropertyResolver;

/**
 * Collects everything that is wrong with the CORS configuration of an application, so
 * that one report names it all. What several policies inherit is one problem.
 *
 * @since 0.1.0
 */
public final class ConfigurationProblems
		implements ConfigurationPropertiesBindHandlerAdvisor, SmartInitializingSingleton {

	/** What is wrong only because credentials are allowed. */
	private static final Set<Reason> CREDENTIALS = EnumSet.of(Reason.ANYBODY_WITH_CREDENTIALS, Reason.LITERAL_ASTERISK,
			Reason.INSECURE_ORIGIN, Reason.PUBLIC_SUFFIX);

	private final PropertyResolver resolver;

	private final Set<ConfigurationProblem> problems = new LinkedHashSet<>();

	/** After start-up, binding failures are thrown as usual. */
	private boolean collecting = true;

	/**
	 * Create an empty collection.
	 * @param resolver replaces placeholders in the values that are reported
	 */
	public ConfigurationProblems(PropertyResolver resolver) {
		this.resolver = resolver;
	}

	@Override
	public BindHandler apply(BindHandler handler) {
		return new BindingProblems(handler, this, this.resolver);
	}

	boolean isCollecting() {
		return this.collecting;
	}

	/**
	 * Add a value that is wrong.
	 * @param source where the value was set
	 * @param value the value
	 * @param advice what to write instead
	 */
	public void add(AttributeSource source, String value, String advice) {
		invalid(value, 0, new Place(source, value, 0, null), advice, null);
	}

	void addAll(Collection<ConfigurationProblem> others) {
		this.problems.addAll(others);
	}

	void invalid(String value, int position, Place place, String advice, @Nullable String correction) {
		this.problems.add(ConfigurationProblem.of(value, position, place, advice, correction));
	}

	void invalid(ResolvedAttributes attributes, PolicyProblem problem) {
		Place place = attributes.placeOf(problem);
		String value = (problem.index() >= 0) ? problem.value() : place.text();
		if (!CREDENTIALS.contains(problem.reason())) {
			invalid(value, problem.position(), place, problem.advice(), problem.correction());
			return;
		}
		AttributeSource credentials = attributes.source(PolicyAttribute.ALLOW_CREDENTIALS);
		String wayOut = wayOut(attributes, problem.reason());
		String advice = "%s%s. Credentials are allowed by %s".formatted(problem.advice(),
				(wayOut != null) ? "; or set " + wayOut : "", credentials);
		boolean inherited = problem.correction() == null && attributes.inherits(PolicyAttribute.ALLOW_CREDENTIALS);
		this.problems.add(inherited
				? new ConfigurationProblem(value, problem.position(), place, advice,
						Correction.add(attributes.ownProperty(PolicyAttribute.ALLOW_CREDENTIALS), "false",
								place.source()))
				: ConfigurationProblem.of(value, problem.position(), place, advice, problem.correction()));
	}

	/**
	 * Return the other setting that would permit the value, with its price.
	 */
	private static @Nullable String wayOut(ResolvedAttributes attributes, Reason reason) {
		PolicyAttribute dangerous = switch (reason) {
			case INSECURE_ORIGIN -> PolicyAttribute.DANGEROUSLY_ALLOW_INSECURE_ORIGINS;
			case PUBLIC_SUFFIX -> PolicyAttribute.DANGEROUSLY_ALLOW_PUBLIC_SUFFIXES;
			default -> null;
		};
		if (dangerous != null) {
			return attributes.ownProperty(dangerous) + " to true if that is acceptable";
		}
		return attributes.inherits(PolicyAttribute.ALLOW_CREDENTIALS)
				? attributes.ownProperty(PolicyAttribute.ALLOW_CREDENTIALS) + " to false, which this policy inherits"
				: null;
	}

	/**
	 * Add that an attribute is missing, unless it is there and was found to be wrong.
	 */
	void missing(ResolvedAttributes attributes, PolicyAttribute attribute, String advice, String example) {
		AttributeSource source = attributes.source(attribute);
		boolean reported = this.problems.stream()
			.anyMatch((problem) -> problem.place().source().property().startsWith(source.property())
					|| (problem.correction() != null
							&& problem.correction().source().property().equals(source.property())));
		if (!reported) {
			AttributeSource place = (source.location() != null) ? source
					: new AttributeSource(source.property(), attributes.anySource().location());
			missing(place, advice, example);
		}
	}

	void missing(AttributeSource source, String advice, @Nullable String example) {
		this.problems.add(new ConfigurationProblem("", -1, new Place(source, "", 0, null), advice,
				(example != null) ? Correction.add(source.property(), example, source) : null));
	}

	/**
	 * Return whether there is a problem with an entry of a list.
	 */
	boolean isReported(String list) {
		return this.problems.stream().anyMatch((problem) -> problem.place().source().property().startsWith(list + "["));
	}

	List<ConfigurationProblem> all() {
		return List.copyOf(this.problems);
	}

	/**
	 * Forget everything: nothing is wrong with a configuration that is not used.
	 */
	void dismiss() {
		this.problems.clear();
		this.collecting = false;
	}

	/**
	 * Throw an exception that names all problems, if there are any.
	 */
	public void throwAll() {
		this.collecting = false;
		if (!this.problems.isEmpty()) {
			throw new InvalidCorsConfigurationException(all());
		}
	}

	@Override
	public void afterSingletonsInstantiated() {
		throwAll();
	}

}
