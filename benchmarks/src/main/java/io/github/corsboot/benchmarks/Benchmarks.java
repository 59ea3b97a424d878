package io.github.corsboot.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
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
	 * @param arguments the number of forks, 3 by default; names of workloads and subjects
	 * to be run, all by default
	 */
	public static void main(String[] arguments) throws RunnerException, IOException {
		int forks = (arguments.length > 0) ? Integer.parseInt(arguments[0]) : 3;
		List<String> wanted = Arrays.asList(arguments).subList(Math.min(1, arguments.length), arguments.length);
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
		report(figures);
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
			.jvmArgs("-Xmx2g", "-Xms2g")
			.shouldFailOnError(true)
			.verbosity(VerboseMode.SILENT)
			.build();
	}

	private static String name(RunResult result) {
		return result.getParams().getParam("workload") + " " + result.getParams().getParam("subject");
	}

	private static void report(Map<String, List<Figure>> figures) throws IOException {
		StringBuilder json = new StringBuilder("[");
		for (Workload workload : Workload.values()) {
			for (Subject subject : Subject.values()) {
				Figure figure = Figure.median(figures.get(workload + " " + subject));
				if (figure == null) {
					continue;
				}
				Figure floor = Figure.median(figures.get(workload + " " + subject.floor()));
				System.out.printf(Locale.ROOT, "%-30s %-17s %10.1f ns %8s floor %8.0f B %8s B%n", workload, subject,
						figure.nanoseconds(),
						(floor != null) ? "%.2fx".formatted(figure.nanoseconds() / floor.nanoseconds()) : "",
						figure.bytes(), (floor != null) ? "%+.0f".formatted(figure.bytes() - floor.bytes()) : "");
				json.append(String.format(Locale.ROOT,
						"%n  { \"workload\": \"%s\", \"subject\": \"%s\", \"ns\": %.1f, \"bytes\": %.0f },", workload,
						subject, figure.nanoseconds(), figure.bytes()));
			}
		}
		Path file = Path.of("target", "benchmarks.json");
		Files.createDirectories(file.getParent());
		Files.writeString(file, json.substring(0, Math.max(1, json.length() - 1)) + "\n]\n");
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
