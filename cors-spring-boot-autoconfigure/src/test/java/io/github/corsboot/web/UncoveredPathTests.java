package io.github.corsboot.web;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.corsboot.rejection.CorsRejection;
import io.github.corsboot.rejection.CorsRejections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What a browser blocks although no policy refused it becomes visible.
 */
@ParameterizedClass
@EnumSource(value = WebApplicationType.class, names = { "SERVLET", "REACTIVE" })
class UncoveredPathTests {

	private static final SharedApplications applications = new SharedApplications();

	private static final AtomicInteger tests = new AtomicInteger();

	private final WebApplicationType type;

	/** Tells the requests of this test from those of others. */
	private final String stranger = "https://evil-" + tests.incrementAndGet() + ".test";

	private final String evil = "Origin: " + this.stranger;

	private ConfigurableApplicationContext context;

	UncoveredPathTests(WebApplicationType type) {
		this.type = type;
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		applications.close();
	}

	private void start(String... arguments) {
		this.context = applications.get(() -> TestApplication.run(this.type, arguments), (Object[]) arguments);
	}

	private HttpExchange send(String requestLine, String... headers) {
		return HttpExchange.send(TestApplication.port(this.context), requestLine, headers);
	}

	private List<CorsRejection> rejections() {
		return this.context.getBean(CorsRejections.class)
			.recent()
			.stream()
			.filter((rejection) -> !rejection.origin().startsWith("https://evil-")
					|| rejection.origin().equals(this.stranger))
			.toList();
	}

	/**
	 * It is recorded after the response has left.
	 */
	private CorsRejection rejection() {
		await().atMost(Duration.ofSeconds(5)).until(() -> !rejections().isEmpty());
		assertThat(rejections()).hasSize(1);
		return rejections().get(0);
	}

	@ParameterizedTest
	@CsvSource({ "data, 200", "status/404, 404", "nothing/at/all, 404", "exception, 500", "callable, 200", "mono, 200",
			"mono-exception, 500" })
	void responseWithoutHeadersIsRecordedOnce(String path, int status) {
		start();
		HttpExchange response = send("GET /uncovered/" + path + "?token=1", this.evil);
		assertThat(response.status()).isEqualTo(status);
		CorsRejection rejection = rejection();
		assertThat(rejection.reason()).hasToString("no-policy");
		assertThat(rejection.kind().code()).isEqualTo("actual");
		assertThat(rejection.method()).isEqualTo("GET");
		assertThat(rejection.origin()).isEqualTo(this.stranger);
		assertThat(rejection.path()).isEqualTo("/uncovered/" + path);
		assertThat(rejection.policies()).isEmpty();
		assertThat(rejection.decidedBy()).isEmpty();
	}

	@Test
	void preflightWithoutHeadersIsRecorded() {
		start();
		send("OPTIONS /uncovered/data", this.evil, "Access-Control-Request-Method: PUT");
		CorsRejection rejection = rejection();
		assertThat(rejection.kind().code()).isEqualTo("preflight");
		assertThat(rejection.method()).isEqualTo("PUT");
	}

	@Test
	void excludedPathIsRecordedWithAHint() {
		start();
		send("GET /api/excluded/data", this.evil, "Sec-Fetch-Mode: cors");
		assertThat(rejection().hint()).contains("cors.exclude-paths");
	}

	@Test
	void refusalOfSpringIsRecordedAsSuch() {
		start();
		assertThat(send("GET /uncovered/annotated", "Origin: https://annotated.test")
			.header("Access-Control-Allow-Origin")).isEqualTo("https://annotated.test");
		assertThat(send("GET /uncovered/annotated", this.evil).status()).isEqualTo(403);
		assertThat(rejection().reason()).hasToString("spring-cors");
	}

	@ParameterizedTest
	@ValueSource(strings = { "Sec-Fetch-Mode: navigate", "Sec-Fetch-Mode: no-cors", "Sec-Fetch-Mode: websocket",
			"Upgrade: websocket", "Sec-Fetch-Site: same-origin" })
	void whatABrowserDoesNotBlockIsNotRecorded(String header) {
		start();
		send("GET /uncovered/data", this.evil, header);
		send("GET /uncovered/foreign-headers", this.evil);
		send("GET /uncovered/data");
		send("GET /uncovered/data", "Origin: http://localhost:" + TestApplication.port(this.context));
		send("GET /uncovered/exception", this.evil);
		assertThat(rejection().path()).isEqualTo("/uncovered/exception");
	}

	@Test
	void nothingIsRecordedWhenDisabled() {
		start("--cors.enabled=false");
		List<Integer> status = new ArrayList<>();
		for (String path : Arrays.asList("/uncovered/data", "/api/data", "/api/callable")) {
			status.add(send("GET " + path, this.evil).status());
		}
		assertThat(status).containsOnly(200);
		assertThat(rejections()).isEmpty();
	}

}
