package io.github.corsboot.sample;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The story that the sample tells, in a real browser, wherever the two of them run.
 */
abstract class AbstractStoryTests {

	static final List<String> CALLS = List.of("simple", "json", "custom-header", "cookies", "exposed-header", "delete");

	abstract String allowedPage();

	abstract String strangerPage();

	abstract Visit open(String url) throws Exception;

	private Visit visit(String page) throws Exception {
		Visit visit = open(page + "/?send-all");
		assertThat(visit.document().body().attr("data-done")).as(visit::toString).isEqualTo("true");
		return visit;
	}

	@Test
	void allowedPageReadsWhatItMay() throws Exception {
		Visit visit = visit(allowedPage());
		assertThat(CALLS.stream().map(visit::result)).containsExactly("passed", "passed", "passed", "passed", "passed",
				"blocked");
		assertThat(visit.outcome("simple", "script")).startsWith("200").contains("first light");
		assertThat(visit.outcome("simple", "wire")).contains("no preflight").endsWith("GET → 200");
		assertThat(visit.outcome("json", "script")).startsWith("201");
		assertThat(visit.outcome("json", "wire")).endsWith("OPTIONS → 200 POST → 201");
		assertThat(visit.outcome("custom-header", "wire")).endsWith("OPTIONS → 200 PUT → 200");
		assertThat(visit.outcome("cookies", "script")).contains("visits counted by a cookie: 1");
		assertThat(visit.outcome("exposed-header", "script")).contains("X-Total-Count: 2", "X-Served-By: null");
		assertThat(visit.outcome("simple", "server")).contains("Allowed by policy “default”: cors.allowed-origins");
	}

	@Test
	void allowedPageIsToldWhyDeleteFails() throws Exception {
		Visit visit = visit(allowedPage());
		assertThat(visit.outcome("delete", "script")).isEqualTo("TypeError: Failed to fetch");
		assertThat(visit.outcome("delete", "wire")).contains("a preflight, and nothing else");
		assertThat(visit.outcome("delete", "server")).startsWith(
				"method-not-allowed (preflight DELETE) decided by cors.allowed-methods in application.yml, line 4 "
						+ "If the application has a handler for it, add it to allowed-methods.");
		assertThat(visit.console()).singleElement()
			.asString()
			.contains("Method DELETE is not allowed by Access-Control-Allow-Methods in preflight response");
	}

	@Test
	void strangerReadsNothingAndTheServerSaysWhy() throws Exception {
		Visit visit = visit(strangerPage());
		assertThat(CALLS.stream().map(visit::result)).containsOnly("blocked").hasSize(CALLS.size());
		for (String call : CALLS) {
			assertThat(visit.outcome(call, "script")).isEqualTo("TypeError: Failed to fetch");
			assertThat(visit.outcome(call, "server")).startsWith("origin-not-allowed")
				.contains("decided by cors.allowed-origins");
		}
		assertThat(visit.outcome("simple", "wire")).endsWith("GET → 403");
		assertThat(visit.outcome("json", "wire")).endsWith("OPTIONS → 403");
		assertThat(visit.document().select("#fix").hasAttr("hidden")).isFalse();
	}

}
