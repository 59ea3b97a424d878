package io.github.corsboot.benchmarks.endtoend;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.github.corsboot.benchmarks.Document;
import io.github.corsboot.benchmarks.endtoend.Application.Variant;

/**
 * Measures what a real server spends on a request, and how long its context takes to
 * start. Two variants of an application run in one JVM, on one processor, and are asked
 * in turn, round by round, by {@code wrk} on another: two JVMs compile the same code
 * differently, which costs more than what is to be seen. What counts is the processor
 * time of the server, which the load beside it does not change.
 */
public final class EndToEnd {

	private static final Pattern REQUESTS = Pattern.compile("(\\d+) requests in");

	private static final Pattern NOT_FINE = Pattern.compile("Non-2xx|Socket errors");

	/** How many JVMs compare the same two variants. */
	private static final int SERVERS = Integer.getInteger("servers", 3);

	private static final int ROUNDS = Integer.getInteger("rounds", 20);

	private static final int WARM_UP_ROUNDS = Integer.getInteger("warmup", 15);

	private static final int STARTS = Integer.getInteger("starts", 20);

	private EndToEnd() {
	}

	/**
	 * Run everything, and write the tables into a document.
	 * @param arguments the document, if any
	 */
	public static void main(String[] arguments) throws Exception {
		List<String> load = new ArrayList<>(
				List.of("| server | variant | CPU a request, none | the variant | to none |", "|---|---|---|---|---|"));
		List<String> start = new ArrayList<>(
				List.of("| server | variant | starts | refresh, none | the variant |", "|---|---|---|---|---|"));
		for (String stack : System.getProperty("stacks", "servlet,reactive").split(",", -1)) {
			load.addAll(load(stack));
			if (STARTS > 0) {
				start.addAll(start(stack, false, STARTS, Variant.NONE_AGAIN, Variant.STARTER_1_ORIGIN));
				start.addAll(start(stack, true, STARTS, Variant.NONE_AGAIN, Variant.STARTER_1_ORIGIN));
				start.addAll(start(stack, false, Math.max(2, STARTS / 10), Variant.STARTER_4000_POLICIES,
						Variant.BOUND_4000_POLICIES));
			}
		}
		load.forEach(System.out::println);
		start.forEach(System.out::println);
		if (arguments.length > 0 && !arguments[0].isEmpty()) {
			if (SERVERS > 0) {
				Document.replace(Path.of(arguments[0]), "end-to-end", load);
			}
			if (STARTS > 0) {
				Document.replace(Path.of(arguments[0]), "start", start);
			}
		}
	}

	private static List<String> load(String stack) throws Exception {
		Map<Variant, List<Cost>> costs = new EnumMap<>(Variant.class);
		for (int i = 0; i < SERVERS; i++) {
			for (Variant variant : Variant.values()) {
				if (variant != Variant.NONE && !variant.isManyPolicies()
						&& variant.name().matches(System.getProperty("variants", ".*"))) {
					Cost cost = compare(variant, stack);
					costs.computeIfAbsent(variant, (key) -> new ArrayList<>()).add(cost);
					System.out.printf("%s %s %s%n", stack, variant, cost);
				}
			}
		}
		return costs.entrySet()
			.stream()
			.map((cost) -> "| %s | %s | %.1f µs | %.1f µs | %s |".formatted(stack, describe(cost.getKey()),
					median(cost.getValue(), Cost::none), median(cost.getValue(), Cost::variant),
					cost.getValue()
						.stream()
						.map(Cost::ratio)
						.sorted()
						.map("%.3f"::formatted)
						.collect(Collectors.joining(", "))))
			.toList();
	}

	/**
	 * Compare a variant with an application without CORS in the same JVM.
	 */
	private static Cost compare(Variant variant, String stack) throws Exception {
		// Which of them comes first must not matter.
		List<Variant> both = (Math.random() < 0.5) ? List.of(Variant.NONE, variant) : List.of(variant, Variant.NONE);
		Server server = Server.start(stack, false, "stay", both);
		try {
			for (int round = 0; round < WARM_UP_ROUNDS; round++) {
				server.ask(0);
				server.ask(1);
			}
			server.pin();
			List<Cost> costs = new ArrayList<>();
			for (int round = 0; round < ROUNDS; round++) {
				double first = server.ask(0);
				double second = server.ask(1);
				costs.add((both.get(0) == Variant.NONE) ? new Cost(first, second) : new Cost(second, first));
			}
			return Cost.median(costs);
		}
		finally {
			server.stop();
		}
	}

	/**
	 * Compare the starts of an application without CORS with those of variants, in turn.
	 */
	private static List<String> start(String stack, boolean actuator, int starts, Variant... others) throws Exception {
		List<Variant> variants = new ArrayList<>(List.of(others));
		variants.add(Variant.NONE);
		Map<Variant, List<Double>> refreshes = new EnumMap<>(Variant.class);
		for (int i = 0; i < starts; i++) {
			Collections.shuffle(variants);
			for (Variant variant : variants) {
				refreshes.computeIfAbsent(variant, (key) -> new ArrayList<>()).add(refresh(stack, actuator, variant));
			}
		}
		List<Double> none = refreshes.get(Variant.NONE);
		return Arrays.stream(others)
			.map((variant) -> "| %s | %s | %d | %.0f ms | %s |".formatted(actuator ? stack + ", Actuator" : stack,
					describe(variant), starts, median(none, Double::doubleValue),
					difference(none, refreshes.get(variant))))
			.toList();
	}

	private static double refresh(String stack, boolean actuator, Variant variant) throws Exception {
		Server server = Server.start(stack, actuator, "exit", List.of(variant));
		server.process.waitFor();
		return server.refreshed;
	}

	/**
	 * Describe the differences of pairs by their mean and twice its standard error.
	 */
	private static String difference(List<Double> none, List<Double> variant) {
		List<Double> differences = IntStream.range(0, none.size())
			.mapToObj((i) -> variant.get(i) - none.get(i))
			.toList();
		double mean = differences.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
		double squares = differences.stream().mapToDouble((value) -> (value - mean) * (value - mean)).sum();
		double error = Math.sqrt(squares / (differences.size() - 1) / differences.size());
		return "%+.0f ms ± %.0f".formatted(mean, 2 * error);
	}

	private static String describe(Variant variant) {
		return variant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
	}

	private static <T> double median(List<T> values, ToDoubleFunction<T> figure) {
		double[] sorted = values.stream().mapToDouble(figure).sorted().toArray();
		return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
	}

	/**
	 * Microseconds of processor time for each request.
	 */
	private record Cost(double none, double variant, double ratio) {

		Cost(double none, double variant) {
			this(none, variant, variant / none);
		}

		/**
		 * What the machine does otherwise changes from second to second, and less so
		 * between one second and the next.
		 */
		static Cost median(List<Cost> costs) {
			return new Cost(EndToEnd.median(costs, Cost::none), EndToEnd.median(costs, Cost::variant),
					EndToEnd.median(costs, Cost::ratio));
		}

	}

	/**
	 * A running application.
	 */
	private static final class Server {

		private static final Pattern STARTED = Pattern.compile("port (\\d+) refresh ([\\d.]+)");

		/** How often the threads of a server are told where to run. */
		private static final int MAX_PIN = 3;

		private final Process process;

		private final List<Integer> ports = new ArrayList<>();

		private double refreshed;

		private Server(Process process) {
			this.process = process;
		}

		/**
		 * Start an application with what its stack needs.
		 */
		static Server start(String stack, boolean actuator, String stay, List<Variant> variants) throws IOException {
			List<String> unneeded = new ArrayList<>(
					List.of(stack.equals("servlet") ? "webflux|netty|reactor" : "webmvc|servlet|tomcat"));
			if (!actuator) {
				unneeded.add("actuator|health|(boot|starter)-micrometer|micrometer-(core|jakarta9)");
			}
			String pattern = ".*/[^/]*(" + String.join("|", unneeded) + ")[^/]*";
			boolean starter = variants.stream().anyMatch(Variant::needsProject);
			String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
				.filter((entry) -> !entry.matches(pattern)
						&& (starter || !entry.contains("cors-spring-boot-autoconfigure")))
				.collect(Collectors.joining(File.pathSeparator));
			List<String> command = new ArrayList<>(
					List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
							"-XX:+UseSerialGC", "-cp", classPath, Application.class.getName(), stack, stay));
			variants.forEach((variant) -> command.add(variant.name()));
			Server server = new Server(
					new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start());
			BufferedReader output = server.process.inputReader(StandardCharsets.UTF_8);
			for (String line = output.readLine(); line != null; line = output.readLine()) {
				Matcher started = STARTED.matcher(line);
				if (started.find()) {
					server.ports.add(Integer.parseInt(started.group(1)));
					server.refreshed = Double.parseDouble(started.group(2));
					if (server.ports.size() == variants.size()) {
						return server;
					}
				}
			}
			throw new IllegalStateException(variants + " did not start");
		}

		/**
		 * Keep the server on one processor, and the load on the other. Done again if a
		 * thread has ended meanwhile.
		 */
		void pin() throws Exception {
			String message = "";
			for (int i = 0; i < MAX_PIN; i++) {
				Process taskset = new ProcessBuilder("taskset", "-a", "-p", "-c", "0",
						String.valueOf(this.process.pid()))
					.redirectErrorStream(true)
					.start();
				message = new String(taskset.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
				if (taskset.waitFor() == 0) {
					return;
				}
			}
			throw new IllegalStateException("taskset cannot use processor 0: " + message);
		}

		/**
		 * Ask one of the applications for a second.
		 * @return microseconds of processor time for each request
		 */
		double ask(int application) throws Exception {
			Map<Path, Long> before = processorNanos();
			Process wrk = new ProcessBuilder("taskset", "-c", "1", "wrk", "-t1", "-c8", "-d1s", "-H",
					"Origin: " + Application.ORIGIN, "http://127.0.0.1:" + this.ports.get(application) + "/items/42")
				.redirectErrorStream(true)
				.start();
			String output = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			wrk.waitFor();
			Matcher requests = REQUESTS.matcher(output);
			if (!requests.find() || NOT_FINE.matcher(output).find()) {
				throw new IllegalStateException(output);
			}
			Map<Path, Long> after = processorNanos();
			long nanos = after.keySet()
				.stream()
				.mapToLong((task) -> after.get(task) - before.getOrDefault(task, 0L))
				.sum();
			return nanos / 1e3 / Long.parseLong(requests.group(1));
		}

		/**
		 * Return the processor time of each thread, but for those that compile.
		 */
		private Map<Path, Long> processorNanos() throws IOException {
			Map<Path, Long> nanos = new HashMap<>();
			try (DirectoryStream<Path> tasks = Files
				.newDirectoryStream(Path.of("/proc", String.valueOf(this.process.pid()), "task"))) {
				for (Path task : tasks) {
					addProcessorNanos(task, nanos);
				}
			}
			return nanos;
		}

		private static void addProcessorNanos(Path task, Map<Path, Long> nanos) {
			try {
				if (!Files.readString(task.resolve("comm")).contains("Compiler")) {
					nanos.put(task, Long.parseLong(Files.readString(task.resolve("schedstat")).split(" ", 2)[0]));
				}
			}
			catch (IOException ex) {
				// The thread has ended.
			}
		}

		void stop() {
			this.process.destroy();
		}

	}

}
