package io.github.corsboot.autoconfigure;

import java.util.Set;

import io.github.corsboot.autoconfigure.ConfigurationCheck.Configured;
import io.github.corsboot.mapping.AttributeSource;
import io.github.corsboot.mapping.CorsWarning;
import io.github.corsboot.mapping.CorsWarning.Code;
import io.github.corsboot.mapping.CorsWarnings;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.ClassUtils;

/**
 * All that is checked at the start, and again before a reload comes into force.
 */
final class ConfigurationChecks {

	private static final String REFRESH_SCOPE = "refresh";

	/** One of each stack. */
	private static final Set<String> SOURCES = Set.of("org.springframework.web.cors.CorsConfigurationSource",
			"org.springframework.web.cors.reactive.CorsConfigurationSource");

	private final ConfigurableApplicationContext context;

	private final ObjectProvider<ConfigurationCheck> others;

	private final ObjectProvider<ActuatorPaths> actuatorPaths;

	ConfigurationChecks(ConfigurableApplicationContext context, ObjectProvider<ConfigurationCheck> others,
			ObjectProvider<ActuatorPaths> actuatorPaths) {
		this.context = context;
		this.others = others;
		this.actuatorPaths = actuatorPaths;
	}

	void check(Configured configured) {
		warnOfRefreshScope(configured.warnings());
		if (!configured.policies().mapping().isEmpty()) {
			new StartupWarnings(configured, this.context).check(this.actuatorPaths.getIfAvailable());
		}
		for (ConfigurationCheck other : this.others.orderedStream().toList()) {
			other.check(configured);
		}
		configured.problems().throwAll();
	}

	/**
	 * Spring asks a source once, and keeps what it said; a proxy of a scope is none of
	 * the types that Spring looks for.
	 */
	private void warnOfRefreshScope(CorsWarnings warnings) {
		ConfigurableListableBeanFactory beans = this.context.getBeanFactory();
		if (beans.getRegisteredScope(REFRESH_SCOPE) == null) {
			return;
		}
		for (String name : beans.getBeanDefinitionNames()) {
			Class<?> type = REFRESH_SCOPE.equals(beans.getMergedBeanDefinition(name).getScope())
					? beans.getType(name, false) : null;
			if (type != null && ClassUtils.getAllInterfacesForClassAsSet(type)
				.stream()
				.anyMatch((each) -> SOURCES.contains(each.getName()))) {
				String bean = name.replaceFirst("^scopedTarget\\.", "");
				warnings.add(new CorsWarning(Code.REFRESH_SCOPE, new AttributeSource("bean '" + bean + "'", null), "",
						"take it out of the refresh scope, and set what it allows in a policy, which is reloaded when the "
								+ "environment changes: Spring reads such a source once, or not at all"));
			}
		}
	}

}
