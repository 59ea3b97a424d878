package io.github.corsboot.minimal;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.corsboot.policy.CorsPolicy;
import io.github.corsboot.web.HttpExchange;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Applications that have only some of what the auto-configurations work with, each in a
 * JVM whose class path has nothing else: as little and as much as possible, and all in
 * between with {@code -Dminimal.all=true}.
 */
class MinimalApplicationTests {

	private static final int TIMEOUT_SECONDS = 60;

	private static final String APP = "https://app.example.com";

	private static final Pattern PORT = Pattern.compile("started on port (\\d+)");

	@TempDir
	private Path folder;

	static Stream<Set<Library>> applications() {
		return Stream.of(Library.MVC, Library.WEBFLUX)
			.flatMap((stack) -> Boolean.getBoolean("minimal.all") ? Stream.concat(extremes(stack), between(stack))
					: extremes(stack));
	}

	private static Stream<Set<Library>> extremes(Library stack) {
		return Stream.of(EnumSet.of(stack),
				EnumSet.of(stack, Library.YAML, Library.ACTUATOR, Library.MICROMETER, Library.SECURITY));
	}

	private static Stream<Set<Library>> between(Library stack) {
		return Stream.of(EnumSet.of(stack, Library.YAML), EnumSet.of(stack, Library.ACTUATOR),
				EnumSet.of(stack, Library.ACTUATOR, Library.MICROMETER), EnumSet.of(stack, Library.SECURITY),
				EnumSet.of(stack, Library.WEBSOCKET));
	}

	@ParameterizedTest
	@MethodSource("applications")
	void answersWithoutTheRest(Set<Library> libraries) throws Exception {
		Path log = this.folder.resolve("log.txt");
		Process process = new ProcessBuilder(command(libraries)).redirectErrorStream(true)
			.redirectOutput(log.toFile())
			.start();
		try {
			int port = port(process, log);
			// Nothing is served: with Security that is a secret.
			int status = libraries.contains(Library.SECURITY) ? 401 : 404;
			HttpExchange allowed = HttpExchange.send(port, "GET /data", "Origin: " + APP);
			assertThat(allowed.status()).isEqualTo(status);
			assertThat(allowed.header("Access-Control-Allow-Origin")).isEqualTo(APP);
			HttpExchange preflight = HttpExchange.send(port, "OPTIONS /data", "Origin: " + APP,
					"Access-Control-Request-Method: PUT");
			assertThat(preflight.status()).isEqualTo(200);
			assertThat(preflight.header("Access-Control-Allow-Methods")).contains("PUT");
			HttpExchange refused = HttpExchange.send(port, "GET /data", "Origin: https://evil.test");
			assertThat(refused.status()).isEqualTo(403);
			assertThat(refused.body()).contains("origin-not-allowed");
			HttpExchange endpoint = HttpExchange.send(port, "GET /actuator/cors");
			assertThat(endpoint.body().contains("\"origin-not-allowed\""))
				.isEqualTo(libraries.contains(Library.ACTUATOR) && !libraries.contains(Library.SECURITY));
		}
		finally {
			process.destroy();
			assertThat(process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
		}
		assertThat(Files.readAllLines(log)).noneMatch((line) -> line.contains("not eligible"))
			.filteredOn((line) -> line.contains(" WARN "))
			.allMatch((line) -> line.contains("io.github.corsboot.rejections"))
			.hasSize(1);
		String unwanted = libraries.contains(Library.MVC) ? "io.github.corsboot.reactive."
				: "io.github.corsboot.servlet.";
		assertThat(Files.readAllLines(this.folder.resolve("classes.txt")))
			.anyMatch((line) -> line.contains("CorsPolicy"))
			.noneMatch((line) -> line.contains(unwanted))
			.noneMatch((line) -> !libraries.contains(Library.ACTUATOR) && line.contains("io.github.corsboot.actuate."));
	}

	/**
	 * A training run ends when a context has been refreshed, which has to be that of the
	 * application.
	 */
	@ParameterizedTest
	@EnumSource(value = Library.class, names = { "MVC", "WEBFLUX" })
	void trainingRunsEndWithTheBeansOfTheApplication(Library stack) throws Exception {
		Path log = this.folder.resolve("log.txt");
		List<String> command = new ArrayList<>(command(EnumSet.of(stack)));
		command.add(1, "-Dspring.context.exit=onRefresh");
		Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
		try {
			assertThat(process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
		}
		finally {
			process.destroy();
		}
		assertThat(process.exitValue()).isZero();
		assertThat(Files.readAllLines(this.folder.resolve("classes.txt")))
			.anyMatch((line) -> line.contains(".RequestMappingHandlerAdapter "));
		assertThat(Files.readString(log)).doesNotContain("started on port");
	}

	private static int port(Process process, Path log) throws IOException, InterruptedException {
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
		while (process.isAlive() && System.nanoTime() < end) {
			Matcher matcher = PORT.matcher(Files.readString(log));
			if (matcher.find()) {
				return Integer.parseInt(matcher.group(1));
			}
			// Another JVM: only its log says when it listens. The loop is bounded.
			Thread.sleep(20);
		}
		throw new AssertionError("Not started:\n" + Files.readString(log));
	}

	private List<String> command(Set<Library> libraries) throws IOException {
		String name = MinimalApplication.class.getName();
		Path application = this.folder.resolve("classes").resolve(name.replace('.', '/') + ".class");
		Files.createDirectories(application.getParent());
		try (InputStream in = MinimalApplication.class.getResourceAsStream("MinimalApplication.class")) {
			Files.copy(in, application);
		}
		List<String> classPath = new ArrayList<>(List.of(this.folder.resolve("classes").toString(), ownClasses()));
		String all = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
		Arrays.stream(all.split(File.pathSeparator, -1))
			.filter((entry) -> isWanted(Path.of(entry).getFileName().toString(), libraries))
			.forEach(classPath::add);
		return List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
				"-Xlog:class+load:file=" + this.folder.resolve("classes.txt"), "-cp",
				String.join(File.pathSeparator, classPath), name, "--server.port=0", "--cors.allowed-origins=" + APP,
				"--management.endpoints.web.exposure.include=cors", "--spring.security.user.password=none");
	}

	private static String ownClasses() {
		return Path.of(CorsPolicy.class.getProtectionDomain().getCodeSource().getLocation().getPath()).toString();
	}

	private static boolean isWanted(String jar, Set<Library> libraries) {
		return Stream.concat(Stream.of(Library.ALWAYS), libraries.stream()).anyMatch((library) -> library.has(jar));
	}

	/**
	 * What an application may have, by the names of its jars.
	 */
	enum Library {

		ALWAYS("spring-boot|spring-boot-autoconfigure|spring-boot-web-server|spring-boot-jackson|spring-boot-http-c\\w+|"
				+ "spring-(core|beans|context|aop|expression|web)|commons-logging|logback-.*|slf4j-api|jspecify|"
				+ "jakarta.annotation-api|jackson-.*|micrometer-(observation|commons)"),

		MVC("spring-boot-(webmvc|servlet|tomcat)|spring-webmvc|tomcat-embed-(core|el)"),

		WEBFLUX("spring-boot-(webflux|reactor|netty|reactor-netty)|spring-webflux|reactor-.*|reactive-streams|netty-.*"),

		YAML("snakeyaml"),

		ACTUATOR("spring-boot-actuator|spring-boot-actuator-autoconfigure|spring-boot-health"),

		MICROMETER("micrometer-(core|jakarta9)|spring-boot-micrometer-.*|HdrHistogram|LatencyUtils"),

		SECURITY("spring-boot-security|spring-security-(config|core|crypto|web)"),

		WEBSOCKET("spring-boot-websocket|spring-(websocket|messaging)|tomcat-embed-websocket");

		private final Pattern jars;

		Library(String jars) {
			this.jars = Pattern.compile("(" + jars + ")-\\d.*\\.jar");
		}

		boolean has(String jar) {
			return this.jars.matcher(jar).matches();
		}

	}

}
