package io.github.corsboot.properties;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

import io.github.corsboot.origins.AllowedOriginsProvider;
import io.github.corsboot.origins.JdbcAllowedOriginsProvider;
import org.junit.jupiter.api.Test;

import org.springframework.boot.configurationmetadata.ConfigurationMetadataProperty;
import org.springframework.boot.configurationmetadata.ConfigurationMetadataRepositoryJsonBuilder;
import org.springframework.core.io.ClassPathResource;
import org.springframework.util.StringUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the metadata that editors show, and for the documentation that is made of it.
 */
class ConfigurationMetadataTests {

	private static final Path DOCUMENTATION = Path.of("..", "docs", "configuration-properties.md");

	private static List<ConfigurationMetadataProperty> properties() throws Exception {
		try (InputStream metadata = new ClassPathResource("META-INF/spring-configuration-metadata.json")
			.getInputStream()) {
			return ConfigurationMetadataRepositoryJsonBuilder.create(metadata)
				.build()
				.getAllProperties()
				.values()
				.stream()
				.filter((property) -> property.getId().startsWith("cors."))
				.sorted((one, other) -> one.getId().compareTo(other.getId()))
				.toList();
		}
	}

	@Test
	void everyPropertyIsThere() throws Exception {
		assertThat(properties()).extracting(ConfigurationMetadataProperty::getId)
			.containsExactlyInAnyOrder("cors.enabled", "cors.exclude-paths", "cors.include-actuator", "cors.paths",
					"cors.hosts", "cors.allowed-origins", "cors.allowed-methods", "cors.allowed-headers",
					"cors.exposed-headers", "cors.allow-credentials", "cors.max-age", "cors.allow-navigation",
					"cors.dangerously-allow-insecure-origins", "cors.dangerously-allow-public-suffixes",
					"cors.unknown-properties", "cors.accepted-warnings", "cors.policies",
					"cors.websocket.enforce-origin", "cors.rejections.enabled", "cors.rejections.capacity",
					"cors.origins-from", "cors.origins.refresh-interval", "cors.origins.fail-fast",
					"cors.origins.max-origins", "cors.origins.jdbc.query", "cors.origins.jdbc.version-query",
					"cors.origins.jdbc.listen", "cors.fleet.redis.enabled");
	}

	@Test
	void everyPropertyIsDescribedInFullSentences() throws Exception {
		assertThat(properties()).allSatisfy(
				(property) -> assertThat(property.getDescription()).as(property.getId()).matches("[A-Z].{20,}\\."));
	}

	@Test
	void everyPropertyHasItsDefault() throws Exception {
		assertThat(properties()).filteredOn((property) -> property.getDefaultValue() == null)
			.extracting(ConfigurationMetadataProperty::getId)
			.containsExactlyInAnyOrder("cors.allowed-origins", "cors.hosts", "cors.policies",
					"cors.websocket.enforce-origin", "cors.origins-from", "cors.origins.jdbc.version-query",
					"cors.origins.jdbc.listen");
		assertThat(properties()).filteredOn((property) -> property.getId().equals("cors.origins.jdbc.query"))
			.extracting(ConfigurationMetadataProperty::getDefaultValue)
			.containsExactly(JdbcAllowedOriginsProvider.DEFAULT_QUERY);
	}

	@Test
	void hintsAreWhatPropertiesAccept() throws Exception {
		for (ConfigurationMetadataProperty property : properties()) {
			property.getHints()
				.getValueHints()
				.forEach((hint) -> assertThat(Report.of(Report.runner()
					.withBean(ProviderBeans.JDBC_BEAN, AllowedOriginsProvider.class, () -> (policy) -> List.of())
					.withPropertyValues("cors.allowed-origins=https://a.test",
							property.getId() + "=" + hint.getValue())))
					.as("%s=%s", property.getId(), hint.getValue())
					.isEqualTo(new Report(null, null, List.of())));
		}
		assertThat(properties()).filteredOn((property) -> !property.getHints().getValueHints().isEmpty()).hasSize(11);
	}

	/**
	 * Run with {@code -Ddocumentation.write=true} to write the documentation anew.
	 */
	@Test
	void documentationIsUpToDate() throws Exception {
		String rendered = render(properties());
		if (Boolean.getBoolean("documentation.write")) {
			Files.writeString(DOCUMENTATION, rendered);
		}
		assertThat(Files.readString(DOCUMENTATION)).isEqualTo(rendered);
	}

	private static String render(List<ConfigurationMetadataProperty> properties) {
		List<String> perPolicy = Arrays
			.stream(org.springframework.beans.BeanUtils.getPropertyDescriptors(CorsPolicyProperties.class))
			.filter((property) -> property.getWriteMethod() != null)
			.map((property) -> "cors." + org.springframework.boot.context.properties.bind.DataObjectPropertyName
				.toDashedForm(property.getName()))
			.toList();
		StringBuilder text = new StringBuilder("# Configuration properties\n\n");
		text.append(
				"Editors show the same descriptions. Names are in their canonical form; relaxed binding works as in all\n")
			.append("of Spring Boot: in the environment, `cors.allowed-origins` is `CORS_ALLOWED_ORIGINS`.\n");
		text.append("\n## The application\n\n");
		table(text, properties.stream().filter((property) -> !perPolicy.contains(property.getId())).toList(), "cors.");
		text.append(
				"\n## The default policy\n\nThis policy exists as soon as `cors.allowed-origins` or `cors.origins-from` is set.\n\n");
		List<ConfigurationMetadataProperty> attributes = properties.stream()
			.filter((property) -> perPolicy.contains(property.getId()))
			.toList();
		table(text, attributes, "cors.");
		text.append(
				"\n## Named policies\n\nA named policy inherits what it leaves unset from the properties of the default ")
			.append("policy, except `paths`, `hosts`,\n`origins-from` and `dangerously-*`. Its name has lower-case letters and digits, ")
			.append("with `-` between them.\n\n");
		table(text, attributes, "cors.policies.<name>.");
		return text.toString();
	}

	private static void table(StringBuilder text, List<ConfigurationMetadataProperty> properties, String prefix) {
		boolean named = prefix.length() > "cors.".length();
		text.append("| property | default | meaning |\n|---|---|---|\n");
		for (ConfigurationMetadataProperty property : properties) {
			String name = prefix + property.getId().substring("cors.".length());
			String value = named ? inherited(property) : value(property.getDefaultValue());
			text.append("| `%s` | %s | %s |\n".formatted(name, value, property.getDescription().replace("|", "\\|")));
		}
	}

	private static String inherited(ConfigurationMetadataProperty property) {
		if (property.getId().equals("cors.paths")) {
			return "required, or `/**` with hosts";
		}
		return (property.getId().contains("dangerously") || property.getId().endsWith(".hosts")
				|| property.getId().endsWith(".origins-from")) ? value(property.getDefaultValue()) : "inherited";
	}

	private static String value(Object value) {
		if (value == null) {
			return "unset";
		}
		String text = (value instanceof Object[] values) ? StringUtils.arrayToDelimitedString(values, ", ")
				: (value instanceof Collection<?> values)
						? values.stream().map(Object::toString).collect(Collectors.joining(", ")) : value.toString();
		return text.isEmpty() ? "none" : "`" + text + "`";
	}

}
