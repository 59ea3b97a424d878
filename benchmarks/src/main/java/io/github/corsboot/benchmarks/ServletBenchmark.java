package io.github.corsboot.benchmarks;

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
 * What the decision on a request costs in a servlet application.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ServletBenchmark {

	/** What is asked. */
	@Param
	Workload workload;

	/** Who is asked. */
	@Param({ "FLOOR", "OURS", "SPRING" })
	String subject;

	private Subject handler;

	private LightRequest[] requests;

	private final LightResponse response = new LightResponse();

	private int next;

	/**
	 * Make everybody hot: alone in a JVM each looks better than it is.
	 */
	@Setup
	public void setUp() throws Exception {
		for (int round = 0; round < 3; round++) {
			for (Workload other : new Workload[] { Workload.NO_ORIGIN, Workload.ACTUAL_1_ORIGIN,
					Workload.ACTUAL_1000_PATTERNS, Workload.PREFLIGHT_3_HEADERS, Workload.REFUSED }) {
				for (String name : new String[] { "FLOOR", "OURS", "SPRING" }) {
					warm(create(name, other), other.requests());
				}
			}
		}
		this.handler = create(this.subject, this.workload);
		this.requests = this.workload.requests();
	}

	private void warm(Subject other, LightRequest[] asked) throws Exception {
		for (int i = 0; i < 3000; i++) {
			other.handle(asked[i % asked.length], this.response.clear());
		}
	}

	private static Subject create(String name, Workload workload) {
		return switch (name) {
			case "OURS" -> Subject.ours(workload);
			case "SPRING" -> Subject.spring(workload);
			default -> Subject.floor(workload);
		};
	}

	/**
	 * Handle one request.
	 */
	@Benchmark
	public int handle() throws Exception {
		LightRequest request = this.requests[this.next++ & (this.requests.length - 1)];
		LightResponse current = this.response.clear();
		this.handler.handle(request, current);
		return current.getStatus();
	}

}
