package io.github.corsboot.sample;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;

import io.github.corsboot.sample.HeadlessChromium.Visit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The story that the sample tells, in a real browser. With random ports all that differs
 * is how the two pages are told apart: by host instead of by port.
 */
abstract class AbstractSampleApplicationTests {

	private static final List<String> CALLS = List.of("simple", "json", "custom-header", "cookies", "exposed-header",
			"delete");

	private final WebApplicationType type;

	private ConfigurableApplicationContext context;

	@TempDir
	private Path folder;

	AbstractSampleApplicationTests(WebApplicationType type) {
		this.type = type;
	}

	@BeforeEach
	void start() {
		this.context = new SpringApplicationBuilder(SampleApplication.class).web(this.type)
			.run("--server.port=0", "--sample.allowed-port=0", "--sample.stranger-port=0",
					"--cors.allowed-origins=http://localhost:*", "--spring.reactor.netty.shutdown-quiet-period=0s");
	}

	@AfterEach
	void stop() {
		this.context.close();
	}

	private Addresses addresses() {
		return this.context.getBean(Addresses.class);
	}

	private String strangerPage() {
		return this.addresses().strangerPage().replace("localhost", "127.0.0.1");
	}

	private Visit visit(String page) throws Exception {
		Visit visit = HeadlessChromium.open(page + "/?send-all", this.folder);
		assertThat(visit.document().body().attr("data-done")).as(visit::toString).isEqualTo("true");
		return visit;
	}

	@Test
	void allowedPageReadsWhatItMay() throws Exception {
		Visit visit = visit(addresses().allowedPage());
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
		Visit visit = visit(addresses().allowedPage());
		assertThat(visit.outcome("delete", "script")).isEqualTo("TypeError: Failed to fetch");
		assertThat(visit.outcome("delete", "wire")).contains("a preflight, and nothing else");
		assertThat(visit.outcome("delete", "server")).isEqualTo(
				"method-not-allowed (preflight DELETE) decided by cors.allowed-methods in application.yml, line 4");
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

	@Test
	void aThirdPartyIsRefusedFromTheCommandLine() throws Exception {
		HttpRequest request = HttpRequest.newBuilder(URI.create(addresses().api() + "/data"))
			.header("Origin", "https://evil.test")
			.build();
		assertThat(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(403);
	}

}
