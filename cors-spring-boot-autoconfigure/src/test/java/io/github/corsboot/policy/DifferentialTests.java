package io.github.corsboot.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

import io.github.corsboot.policy.CorsDecision.Rejected;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.DefaultCorsProcessor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Where Spring's own processor, equally configured, keeps a script in a browser from
 * something, the engine keeps it from that, too. Judged by the checks of the Fetch
 * standard on the answers to the preflight and to the actual request. The exceptions,
 * requests that a browser marks as same-origin and navigations that are allowed, are
 * never asked here.
 *
 * @see <a href="https://fetch.spec.whatwg.org/#http-cors-protocol">Fetch standard, CORS
 * protocol</a>
 */
class DifferentialTests {

	private static final Set<String> SAFELISTED_METHODS = Set.of("GET", "HEAD", "POST");

	private static final List<String> METHODS = List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "PURGE");

	private static final List<String> NAMES = List.of("x-one", "x-two", "content-type", "authorization");

	private static final List<String> ORIGINS = List.of("https://app.example.com", "https://a.b.example.com",
			"https://example.com", "https://evil.test", "https://app.example.com.evil.test", "http://app.example.com",
			"https://app.example.com:8443", "null", "https://notexample.com", "https://app.example.com:1");

	/**
	 * What a script does.
	 */
	private record Fetch(String origin, String method, List<String> headers, boolean credentials) {

		boolean needsPreflight() {
			return !SAFELISTED_METHODS.contains(this.method) || !this.headers.isEmpty();
		}

	}

	/**
	 * What the server answers.
	 */
	private record Response(int status, boolean handled, Map<String, String> headers) {

	}

	/**
	 * What becomes of it.
	 */
	private record Outcome(boolean handled, boolean readable) {

	}

	private interface Server {

		Response answer(String method, Map<String, String> headers);

	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3 })
	void whatSpringKeepsFromAScriptTheEngineKeepsFromItToo(long seed) {
		Random random = new Random(seed);
		Map<Outcome, Integer> outcomes = new HashMap<>();
		for (int i = 0; i < 400; i++) {
			CorsConfiguration configuration = configuration(random);
			Server spring = spring(configuration);
			Server engine = engine(policy(configuration));
			for (int j = 0; j < 50; j++) {
				Fetch fetch = fetch(random);
				Outcome bySpring = browse(fetch, spring);
				Outcome byEngine = browse(fetch, engine);
				if (!bySpring.handled()) {
					assertThat(byEngine.handled()).as("%s is handled: %s", fetch, configuration.getAllowedOrigins())
						.isFalse();
				}
				if (!bySpring.readable()) {
					assertThat(byEngine.readable()).as("%s is readable: %s", fetch, configuration.getAllowedOrigins())
						.isFalse();
				}
				outcomes.merge(byEngine, 1, Integer::sum);
			}
		}
		// Or the test would prove nothing.
		assertThat(outcomes).allSatisfy((outcome, count) -> assertThat(count).isGreaterThan(100));
		assertThat(outcomes).containsKeys(new Outcome(true, true), new Outcome(false, false));
	}

	private static <T> List<T> some(Random random, List<T> values) {
		List<T> some = new ArrayList<>(values);
		some.removeIf((value) -> random.nextBoolean());
		return some;
	}

	private static CorsConfiguration configuration(Random random) {
		CorsConfiguration configuration = new CorsConfiguration();
		boolean credentials = random.nextBoolean();
		configuration.setAllowCredentials(credentials);
		if (!credentials && random.nextInt(4) == 0) {
			configuration.addAllowedOrigin("*");
		}
		else {
			configuration.setAllowedOrigins(some(random, List.of("https://app.example.com", "https://example.com")));
			configuration.setAllowedOriginPatterns(some(random, List.of("https://*.example.com")));
		}
		configuration.setAllowedMethods((random.nextInt(4) == 0) ? List.of("*") : some(random, METHODS));
		configuration.setAllowedHeaders((random.nextInt(4) == 0) ? List.of("*") : some(random, NAMES));
		configuration.setMaxAge(60L);
		return configuration;
	}

	private static CorsPolicy policy(CorsConfiguration configuration) {
		List<String> origins = new ArrayList<>(
				configuration.getAllowedOrigins() != null ? configuration.getAllowedOrigins() : List.of());
		if (configuration.getAllowedOriginPatterns() != null) {
			origins.addAll(configuration.getAllowedOriginPatterns());
		}
		return CorsPolicy.builder()
			.allowedOrigins(origins)
			.allowedMethods(configuration.getAllowedMethods())
			.allowedHeaders(configuration.getAllowedHeaders())
			.allowCredentials(Boolean.TRUE.equals(configuration.getAllowCredentials()))
			.build();
	}

	private static Fetch fetch(Random random) {
		return new Fetch(ORIGINS.get(random.nextInt(ORIGINS.size())), METHODS.get(random.nextInt(METHODS.size())),
				random.nextBoolean() ? List.of() : some(random, NAMES), random.nextBoolean());
	}

	private static Server spring(CorsConfiguration configuration) {
		DefaultCorsProcessor processor = new DefaultCorsProcessor();
		return (method, headers) -> {
			MockHttpServletRequest request = new MockHttpServletRequest(method, "/");
			request.setServerName("api.example.net");
			headers.forEach(request::addHeader);
			MockHttpServletResponse response = new MockHttpServletResponse();
			try {
				boolean accepted = processor.processRequest(configuration, request, response);
				Map<String, String> written = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
				response.getHeaderNames()
					.forEach((name) -> written.put(name, String.join(",", response.getHeaders(name))));
				return new Response(response.getStatus(), accepted, written);
			}
			catch (java.io.IOException ex) {
				throw new java.io.UncheckedIOException(ex);
			}
		};
	}

	private static Server engine(CorsPolicy policy) {
		return (method, headers) -> {
			TestRequest request = TestRequest.of(method);
			headers.forEach(request::with);
			CorsDecision decision = policy.evaluate(request);
			Map<String, String> written = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
			decision.headers().writeTo(request, written, Map::put);
			return (decision instanceof Rejected rejected) ? new Response(rejected.status(), false, written)
					: new Response(200, true, written);
		};
	}

	/**
	 * Do what a browser does.
	 */
	private static Outcome browse(Fetch fetch, Server server) {
		Map<String, String> headers = new TreeMap<>(Map.of("Origin", fetch.origin()));
		if (fetch.needsPreflight()) {
			Map<String, String> preflight = new TreeMap<>(headers);
			preflight.put("Access-Control-Request-Method", fetch.method());
			if (!fetch.headers().isEmpty()) {
				preflight.put("Access-Control-Request-Headers", String.join(",", fetch.headers()));
			}
			if (!passes(fetch, server.answer("OPTIONS", preflight))) {
				return new Outcome(false, false);
			}
		}
		fetch.headers().forEach((name) -> headers.put(name, "x"));
		Response response = server.answer(fetch.method(), headers);
		return new Outcome(response.handled(), response.handled() && corsCheck(fetch, response));
	}

	/**
	 * The CORS-preflight fetch, from its step 7.
	 */
	private static boolean passes(Fetch fetch, Response response) {
		if (!corsCheck(fetch, response) || response.status() / 100 != 2) {
			return false;
		}
		List<String> methods = list(response, "Access-Control-Allow-Methods");
		boolean method = methods.contains(fetch.method()) || SAFELISTED_METHODS.contains(fetch.method())
				|| (!fetch.credentials() && methods.contains("*"));
		List<String> names = list(response, "Access-Control-Allow-Headers").stream()
			.map((name) -> name.toLowerCase(Locale.ROOT))
			.toList();
		return method && fetch.headers()
			.stream()
			.allMatch((name) -> names.contains(name)
					|| (!fetch.credentials() && names.contains("*") && !name.equals("authorization")));
	}

	private static List<String> list(Response response, String name) {
		String value = response.headers().getOrDefault(name, "");
		return Arrays.stream(value.split(",", -1)).map(String::trim).filter((item) -> !item.isEmpty()).toList();
	}

	/**
	 * The CORS check.
	 */
	private static boolean corsCheck(Fetch fetch, Response response) {
		String origin = response.headers().get("Access-Control-Allow-Origin");
		if (origin == null || (!fetch.credentials() && origin.equals("*"))) {
			return origin != null;
		}
		return origin.equals(fetch.origin())
				&& (!fetch.credentials() || "true".equals(response.headers().get("Access-Control-Allow-Credentials")));
	}

}
