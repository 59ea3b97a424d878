package io.github.corsboot.properties;

import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.github.corsboot.policy.PolicyAttribute;
import io.github.corsboot.mapping.AttributeSource;
import io.github.corsboot.policy.PolicyProblem;
import io.github.corsboot.policy.PolicyProblem.Reason;
import io.github.corsboot.properties.ConfigurationProblem.Place;

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
	private static final Set<Reason> CREDENTIALS = EnumSet.of(Reason.ANYBODY_WITH_CREDENTIALS,
			Reason.ASTERISK_WITH_CREDENTIALS, Reason.INSECURE_ORIGIN, Reason.PUBLIC_SUFFIX);

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
		invalid(value, 0, new Place(source, value, 0, null), advice);
	}

	void addAll(Collection<ConfigurationProblem> others) {
		this.problems.addAll(others);
	}

	void invalid(String value, int position, Place place, String advice) {
		this.problems.add(new ConfigurationProblem(value, position, place, advice));
	}

	void invalid(PolicyAttributes attributes, PolicyProblem problem) {
		Place place = attributes.placeOf(problem);
		String advice = CREDENTIALS.contains(problem.reason()) ? "%s (credentials are allowed by %s)"
			.formatted(problem.advice(), attributes.source(PolicyAttribute.ALLOW_CREDENTIALS)) : problem.advice();
		invalid((problem.index() >= 0) ? problem.value() : place.text(), problem.position(), place, advice);
	}

	/**
	 * Add that an attribute is missing, unless it is there and was found to be wrong.
	 */
	void missing(PolicyAttributes attributes, PolicyAttribute attribute, String advice) {
		AttributeSource source = attributes.source(attribute);
		boolean reported = this.problems.stream()
			.anyMatch((problem) -> problem.place().source().property().startsWith(source.property()));
		if (!reported) {
			missing(new AttributeSource(source.property(), attributes.anySource().location()), advice);
		}
	}

	void missing(AttributeSource source, String advice) {
		invalid("", -1, new Place(source, "", 0, null), advice);
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
