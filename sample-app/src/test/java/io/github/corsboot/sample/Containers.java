package io.github.corsboot.sample;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

import com.jayway.jsonpath.JsonPath;
import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.ImageFromDockerfile;
import org.testcontainers.utility.MountableFile;

import org.springframework.boot.WebApplicationType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The packaged sample, nginx and a browser, each in a container, on one network where
 * they are known by the names of hosts.
 */
final class Containers implements AutoCloseable {

	private static final ImageFromDockerfile BROWSER = image("browser");

	private static final ImageFromDockerfile SAMPLE = image("sample");

	private static final ImageFromDockerfile NGINX = image("nginx");

	private static final long SHARED_MEMORY = 512L * 1024 * 1024;

	private final Network network;

	private final GenericContainer<?> browser;

	private @Nullable GenericContainer<?> sample;

	private @Nullable GenericContainer<?> nginx;

	/** How much the sample had refused when it was last asked for. */
	private int refusedBefore;

	/**
	 * Start the browser. Skips the test if no Docker engine answers, unless the
	 * environment says {@code CI=true}: then there has to be one.
	 */
	Containers() {
		if (!DockerClientFactory.instance().isDockerAvailable()) {
			HeadlessChromium.missing("No Docker engine answers");
		}
		this.network = Network.newNetwork();
		this.browser = new GenericContainer<>(BROWSER).withNetwork(this.network).withSharedMemorySize(SHARED_MEMORY);
		this.browser.start();
	}

	/**
	 * An image is kept, so that it is built once.
	 */
	private static ImageFromDockerfile image(String name) {
		return new ImageFromDockerfile("cors-spring-boot-" + name, false).withFileFromPath(".",
				Path.of("src", "test", "resources", "containers", name));
	}

	/**
	 * Start the sample and an nginx in front of it, unless that is what runs already.
	 * @param type the stack
	 * @param names what nginx is called on the network
	 * @param arguments the arguments of the sample
	 */
	@SuppressWarnings("resource")
	void start(WebApplicationType type, List<String> names, List<String> arguments) throws Exception {
		List<String> command = new ArrayList<>(arguments);
		command.add("--server.address=0.0.0.0");
		command.add("--spring.main.web-application-type=" + type.name().toLowerCase(Locale.ROOT));
		if (this.sample == null || !List.of(this.sample.getCommandParts()).equals(command)) {
			stopSample();
			this.sample = new GenericContainer<>(SAMPLE).withNetwork(this.network)
				.withNetworkAliases("sample")
				.withCopyFileToContainer(MountableFile.forHostPath(System.getProperty("sample.jar")), "/sample.jar")
				.withCommand(command.toArray(String[]::new))
				.waitingFor(Wait.forLogMessage(".* Open http.*", 1));
			this.sample.start();
			this.nginx = new GenericContainer<>(NGINX).withNetwork(this.network)
				.withNetworkAliases(names.toArray(String[]::new))
				.waitingFor(Wait.forLogMessage(".*start worker processes.*", 1));
			this.nginx.start();
		}
		this.refusedBefore = refused();
	}

	/**
	 * Stop the sample, so that the next has nothing in its memory.
	 */
	void stopSample() {
		stop(this.nginx);
		stop(this.sample);
		this.nginx = null;
		this.sample = null;
	}

	/**
	 * Run something while the sample hangs.
	 */
	<T> T whileSampleHangs(ThrowingSupplier<T> action) throws Exception {
		String id = sample().getContainerId();
		sample().getDockerClient().pauseContainerCmd(id).exec();
		try {
			return action.get();
		}
		finally {
			sample().getDockerClient().unpauseContainerCmd(id).exec();
		}
	}

	private GenericContainer<?> sample() {
		GenericContainer<?> started = this.sample;
		assertThat(started).as("the sample is started").isNotNull();
		return started;
	}

	/**
	 * Open a page in a browser that has not been used before.
	 */
	Visit open(String url) throws Exception {
		return open(url, UUID.randomUUID().toString());
	}

	/**
	 * Open a page.
	 * @param url the page
	 * @param profile the name of a profile of the browser: one that has been used still
	 * has its cookies
	 */
	Visit open(String url, String profile) throws Exception {
		List<String> command = new ArrayList<>(List.of("timeout", String.valueOf(HeadlessChromium.TIMEOUT_SECONDS)));
		command.addAll(HeadlessChromium.command("chromium", "/tmp/" + profile, url));
		ExecResult result = this.browser.execInContainer(command.toArray(String[]::new));
		assertThat(result.getExitCode()).as(result::getStderr).isZero();
		return Visit.of(result.getStdout(), result.getStderr());
	}

	/**
	 * Send a request without a browser.
	 * @return the body
	 */
	String curl(String... arguments) throws Exception {
		List<String> command = new ArrayList<>(List.of("curl", "--silent", "--show-error", "--insecure"));
		command.addAll(Arrays.asList(arguments));
		ExecResult result = this.browser.execInContainer(command.toArray(String[]::new));
		assertThat(result.getExitCode()).as(result::getStderr).isZero();
		return result.getStdout();
	}

	/**
	 * Send a request without a browser.
	 * @return the status
	 */
	int status(String... arguments) throws Exception {
		List<String> all = new ArrayList<>(List.of("--output", "/dev/null", "--write-out", "%{http_code}"));
		all.addAll(Arrays.asList(arguments));
		return Integer.parseInt(curl(all.toArray(String[]::new)));
	}

	/**
	 * Return what the sample has refused since it was last asked for, newest first.
	 */
	List<Map<String, Object>> rejections() throws Exception {
		List<Map<String, Object>> recent = JsonPath.read(endpoint(), "$.rejections.recent");
		return recent.subList(0, refused() - this.refusedBefore);
	}

	private int refused() throws Exception {
		Map<String, Integer> counts = JsonPath.read(endpoint(), "$.rejections.counts");
		return counts.values().stream().mapToInt(Integer::intValue).sum();
	}

	private String endpoint() throws Exception {
		return curl("http://sample:8000/actuator/cors");
	}

	private static void stop(@Nullable GenericContainer<?> container) {
		if (container != null) {
			container.stop();
		}
	}

	@Override
	public void close() {
		stopSample();
		stop(this.browser);
		this.network.close();
	}

	/**
	 * What returns something, or throws.
	 */
	interface ThrowingSupplier<T> {

		T get() throws Exception;

	}

}
