package io.github.corsboot.autoconfigure;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.io.ClassPathResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the metadata that editors show.
 */
class ConfigurationMetadataTests {

	private static List<JsonNode> properties() throws Exception {
		try (InputStream metadata = new ClassPathResource("META-INF/spring-configuration-metadata.json")
			.getInputStream()) {
			List<JsonNode> properties = new ArrayList<>();
			JsonMapper.shared().readTree(metadata).get("properties").forEach(properties::add);
			return properties.stream()
				.filter((property) -> property.get("name").asString().startsWith("cors."))
				.toList();
		}
	}

	private static String text(JsonNode property, String field) {
		return property.has(field) ? property.get(field).asString() : "";
	}

	@Test
	void everyPropertyIsThere() throws Exception {
		assertThat(properties()).extracting((property) -> text(property, "name"))
			.containsExactlyInAnyOrder("cors.enabled", "cors.exclude-paths", "cors.include-actuator", "cors.paths",
					"cors.allowed-origins", "cors.allowed-methods", "cors.allowed-headers", "cors.exposed-headers",
					"cors.allow-credentials", "cors.max-age", "cors.allow-navigation", "cors.allow-private-network",
					"cors.dangerously-allow-insecure-origins", "cors.dangerously-allow-public-suffixes",
					"cors.unknown-properties", "cors.policies");
	}

	@Test
	void everyPropertyIsDescribedInFullSentences() throws Exception {
		assertThat(properties())
			.allSatisfy((property) -> assertThat(text(property, "description")).as(text(property, "name"))
				.matches("[A-Z].{20,}\\."));
	}

	@Test
	void everyPropertyHasItsDefault() throws Exception {
		assertThat(properties()).filteredOn((property) -> !property.has("defaultValue"))
			.extracting((property) -> text(property, "name"))
			.containsExactlyInAnyOrder("cors.allowed-origins", "cors.policies");
	}

}
