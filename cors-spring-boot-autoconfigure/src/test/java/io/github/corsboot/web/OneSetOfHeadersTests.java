package io.github.corsboot.web;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The headers of a policy are there exactly once on whatever leaves an application, on
 * every server.
 */
@ParameterizedClass
@EnumSource(TestServer.Kind.class)
class OneSetOfHeadersTests {

	private static final String APP = "https://app.example.com";

	private static TestServer server;

	private final TestServer.Kind kind;

	OneSetOfHeadersTests(TestServer.Kind kind) {
		this.kind = kind;
	}

	@BeforeParameterizedClassInvocation
	static void start(TestServer.Kind kind) {
		server = kind.start(new Class<?>[] { ResponseController.class }, "--cors.paths=/api/**,/nothing");
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
	}

	@ParameterizedTest
	@CsvSource({ "/api/data, 200", "/api/foreign-headers, 200", "/api/status/204, 204", "/api/status/302, 302",
			"/api/status/404, 404", "/api/status/500, 500", "/api/nothing/at/all, 404", "/nothing, 404",
			"/api/exception, 500", "/api/conflict, 409", "/api/callable, 200", "/api/mono, 200",
			"/api/mono-exception, 500", "/api/mono-timeout, 500", "/api/file.txt, 200", "/api/stream, 200",
			"/api/events, 200", "/api/own-headers, 200", "/api/own-vary, 200", "/api/large, 200",
			"/secured/data, 401" })
	void headersArePresentOnceAndVaryIsWhole(String path, int status) {
		for (String encoding : new String[] { "identity", "gzip" }) {
			HttpExchange response = server.send("GET " + path, "Origin: " + APP, "Accept-Encoding: " + encoding);
			assertThat(response.status()).isEqualTo(status);
			assertThat(response.corsHeaderNames())
				.isSubsetOf("access-control-allow-origin", "access-control-expose-headers")
				.doesNotHaveDuplicates();
			assertThat(response.header("Access-Control-Allow-Origin")).isEqualTo(APP);
			assertThat(response.vary()).contains("origin");
			HttpExchange notCors = server.send("GET " + path, "Accept-Encoding: " + encoding);
			assertThat(notCors.status()).isEqualTo(status);
			assertThat(notCors.vary()).as(path).contains("origin");
			HttpExchange refused = server.send("GET " + path, "Origin: https://evil.test");
			assertThat(refused.status()).isEqualTo(403);
			assertThat(refused.corsHeaderNames()).isEmpty();
			assertThat(refused.vary()).contains("origin");
			assertThat(refused.body()).isEqualTo("Refused by CORS policy: origin-not-allowed\n");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/api/exposing", "/api/exposing-mono", "/api/exposing-download" })
	void whatAHandlerExposesIsAddedToWhatThePolicyExposes(String path) {
		HttpExchange response = server.send("GET " + path, "Origin: " + APP);
		assertThat(response.header("Access-Control-Allow-Origin")).isEqualTo(APP);
		assertThat(response.header("Access-Control-Expose-Headers"))
			.isEqualTo("X-Total, Content-Disposition, X-Session");
		HttpExchange refused = server.send("GET " + path, "Origin: https://evil.test");
		assertThat(refused.corsHeaderNames()).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "POST /api/own-vary, 405", "PUT /api/events, 405" })
	void refusalsOfTheDispatcherAreReadable(String requestLine, int status) {
		HttpExchange response = server.send(requestLine, "Origin: " + APP, "Content-Length: 0");
		assertThat(response.status()).isEqualTo(status);
		assertThat(response.header("Access-Control-Allow-Origin")).isEqualTo(APP);
		assertThat(response.vary()).contains("origin");
	}

	@Test
	void ownVaryStays() {
		assertThat(server.send("GET /api/own-vary", "Origin: " + APP).vary()).contains("origin", "accept-language");
	}

	@Test
	void compressionIsNotInTheWay() {
		HttpExchange response = server.send("GET /api/large", "Origin: " + APP, "Accept-Encoding: gzip");
		assertThat(response.header("Content-Encoding")).isEqualTo(this.kind.isCompressing() ? "gzip" : null);
		// Netty compresses without saying what that depends on.
		assertThat(response.vary().contains("accept-encoding"))
			.isEqualTo(this.kind.isCompressing() && this.kind.isServlet());
		HttpExchange preflight = server.send("OPTIONS /api/large", "Origin: " + APP,
				"Access-Control-Request-Method: GET", "Accept-Encoding: gzip");
		assertThat(preflight.status()).isEqualTo(200);
		assertThat(preflight.body()).isEmpty();
	}

	@RestController
	static class ResponseController {

		@GetMapping("/api/mono-timeout")
		Mono<String> monoTimeout() {
			return Mono.<String>never().timeout(Duration.ofMillis(20));
		}

		@GetMapping(path = "/api/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
		Flux<Integer> stream() {
			return Flux.range(1, 3).delayElements(Duration.ofMillis(2));
		}

		@GetMapping("/api/events")
		Flux<ServerSentEvent<String>> events() {
			return Flux.just("one", "two").map((data) -> ServerSentEvent.builder(data).build());
		}

		@GetMapping("/api/own-headers")
		Mono<ResponseEntity<String>> ownHeaders() {
			return Mono.just(ResponseEntity.ok()
				.header("Access-Control-Allow-Origin", "*")
				.header("Access-Control-Allow-Origin", "https://evil.test")
				.header("Access-Control-Allow-Credentials", "true")
				.body("handled"));
		}

		@GetMapping("/api/exposing")
		ResponseEntity<String> exposing() {
			return ResponseEntity.ok()
				.header("Access-Control-Allow-Origin", "https://evil.test")
				.header("access-control-expose-headers", "Content-Disposition, x-total")
				.header("Access-Control-Expose-Headers", "X-Session", "no name, X-Session")
				.body("handled");
		}

		@GetMapping("/api/exposing-mono")
		Mono<ResponseEntity<String>> exposingMono() {
			return Mono.just(exposing());
		}

		@GetMapping("/api/exposing-download")
		ResponseEntity<byte[]> download() {
			HttpHeaders headers = new HttpHeaders();
			headers.setContentDisposition(ContentDisposition.attachment().filename("x.txt").build());
			headers.setAccessControlExposeHeaders(List.of("Content-Disposition", "X-Session"));
			return new ResponseEntity<>(new byte[] { 1 }, headers, HttpStatus.OK);
		}

		@GetMapping("/api/own-vary")
		ResponseEntity<String> ownVary() {
			return ResponseEntity.ok().varyBy("Accept-Language").body("handled");
		}

		@GetMapping("/api/large")
		String large() {
			return "large ".repeat(10_000);
		}

	}

}
