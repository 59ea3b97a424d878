package io.github.corsboot.properties;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import io.github.corsboot.autoconfigure.CorsActuatorAutoConfiguration;
import io.github.corsboot.autoconfigure.CorsAutoConfiguration;
import io.github.corsboot.autoconfigure.ServletCorsAutoConfiguration;
import io.github.corsboot.mapping.CorsWarning;
import io.github.corsboot.mapping.CorsWarnings;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.env.PropertiesPropertySourceLoader;
import org.springframework.boot.env.PropertySourceLoader;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ByteArrayResource;

/**
 * What an application says of its configuration when it starts.
 *
 * @param failure the description of the failure, or {@code null} if the application
 * started
 * @param action what to do about it, or {@code null} if the application started
 * @param warnings the warnings
 */
public record Report(String failure, String action, List<String> warnings) {

	public static WebApplicationContextRunner runner() {
		return new WebApplicationContextRunner().withConfiguration(AutoConfigurations.of(CorsAutoConfiguration.class,
				ServletCorsAutoConfiguration.class, CorsActuatorAutoConfiguration.class));
	}

	/**
	 * Start with a configuration file of this content, named {@code application.yml}.
	 */
	public static Report ofYaml(String yaml, String... properties) {
		return of(runner()
			.withInitializer((context) -> addFile(context, new YamlPropertySourceLoader(), "application.yml", yaml))
			.withPropertyValues(properties));
	}

	/**
	 * Start with a configuration file of this content, named
	 * {@code application.properties}.
	 */
	public static Report ofProperties(String properties) {
		return of(runner().withInitializer((context) -> addFile(context, new PropertiesPropertySourceLoader(),
				"application.properties", properties)));
	}

	/**
	 * Start with environment variables.
	 */
	public static Report ofEnvironment(Map<String, Object> variables) {
		return of(runner().withInitializer((context) -> context.getEnvironment()
			.getPropertySources()
			.replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, new SystemEnvironmentPropertySource(
					StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables))));
	}

	public static Report of(WebApplicationContextRunner runner) {
		Report[] report = new Report[1];
		runner.run((context) -> {
			Throwable failure = context.getStartupFailure();
			FailureAnalysis analysis = (failure != null) ? analyze(failure) : null;
			report[0] = (analysis != null) ? new Report(analysis.getDescription(), analysis.getAction(), List.of())
					: new Report(null, null,
							context.getBean(CorsWarnings.class).all().stream().map(CorsWarning::toString).toList());
		});
		return report[0];
	}

	private static FailureAnalysis analyze(Throwable failure) {
		FailureAnalysis analysis = new InvalidCorsConfigurationFailureAnalyzer().analyze(failure);
		if (analysis == null) {
			analysis = new InvalidCorsPolicyFailureAnalyzer().analyze(failure);
		}
		if (analysis == null) {
			throw new IllegalStateException("Not reported", failure);
		}
		return analysis;
	}

	private static void addFile(ConfigurableApplicationContext context, PropertySourceLoader loader, String name,
			String content) {
		ByteArrayResource resource = new ByteArrayResource(content.getBytes(StandardCharsets.UTF_8)) {

			@Override
			public String getFilename() {
				return name;
			}

			@Override
			public String getDescription() {
				return name;
			}

		};
		try {
			loader.load(name, resource).forEach(context.getEnvironment().getPropertySources()::addLast);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
