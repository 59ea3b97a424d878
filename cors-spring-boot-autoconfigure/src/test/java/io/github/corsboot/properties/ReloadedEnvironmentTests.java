package io.github.corsboot.properties;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.config.ConfigData;
import org.springframework.boot.context.config.ConfigDataLoader;
import org.springframework.boot.context.config.ConfigDataLoaderContext;
import org.springframework.boot.context.config.ConfigDataLocation;
import org.springframework.boot.context.config.ConfigDataLocationResolver;
import org.springframework.boot.context.config.ConfigDataLocationResolverContext;
import org.springframework.boot.context.config.ConfigDataResource;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.PropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for {@link ReloadedEnvironment}, with environments as Spring Boot makes them.
 */
class ReloadedEnvironmentTests {

	@TempDir
	private Path directory;

	private ConfigurableApplicationContext start(String... arguments) {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.properties("spring.config.name=reloaded", "of.defaults=default", "shared=default")
			.run(concat("--spring.config.location=file:" + this.directory + "/", arguments));
	}

	private static String[] concat(String first, String... others) {
		String[] all = new String[others.length + 1];
		all[0] = first;
		System.arraycopy(others, 0, all, 1, others.length);
		return all;
	}

	private void write(String file, String content) throws IOException {
		Path path = this.directory.resolve(file);
		Files.createDirectories(path.getParent());
		Files.writeString(path, content);
	}

	private static ConfigurableEnvironment reload(ConfigurableApplicationContext context) {
		return ReloadedEnvironment.of(context.getEnvironment(), context);
	}

	@Test
	void filesAreReadAgainAndAllElseStays() throws IOException {
		write("reloaded.properties", "value=old\nshared=file\nargument=file");
		try (ConfigurableApplicationContext context = start("--argument=line")) {
			context.getEnvironment()
				.getPropertySources()
				.addFirst(new MapPropertySource("manager", Map.of("of.manager", "set")));
			write("reloaded.properties", "value=new\nshared=file\nargument=file\nadded=1");
			ConfigurableEnvironment reloaded = reload(context);
			assertThat(reloaded.getProperty("value")).isEqualTo("new");
			assertThat(reloaded.getProperty("added")).isEqualTo("1");
			assertThat(reloaded.getProperty("argument")).isEqualTo("line");
			assertThat(reloaded.getProperty("shared")).isEqualTo("file");
			assertThat(reloaded.getProperty("of.manager")).isEqualTo("set");
			assertThat(reloaded.getProperty("of.defaults")).isEqualTo("default");
			assertThat(reloaded.getProperty("java.version")).isEqualTo(System.getProperty("java.version"));
			assertThat(context.getEnvironment().getProperty("value")).isEqualTo("old");
			assertThat(context.getEnvironment().getProperty("added")).isNull();
		}
	}

	@Test
	void sourcesKeepTheirOrder() throws IOException {
		write("reloaded.properties", "of.annotation=file");
		try (ConfigurableApplicationContext context = start()) {
			assertThat(context.getEnvironment().getProperty("of.annotation")).isEqualTo("file");
			assertThat(names(reload(context))).isEqualTo(names(context.getEnvironment()));
			write("reloaded.properties", "");
			assertThat(reload(context).getProperty("of.annotation")).isEqualTo("annotation");
		}
	}

	private static List<String> names(ConfigurableEnvironment environment) {
		return environment.getPropertySources()
			.stream()
			.map(org.springframework.core.env.PropertySource::getName)
			.toList();
	}

	@Test
	void fileThatIsGoneCountsNoMore() throws IOException {
		write("reloaded.properties", "value=old\nspring.config.import=file:" + this.directory + "/more.properties");
		write("more.properties", "imported=old");
		try (ConfigurableApplicationContext context = start()) {
			assertThat(context.getEnvironment().getProperty("imported")).isEqualTo("old");
			write("reloaded.properties", "value=new");
			assertThat(reload(context).getProperty("imported")).isNull();
			Files.delete(this.directory.resolve("reloaded.properties"));
			assertThat(reload(context).getProperty("value")).isNull();
		}
	}

	@Test
	void configTreeIsReadAgain() throws IOException {
		write("tree/cors/allowed-origins", "https://old.test");
		write("reloaded.properties", "spring.config.import=configtree:" + this.directory + "/tree/");
		try (ConfigurableApplicationContext context = start()) {
			write("tree/cors/allowed-origins", "https://new.test");
			assertThat(reload(context).getProperty("cors.allowed-origins")).isEqualTo("https://new.test");
			Files.delete(this.directory.resolve("tree/cors/allowed-origins"));
			assertThat(reload(context).getProperty("cors.allowed-origins")).isNull();
		}
	}

	@Test
	void filesOfActiveProfilesAreReadAgain() throws IOException {
		write("reloaded.properties", "spring.profiles.active=one\nspring.profiles.group.one=two\nvalue=none");
		write("reloaded-two.properties", "value=old");
		try (ConfigurableApplicationContext context = start()) {
			assertThat(context.getEnvironment().getProperty("value")).isEqualTo("old");
			write("reloaded-two.properties", "value=new");
			ConfigurableEnvironment reloaded = reload(context);
			assertThat(reloaded.getProperty("value")).isEqualTo("new");
			assertThat(reloaded.getActiveProfiles()).containsExactlyInAnyOrder("one", "two");
		}
	}

	/**
	 * Imports of others have names of their own, and come before the file that names
	 * them.
	 */
	@Test
	void importOfAnotherKindIsReadAgainWhereItBelongs() throws IOException {
		write("reloaded.properties", "spring.config.import=memory:one\nvalue=file");
		write("reloaded-prod.properties", "value=profile");
		MemoryLoader.value = "old";
		try (ConfigurableApplicationContext context = start("--spring.profiles.active=prod")) {
			assertThat(context.getEnvironment().getProperty("value")).isEqualTo("profile");
			assertThat(context.getEnvironment().getProperty("imported")).isEqualTo("old");
			assertThat(reload(context).getProperty("value")).isEqualTo("profile");
			assertThat(names(reload(context))).isEqualTo(names(context.getEnvironment()));
			MemoryLoader.value = "new";
			assertThat(reload(context).getProperty("imported")).isEqualTo("new");
		}
	}

	@Test
	void profilesStayThoseOfTheStart() throws IOException {
		write("reloaded.properties", "spring.profiles.active=one");
		write("reloaded-one.properties", "value=one");
		write("reloaded-two.properties", "value=two\nadded=two");
		try (ConfigurableApplicationContext context = start()) {
			write("reloaded.properties", "spring.profiles.active=two");
			ConfigurableEnvironment reloaded = reload(context);
			assertThat(reloaded.getProperty("value")).isEqualTo("one");
			assertThat(reloaded.getProperty("added")).isNull();
			assertThat(reloaded.getActiveProfiles()).containsExactly("one");
		}
		write("reloaded.properties", "");
		try (ConfigurableApplicationContext context = start()) {
			write("reloaded.properties", "spring.profiles.active=two");
			assertThat(reload(context).getProperty("value")).isNull();
		}
	}

	@Test
	void fileThatIsThereLaterComesBeforeAnnotations() throws IOException {
		try (ConfigurableApplicationContext context = start()) {
			assertThat(context.getEnvironment().getProperty("of.annotation")).isEqualTo("annotation");
			write("reloaded.properties", "of.annotation=file");
			assertThat(reload(context).getProperty("of.annotation")).isEqualTo("file");
		}
	}

	@Test
	void fileThatCannotBeReadIsAFailure() throws IOException {
		write("reloaded.yml", "value: old");
		try (ConfigurableApplicationContext context = start()) {
			write("reloaded.yml", "value: [");
			assertThatException().isThrownBy(() -> reload(context));
			write("reloaded.yml", "spring.config.import: file:" + this.directory + "/missing.yml");
			assertThatException().isThrownBy(() -> reload(context)).withMessageContaining("missing.yml");
		}
	}

	@Test
	void applicationWithoutFilesHasThemLater() throws IOException {
		try (ConfigurableApplicationContext context = start("--argument=line")) {
			write("reloaded.properties", "value=new\nargument=file");
			ConfigurableEnvironment reloaded = reload(context);
			assertThat(reloaded.getProperty("value")).isEqualTo("new");
			assertThat(reloaded.getProperty("argument")).isEqualTo("line");
		}
	}

	/**
	 * Reads {@code memory:} locations, as libraries for servers of configuration do.
	 */
	static final class MemoryLoader implements ConfigDataLoader<MemoryResource> {

		private static volatile String value = "";

		@Override
		public ConfigData load(ConfigDataLoaderContext context, MemoryResource resource) {
			return new ConfigData(List.of(new MapPropertySource("memory", Map.of("imported", value, "value", value))));
		}

	}

	static final class MemoryResolver implements ConfigDataLocationResolver<MemoryResource> {

		@Override
		public boolean isResolvable(ConfigDataLocationResolverContext context, ConfigDataLocation location) {
			return location.hasPrefix("memory:");
		}

		@Override
		public List<MemoryResource> resolve(ConfigDataLocationResolverContext context, ConfigDataLocation location) {
			return List.of(new MemoryResource());
		}

	}

	static final class MemoryResource extends ConfigDataResource {

	}

	@Configuration(proxyBeanMethods = false)
	@PropertySource("classpath:reloaded-annotation.properties")
	static class Application {

	}

}
