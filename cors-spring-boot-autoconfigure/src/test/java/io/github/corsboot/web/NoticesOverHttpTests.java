package io.github.corsboot.web;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.corsboot.rejection.CorsNotice;
import io.github.corsboot.rejection.CorsNotices;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;

import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What a browser blocks, or a script cannot read, although a policy allowed the request
 * is noticed on every server. Each test has a policy of its own, usually with the name of
 * the first segment of its paths.
 */
@ParameterizedClass
@EnumSource(value = TestServer.Kind.class, names = { "TOMCAT", "JETTY", "WAR", "NETTY" })
class NoticesOverHttpTests {

	private static final String APP = "Origin: https://app.example.com";

	private static final String[] SCRIPT = { APP, "Sec-Fetch-Mode: cors", "Sec-Fetch-Site: cross-site",
			"Sec-Fetch-Dest: empty" };

	private static TestServer server;

	private final TestServer.Kind kind;

	NoticesOverHttpTests(TestServer.Kind kind) {
		this.kind = kind;
	}

	@BeforeParameterizedClassInvocation
	static void start(TestServer.Kind kind) {
		String[] policies = Stream
			.of("unread", "unread-async", "own", "cookie", "status-401", "status-403", "status-302", "exception",
					"ordinary", "refused", "files")
			.map((name) -> "--cors.policies." + name + ".paths=/" + name + "/**")
			.toArray(String[]::new);
		server = kind.start(new Class<?>[] { NoticedController.class }, policies);
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
	}

	private static void send(String requestLine, int status, String... headers) {
		assertThat(server.send(requestLine, headers).status()).isEqualTo(status);
	}

	private static List<CorsNotice> all(String policy) {
		return server.context()
			.getBean(CorsNotices.class)
			.all()
			.stream()
			.filter((notice) -> notice.policy().equals(policy))
			.toList();
	}

	private static List<String> noticed(String policy) {
		return all(policy).stream().map((notice) -> notice.kind() + " " + notice.name()).sorted().toList();
	}

	/**
	 * It is noticed after the response has left.
	 */
	private static void awaitNoticed(String policy, String... notices) {
		await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> assertThat(noticed(policy)).containsExactly(notices));
	}

	@Test
	void headerThatIsNotExposedIsNoticed() {
		send("GET /unread/data?token=1", 200, SCRIPT);
		send("GET /unread/data", 200, APP);
		awaitNoticed("unread", "header-not-exposed X-Handled");
		CorsNotice notice = all("unread").get(0);
		assertThat(notice.pattern()).isEqualTo("/unread/**");
		assertThat(notice.path()).isEqualTo("/unread/data");
		assertThat(notice.origin()).isEqualTo("https://app.example.com");
		assertThat(notice.method()).isEqualTo("GET");
		assertThat(notice.hint()).contains("X-Handled", "exposed-headers of policy 'unread'");
		await().atMost(Duration.ofSeconds(5)).until(() -> all("unread").get(0).count() == 2);
	}

	@Test
	void headerOfAnAsynchronousResponseIsNoticed() {
		send("GET /unread-async/async-header", 200, SCRIPT);
		awaitNoticed("unread-async", "header-not-exposed X-Session");
	}

	@Test
	void headerThatBelongsToThePolicyIsNoticed() {
		send("GET /own/own-headers", 200, SCRIPT);
		awaitNoticed("own", "header-overruled Access-Control-Allow-Methods",
				"header-overruled Access-Control-Allow-Origin");
	}

	@Test
	void cookieIsNoticed() {
		send("GET /cookie/plain", 200,
				Stream.concat(Stream.of(SCRIPT), Stream.of("Cookie: a=b")).toArray(String[]::new));
		awaitNoticed("cookie", "cookie-without-credentials ");
		assertThat(all("cookie").get(0).hint()).doesNotContain("a=b");
	}

	@ParameterizedTest
	@CsvSource({ "401", "403", "302" })
	void answerFromBehindIsNoticed(int status) {
		send("GET /status-" + status + "/answer/" + status, status, SCRIPT);
		awaitNoticed("status-" + status, "refused-behind " + status);
	}

	@Test
	void exceptionThatMeansForbiddenIsNoticedOnce() {
		send("GET /exception/forbidden", 403, SCRIPT);
		awaitNoticed("exception", "refused-behind 403");
		assertThat(all("exception").get(0).count()).isOne();
	}

	@Test
	void answerOfSpringSecurityIsNoticed() {
		send("GET /secured/data", 401, SCRIPT);
		awaitNoticed("errors", "header-not-exposed WWW-Authenticate", "refused-behind 401");
		assertThat(all("errors")).extracting(CorsNotice::count).containsOnly(1L);
	}

	@Test
	void secondAllowOriginOfAnUncoveredPathIsNoticed() {
		send("GET /uncovered/twice", 200, SCRIPT);
		awaitNoticed("", "several-allow-origin ");
		CorsNotice notice = all("").get(0);
		assertThat(notice.path()).isEqualTo("/uncovered/twice");
		assertThat(notice.pattern()).isEmpty();
	}

	@Test
	void refusedRequestThatIsNotOfABrowserIsNoticed() {
		send("GET /refused/data", 403, "Origin: https://evil.test", "Sec-Fetch-Mode: cors");
		assertThat(noticed("refused")).isEmpty();
		send("GET /refused/data", 403, "Origin: https://evil.test");
		awaitNoticed("refused", "not-a-browser ");
	}

	/**
	 * Of what an application usually sends, a script can miss the name of a download and
	 * a strong entity tag, which it may send back with {@code If-Match}.
	 */
	@Test
	void ordinaryResponsesDeserveFewNotices() {
		send("GET /ordinary/json", 200, SCRIPT);
		send("GET /ordinary/weak-etag", 200, SCRIPT);
		send("GET /ordinary/nothing/at/all", 404, SCRIPT);
		send("GET /ordinary/exception", 500, SCRIPT);
		send("POST /ordinary/json", 405, SCRIPT);
		send("GET /ordinary/redirect", 302, SCRIPT);
		send("GET /ordinary/data", 200, APP, "Sec-Fetch-Mode: navigate", "Sec-Fetch-Site: cross-site",
				"Sec-Fetch-Dest: document");
		send("GET /files/secret.txt", 200, SCRIPT);
		send("GET /ordinary/download", 200, SCRIPT);
		send("GET /ordinary/strong-etag", 200, SCRIPT);
		awaitNoticed("ordinary", "header-not-exposed Content-Disposition", "header-not-exposed ETag");
		assertThat(noticed("files")).as(this.kind.name()).isEmpty();
	}

	@RestController
	static class NoticedController {

		@GetMapping("/{area}/plain")
		String plain() {
			return "handled";
		}

		@GetMapping("/{area}/json")
		Map<String, String> json() {
			return Map.of("handled", "true");
		}

		@GetMapping("/{area}/async-header")
		Mono<ResponseEntity<String>> asyncHeader() {
			return Mono.delay(Duration.ofMillis(5)).thenReturn(ResponseEntity.ok().header("X-Session", "1").body("x"));
		}

		@GetMapping("/{area}/own-headers")
		ResponseEntity<String> ownHeaders() {
			return ResponseEntity.ok()
				.header("Access-Control-Allow-Origin", "*")
				.header("Access-Control-Allow-Methods", "GET")
				.body("handled");
		}

		@GetMapping("/{area}/answer/{status}")
		ResponseEntity<String> answer(@PathVariable("status") int status) {
			ResponseEntity.BodyBuilder response = ResponseEntity.status(status);
			return ((status == 302) ? response.header("Location", "https://login.test/") : response).build();
		}

		@GetMapping("/{area}/redirect")
		ResponseEntity<String> redirect() {
			return ResponseEntity.status(302).header("Location", "/login").build();
		}

		@GetMapping("/{area}/forbidden")
		String forbidden() {
			throw new ResponseStatusException(HttpStatus.FORBIDDEN);
		}

		@GetMapping("/uncovered/twice")
		ResponseEntity<String> twice() {
			return ResponseEntity.ok()
				.header("Access-Control-Allow-Origin", "https://app.example.com", "https://app.example.com")
				.body("handled");
		}

		@GetMapping("/{area}/weak-etag")
		ResponseEntity<String> weakEtag() {
			return ResponseEntity.ok().eTag("W/\"1\"").lastModified(1).body("handled");
		}

		@GetMapping("/{area}/strong-etag")
		ResponseEntity<String> strongEtag() {
			return ResponseEntity.ok().eTag("\"1\"").body("handled");
		}

		@GetMapping("/{area}/download")
		ResponseEntity<byte[]> download() {
			HttpHeaders headers = new HttpHeaders();
			headers.setContentDisposition(ContentDisposition.attachment().filename("x.txt").build());
			headers.setContentType(MediaType.APPLICATION_OCTET_STREAM);
			return new ResponseEntity<>(new byte[] { 1 }, headers, HttpStatus.OK);
		}

	}

}
