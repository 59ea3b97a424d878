package io.github.corsboot.origins;

import java.nio.file.Path;
import java.time.Duration;

import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.ImageFromDockerfile;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A real PostgreSQL, one for all tests of this JVM, which can be killed and paused.
 */
final class Postgres {

	private static final PostgreSQLContainer CONTAINER = start();

	private Postgres() {
	}

	/**
	 * Return whether a Docker engine answers. If the environment says {@code CI=true},
	 * there has to be one.
	 */
	static boolean isAvailable() {
		return "true".equals(System.getenv("CI")) || DockerClientFactory.instance().isDockerAvailable();
	}

	/**
	 * Return the container, which is running.
	 */
	static PostgreSQLContainer container() {
		return CONTAINER;
	}

	@SuppressWarnings("resource")
	private static PostgreSQLContainer start() {
		String image = new ImageFromDockerfile("cors-spring-boot-postgresql", false)
			.withFileFromPath(".", Path.of("src", "test", "resources", "containers", "postgresql"))
			.get();
		PostgreSQLContainer container = new PostgreSQLContainer(
				DockerImageName.parse(image).asCompatibleSubstituteFor("postgres"));
		container.waitingFor(
				Wait.forLogMessage(".*ready to accept connections.*\\s", 1).withStartupTimeout(Duration.ofMinutes(1)));
		container.start();
		return container;
	}

	/**
	 * Kill the server as an operator would, and wait until it has been started again.
	 */
	static void kill() throws Exception {
		assertThat(container().execInContainer("sh", "-c", "kill -9 $(head -1 $PGDATA/postmaster.pid)").getExitCode())
			.isZero();
	}

	/**
	 * Run something while nothing answers any more, although all connections are open.
	 */
	static void whilePaused(Action action) throws Exception {
		String id = container().getContainerId();
		container().getDockerClient().pauseContainerCmd(id).exec();
		try {
			action.run();
		}
		finally {
			container().getDockerClient().unpauseContainerCmd(id).exec();
		}
	}

	/**
	 * What may throw.
	 */
	interface Action {

		void run() throws Exception;

	}

}
