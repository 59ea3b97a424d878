package io.github.corsboot.reactive;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

import io.github.corsboot.rejection.CorsNotice.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.web.server.ResponseStatusException;

import static io.github.corsboot.mapping.TestPolicies.policy;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of what {@link ReactiveCors} notices.
 */
class ReactiveNoticesTests {

	private static final String APP = "https://app.example.com";

	private static final String ALLOW_ORIGIN = "Access-Control-Allow-Origin";

	private final ReactiveFixture fixture = ReactiveFixture.of(
			policy("/api/**", (policy) -> policy.allowedOrigins(APP).exposedHeaders(List.of("X-Total"))),
			policy("/credentials/**", (policy) -> policy.allowedOrigins(APP).allowCredentials(true)),
			policy("/open/**", (policy) -> policy.allowedOrigins("*").exposedHeaders(List.of("*"))));

	private static MockServerWebExchange exchange(String method, String path, String... headers) {
		return ReactiveFixture.exchange(method, path,
				Stream.concat(Stream.of("Origin: " + APP), Arrays.stream(headers)).toArray(String[]::new));
	}

	/**
	 * Let an application handle a request, and send the response as a server does.
	 */
	private List<String> notice(MockServerWebExchange exchange, Function<ServerHttpResponse, Mono<Void>> application) {
		CapturingChain chain = new CapturingChain((inner) -> application.apply(inner.getResponse()));
		this.fixture.cors().filter(exchange, chain).onErrorResume(ResponseStatusException.class, (ex) -> {
			exchange.getResponse().setStatusCode(ex.getStatusCode());
			return Mono.empty();
		}).block();
		exchange.getResponse().setComplete().block();
		return this.fixture.noticed();
	}

	private List<String> noticeWritten(MockServerWebExchange exchange, Consumer<ServerHttpResponse> application) {
		return notice(exchange, (response) -> Mono.fromRunnable(() -> application.accept(response)));
	}

	private List<String> noticeHeaders(String path, Consumer<HttpHeaders> application) {
		return noticeWritten(exchange("GET", path), (response) -> application.accept(response.getHeaders()));
	}

	@Test
	void headerThatIsNotExposedIsNoticed() {
		assertThat(noticeHeaders("/api/x", (headers) -> headers.set("X-Session", "1")))
			.containsExactly("header-not-exposed X-Session");
		assertThat(this.fixture.notice().policy()).isEqualTo("/api/**");
		assertThat(this.fixture.notice().pattern()).isEqualTo("/api/**");
		assertThat(this.fixture.notice().path()).isEqualTo("/api/x");
	}

	@Test
	void headersThatAreNotExposedAreNoticedHoweverTheyAreWritten() {
		HttpHeaders many = new HttpHeaders();
		many.set("X-Many", "1");
		assertThat(noticeHeaders("/api/x", (headers) -> {
			headers.add("X-Add", "1");
			headers.addAll("X-Add-All", List.of("1"));
			headers.put("X-Put", List.of("1"));
			headers.putIfAbsent("X-Absent", List.of("1"));
			headers.putAll(many);
			headers.setETag("\"1\"");
		})).containsExactlyInAnyOrder("header-not-exposed X-Add", "header-not-exposed X-Add-All",
				"header-not-exposed X-Put", "header-not-exposed X-Absent", "header-not-exposed X-Many",
				"header-not-exposed ETag");
	}

	@ParameterizedTest
	@CsvSource({ "/api/x, X-Total", "/api/x, Cache-Control", "/open/x, X-Anything", "/other, X-Session" })
	void headerThatIsExposedOrSafelistedOrNotCoveredIsNot(String path, String name) {
		assertThat(noticeHeaders(path, (headers) -> headers.set(name, "1"))).isEmpty();
	}

	@Test
	void headerThatTheApplicationExposesLaterIsNot() {
		assertThat(noticeHeaders("/api/x", (headers) -> {
			headers.set("X-Session", "1");
			headers.set("Access-Control-Expose-Headers", "x-session");
		})).isEmpty();
	}

	@Test
	void headerThatIsRemovedIsNot() {
		assertThat(noticeHeaders("/api/x", (headers) -> {
			headers.set("X-Session", "1");
			headers.remove("X-Session");
		})).isEmpty();
	}

	@Test
	void headerThatIsWrittenAtTheCommitIsNoticed() {
		assertThat(noticeWritten(exchange("GET", "/api/x"),
				(response) -> response
					.beforeCommit(() -> Mono.fromRunnable(() -> response.getHeaders().set("X-Session", "1")))))
			.containsExactly("header-not-exposed X-Session");
	}

	@Test
	void headerThatBelongsToThePolicyIsNoticedIfItDiffers() {
		assertThat(noticeHeaders("/api/x", (headers) -> {
			headers.set(ALLOW_ORIGIN, APP);
			headers.setAccessControlMaxAge(5);
			headers.addAll(ALLOW_ORIGIN, List.of(APP, "*"));
			headers.set("Access-Control-Expose-Headers", "X-Other");
		})).containsExactlyInAnyOrder("header-overruled " + ALLOW_ORIGIN, "header-overruled Access-Control-Max-Age");
	}

	@Test
	void headerThatSaysWhatThePolicySaysIsNot() {
		assertThat(noticeHeaders("/credentials/x", (headers) -> {
			headers.set(ALLOW_ORIGIN, APP);
			headers.setAccessControlAllowCredentials(true);
		})).isEmpty();
	}

	@Test
	void cookieIsNoticedWhereThePolicyDoesNotAllowCredentials() {
		assertThat(noticeWritten(
				exchange("GET", "/api/x", "Cookie: a=b", "Sec-Fetch-Mode: cors", "Sec-Fetch-Site: same-site"),
				(response) -> {
				}))
			.containsExactly("cookie-without-credentials");
	}

	@ParameterizedTest
	@CsvSource({ "/api/x, no-cors, cross-site", "/api/x, navigate, cross-site", "/api/x, cors, same-origin",
			"/credentials/x, cors, cross-site" })
	void otherCookiesAreNot(String path, String mode, String site) {
		assertThat(noticeWritten(
				exchange("GET", path, "Cookie: a=b", "Sec-Fetch-Mode: " + mode, "Sec-Fetch-Site: " + site),
				(response) -> {
				}))
			.isEmpty();
	}

	@ParameterizedTest
	@ValueSource(ints = { 401, 403 })
	void refusalFromBehindIsNoticed(int status) {
		assertThat(noticeWritten(exchange("GET", "/api/x"), (response) -> response.setRawStatusCode(status)))
			.containsExactly("refused-behind " + status);
		assertThat(this.fixture.notice().count()).isOne();
	}

	@Test
	void refusalOfAnExceptionIsNoticedOnce() {
		assertThat(notice(exchange("GET", "/api/x"), (response) -> {
			response.getHeaders().set("X-Session", "1");
			return Mono.error(new ResponseStatusException(HttpStatus.UNAUTHORIZED));
		})).containsExactlyInAnyOrder("refused-behind 401", "header-not-exposed X-Session");
		assertThat(this.fixture.notices().counts()).containsEntry(Kind.REFUSED_BEHIND, 1L);
	}

	@Test
	void statusThatIsTakenBackIsNotNoticed() {
		assertThat(noticeWritten(exchange("GET", "/api/x"), (response) -> {
			response.setStatusCode(HttpStatus.FORBIDDEN);
			response.setStatusCode(HttpStatus.OK);
		})).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "https://login.test/, true", "/login, false", "http://localhost/login, false" })
	void redirectIsNoticedIfItLeadsToAnotherOrigin(String location, boolean noticed) {
		assertThat(noticeWritten(exchange("GET", "/api/x"), (response) -> {
			response.setStatusCode(HttpStatus.SEE_OTHER);
			response.getHeaders().setLocation(URI.create(location));
		})).isEqualTo(noticed ? List.of("refused-behind 303") : List.of());
	}

	@Test
	void severalAllowOriginOfAnUncoveredPathAreNoticed() {
		assertThat(noticeHeaders("/other", (headers) -> headers.addAll(ALLOW_ORIGIN, List.of(APP, APP))))
			.containsExactly("several-allow-origin");
	}

	@Test
	void refusedRequestThatIsNotOfABrowserIsNoticed() {
		this.fixture.cors()
			.filter(ReactiveFixture.exchange("GET", "/api/x", "Origin: https://evil.test"), new CapturingChain())
			.block();
		assertThat(this.fixture.notice().kind()).isEqualTo(Kind.NOT_A_BROWSER);
	}

}
