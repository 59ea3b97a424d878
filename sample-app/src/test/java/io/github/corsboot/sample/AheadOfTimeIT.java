package io.github.corsboot.sample;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.tools.ToolProvider;

import com.jayway.jsonpath.JsonPath;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.SpringApplicationAotProcessor;
import org.springframework.boot.WebApplicationType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The sample, processed ahead of time, gives the same answers as without. What is decided
 * at run time still is.
 */
class AheadOfTimeIT {

	private static final HttpClient CLIENT = HttpClient.newHttpClient();

	private static final int TIMEOUT_SECONDS = 60;

	private static final String PAGE = "http://localhost:3000";

	private static final List<List<String>> REQUESTS = List.of(List.of("GET", "/data"),
			List.of("GET", "/data", "Origin", PAGE), List.of("GET", "/data", "Origin", "https://evil.test"),
			List.of("GET", "/data", "Origin", "x"), List.of("GET", "/data/nothing", "Origin", PAGE),
			List.of("POST", "/data", "Origin", PAGE, "Content-Type", "text/plain"),
			List.of("OPTIONS", "/data", "Origin", PAGE, "Access-Control-Request-Method", "PUT"),
			List.of("OPTIONS", "/data", "Origin", PAGE, "Access-Control-Request-Method", "DELETE"),
			List.of("OPTIONS", "/data", "Origin", "https://evil.test", "Access-Control-Request-Method", "PUT"),
			List.of("GET", "/actuator/health", "Origin", PAGE));

	@TempDir
	private Path folder;

	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void answersAsWithout(WebApplicationType type) throws Exception {
		List<String> expected;
		try (RunningSample plain = run(type, List.of())) {
			expected = plain.answers();
		}
		Path generated = process(type);
		try (RunningSample sample = run(type, List.of(generated))) {
			assertThat(sample.answers()).isEqualTo(expected);
			assertThat(sample.log()).contains("Starting AOT-processed SampleApplication").doesNotContain(" ERROR ");
		}
		try (RunningSample sample = run(type, List.of(generated), "--cors.allowed-origins=https://evil.test",
				"--cors.allowed-methods=*")) {
			assertThat(sample.send(List.of("GET", "/data", "Origin", "https://evil.test")))
				.contains("access-control-allow-origin=[https://evil.test]");
			assertThat(sample.send(List.of("GET", "/data", "Origin", PAGE))).startsWith("403");
		}
		try (RunningSample sample = run(type, List.of(generated), "--cors.enabled=false")) {
			assertThat(sample.send(List.of("GET", "/data", "Origin", PAGE))).startsWith("200")
				.doesNotContain("access-control");
			assertThat(sample.send(List.of("GET", "/data", "Origin", "https://evil.test"))).startsWith("200");
			assertThat(sample.send(List.of("GET", "/actuator/cors"))).contains("\"enabled\":false");
		}
	}

	/**
	 * Do what the build plugins of Boot do.
	 * @return the classes and resources
	 */
	private Path process(WebApplicationType type) throws Exception {
		Path sources = this.folder.resolve("sources");
		Path generated = this.folder.resolve("generated");
		run(List.of("-cp", classPath(List.of()), SpringApplicationAotProcessor.class.getName(),
				SampleApplication.class.getName(), sources.toString(), generated.toString(), generated.toString(),
				"io.github.corsboot", "sample-app", arguments(type).get(0)));
		List<String> compile = new ArrayList<>(List.of("-parameters", "-proc:none", "-nowarn", "-d",
				generated.toString(), "-cp", classPath(List.of())));
		try (Stream<Path> files = Files.walk(sources)) {
			files.map(Path::toString).filter((file) -> file.endsWith(".java")).forEach(compile::add);
		}
		assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, compile.toArray(String[]::new))).isZero();
		assertThat(generated.resolve("META-INF/native-image/io.github.corsboot/sample-app"))
			.isDirectoryContaining("glob:**/reachability-metadata.json");
		return generated;
	}

	private void run(List<String> arguments) throws Exception {
		Path log = this.folder.resolve("process-aot.txt");
		Process process = start(arguments, log);
		assertThat(process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
		assertThat(process.exitValue()).as(Files.readString(log)).isZero();
	}

	private static Process start(List<String> arguments, Path log) throws IOException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1"));
		command.addAll(arguments);
		return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
	}

	private RunningSample run(WebApplicationType type, List<Path> generated, String... more) throws Exception {
		List<String> command = new ArrayList<>(List.of("-Dspring.aot.enabled=" + !generated.isEmpty(), "-cp",
				classPath(generated), SampleApplication.class.getName()));
		command.addAll(arguments(type));
		command.addAll(Arrays.asList(more));
		Path log = Files.createTempFile(this.folder, "log", ".txt");
		return RunningSample.of(start(command, log), log);
	}

	private static List<String> arguments(WebApplicationType type) {
		return List.of("--spring.main.web-application-type=" + type.name().toLowerCase(Locale.ROOT), "--server.port=0",
				"--sample.allowed-port=0", "--sample.stranger-port=0");
	}

	private static String classPath(List<Path> first) {
		String all = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
		return String.join(File.pathSeparator,
				Stream
					.concat(first.stream().map(Path::toString),
							Arrays.stream(all.split(File.pathSeparator, -1))
								.filter((entry) -> !entry.endsWith("test-classes")))
					.toList());
	}

	/**
	 * The sample in a JVM of its own.
	 *
	 * @param process the JVM
	 * @param port one of its ports, which all serve the same
	 * @param logFile what it prints
	 */
	record RunningSample(Process process, int port, Path logFile) implements AutoCloseable {

		private static final Pattern PORT = Pattern.compile("Open http://localhost:(\\d+)");

		static RunningSample of(Process process, Path log) throws Exception {
			long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
			while (process.isAlive() && System.nanoTime() < end) {
				Matcher matcher = PORT.matcher(Files.readString(log));
				if (matcher.find()) {
					return new RunningSample(process, Integer.parseInt(matcher.group(1)), log);
				}
				// Another JVM: only its log says when it listens. The loop is bounded.
				Thread.sleep(20);
			}
			process.destroyForcibly();
			throw new AssertionError("Not started:\n" + Files.readString(log));
		}

		List<String> answers() throws Exception {
			List<String> answers = new ArrayList<>();
			for (List<String> request : REQUESTS) {
				answers.add(send(request));
			}
			String endpoint = send(List.of("GET", "/actuator/cors"));
			answers.add(JsonPath.read(endpoint, "$.policies").toString());
			answers.add(JsonPath.read(endpoint, "$.rejections.counts").toString());
			answers.add(JsonPath.read(endpoint, "$.rejections.recent[*].hint").toString());
			return answers;
		}

		/**
		 * Return the status, what headers say of CORS, and the body if it is a refusal or
		 * the endpoint.
		 */
		String send(List<String> request) throws Exception {
			HttpRequest.Builder builder = HttpRequest
				.newBuilder(URI.create("http://localhost:" + this.port + request.get(1)))
				.method(request.get(0), BodyPublishers.noBody());
			for (int i = 2; i < request.size(); i += 2) {
				builder.header(request.get(i), request.get(i + 1));
			}
			HttpResponse<String> response = CLIENT.send(builder.build(), BodyHandlers.ofString());
			if (request.get(1).equals("/actuator/cors")) {
				return response.body();
			}
			TreeMap<String, List<String>> headers = new TreeMap<>(response.headers().map());
			headers.keySet().removeIf((name) -> !name.startsWith("access-control-") && !name.equals("vary"));
			return response.statusCode() + " " + headers + (response.statusCode() == 403 ? response.body() : "");
		}

		String log() throws IOException {
			return Files.readString(this.logFile);
		}

		@Override
		public void close() {
			this.process.destroy();
			this.process.onExit().orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS).join();
		}

	}

}
