package io.github.corsboot.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs all benchmarks, interleaved, and writes a table and JSON. A figure is the median
 * over the forks of the fifth percentile over the iterations: what disturbs a run makes
 * it slower and never faster.
 */
public final class Benchmarks {

	private static final int ITERATIONS = 150;

	private Benchmarks() {
	}

	/**
	 * Run the benchmarks.
	 * @param arguments the document to write the table into, if any; names of workloads
	 * and subjects to be run, all by default
	 */
	public static void main(String[] arguments) throws RunnerException, IOException {
		int forks = Integer.getInteger("forks", 3);
		List<String> wanted = List.of(arguments);
		List<Workload> workloads = wanted(Workload.values(), wanted);
		List<Subject> subjects = wanted(Subject.values(), wanted);
		Map<String, List<Figure>> figures = new TreeMap<>();
		for (int fork = 0; fork < forks; fork++) {
			for (Workload workload : workloads) {
				for (RunResult result : new Runner(options(workload, subjects)).run()) {
					figures.computeIfAbsent(name(result), (key) -> new ArrayList<>()).add(Figure.of(result));
				}
			}
		}
		List<String> table = new ArrayList<>(List.of("Forks: " + forks + ".", ""));
		table.addAll(report(figures));
		for (String argument : arguments) {
			if (argument.endsWith(".md")) {
				Document.replace(Path.of(argument), "benchmarks", table);
			}
		}
	}

	private static <E extends Enum<E>> List<E> wanted(E[] values, List<String> names) {
		List<E> named = Arrays.stream(values).filter((value) -> names.contains(value.name())).toList();
		return named.isEmpty() ? List.of(values) : named;
	}

	private static Options options(Workload workload, List<Subject> subjects) {
		String[] running = subjects.stream()
			.filter((subject) -> subject.workloads().contains(workload))
			.map(Enum::name)
			.toArray(String[]::new);
		return new OptionsBuilder().include("CorsBenchmark")
			.param("workload", workload.name())
			.param("subject", running)
			.forks(1)
			.warmupIterations(20)
			.warmupTime(TimeValue.milliseconds(50))
			.measurementIterations(ITERATIONS)
			.measurementTime(TimeValue.milliseconds(10))
			.addProfiler(GCProfiler.class)
			.jvmArgs("-Xmx1g", "-Xms1g", "-XX:+AlwaysPreTouch")
			.shouldFailOnError(true)
			.verbosity(VerboseMode.SILENT)
			.build();
	}

	private static String name(RunResult result) {
		return result.getParams().getParam("workload") + " " + result.getParams().getParam("subject");
	}

	private static List<String> report(Map<String, List<Figure>> figures) throws IOException {
		List<String> table = new ArrayList<>(
				List.of("| workload | subject | ns | of the floor | bytes | own bytes |", "|---|---|---|---|---|---|"));
		List<String> json = new ArrayList<>();
		for (Workload workload : Workload.values()) {
			for (Subject subject : Subject.values()) {
				Figure figure = Figure.median(figures.get(workload + " " + subject));
				Figure floor = Figure.median(figures.get(workload + " " + subject.floor()));
				if (figure != null) {
					String ratio = (floor != null) ? "%.2f".formatted(figure.nanoseconds() / floor.nanoseconds()) : "";
					String own = (floor != null) ? "%+.0f".formatted(figure.bytes() - floor.bytes()) : "";
					table.add("| %s | %s | %.1f | %s | %.0f | %s |".formatted(workload, subject, figure.nanoseconds(),
							ratio, figure.bytes(), own));
					json.add("  { \"workload\": \"%s\", \"subject\": \"%s\", \"ns\": %.1f, \"bytes\": %.0f }"
						.formatted(workload, subject, figure.nanoseconds(), figure.bytes()));
				}
			}
		}
		table.forEach(System.out::println);
		Path file = Path.of("target", "benchmarks.json");
		Files.createDirectories(file.getParent());
		Files.writeString(file, "[\n" + String.join(",\n", json) + "\n]\n");
		return table;
	}

	/**
	 * What a request costs.
	 */
	private record Figure(double nanoseconds, double bytes) {

		static Figure of(RunResult result) {
			List<Double> scores = new ArrayList<>();
			for (BenchmarkResult fork : result.getBenchmarkResults()) {
				fork.getIterationResults().forEach((iteration) -> scores.add(iteration.getPrimaryResult().getScore()));
			}
			scores.sort(null);
			return new Figure(scores.get(scores.size() / 20),
					result.getSecondaryResults().get("gc.alloc.rate.norm").getScore());
		}

		static Figure median(List<Figure> figures) {
			if (figures == null) {
				return null;
			}
			List<Figure> sorted = figures.stream()
				.sorted(java.util.Comparator.comparingDouble(Figure::nanoseconds))
				.toList();
			return sorted.get(sorted.size() / 2);
		}

	}

}
