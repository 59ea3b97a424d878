package io.github.corsboot.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * What is configured, and what is asked.
 */
public enum Workload {

	/** Most requests of most applications. */
	NO_ORIGIN(1, 0, 1),

	NO_ORIGIN_1000_POLICIES(1, 0, 1000),

	ACTUAL_1_ORIGIN(1, 0, 1),

	ACTUAL_1_PATTERN(0, 1, 1),

	ACTUAL_1000_PATTERNS(0, 1000, 1),

	/** With 64 of them that are asked for again and again. */
	ACTUAL_100000_ORIGINS(100_000, 0, 1),

	PREFLIGHT_3_HEADERS(1, 0, 1),

	REFUSED(1, 0, 1),

	ORIGIN_OF_8_KB(0, 1000, 1),

	HEADERS_OF_16_KB(1, 0, 1);

	private final int origins;

	private final int patterns;

	private final int policies;

	Workload(int origins, int patterns, int policies) {
		this.origins = origins;
		this.patterns = patterns;
		this.policies = policies;
	}

	int policies() {
		return this.policies;
	}

	String path() {
		return (this.policies > 1) ? "/x500/items/42" : "/items/42";
	}

	/**
	 * Return the exact origins that are allowed.
	 */
	List<String> origins() {
		List<String> origins = new ArrayList<>();
		Random random = new Random(1);
		for (int i = 0; i < this.origins; i++) {
			origins.add("https://" + Long.toString(random.nextLong() >>> 1, 36) + ".example.com");
		}
		return origins;
	}

	/**
	 * Return the domains whose sub-domains are allowed.
	 */
	List<String> domains() {
		List<String> domains = new ArrayList<>();
		for (int i = 0; i < this.patterns; i++) {
			domains.add("tenant" + i + ".example.com");
		}
		return domains;
	}

	boolean isPreflight() {
		return this == PREFLIGHT_3_HEADERS || this == HEADERS_OF_16_KB;
	}

	/**
	 * Return the values of {@code Origin}, as many as are asked in turn.
	 */
	List<String> asked() {
		return switch (this) {
			case NO_ORIGIN, NO_ORIGIN_1000_POLICIES -> List.of();
			case REFUSED -> List.of("https://evil.test");
			case ORIGIN_OF_8_KB -> List.of("https://" + "a".repeat(8192) + ".tenant1.example.com");
			case ACTUAL_1_PATTERN, ACTUAL_1000_PATTERNS -> List.of("https://app." + domains().get(this.patterns / 2));
			default -> origins().subList(0, Math.min(64, this.origins));
		};
	}

	LightRequest[] requests() {
		if (asked().isEmpty()) {
			return new LightRequest[] { new LightRequest("GET", path(), "Accept", "*/*") };
		}
		// What a server reads is a new string each time, whose hash is not known yet.
		return asked().stream().map(this::request).toArray(LightRequest[]::new);
	}

	private LightRequest request(String origin) {
		String copy = new String(origin.toCharArray());
		if (!isPreflight()) {
			return new LightRequest("GET", path(), "Accept", "*/*", "Origin", copy);
		}
		String headers = (this == HEADERS_OF_16_KB) ? "x-one,,".repeat(16 * 1024 / 7)
				: "content-type,x-api-key,x-trace";
		return new LightRequest("OPTIONS", path(), "Accept", "*/*", "Origin", copy, "Access-Control-Request-Method",
				"PUT", "Access-Control-Request-Headers", headers);
	}

}
