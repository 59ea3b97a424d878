package io.github.corsboot.properties;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import io.github.corsboot.mapping.AttributeSource;
import io.github.corsboot.mapping.MappedPolicy;
import io.github.corsboot.policy.CorsPolicy;
import io.github.corsboot.policy.PolicyAttribute;
import io.github.corsboot.properties.ConfigurationProblem.Place;

import org.springframework.context.ApplicationContext;
import org.springframework.web.util.pattern.PathPattern;

/**
 * The policies that beans of an application contribute. Each was checked when it was
 * built; here they are checked beside the others.
 */
final class PolicyBeans {

	private PolicyBeans() {
	}

	/**
	 * Get the policies.
	 * @param beans the names of the beans
	 * @param context the application
	 * @param enforceWebSocketOrigin whether policies decide WebSocket handshakes here,
	 * also those that do not ask for it
	 * @param names the names that are taken
	 * @param problems takes names and paths that are wrong
	 * @return the policies, each with its bean as the source of all attributes
	 */
	static List<MappedPolicy> get(String[] beans, ApplicationContext context, boolean enforceWebSocketOrigin,
			PolicyNames names, ConfigurationProblems problems) {
		List<MappedPolicy> policies = new ArrayList<>();
		// Each by its name: a bean that cannot be created is a failure, never left out.
		for (String bean : beans) {
			MappedPolicy policy = context.getBean(bean, MappedPolicy.class);
			String location = "bean '" + bean + "'";
			AttributeSource name = new AttributeSource("name", location);
			String advice = names.checkOfBean(policy.name(), name);
			if (advice != null) {
				problems.add(name, policy.name(), advice);
			}
			Map<PolicyAttribute, AttributeSource> sources = new EnumMap<>(PolicyAttribute.class);
			for (PolicyAttribute attribute : PolicyAttribute.values()) {
				if ((attribute == PolicyAttribute.HOSTS && policy.hosts().isEmpty())
						|| (attribute == PolicyAttribute.ORIGINS_FROM && policy.originsFrom().isEmpty())) {
					continue;
				}
				sources.put(attribute, new AttributeSource(attribute.propertyName(), location));
			}
			for (PathPattern path : policy.paths()) {
				check(path, new AttributeSource("paths", location), problems);
			}
			CorsPolicy inForce = enforceWebSocketOrigin
					? policy.policy().toBuilder().enforceWebSocketOrigin(true).build() : policy.policy();
			policies.add(new MappedPolicy(inForce, policy.paths(), policy.hosts(), policy.originsFrom(), sources));
		}
		return policies;
	}

	private static void check(PathPattern path, AttributeSource source, ConfigurationProblems problems) {
		String text = path.getPatternString();
		PathCheck check = PathCheck.of(text);
		if (check.value() == null) {
			problems.invalid(text, check.position(), new Place(source, text, 0, null), check.advice(), null);
		}
	}

}
