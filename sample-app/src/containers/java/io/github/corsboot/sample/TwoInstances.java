package io.github.corsboot.sample;

import java.nio.file.Path;
import java.util.stream.Stream;

import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.ImageFromDockerfile;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/**
 * Starts two instances of the sample that share a PostgreSQL, where origins are, and a
 * Redis, by which they tell each other of changes and of what they refuse.
 */
final class TwoInstances {

	private static final Path CONTAINERS = Path.of("..", "integration-tests", "src", "test", "resources", "containers");

	private TwoInstances() {
	}

	public static void main(String[] args) {
		start("one", args);
		start("two", Stream.concat(Stream.of(args),
				Stream.of("--server.port=8100", "--sample.allowed-port=3100", "--sample.stranger-port=3101"))
			.toArray(String[]::new));
	}

	/**
	 * Start one of them.
	 * @param name the name by which the others know it
	 * @param args further arguments
	 */
	static ConfigurableApplicationContext start(String name, String... args) {
		return SpringApplication.from(SampleApplication::main)
			.with(Containers.class)
			.withAdditionalProfiles("containers")
			.run(Stream.concat(Stream.of("--HOSTNAME=" + name), Stream.of(args)).toArray(String[]::new))
			.getApplicationContext();
	}

	private static ImageFromDockerfile image(String name) {
		return new ImageFromDockerfile("cors-spring-boot-" + name, false).withFileFromPath(".",
				CONTAINERS.resolve(name));
	}

	/**
	 * What both share.
	 */
	@TestConfiguration(proxyBeanMethods = false)
	static class Containers {

		private static final PostgreSQLContainer POSTGRESQL = new PostgreSQLContainer(
				DockerImageName.parse(image("postgresql").get()).asCompatibleSubstituteFor("postgres"));

		private static final GenericContainer<?> REDIS = new GenericContainer<>(image("redis"));

		@Bean
		@ServiceConnection
		PostgreSQLContainer postgresql() {
			POSTGRESQL.waitingFor(Wait.forLogMessage(".*ready to accept connections.*\\s", 1));
			return POSTGRESQL;
		}

		@Bean
		@ServiceConnection(name = "redis")
		GenericContainer<?> redis() {
			return REDIS.withExposedPorts(6379);
		}

	}

}
