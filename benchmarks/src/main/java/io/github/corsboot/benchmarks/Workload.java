package io.github.corsboot.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * What is configured, and what is asked.
 */
public enum Workload {

	/** Most requests of most applications. */
	NO_ORIGIN,

	NO_ORIGIN_1000_POLICIES,

	/** With a variable in the path of each. */
	NO_ORIGIN_1000_VARIABLE_PATHS,

	ACTUAL_1_ORIGIN,

	ACTUAL_1_PATTERN,

	ACTUAL_1000_PATTERNS,

	/** Each is asked for as often as any other. */
	ACTUAL_1000000_ORIGINS_UNIFORM,

	/** The n-th is asked for a n-th as often as the first. */
	ACTUAL_1000000_ORIGINS_ZIPF,

	PREFLIGHT_3_HEADERS,

	REFUSED,

	ORIGIN_OF_8_KB,

	HEADERS_OF_16_KB,

	/** The longest legal origin, with as many labels as possible, and none matches. */
	LONGEST_ORIGIN,

	/** As many names as are looked at, as long as possible, all of them allowed. */
	LONGEST_HEADERS;

	static final List<String> METHODS = List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE");

	private static final int SEED = 1;

	/** How many origins of a million are asked for in turn: a power of two. */
	private static final int REQUESTS = 1 << 20;

	/** What a browser sends with each request, here Chromium in a script. */
	private static final List<String> BEFORE_ORIGIN = List.of("Host", "api.example.com", "Connection", "keep-alive",
			"sec-ch-ua-platform", "\"Linux\"", "User-Agent",
			"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
			"sec-ch-ua", "\"Chromium\";v=\"140\", \"Not=A?Brand\";v=\"24\"", "sec-ch-ua-mobile", "?0", "Accept", "*/*");

	private static final List<String> AFTER_ORIGIN = List.of("Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "cors",
			"Sec-Fetch-Dest", "empty", "Referer", "https://app.example.com/", "Accept-Encoding",
			"gzip, deflate, br, zstd", "Accept-Language", "en-US,en;q=0.9");

	int policies() {
		return switch (this) {
			case NO_ORIGIN_1000_POLICIES, NO_ORIGIN_1000_VARIABLE_PATHS -> 1000;
			default -> 1;
		};
	}

	/**
	 * Return the path pattern of a policy.
	 */
	String pattern(int policy) {
		return switch (this) {
			case NO_ORIGIN_1000_POLICIES -> "/x" + policy + "/**";
			case NO_ORIGIN_1000_VARIABLE_PATHS -> "/x" + policy + "/{kind}/42";
			default -> "/**";
		};
	}

	String path() {
		return (policies() > 1) ? "/x500/items/42" : "/items/42";
	}

	/**
	 * Return the exact origins that are allowed.
	 */
	List<String> origins() {
		Random random = new Random(SEED);
		return IntStream.range(0, originCount())
			.mapToObj((i) -> "https://" + Long.toString(random.nextLong() >>> 1, 36) + ".example.com")
			.toList();
	}

	private int originCount() {
		return switch (this) {
			case ACTUAL_1000000_ORIGINS_UNIFORM, ACTUAL_1000000_ORIGINS_ZIPF -> 1_000_000;
			default -> (patternCount() > 0) ? 0 : 1;
		};
	}

	/**
	 * Return the domains whose sub-domains are allowed.
	 */
	List<String> domains() {
		return IntStream.range(0, patternCount()).mapToObj((i) -> "tenant" + i + ".example.com").toList();
	}

	private int patternCount() {
		return switch (this) {
			case ACTUAL_1_PATTERN -> 1;
			case ACTUAL_1000_PATTERNS, ORIGIN_OF_8_KB, LONGEST_ORIGIN -> 1000;
			default -> 0;
		};
	}

	/**
	 * Return the request headers that are allowed.
	 */
	List<String> allowedHeaders() {
		return switch (this) {
			case LONGEST_HEADERS -> longNames();
			default -> List.of("Content-Type", "X-Api-Key", "X-Trace");
		};
	}

	/** Together with the commas 4096 characters for 128 names. */
	private static List<String> longNames() {
		return IntStream.range(0, 128).mapToObj((i) -> "x-%03d-".formatted(i) + "n".repeat(25)).toList();
	}

	boolean isPreflight() {
		return requestedHeaders() != null;
	}

	private String requestedHeaders() {
		return switch (this) {
			case PREFLIGHT_3_HEADERS -> "content-type,x-api-key,x-trace";
			case HEADERS_OF_16_KB -> "x-one,,".repeat(16 * 1024 / 7);
			case LONGEST_HEADERS -> String.join(",", allowedHeaders());
			default -> null;
		};
	}

	/**
	 * Return the values of {@code Origin}, which are asked for in turn: a power of two.
	 */
	List<String> asked() {
		return switch (this) {
			case NO_ORIGIN, NO_ORIGIN_1000_POLICIES, NO_ORIGIN_1000_VARIABLE_PATHS -> List.of();
			case REFUSED -> List.of("https://evil.test");
			case ORIGIN_OF_8_KB -> List.of("https://" + "a".repeat(8192) + ".tenant1.example.com");
			case LONGEST_ORIGIN -> List.of(longOrigin());
			case ACTUAL_1_PATTERN, ACTUAL_1000_PATTERNS -> List.of("https://app." + domains().get(patternCount() / 2));
			case ACTUAL_1000000_ORIGINS_UNIFORM -> uniform();
			case ACTUAL_1000000_ORIGINS_ZIPF -> zipf();
			default -> origins();
		};
	}

	private static String longOrigin() {
		return "s".repeat(64) + "://" + "a.".repeat(126) + "a:65535";
	}

	private List<String> uniform() {
		List<String> origins = origins();
		return new Random(SEED).ints(REQUESTS, 0, origins.size()).mapToObj(origins::get).toList();
	}

	private List<String> zipf() {
		List<String> origins = new ArrayList<>(origins());
		Collections.shuffle(origins, new Random(SEED));
		double[] sums = new double[origins.size()];
		double sum = 0;
		for (int i = 0; i < sums.length; i++) {
			sum += 1.0 / (i + 1);
			sums[i] = sum;
		}
		return new Random(SEED).doubles(REQUESTS, 0, sum).mapToObj((value) -> {
			int found = java.util.Arrays.binarySearch(sums, value);
			return origins.get(Math.min((found < 0) ? -found - 1 : found, sums.length - 1));
		}).toList();
	}

	String method() {
		return isPreflight() ? "OPTIONS" : "GET";
	}

	/**
	 * Return the header lines of a request, names and values in turn.
	 * @param origin the value of {@code Origin}, or {@code null}
	 */
	List<String> headers(String origin) {
		List<String> headers = new ArrayList<>(BEFORE_ORIGIN);
		if (isPreflight()) {
			headers.addAll(List.of("Access-Control-Request-Method", "PUT", "Access-Control-Request-Headers",
					requestedHeaders()));
		}
		if (origin != null) {
			headers.addAll(List.of("Origin", origin));
		}
		headers.addAll(AFTER_ORIGIN);
		return headers;
	}

}
