package io.github.corsboot.benchmarks.endtoend;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.github.corsboot.benchmarks.Document;
import io.github.corsboot.benchmarks.endtoend.Application.Variant;

/**
 * Measures what a real server spends on a request, and how long its context takes to
 * start. All variants of an application run at the same time, on one processor; they are
 * asked in turn, round by round, by {@code wrk} on another. What counts is the processor
 * time of the server, which the load beside it does not change.
 */
public final class EndToEnd {

	private static final Pattern REQUESTS = Pattern.compile("(\\d+) requests in");

	private static final Pattern NOT_FINE = Pattern.compile("Non-2xx|Socket errors");

	private static final int ROUNDS = Integer.getInteger("rounds", 12);

	private static final int SECONDS = Integer.getInteger("seconds", 4);

	private static final int WARM_UP_SECONDS = Integer.getInteger("warmup", 40);

	private static final int STARTS = Integer.getInteger("starts", 20);

	/** Of {@code /proc/PID/stat}. */
	private static final double TICKS_A_SECOND = 100;

	private EndToEnd() {
	}

	/**
	 * Run everything, and write the tables into a document.
	 * @param arguments the document
	 */
	public static void main(String[] arguments) throws Exception {
		List<String> load = new ArrayList<>(
				List.of("| server | variant | CPU a request | to none |", "|---|---|---|---|"));
		List<String> start = new ArrayList<>(
				List.of("| server | context without | with 1 origin | difference |", "|---|---|---|---|"));
		for (String stack : List.of("servlet", "reactive")) {
			load.addAll(load(stack));
			start.add(start(stack));
		}
		load.forEach(System.out::println);
		start.forEach(System.out::println);
		if (arguments.length > 0) {
			Document.replace(Path.of(arguments[0]), "end-to-end", load);
			Document.replace(Path.of(arguments[0]), "start", start);
		}
	}

	private static List<String> load(String stack) throws Exception {
		Map<Variant, Server> servers = new EnumMap<>(Variant.class);
		try {
			for (Variant variant : Variant.values()) {
				servers.put(variant, Server.start(variant, stack));
			}
			for (Server server : servers.values()) {
				server.ask(WARM_UP_SECONDS);
			}
			Map<Variant, List<Double>> costs = new EnumMap<>(Variant.class);
			for (int round = 0; round < ROUNDS; round++) {
				for (Map.Entry<Variant, Server> server : servers.entrySet()) {
					costs.computeIfAbsent(server.getKey(), (key) -> new ArrayList<>())
						.add(server.getValue().ask(SECONDS));
				}
			}
			double none = median(costs.get(Variant.NONE));
			return costs.entrySet()
				.stream()
				.map((cost) -> "| %s | %s | %.2f µs | %.3f |".formatted(stack, describe(cost.getKey()),
						median(cost.getValue()), median(cost.getValue()) / none))
				.toList();
		}
		finally {
			servers.values().forEach(Server::stop);
		}
	}

	private static String start(String stack) throws Exception {
		Map<Variant, List<Double>> times = new EnumMap<>(Variant.class);
		for (int i = 0; i < STARTS; i++) {
			for (Variant variant : List.of(Variant.NONE, Variant.STARTER_1_ORIGIN)) {
				Server server = Server.start(variant, stack, "exit");
				server.process.waitFor();
				times.computeIfAbsent(variant, (key) -> new ArrayList<>()).add(server.refreshed);
			}
		}
		double none = median(times.get(Variant.NONE));
		double starter = median(times.get(Variant.STARTER_1_ORIGIN));
		return "| %s | %.0f ms | %.0f ms | %+.0f ms |".formatted(stack, none, starter, starter - none);
	}

	private static String describe(Variant variant) {
		return variant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
	}

	private static double median(List<Double> values) {
		double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
		return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
	}

	/**
	 * A running application.
	 */
	private static final class Server {

		private static final Pattern STARTED = Pattern.compile("port (\\d+) refresh ([\\d.]+)");

		private final Process process;

		private int port;

		private double refreshed;

		private Server(Process process) {
			this.process = process;
		}

		static Server start(Variant variant, String stack, String... more) throws IOException {
			String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
				.filter((entry) -> variant.isStarter() || !entry.contains("cors-spring-boot-autoconfigure"))
				.collect(Collectors.joining(File.pathSeparator));
			List<String> command = new ArrayList<>(List.of("taskset", "-c", "0",
					Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m", "-XX:+UseSerialGC",
					"-cp", classPath, Application.class.getName(), variant.name(), stack));
			command.addAll(List.of(more));
			Server server = new Server(
					new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start());
			BufferedReader output = server.process.inputReader(StandardCharsets.UTF_8);
			for (String line = output.readLine(); line != null; line = output.readLine()) {
				Matcher started = STARTED.matcher(line);
				if (started.find()) {
					server.port = Integer.parseInt(started.group(1));
					server.refreshed = Double.parseDouble(started.group(2));
					return server;
				}
			}
			throw new IllegalStateException(variant + " did not start");
		}

		/**
		 * Ask for some seconds.
		 * @return microseconds of processor time for each request
		 */
		double ask(int seconds) throws Exception {
			double before = processorSeconds();
			Process wrk = new ProcessBuilder("taskset", "-c", "1", "wrk", "-t1", "-c8", "-d" + seconds + "s", "-H",
					"Origin: " + Application.ORIGIN, "http://127.0.0.1:" + this.port + "/items/42")
				.redirectErrorStream(true)
				.start();
			String output = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			wrk.waitFor();
			Matcher requests = REQUESTS.matcher(output);
			if (!requests.find() || NOT_FINE.matcher(output).find()) {
				throw new IllegalStateException(output);
			}
			return (processorSeconds() - before) * 1e6 / Long.parseLong(requests.group(1));
		}

		private double processorSeconds() throws IOException {
			String stat = Files.readString(Path.of("/proc", String.valueOf(this.process.pid()), "stat"));
			String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
			return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_A_SECOND;
		}

		void stop() {
			this.process.destroy();
		}

	}

}
