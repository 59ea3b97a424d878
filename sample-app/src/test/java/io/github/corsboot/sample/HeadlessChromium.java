package io.github.corsboot.sample;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;

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

	private static final int TIMEOUT_SECONDS = 60;

	private HeadlessChromium() {
	}

	/**
	 * Open a page. Skips the test if there is no browser, unless the environment says
	 * {@code CI=true}: then there has to be one.
	 */
	static Visit open(String url, Path folder) throws IOException, InterruptedException {
		Path document = folder.resolve("document.html");
		Path log = folder.resolve("log.txt");
		Process process = new ProcessBuilder(command(url, folder.resolve("profile"))).redirectOutput(document.toFile())
			.redirectError(log.toFile())
			.start();
		try {
			assertThat(process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)).as("Chromium ends").isTrue();
		}
		finally {
			process.descendants().forEach(ProcessHandle::destroyForcibly);
			process.destroyForcibly();
		}
		return new Visit(Jsoup.parse(Files.readString(document)), console(log));
	}

	private static List<String> command(String url, Path profile) {
		List<String> command = new ArrayList<>(
				List.of(binary(), "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
						"--disable-background-networking", "--disable-component-update", "--disable-sync"));
		command.addAll(List.of("--user-data-dir=" + profile, "--enable-logging=stderr", "--virtual-time-budget=30000",
				"--dump-dom", url));
		return command;
	}

	private static String binary() {
		return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
			.flatMap((folder) -> NAMES.stream().map((name) -> Path.of(folder, name)))
			.filter(Files::isExecutable)
			.map(Path::toString)
			.findFirst()
			.orElseGet(HeadlessChromium::missing);
	}

	private static String missing() {
		String message = "No Chromium on the PATH: none of " + NAMES;
		return "true".equals(System.getenv("CI")) ? fail(message) : abort(message);
	}

	private static List<String> console(Path log) throws IOException {
		try (Stream<String> lines = Files.lines(log, StandardCharsets.UTF_8)) {
			return lines.filter((line) -> line.contains("CONSOLE")).toList();
		}
	}

	/**
	 * What a visit to a page left behind.
	 *
	 * @param document the document, after all scripts
	 * @param console the lines on the console
	 */
	record Visit(Document document, List<String> console) {

		/**
		 * Return a text of a call's card.
		 * @param call the ID of the call
		 * @param side {@code script}, {@code wire} or {@code server}
		 */
		String outcome(String call, String side) {
			return this.document.select("#" + call + " ." + side + " .outcome").text();
		}

		String result(String call) {
			return this.document.select("#" + call).attr("data-result");
		}

	}

}
