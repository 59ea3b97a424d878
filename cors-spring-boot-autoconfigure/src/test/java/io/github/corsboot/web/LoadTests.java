package io.github.corsboot.web;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.corsboot.rejection.CorsRejectionRepository;
import io.github.corsboot.rejection.CorsRejections;
import io.github.corsboot.rejection.InMemoryCorsRejectionRepository;
import io.github.corsboot.web.LoadClient.Report;
import io.github.corsboot.web.LoadClient.Request;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The decision tables under load: every response is the right one, and nothing is left
 * behind. What it takes is printed, and never asserted.
 */
@ExtendWith(OutputCaptureExtension.class)
class LoadTests {

	private static final int CONNECTIONS = Integer.getInteger("load.connections", 2000);

	private static final int REQUESTS = Integer.getInteger("load.requests", 4_000);

	/** Well below what the servers can do, so that nobody waits for a place. */
	private static final int PER_SECOND = Integer.getInteger("load.per-second", 1500);

	/** How long a round takes that is measured, at most. */
	private static final int SECONDS = 20;

	private static final int ROUNDS = Integer.getInteger("load.rounds", 1);

	private static final int MAX_ROUNDS = 6;

	private static final int WARM_UP = 100_000;

	private static final long MEGABYTE = 1024 * 1024;

	private static final int HOSTILE_ORIGINS = 5000;

	static Stream<Server> servers() {
		Stream<Server> servers = Stream.of(new Server(TestServer.Kind.TOMCAT, false),
				new Server(TestServer.Kind.JETTY, false), new Server(TestServer.Kind.NETTY, false));
		// There are virtual threads from Java 21 on.
		return (Runtime.version().feature() < 21) ? servers : Stream.concat(servers,
				Stream.of(new Server(TestServer.Kind.TOMCAT, true), new Server(TestServer.Kind.JETTY, true)));
	}

	private static List<Request> mixture(TestServer server, Server kind) {
		List<Request> mixture = CorsCases.all()
			.filter((expected) -> !kind.kind().isJetty() || !expected.mayBeRefusedByJetty())
			.map((expected) -> Request.probe(server.port(), expected))
			.filter(Objects::nonNull)
			.toList();
		assertThat(mixture).hasSizeGreaterThan(100);
		return mixture;
	}

	@ParameterizedTest
	@MethodSource("servers")
	void everyResponseIsRightAndNothingIsLeftBehind(Server server) throws Exception {
		try (TestServer testServer = server.start()) {
			List<Request> mixture = mixture(testServer, server);
			run(testServer, mixture, Math.min(REQUESTS, WARM_UP));
			long heap = usedHeap();
			List<String> threads = threads();
			long growth = Long.MAX_VALUE;
			List<String> started = List.of();
			// A server fills its pools at first. A leak would grow in each round.
			for (int round = 0; round < MAX_ROUNDS && (growth >= MEGABYTE || started.size() > 2); round++) {
				Report report = run(testServer, mixture, REQUESTS);
				growth = usedHeap() - heap;
				heap += growth;
				started = threads();
				threads.forEach(started::remove);
				threads.addAll(started);
				Table.LOAD.add("%s | %,d | %,d | %,d | %+,d KB | %+d", server, CONNECTIONS, report.requests(),
						report.perSecond(), growth / 1024, started.size());
			}
			assertThat(growth).isLessThan(MEGABYTE);
			assertThat(started).hasSizeLessThan(3);
		}
	}

	/**
	 * Connections have buffers and caches, so none is open when the heap is looked at.
	 */
	private static Report run(TestServer server, List<Request> mixture, int requests) throws IOException {
		try (LoadClient client = new LoadClient(server.port(), CONNECTIONS)) {
			return client.run(mixture, requests, 0);
		}
	}

	@ParameterizedTest
	@MethodSource("servers")
	void hostileTrafficIsAnsweredAndLeavesNothingBehind(Server server, CapturedOutput output) throws Exception {
		try (TestServer started = server.start()) {
			List<Request> mixture = mixture(started, server);
			List<Request> hostile = withHostileThird(mixture, started.port());
			int requests = Math.min(REQUESTS, PER_SECOND * SECONDS);
			List<Report> calm = new ArrayList<>();
			List<Report> attacked = new ArrayList<>();
			// Servers close connections that are idle for as long as the above may take.
			try (LoadClient client = new LoadClient(started.port(), CONNECTIONS)) {
				client.run(hostile, requests, 0);
				for (int round = 0; round < ROUNDS; round++) {
					calm.add(client.run(mixture, requests * 2 / 3, PER_SECOND * 2 / 3));
					attacked.add(client.run(hostile, requests, PER_SECOND));
				}
			}
			double p99 = median(calm, Report::p99);
			double attackedP99 = median(attacked, Report::p99);
			Table.HOSTILE.add("%s | %d | %.1f | %.1f | %.1f | %.1f | %.2f", server, ROUNDS,
					median(calm, Report::median), median(attacked, Report::median), p99, attackedP99,
					attackedP99 / p99);
			assertThat(started.context().getBean(CorsRejectionRepository.class).findAll()).hasSizeBetween(100,
					InMemoryCorsRejectionRepository.DEFAULT_CAPACITY);
			int minutes = 3 + ROUNDS * SECONDS * 2 / 60;
			assertThat(output.getOut().lines().filter((line) -> line.contains(logger()))).hasSizeBetween(1,
					minutes * 11);
		}
	}

	/**
	 * The name as it is printed.
	 */
	private static String logger() {
		return CorsRejections.LOGGER.substring(CorsRejections.LOGGER.lastIndexOf('.') + 1);
	}

	private static double median(List<Report> reports, Function<Report, Duration> latency) {
		List<Duration> sorted = reports.stream().map(latency).sorted().toList();
		return sorted.get(sorted.size() / 2).toNanos() / 1e6;
	}

	/**
	 * Mix each hostile request with two that are not.
	 */
	private static List<Request> withHostileThird(List<Request> mixture, int port) {
		List<Request> known = CorsCases.hostile()
			.stream()
			.map((expected) -> Objects.requireNonNull(Request.probe(port, expected)).uncounted())
			.toList();
		Random random = new Random(1);
		List<Request> hostile = new ArrayList<>();
		for (int i = 0; i < HOSTILE_ORIGINS; i++) {
			String origin = "https://" + Long.toHexString(random.nextLong()) + ".evil.test";
			Request next = known.get(i % known.size());
			// An origin of nobody is a new one each time.
			hostile.add((i % known.size() > 0) ? next
					: next.with("GET /api/data HTTP/1.1\r\nHost: localhost\r\nOrigin: " + origin + "\r\n\r\n"));
		}
		List<Request> all = new ArrayList<>();
		for (int i = 0; i < HOSTILE_ORIGINS; i++) {
			all.add(hostile.get(i));
			all.add(mixture.get(random.nextInt(mixture.size())));
			all.add(mixture.get(random.nextInt(mixture.size())));
		}
		return all;
	}

	private static long usedHeap() throws InterruptedException {
		long used = Long.MAX_VALUE;
		for (int i = 0; i < 5; i++) {
			System.gc();
			// Nothing tells when cleaners and closed connections have let go.
			Thread.sleep(100);
			used = Math.min(used, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
		}
		return used;
	}

	private static List<String> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.map(Thread::getName)
			.collect(Collectors.toCollection(ArrayList::new));
	}

	/**
	 * Where the application runs.
	 *
	 * @param kind the server
	 * @param virtualThreads whether each request has a virtual thread
	 */
	record Server(TestServer.Kind kind, boolean virtualThreads) {

		TestServer start() {
			// Tests are silent, and Tomcat closes a connection after 100 requests, by
			// default.
			return this.kind.start(new Class<?>[0], "--spring.threads.virtual.enabled=" + this.virtualThreads,
					"--server.tomcat.max-keep-alive-requests=-1", "--logging.level." + CorsRejections.LOGGER + "=warn");
		}

		@Override
		public String toString() {
			return this.kind + (this.virtualThreads ? ", virtual threads" : "");
		}

	}

	/**
	 * What is printed, and kept in a file.
	 */
	private enum Table {

		LOAD("load.md", "server | connections | requests | a second | heap | threads"),

		HOSTILE("hostile-load.md", "server | rounds | median, ms | attacked | p99, ms | attacked | p99, ratio");

		private final Path file;

		private final String header;

		Table(String file, String header) {
			this.file = Path.of("target", file);
			this.header = header;
		}

		void add(String format, Object... cells) throws IOException {
			Files.createDirectories(this.file.getParent());
			if (!Files.exists(this.file)) {
				write(this.header);
				write(this.header.replaceAll("[^|]+", " --- ").strip());
			}
			String row = String.format(Locale.ROOT, format, cells);
			System.out.println(row);
			write(row);
		}

		private void write(String row) throws IOException {
			Files.writeString(this.file, "| " + row + " |\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
		}

	}

}
