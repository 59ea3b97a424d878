package io.github.corsboot.sample;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

/**
 * A Chromium from the system, without a driver: it opens a page, waits until nothing is
 * pending, and prints the document and the console.
 */
final class HeadlessChromium {

	private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome",
			"google-chrome-stable");

	static final int TIMEOUT_SECONDS = 60;

	private HeadlessChromium() {
	}

	/**
	 * Open a page. Skips the test if there is no browser, unless the environment says
	 * {@code CI=true}: then there has to be one.
	 */
	static Visit open(String url, Path folder) throws IOException, InterruptedException {
		Path document = folder.resolve("document.html");
		Path log = folder.resolve("log.txt");
		Process process = new ProcessBuilder(command(binary(), folder.resolve("profile").toString(), url))
			.redirectOutput(document.toFile())
			.redirectError(log.toFile())
			.start();
		try {
			assertThat(process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)).as("Chromium ends").isTrue();
		}
		finally {
			process.descendants().forEach(ProcessHandle::destroyForcibly);
			process.destroyForcibly();
		}
		return Visit.of(Files.readString(document), Files.readString(log));
	}

	static List<String> command(String binary, String profile, String url) {
		List<String> command = new ArrayList<>(
				List.of(binary, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
						"--disable-background-networking", "--disable-component-update", "--disable-sync"));
		command.addAll(List.of("--ignore-certificate-errors", "--user-data-dir=" + profile, "--enable-logging=stderr",
				"--virtual-time-budget=30000", "--dump-dom", url));
		return command;
	}

	static String binary() {
		return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
			.flatMap((folder) -> NAMES.stream().map((name) -> Path.of(folder, name)))
			.filter(Files::isExecutable)
			.map(Path::toString)
			.findFirst()
			.orElseGet(() -> missing("No Chromium on the PATH: none of " + NAMES));
	}

	/**
	 * Skip the test, or fail where {@code CI=true} says that nothing may be missing.
	 */
	static String missing(String message) {
		return "true".equals(System.getenv("CI")) ? fail(message) : abort(message);
	}

}
