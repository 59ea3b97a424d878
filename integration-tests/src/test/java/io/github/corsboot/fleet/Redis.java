package io.github.corsboot.fleet;

import java.nio.file.Path;
import java.time.Duration;

import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.ImageFromDockerfile;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A real Redis, one for all tests of this JVM, which can be killed and paused.
 */
final class Redis {

	private static final int PORT = 6379;

	private static final GenericContainer<?> CONTAINER = start();

	private Redis() {
	}

	/**
	 * Return whether a Docker engine answers. If the environment says {@code CI=true},
	 * there has to be one.
	 */
	static boolean isAvailable() {
		return "true".equals(System.getenv("CI")) || DockerClientFactory.instance().isDockerAvailable();
	}

	/**
	 * Return where it is, as {@code spring.data.redis.url} has it.
	 */
	static String url() {
		return "redis://" + CONTAINER.getHost() + ":" + CONTAINER.getMappedPort(PORT);
	}

	@SuppressWarnings("resource")
	private static GenericContainer<?> start() {
		GenericContainer<?> container = new GenericContainer<>(new ImageFromDockerfile("cors-spring-boot-redis", false)
			.withFileFromPath(".", Path.of("src", "test", "resources", "containers", "redis")));
		container.withExposedPorts(PORT)
			.waitingFor(Wait.forLogMessage(".*Ready to accept connections.*\\s", 1)
				.withStartupTimeout(Duration.ofMinutes(1)));
		container.start();
		return container;
	}

	/**
	 * Run a command of Redis.
	 */
	static String run(String... command) throws Exception {
		String[] all = new String[command.length + 1];
		all[0] = "redis-cli";
		System.arraycopy(command, 0, all, 1, command.length);
		return CONTAINER.execInContainer(all).getStdout().strip();
	}

	/**
	 * Kill the server. It is started again about a second later.
	 */
	static void kill() throws Exception {
		assertThat(CONTAINER.execInContainer("sh", "-c", "kill -9 $(pidof redis-server)").getExitCode()).isZero();
	}

	/**
	 * Run something while nothing answers any more, although all connections are open.
	 */
	static void whilePaused(Action action) throws Exception {
		String id = CONTAINER.getContainerId();
		CONTAINER.getDockerClient().pauseContainerCmd(id).exec();
		try {
			action.run();
		}
		finally {
			CONTAINER.getDockerClient().unpauseContainerCmd(id).exec();
		}
	}

	/**
	 * What may throw.
	 */
	interface Action {

		void run() throws Exception;

	}

}
