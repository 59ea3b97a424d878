package io.github.corsboot;

import java.util.Map;

import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/**
 * Leaves out what the applications of few tests have and all find on the class path. A
 * test that wants some of it says so: {@code test.with=graphql,jersey}.
 */
public class OptionalAutoConfigurations implements AutoConfigurationImportFilter, EnvironmentAware {

	private static final Map<String, String> PREFIXES = Map.of("org.springframework.boot.jetty.", "jetty",
			"org.springframework.boot.tomcat.autoconfigure.actuate.web.server.TomcatReactive", "tomcat-reactive",
			"org.springframework.boot.security.oauth2.", "oauth2", "org.springframework.boot.graphql.", "graphql",
			"org.springframework.boot.data.", "data", "org.springframework.boot.jersey.", "jersey",
			"org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.", "prometheus");

	private Environment environment;

	@Override
	public void setEnvironment(Environment environment) {
		this.environment = environment;
	}

	@Override
	public boolean[] match(String[] classes, AutoConfigurationMetadata metadata) {
		String wanted = "," + this.environment.getProperty("test.with", "") + ",";
		boolean[] matches = new boolean[classes.length];
		for (int i = 0; i < classes.length; i++) {
			String name = (classes[i] != null) ? classes[i] : "";
			matches[i] = PREFIXES.entrySet()
				.stream()
				.allMatch((optional) -> !name.startsWith(optional.getKey())
						|| wanted.contains("," + optional.getValue() + ","));
		}
		return matches;
	}

}
