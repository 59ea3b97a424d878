package io.github.corsboot.cloud;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.mapping.CorsWarning;
import io.github.corsboot.mapping.CorsWarnings;
import io.github.corsboot.reload.CorsReloader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.cloud.context.config.annotation.RefreshScope;
import org.springframework.cloud.context.environment.EnvironmentManager;
import org.springframework.cloud.context.refresh.ContextRefresher;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.web.cors.CorsConfigurationSource;
import org.springframework.web.cors.UrlBasedCorsConfigurationSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * What Spring Cloud's {@code /actuator/refresh} and {@code /actuator/env} do to policies.
 */
@ParameterizedClass
@EnumSource(value = WebApplicationType.class, names = { "SERVLET", "REACTIVE" })
class CloudRefreshTests {

	@Parameter
	private WebApplicationType type;

	@TempDir
	private Path directory;

	private ConfigurableApplicationContext context;

	@BeforeEach
	void start() throws IOException {
		write("https://old.test");
		this.context = new SpringApplicationBuilder(Application.class).web(this.type)
			.run("--server.port=0", "--spring.config.additional-location=file:" + this.directory + "/",
					// A gateway of one stack refuses to run on the other.
					"--spring.cloud.gateway.server.webflux.enabled=" + (this.type == WebApplicationType.REACTIVE));
	}

	@AfterEach
	void stop() {
		this.context.close();
	}

	private void write(String origin) throws IOException {
		Files.writeString(this.directory.resolve("application.yml"),
				"front-end: " + origin + "\ncors:\n  allowed-origins: ${front-end}\n");
	}

	private boolean allows(String origin) {
		return policies().mapping().policies().get(0).policy().allowsOrigin(origin);
	}

	private CorsPolicies policies() {
		return this.context.getBean(CorsPolicies.class);
	}

	@Test
	void refreshReloadsThePolicies() throws IOException {
		write("https://new.test");
		// What the policies are made of has changed only behind a placeholder.
		assertThat(this.context.getBean(ContextRefresher.class).refresh()).containsExactly("front-end");
		assertThat(allows("https://new.test")).isTrue();
		assertThat(allows("https://old.test")).isFalse();
		assertThat(policies().mapping().version()).isEqualTo(2);
	}

	@Test
	void refreshWithWrongPoliciesThrowsNothingAndChangesNothing() throws IOException {
		Files.writeString(this.directory.resolve("application.yml"),
				"cors:\n  allowed-origins: https://new.test/\n  max-age: soon\n  policies: wrong\n");
		assertThatNoException().isThrownBy(() -> this.context.getBean(ContextRefresher.class).refresh());
		assertThat(allows("https://old.test")).isTrue();
		assertThat(policies().mapping().version()).isOne();
		assertThat(this.context.getBean(CorsReloader.class).last().failure()).contains("https://new.test/", "max-age",
				"application.yml");
		write("https://new.test");
		this.context.getBean(ContextRefresher.class).refresh();
		assertThat(allows("https://new.test")).isTrue();
	}

	@Test
	void refreshOfOtherPropertiesChangesNoVersion() throws IOException {
		Files.writeString(this.directory.resolve("application.yml"),
				"front-end: https://old.test\ncors:\n  allowed-origins: ${front-end}\nother: 1\n");
		assertThat(this.context.getBean(ContextRefresher.class).refresh()).containsExactly("other");
		assertThat(policies().mapping().version()).isOne();
	}

	@Test
	void propertyThatIsSetAtRunTimeComesBeforeFiles() throws IOException {
		EnvironmentManager manager = this.context.getBean(EnvironmentManager.class);
		manager.setProperty("front-end", "https://set.test");
		assertThat(allows("https://set.test")).isTrue();
		write("https://new.test");
		policies().reload();
		assertThat(allows("https://set.test")).isTrue();
		manager.reset();
		policies().reload();
		assertThat(allows("https://new.test")).isTrue();
	}

	@Test
	void sourceInRefreshScopeIsWarnedOf() {
		List<CorsWarning> warnings = this.context.getBean(CorsWarnings.class)
			.all()
			.stream()
			.filter((warning) -> warning.code() == CorsWarning.Code.REFRESH_SCOPE)
			.toList();
		assertThat(warnings).hasSize(2);
		assertThat(warnings.get(0).source().property()).isEqualTo("bean 'servletSource'");
		assertThat(warnings.get(1).source().property()).isEqualTo("bean 'reactiveSource'");
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration(
			excludeName = { "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration" })
	static class Application {

		@Bean
		@RefreshScope
		CorsConfigurationSource servletSource() {
			return new UrlBasedCorsConfigurationSource();
		}

		@Bean
		@RefreshScope
		org.springframework.web.cors.reactive.CorsConfigurationSource reactiveSource() {
			return (exchange) -> null;
		}

	}

}
