package io.github.corsboot.explain;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

import io.github.corsboot.explain.BrowserRequest.Mode;
import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.mapping.MappedPolicy;
import io.github.corsboot.mapping.PolicyMapping;
import io.github.corsboot.policy.CorsPolicy;
import io.github.corsboot.policy.InvalidCorsPolicyException;

import org.springframework.web.bind.annotation.CrossOrigin;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Policies and requests with few values, so that they meet often: origins that are listed
 * and others that are near them, paths that can be read in several ways, every mode.
 */
final class RandomCases {

	private static final List<String> PATTERNS = List.of("/**", "/**", "/api/**", "/api/*", "/api/{id}", "/private/**",
			"/*/x", "/api/items", "/api/both", "/{area}/items");

	private static final List<String> ENTRIES = List.of("https://app.example.com", "https://*.example.com",
			"http://localhost:*", "http://localhost:3000", "https://partner.test", "https://*.partner.test:*",
			"https://shop.test:8443", "capacitor://localhost", "https://pr-*.partner.test", "moz-extension://*");

	private static final List<String> ORIGINS = List.of("https://app.example.com", "https://x.example.com",
			"https://example.com", "http://app.example.com", "http://localhost:3000", "http://localhost",
			"https://partner.test", "https://pr-1.partner.test", "https://pr-.partner.test", "moz-extension://0f",
			"https://a.partner.test:99", "https://shop.test", "https://annotated.test", "https://api.example.com",
			"http://intranet.corp", "https://evil.test", "https://app.example.com.evil.test", "null",
			"https://app.example.com/", "HTTPS://APP.EXAMPLE.COM", "file://", "capacitor://localhost", "https://ü.test",
			"https://a.test, https://b.test");

	private static final List<String> METHODS = List.of("GET", "GET", "HEAD", "POST", "POST", "PUT", "PATCH", "patch",
			"DELETE", "QUERY", "OPTIONS", "put");

	private static final List<String> HEADERS = List.of("Content-Type", "Authorization", "X-One", "x-two",
			"Accept-Language", "X-Secret");

	private static final List<String> SERVERS = List.of("https://api.example.com", "http://localhost:8080",
			"http://intranet.corp", "https://app.example.com", "https://[::1]:8443");

	private static final List<String> PATHS = List.of("/api/items", "/api/items/", "/api/both", "/api/7", "/api/a/b",
			"/x", "/private/x", "/api/%69tems", "/api//items", "/api/items;v=1", "/private/..%2Fx", "/other/items", "/",
			"/api/x", "/api/items?q=1");

	private final Random random;

	RandomCases(long seed) {
		this.random = new Random(seed);
	}

	private <T> T any(List<T> values) {
		return values.get(this.random.nextInt(values.size()));
	}

	private List<String> some(List<String> values) {
		return values.stream().filter((value) -> this.random.nextBoolean()).distinct().toList();
	}

	CorsPolicies policies() {
		List<MappedPolicy> policies = IntStream.range(0, this.random.nextInt(4)).mapToObj(this::policy).toList();
		List<String> uncovered = (this.random.nextInt(5) == 0) ? List.of("/api/x", "/private/**") : List.of();
		return new CorsPolicies(new PolicyMapping(policies),
				() -> uncovered.stream().map(PathPatternParser.defaultInstance::parse).toList());
	}

	private MappedPolicy policy(int index) {
		List<String> patterns = new ArrayList<>(List.of(any(PATTERNS)));
		patterns.add(any(PATTERNS));
		while (true) {
			try {
				return new MappedPolicy(builder("p" + index).build(),
						patterns.stream().distinct().map(PathPatternParser.defaultInstance::parse).toList(), Map.of());
			}
			catch (InvalidCorsPolicyException ex) {
				// Credentials for everyone, for example: try others.
			}
		}
	}

	private CorsPolicy.Builder builder(String name) {
		return CorsPolicy.builder()
			.name(name)
			.allowedOrigins((this.random.nextInt(4) == 0) ? List.of("*") : some(ENTRIES))
			.allowedMethods((this.random.nextInt(3) == 0) ? List.of("*") : some(List.of("GET", "POST", "PUT", "PATCH")))
			.allowedHeaders(
					(this.random.nextInt(3) == 0) ? List.of("*") : some(List.of("Content-Type", "X-One", "X-Two")))
			.exposedHeaders(some(List.of("X-Total", "ETag")))
			.allowCredentials(this.random.nextBoolean())
			.maxAge(Duration.ofSeconds(this.random.nextInt(3) * 600L))
			.allowNavigation(this.random.nextInt(4) == 0)
			.enforceWebSocketOrigin(this.random.nextBoolean());
	}

	BrowserRequest request() {
		BrowserRequest request = BrowserRequest.of(any(METHODS), any(SERVERS) + any(PATHS));
		if (this.random.nextInt(20) > 0) {
			request = request.from(any(ORIGINS));
		}
		for (String name : (this.random.nextBoolean() ? some(HEADERS) : List.<String>of())) {
			request = request.withHeader(name, any(List.of("text/plain", "application/json", "de")));
		}
		if (this.random.nextInt(3) == 0) {
			request = request.withCredentials();
		}
		Mode mode = (this.random.nextInt(3) == 0) ? any(List.of(Mode.values())) : Mode.CORS;
		boolean simple = List.of("GET", "HEAD", "POST").contains(request.method());
		return (simple || mode == Mode.WEBSOCKET) ? request.withMode(mode) : request;
	}

	/** Handlers, some annotated. */
	static final class Handlers {

		@CrossOrigin(origins = "https://annotated.test", allowedHeaders = "X-Secret", exposedHeaders = "X-Own")
		public void annotated() {
		}

		@CrossOrigin(methods = RequestMethod.DELETE, maxAge = 5)
		public void widened() {
		}

		public void plain() {
		}

	}

}
