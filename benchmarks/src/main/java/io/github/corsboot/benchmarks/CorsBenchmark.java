package io.github.corsboot.benchmarks;

import java.util.List;
import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What the decision on a request costs.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CorsBenchmark {

	private static final List<Workload> WARMING = List.of(Workload.NO_ORIGIN, Workload.ACTUAL_1_ORIGIN,
			Workload.ACTUAL_1_PATTERN, Workload.PREFLIGHT_3_HEADERS, Workload.REFUSED);

	private static final int ROUNDS = 3;

	private static final int REQUESTS = 3000;

	/** What is asked. */
	@Param
	public Workload workload;

	/** Who is asked. */
	@Param
	public Subject subject;

	private Handler handler;

	/**
	 * Make everybody hot: alone in a JVM each looks better than it is.
	 */
	@Setup
	public void setUp() throws Exception {
		for (int round = 0; round < ROUNDS; round++) {
			for (Subject other : Subject.values()) {
				for (Workload asked : WARMING) {
					if (other.workloads().contains(asked)) {
						Handler warm = other.create(asked);
						for (int i = 0; i < REQUESTS; i++) {
							warm.handle();
						}
					}
				}
			}
		}
		this.handler = this.subject.create(this.workload);
	}

	/**
	 * Handle one request.
	 */
	@Benchmark
	public int handle() throws Exception {
		return this.handler.handle();
	}

}
