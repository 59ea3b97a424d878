package io.github.corsboot.web;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;
import org.springframework.web.server.WebFilter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What handlers and filters may try with the headers of a policy.
 */
class ReactiveResponseTests {

	private static final String APP = "https://app.example.com";

	private static ConfigurableApplicationContext context;

	@BeforeAll
	static void start() {
		context = new SpringApplicationBuilder(TestApplication.class, ReactiveConfiguration.class)
			.web(WebApplicationType.REACTIVE)
			.properties("spring.config.name=cases")
			.run();
	}

	@AfterAll
	static void stop() {
		context.close();
	}

	private static HttpExchange send(String requestLine, String... headers) {
		return HttpExchange.send(TestApplication.port(context), requestLine, headers);
	}

	private static void assertOneSetOfHeaders(HttpExchange response) {
		assertThat(response.corsHeaderNames()).containsExactly("access-control-allow-origin",
				"access-control-expose-headers");
		assertThat(response.header("Access-Control-Allow-Origin")).isEqualTo(APP);
		assertThat(response.vary()).contains("origin");
	}

	@Test
	void commitActionOfALaterFilterCannotChangeTheHeaders() {
		HttpExchange response = send("GET /api/data", "Origin: " + APP, "X-At-Commit: true");
		assertOneSetOfHeaders(response);
		assertThat(response.header("X-Later")).isEqualTo("true");
	}

	@ParameterizedTest
	@ValueSource(strings = { "retain", "replace" })
	void commitActionOfALaterFilterCannotRemoveVaryWithoutOrigin(String what) {
		assertThat(send("GET /api/data", "X-At-Commit: " + what).vary()).contains("origin");
	}

	@Test
	void failingCommitActionLeavesTheHeadersInPlace() {
		HttpExchange response = send("GET /api/data", "Origin: " + APP, "X-At-Commit: fail");
		assertThat(response.status()).isEqualTo(500);
		assertOneSetOfHeaders(response);
	}

	@ParameterizedTest
	@EnumSource(Change.class)
	void nothingThatAHandlerDoesToTheHeadersChangesThem(Change change) {
		HttpExchange response = send("GET /api/changed/" + change, "Origin: " + APP);
		assertThat(response.body()).isEqualTo("handled");
		assertOneSetOfHeaders(response);
		assertThat(response.vary()).isEqualTo(
				List.of(Change.VARY.contains(change) ? new String[] { "origin", "x-own" } : new String[] { "origin" }));
		assertThat(response.header("X-Own")).isEqualTo(Change.OWN.contains(change) ? "own" : null);
	}

	@ParameterizedTest
	@EnumSource(Change.class)
	void nothingChangesThemBehindADecoratorWithOtherHeadersEachTime(Change change) {
		assertOneSetOfHeaders(send("GET /api/changed/" + change, "Origin: " + APP, "X-Decorated: true"));
	}

	@Test
	void commitActionThatKeepsOnlyItsOwnHeadersCannotChangeThem() {
		assertOneSetOfHeaders(send("GET /api/data", "Origin: " + APP, "X-At-Commit: retain"));
	}

	@Test
	void handlerOfAnErrorCannotChangeTheHeaders() {
		HttpExchange response = send("GET /api/handled-error", "Origin: " + APP);
		assertThat(response.status()).isEqualTo(423);
		assertOneSetOfHeaders(response);
	}

	@Test
	void headersCanOnlyBeReadWhenTheResponseIsCommitted() {
		HttpExchange response = send("GET /api/committed", "Origin: " + APP);
		assertThat(response.status()).isEqualTo(202);
		assertOneSetOfHeaders(response);
	}

	@Test
	void headerOfAnEarlierFilterIsReplacedOrRemoved() {
		assertOneSetOfHeaders(send("GET /api/data", "Origin: " + APP, "X-Before: true"));
		HttpExchange refused = send("GET /api/data", "Origin: https://evil.test", "X-Before: true");
		assertThat(refused.status()).isEqualTo(403);
		assertThat(refused.corsHeaderNames()).isEmpty();
		assertThat(send("GET /uncovered/data", "X-Before: true").header("Access-Control-Allow-Origin"))
			.isEqualTo("https://evil.test");
	}

	@Test
	void replacedVaryIsRestoredWithoutOriginToo() {
		assertThat(send("GET /api/own-vary").vary()).containsExactly("accept-encoding", "origin");
		assertThat(send("GET /api/own-vary", "Origin: " + APP).vary()).containsExactly("accept-encoding", "origin");
	}

	@Test
	void streamedResponseHasOneSetOfHeaders() {
		HttpExchange response = send("GET /api/stream", "Origin: " + APP);
		assertOneSetOfHeaders(response);
		assertThat(response.body()).contains("data:1", "data:3");
	}

	@Test
	void hostThatIsNotLegalInAUriIsAnOriginToo() {
		assertThat(send("GET /api/data", "Host: my_app:8080", "Origin: http://my_app:8080").status()).isEqualTo(200);
		assertThat(send("GET /api/data", "Host: my_app", "Origin: http://my_app").status()).isEqualTo(200);
		assertThat(send("GET /api/data", "Host: my_app", "Origin: http://my_app:8080").status()).isEqualTo(403);
		assertThat(send("GET /api/data", "Host: my_app", "Origin: http://your_app").status()).isEqualTo(403);
	}

	@Test
	void handshakeFromAnotherOriginIsRefused() {
		String[] handshake = { "Upgrade: websocket", "Connection: close, Upgrade", "Sec-WebSocket-Version: 13",
				"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==" };
		HttpExchange refused = send("GET /api/data",
				Flux.concat(Flux.just("Origin: https://evil.test"), Flux.fromArray(handshake))
					.collectList()
					.map((headers) -> headers.toArray(String[]::new))
					.block());
		assertThat(refused.status()).isEqualTo(403);
		assertThat(refused.body()).isEqualTo("Refused by CORS policy: origin-not-allowed\n");
	}

	@Configuration(proxyBeanMethods = false)
	static class ReactiveConfiguration {

		@Bean
		@Order(Ordered.HIGHEST_PRECEDENCE)
		WebFilter earlierFilter() {
			return (exchange, chain) -> {
				if (exchange.getRequest().getHeaders().containsHeader("X-Before")) {
					exchange.getResponse().getHeaders().set("Access-Control-Allow-Origin", "https://evil.test");
					exchange.getResponse().getHeaders().add("access-control-allow-credentials", "true");
				}
				return exchange.getRequest().getHeaders().containsHeader("X-Decorated")
						? chain.filter(exchange.mutate().response(decorate(exchange.getResponse())).build())
						: chain.filter(exchange);
			};
		}

		private static ServerHttpResponse decorate(ServerHttpResponse response) {
			return new ServerHttpResponseDecorator(response) {
				@Override
				public HttpHeaders getHeaders() {
					return new HttpHeaders(super.getHeaders());
				}
			};
		}

		@Bean
		@Order(0)
		WebFilter laterFilter() {
			return (exchange, chain) -> {
				List<String> atCommit = exchange.getRequest().getHeaders().getOrEmpty("X-At-Commit");
				if (!atCommit.isEmpty()) {
					exchange.getResponse().beforeCommit(() -> atCommit(exchange, atCommit.get(0)));
				}
				return chain.filter(exchange);
			};
		}

		private static Mono<Void> atCommit(ServerWebExchange exchange, String what) {
			HttpHeaders headers = exchange.getResponse().getHeaders();
			if (what.equals("retain")) {
				headers.headerNames().clear();
				return Mono.empty();
			}
			if (what.equals("replace")) {
				headers.set("Vary", "Accept-Encoding");
				return Mono.empty();
			}
			headers.add("Access-Control-Allow-Origin", "https://evil.test");
			headers.set("Access-Control-Allow-Credentials", "true");
			headers.set("X-Later", "true");
			headers.remove("Vary");
			return what.equals("fail") ? Mono.error(new IllegalStateException("as expected")) : Mono.empty();
		}

		@Bean
		@Order(-2)
		WebExceptionHandler handlerOfErrors() {
			return (exchange, failure) -> {
				if (!(failure instanceof ArithmeticException)) {
					return Mono.error(failure);
				}
				exchange.getResponse().setStatusCode(HttpStatus.LOCKED);
				exchange.getResponse().getHeaders().add("Access-Control-Allow-Origin", "*");
				exchange.getResponse().getHeaders().remove("Vary");
				return exchange.getResponse().setComplete();
			};
		}

		@Bean
		StreamController streamController() {
			return new StreamController();
		}

	}

	@RestController
	static class StreamController {

		@GetMapping("/api/own-vary")
		ResponseEntity<String> ownVary() {
			return ResponseEntity.ok().varyBy("Accept-Encoding").body("handled");
		}

		@GetMapping("/api/changed/{change}")
		String changed(@PathVariable("change") Change change, ServerHttpResponse response) {
			change.change.accept(response.getHeaders());
			return "handled";
		}

		@GetMapping("/api/handled-error")
		Mono<String> handledError() {
			return Mono.error(new ArithmeticException("as expected"));
		}

		@GetMapping("/api/committed")
		Mono<Void> committed(ServerHttpResponse response) {
			response.setStatusCode(HttpStatus.ACCEPTED);
			return response.setComplete()
				.doOnSuccess((nothing) -> assertThatExceptionOfType(UnsupportedOperationException.class)
					.isThrownBy(() -> response.getHeaders().set("Access-Control-Allow-Origin", "*")));
		}

		@GetMapping(path = "/api/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
		Flux<Integer> stream() {
			return Flux.range(1, 3).delayElements(Duration.ofMillis(5));
		}

	}

	/**
	 * What can be done to headers, with one of the policy, {@code Vary} and one that is
	 * the application's own.
	 */
	@SuppressWarnings({ "removal", "ImmutableEnumChecker" })
	enum Change {

		ADD((headers) -> {
			headers.add("Access-Control-Allow-Origin", "*");
			headers.add("X-Own", "own");
		}),

		ADD_LIST((headers) -> {
			headers.addAll("access-control-allow-origin", List.of("*", "null"));
			headers.addAll("X-Own", List.of("own"));
		}),

		ADD_ALL((headers) -> headers.addAll(others())),

		SET((headers) -> {
			headers.set("Access-Control-Allow-Credentials", "true");
			headers.set("X-Own", "own");
			headers.set("Vary", "X-Own");
		}),

		SET_ALL((headers) -> headers.setAll(others().toSingleValueMap())),

		SET_BY_NAME((headers) -> {
			headers.setAccessControlAllowOrigin("*");
			headers.setAccessControlAllowCredentials(true);
			headers.setVary(List.of("X-Own"));
		}),

		PUT((headers) -> {
			assertThat(headers.put("Access-Control-Allow-Origin", List.of("*"))).containsExactly(APP);
			headers.put("X-Own", List.of("own"));
			headers.put("vary", List.of("X-Own"));
		}),

		PUT_ALL((headers) -> headers.putAll(others())),

		PUT_ALL_OF_A_MAP((headers) -> headers
			.putAll(Map.of("Access-Control-Max-Age", List.of("1"), "X-Own", List.of("own"), "Vary", List.of("X-Own")))),

		PUT_IF_ABSENT((headers) -> {
			headers.putIfAbsent("Access-Control-Allow-Credentials", List.of("true"));
			headers.putIfAbsent("X-Own", List.of("own"));
		}),

		REMOVE((headers) -> {
			assertThat(headers.remove("Access-Control-Allow-Origin")).containsExactly(APP);
			headers.add("X-Own", "own");
			headers.add("X-Other", "other");
			headers.remove("X-Other");
			headers.remove("Vary");
		}),

		CLEAR(HttpHeaders::clear),

		REMOVE_NAMES((headers) -> headers.headerNames().clear()),

		REMOVE_ENTRIES((headers) -> headers.headerSet().removeIf((entry) -> true)),

		REMOVE_IN_A_VIEW((headers) -> headers.asMultiValueMap().clear()),

		SET_IN_A_VIEW((headers) -> headers.asSingleValueMap().put("Access-Control-Allow-Origin", "*"));

		private static final Set<Change> VARY = EnumSet.of(ADD_ALL, SET, SET_ALL, SET_BY_NAME, PUT, PUT_ALL,
				PUT_ALL_OF_A_MAP);

		private static final Set<Change> OWN = EnumSet.of(ADD, ADD_LIST, ADD_ALL, SET, SET_ALL, PUT, PUT_ALL,
				PUT_ALL_OF_A_MAP, PUT_IF_ABSENT, REMOVE);

		private final Consumer<HttpHeaders> change;

		Change(Consumer<HttpHeaders> change) {
			this.change = change;
		}

		private static HttpHeaders others() {
			HttpHeaders headers = new HttpHeaders();
			headers.add("Access-Control-Allow-Origin", "*");
			headers.add("Access-Control-Allow-Credentials", "true");
			headers.add("X-Own", "own");
			headers.add("Vary", "X-Own");
			return headers;
		}

	}

}
