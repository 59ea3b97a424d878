package io.github.corsboot.policy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

import io.github.corsboot.policy.CorsDecision.Allowed;
import io.github.corsboot.policy.CorsDecision.Rejected;
import io.github.corsboot.policy.ReferenceCors.Answer;
import io.github.corsboot.policy.ReferenceCors.Config;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The engine decides random requests as {@link ReferenceCors} does: two hundred thousand,
 * and a million with {@code -Dreference.policies=2500}.
 */
class ReferenceTests {

	/** Fewer where each mistake that is planted costs a run, more for each change. */
	private static final int POLICIES = Integer.getInteger("reference.policies", 500);

	private static final int REQUESTS = 100;

	private static final List<String> HOSTS = List.of("example.com", "a.example.com", "b.a.example.com", "example.org",
			"xexample.com", "localhost", "127.0.0.1", "a_b.example.com", "-a.example.com", "api.example.com",
			"example.com.");

	private static final List<String> LABELS = List.of("pr-*.", "*-pr.", "pr-*-x.", "p*.", "*x.");

	private static final List<String> PORTS = List.of("", "", "", ":8443", ":1", ":65535", ":*", ":*");

	private static final List<String> METHODS = List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "PURGE",
			"patch");

	private static final List<String> NAMES = List.of("X-One", "x-two", "Content-Type", "Authorization", "X-Three");

	private static final List<String> BROKEN = List.of("https://example.com/", "HTTPS://example.com", "example.com",
			"https://example.com:443", "https://example.com:0", "https://exa mple.com", "https://example..com", "",
			"https://example.com,https://example.com", "https://*.example.com", "*", "https://1.2.3", "https://0x7f.1",
			"https://127.0.0.01", "https://example.com:65536", "https://ex\u00e4mple.com", "https://example.com:8443/x",
			"file://", "app://.", "content://");

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4 })
	void engineAgreesWithTheReference(long seed) {
		Random random = new Random(seed);
		Map<String, Integer> outcomes = new HashMap<>();
		for (int i = 0; i < POLICIES; i++) {
			List<Config> configs = configs(random);
			CandidatePolicies engine = CandidatePolicies.of(configs.stream().map(ReferenceTests::policy).toList());
			ReferenceCors reference = new ReferenceCors(configs);
			for (int j = 0; j < REQUESTS; j++) {
				TestRequest request = request(random, configs);
				Answer expected = reference.answer(request);
				Answer actual = answer(engine.evaluate(request), request);
				assertThat(actual).as("%s asked %s", configs, request).isEqualTo(expected);
				outcomes.merge(expected.outcome(), 1, Integer::sum);
			}
		}
		// Or the test would prove nothing.
		assertThat(outcomes).hasSize(7)
			.allSatisfy((outcome, count) -> assertThat(count).isGreaterThan(POLICIES * REQUESTS / 500));
	}

	private static <T> T any(Random random, List<T> values) {
		return values.get(random.nextInt(values.size()));
	}

	private static List<Config> configs(Random random) {
		List<Config> configs = new ArrayList<>();
		Set<String> taken = new LinkedHashSet<>();
		for (int count = 1 + random.nextInt(3); count > 0; count--) {
			boolean credentials = random.nextBoolean();
			Set<String> origins = new LinkedHashSet<>();
			for (int entries = random.nextInt(4); entries >= 0; entries--) {
				String entry = entry(random, credentials);
				if (taken.add(entry)) {
					origins.add(entry);
				}
			}
			configs.add(new Config("p" + count, List.copyOf(origins), some(random, METHODS), some(random, NAMES),
					some(random, List.of("ETag", "X-Total")), credentials, random.nextInt(3000),
					random.nextInt(4) == 0));
		}
		return configs;
	}

	private static String entry(Random random, boolean credentials) {
		if (!credentials && random.nextInt(6) == 0) {
			return "*";
		}
		if (!credentials && random.nextInt(12) == 0) {
			return "moz-extension://*";
		}
		String host = any(random, HOSTS);
		boolean name = !host.startsWith("127") && !host.equals("localhost");
		String scheme = (host.equals("localhost") && random.nextBoolean()) ? "http://" : "https://";
		String below = (random.nextInt(3) == 0) ? any(random, LABELS) : "*.";
		return scheme + ((name && random.nextBoolean()) ? below : "") + host + any(random, PORTS);
	}

	private static List<String> some(Random random, List<String> values) {
		if (random.nextInt(4) == 0) {
			return values.contains("ETag") ? List.of() : List.of("*");
		}
		return values.stream().filter((value) -> random.nextInt(3) > 0).toList();
	}

	private static CorsPolicy policy(Config config) {
		return CorsPolicy.builder()
			.name(config.name())
			.allowedOrigins(config.origins())
			.allowedMethods(config.methods().stream().toList())
			.allowedHeaders(config.headers())
			.exposedHeaders(config.exposed())
			.allowCredentials(config.credentials())
			.maxAge(Duration.ofSeconds(config.maxAge()))
			.allowNavigation(config.navigation())
			.build();
	}

	private static TestRequest request(Random random, List<Config> configs) {
		boolean preflight = random.nextInt(3) == 0;
		TestRequest request = TestRequest.of(preflight ? "OPTIONS" : any(random, METHODS));
		if (random.nextInt(20) > 0) {
			request.with("Origin", origin(random, configs));
		}
		if (preflight && random.nextInt(20) > 0) {
			request.with("Access-Control-Request-Method", (random.nextInt(20) > 0) ? any(random, METHODS) : "P UT");
		}
		if (preflight && random.nextInt(3) > 0) {
			request.with("Access-Control-Request-Headers", headers(random));
		}
		with(request, random, "Sec-Fetch-Site", List.of("same-origin", "cross-site"));
		with(request, random, "Sec-Fetch-Mode", List.of("navigate", "cors", "no-cors"));
		with(request, random, "Sec-Fetch-Dest", List.of("document", "iframe", "empty"));
		with(request, random, "Sec-Fetch-Storage-Access", List.of("none", "inactive", "active"));
		with(request, random, "Upgrade", List.of("websocket", "h2c"));
		return request;
	}

	private static void with(TestRequest request, Random random, String name, List<String> values) {
		if (random.nextInt(8) == 0) {
			request.with(name, any(random, values));
		}
	}

	private static String origin(Random random, List<Config> configs) {
		int kind = random.nextInt(12);
		if (kind == 0) {
			return any(random, BROKEN);
		}
		if (kind == 1) {
			return "null";
		}
		List<String> entries = configs.stream().flatMap((config) -> config.origins().stream()).toList();
		String near = entries.isEmpty() ? "https://example.com" : any(random, entries);
		near = near.equals("*") ? "https://" + any(random, HOSTS) : near;
		String origin = near.replace(":*", any(random, List.of("", ":8443", ":1", ":77")))
			.replace("://*.", "://" + any(random, List.of("", "x.", "y.x.", "x", "pr-1.", "pr-x-x.")))
			.replace("*", any(random, List.of("", "x", "1", "pr-x", "a.b", "-pr", "a-x", ".")));
		return switch (random.nextInt(8)) {
			case 0 -> origin.replace("https:", "http:");
			case 1 -> origin + any(random, List.of(".evil.test", ":99", "x"));
			case 2 -> origin.replace("://", "://evil");
			default -> origin;
		};
	}

	private static String headers(Random random) {
		List<String> names = new ArrayList<>();
		for (int count = random.nextInt(4); count >= 0; count--) {
			names.add((random.nextInt(25) > 0) ? any(random, NAMES).toLowerCase(java.util.Locale.ROOT)
					: any(random, List.of("", " ", "x y", "*", "x-f\u00fc", "\tX-One ")));
		}
		return String.join(random.nextBoolean() ? "," : ", ", names);
	}

	private static Answer answer(CorsDecision decision, TestRequest request) {
		Map<String, String> headers = new TreeMap<>();
		decision.headers().writeTo(request, headers, Map::put);
		if (decision.headers().vary() != null) {
			headers.put("Vary", decision.headers().vary());
		}
		if (decision instanceof Rejected rejected) {
			return new Answer("rejected " + rejected.reason().code(), headers);
		}
		return new Answer((decision instanceof Allowed) ? "allowed" : "not cors", headers);
	}

}
