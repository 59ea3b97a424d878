package io.github.corsboot.web;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

import io.github.corsboot.explain.BrowserRequest;
import io.github.corsboot.explain.CorsExplainer;
import io.github.corsboot.explain.Explanation;
import io.github.corsboot.explain.ExplanationCode;
import io.github.corsboot.explain.Explanation.Exchange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@link CorsExplainer} says is what a server sends: compared over HTTP on random
 * requests, with several policies and annotated handlers.
 */
class ExplainTests {

	private static final int REQUESTS = 2000;

	private static final List<String> PATHS = List.of("/api/bare", "/api/items/7", "/api/items/special", "/api/items/",
			"/api/patterns", "/api/placeholder", "/api/without-credentials", "/api/ambiguous", "/api/half-annotated",
			"/api/routed", "/api/class/inherited", "/api/class/both", "/shared/candidates", "/shared/both",
			"/legacy/inherited", "/uncovered/both", "/api/excluded/x", "/api/%62are", "/plain/api/bare", "/api/missing",
			"/static.txt");

	private static final List<String> ORIGINS = List.of("https://app.example.com", "https://partner.test",
			"https://a.shared.test", "https://b.shared.test", "https://x.patterns.test:8443", "https://one.test",
			"https://json.test", "https://text.test", "https://class.test", "https://method.test", "https://evil.test",
			"http://api.example.com", "null", "https://app.example.com/");

	private static final List<String> METHODS = List.of("GET", "HEAD", "POST", "PUT", "DELETE", "patch", "QUERY");

	private final Random random = new Random(42);

	@ParameterizedTest
	@EnumSource(value = WebApplicationType.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
	void explanationIsWhatTheServerSends(WebApplicationType type) {
		try (ConfigurableApplicationContext context = CrossOriginApplication.run(type, new Class<?>[0],
				"--logging.level.root=error")) {
			CorsExplainer explainer = context.getBean(CorsExplainer.class);
			int port = TestApplication.port(context);
			Map<String, Integer> verdicts = new LinkedHashMap<>();
			for (int i = 0; i < REQUESTS; i++) {
				Explanation explanation = explainer.explain(request());
				compare(explanation.preflight(), port, explanation);
				compare(explanation.response(), port, explanation);
				verdicts.merge(explanation.verdict().code().code(), 1, Integer::sum);
			}
			assertThat(verdicts).containsKeys("allowed", "blocked-at-preflight", "blocked-at-response", "refused",
					"not-cors", "no-policy");
		}
	}

	private <T> T any(List<T> values) {
		return values.get(this.random.nextInt(values.size()));
	}

	private BrowserRequest request() {
		BrowserRequest request = BrowserRequest
			.of(any(METHODS), any(List.of("http://api.example.com", "http://localhost:99")) + any(PATHS))
			.from(any(ORIGINS));
		if (this.random.nextInt(3) == 0) {
			request = request.withHeader("X-One", "1");
		}
		if (this.random.nextInt(3) == 0) {
			request = request.withHeader("Content-Type", any(List.of("application/json", "text/plain")));
		}
		return (this.random.nextInt(3) == 0) ? request.withCredentials() : request;
	}

	private static void compare(Exchange explained, int port, Explanation explanation) {
		if (explained == null) {
			return;
		}
		String url = explained.url();
		int path = url.indexOf('/', "http://".length());
		Map<String, String> headers = new LinkedHashMap<>(explained.requestHeaders());
		headers.put("Host", url.substring("http://".length(), path));
		// Headers whose values are not shown.
		headers.replaceAll((name, value) -> value.equals("…") ? "1" : value);
		String[] lines = headers.entrySet()
			.stream()
			.map((header) -> header.getKey() + ": " + header.getValue())
			.toArray(String[]::new);
		HttpExchange sent = HttpExchange.send(port, explained.method() + " " + url.substring(path), lines);
		if (explained.status() != null) {
			assertThat(sent.status()).as(explanation + " " + explained).isEqualTo(explained.status());
		}
		Map<String, String> expected = new LinkedHashMap<>(explained.responseHeaders());
		String vary = expected.remove("Vary");
		Map<String, String> actual = new LinkedHashMap<>();
		sent.corsHeaderNames().forEach((name) -> actual.put(name, sent.header(name)));
		Map<String, String> lowerCase = new LinkedHashMap<>();
		expected.keySet()
			.stream()
			.sorted()
			.forEach((name) -> lowerCase.put(name.toLowerCase(Locale.ROOT), expected.get(name)));
		if (explanation.verdict().code() != ExplanationCode.NO_POLICY) {
			assertThat(actual).as(explanation + " " + explained).isEqualTo(lowerCase);
		}
		if (vary != null) {
			assertThat(sent.vary()).as(explanation + " " + explained)
				.containsAll(List.of(vary.toLowerCase(Locale.ROOT).split(", ")));
		}
	}

}
