package io.github.corsboot.reactive;

import java.util.ArrayList;
import java.util.List;

import io.github.corsboot.decision.RequestDecision;
import io.github.corsboot.mapping.PolicyMapping;
import io.github.corsboot.policy.CorsDecision.Allowed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import org.springframework.context.ApplicationContext;
import org.springframework.context.support.StaticApplicationContext;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.mock.http.server.reactive.MockServerHttpResponse;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.ServerWebExchangeDecorator;

import static io.github.corsboot.mapping.TestPolicies.policy;
import static io.github.corsboot.reactive.ReactiveFixture.exchange;
import static io.github.corsboot.reactive.ReactiveFixture.preflight;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link ReactiveCors}, with requests that arrive.
 */
class ReactiveCorsTests {

	private static final String APP = "https://app.example.com";

	private static final String EVIL = "https://evil.test";

	private final ReactiveFixture fixture = ReactiveFixture.of(
			policy("/api/**",
					(policy) -> policy.allowedOrigins(APP)
						.allowedMethods(List.of("GET", "POST", "PUT"))
						.allowedHeaders(List.of("X-One"))
						.exposedHeaders(List.of("X-Total"))),
			policy("/credentials/**", (policy) -> policy.allowedOrigins(APP).allowCredentials(true)),
			policy("/open/**", "*"), policy("/forms/**", (policy) -> policy.allowedOrigins(APP).allowNavigation(true)),
			policy("/socket/**", (policy) -> policy.allowedOrigins(APP).enforceWebSocketOrigin(true)));

	private final CapturingChain chain = new CapturingChain();

	private MockServerHttpResponse filter(MockServerWebExchange exchange) {
		return filter(exchange, this.chain);
	}

	private MockServerHttpResponse filter(MockServerWebExchange exchange, CapturingChain chain) {
		this.fixture.cors().filter(exchange, chain).block();
		return exchange.getResponse();
	}

	private static List<String> corsHeaders(MockServerHttpResponse response) {
		return ReactiveFixture.corsHeaders(response.getHeaders());
	}

	private void assertRefused(MockServerHttpResponse response, String reason) {
		assertThat(this.chain.exchange()).isNull();
		assertThat(response.getStatusCode()).isEqualTo(HttpStatus.FORBIDDEN);
		assertThat(response.getHeaders().getContentType()).isEqualTo(MediaType.TEXT_PLAIN);
		String body = response.getBodyAsString().block();
		assertThat(body).isEqualTo("Refused by CORS policy: " + reason + "\n");
		assertThat(response.getHeaders().getContentLength()).isEqualTo(body.length());
		assertThat(this.fixture.reasons()).containsExactly(reason);
	}

	@Test
	void filterWhenThereIsNoOriginPassesTheExchangeAsItIs() {
		MockServerWebExchange exchange = exchange("GET", "/api/x");
		MockServerHttpResponse response = filter(exchange);
		assertThat(this.chain.exchange()).isSameAs(exchange);
		assertThat(response.getHeaders().get("Vary")).containsExactly("Origin");
		assertThat(corsHeaders(response)).isEmpty();
	}

	@Test
	void filterWhenThereIsNoOriginLeavesNoDecisionBehind() {
		MockServerWebExchange exchange = exchange("GET", "/api/x");
		filter(exchange);
		assertThat(exchange.getAttributes()).doesNotContainKey(RequestDecision.ATTRIBUTE);
	}

	@Test
	void filterWhenThereIsNoOriginLooksAtOneHeader() {
		MockServerWebExchange exchange = exchange("GET", "/api/x");
		List<String> asked = new ArrayList<>();
		HttpHeaders headers = new HttpHeaders(exchange.getRequest().getHeaders()) {

			@Override
			public List<String> get(String name) {
				asked.add(name);
				return super.get(name);
			}

		};
		ServerHttpRequest request = new ServerHttpRequestDecorator(exchange.getRequest()) {

			@Override
			public HttpHeaders getHeaders() {
				return headers;
			}

		};
		this.fixture.cors().filter(exchange.mutate().request(request).build(), this.chain).block();
		assertThat(asked).containsExactly("Origin");
	}

	@Test
	void filterWhenThereIsNoOriginAndNoPolicyChangesNothing() {
		MockServerWebExchange exchange = exchange("GET", "/other");
		MockServerHttpResponse response = filter(exchange);
		assertThat(this.chain.exchange()).isSameAs(exchange);
		assertThat(response.getHeaders().isEmpty()).isTrue();
		assertThat(exchange.getAttributes()).doesNotContainKey(RequestDecision.ATTRIBUTE);
	}

	@Test
	void filterWhenThereIsNoOriginPutsVaryBackAtTheEnd() {
		CapturingChain removing = new CapturingChain((exchange) -> {
			exchange.getResponse().getHeaders().set("Vary", "Accept");
			return exchange.getResponse().setComplete();
		});
		MockServerHttpResponse response = filter(exchange("GET", "/api/x"), removing);
		assertThat(response.getHeaders().get("Vary")).containsExactly("Accept", "Origin");
	}

	@Test
	void filterWhenEverybodyMayReadSaysSoWithoutOriginToo() {
		MockServerHttpResponse response = filter(exchange("GET", "/open/x"));
		assertThat(corsHeaders(response)).containsExactly("Allow-Origin: *");
		assertThat(response.getHeaders().containsHeader("Vary")).isFalse();
		assertThat(this.chain.exchange().getResponse()).isInstanceOf(GuardedResponse.class);
	}

	@Test
	void filterAddsToVaryAndNeverReplacesIt() {
		MockServerWebExchange exchange = exchange("GET", "/api/x");
		exchange.getResponse().getHeaders().add("Vary", "Accept-Encoding");
		assertThat(filter(exchange).getHeaders().get("Vary")).containsExactly("Accept-Encoding", "Origin");
	}

	@ParameterizedTest
	@ValueSource(strings = { "Origin", "origin, Accept", "*" })
	void filterWhenVaryIsThereAddsNothing(String vary) {
		MockServerWebExchange exchange = exchange("GET", "/api/x");
		exchange.getResponse().getHeaders().add("Vary", vary);
		assertThat(filter(exchange).getHeaders().get("Vary")).containsExactly(vary);
	}

	@Test
	void filterWhenPreflightIsAllowedAnswersIt() {
		MockServerHttpResponse response = filter(
				preflight("/api/x", APP, "PUT", "Access-Control-Request-Headers: x-one"));
		assertThat(this.chain.exchange()).isNull();
		assertThat(response.getStatusCode()).isEqualTo(HttpStatus.OK);
		assertThat(response.isCommitted()).isTrue();
		assertThat(response.getBodyAsString().block()).isEmpty();
		assertThat(corsHeaders(response)).containsExactlyInAnyOrder("Allow-Origin: " + APP,
				"Allow-Methods: GET, POST, PUT", "Allow-Headers: X-One", "Max-Age: 1800");
		assertThat(response.getHeaders().get("Vary"))
			.containsExactly("Origin, Access-Control-Request-Method, Access-Control-Request-Headers");
		assertThat(this.fixture.reasons()).isEmpty();
	}

	@Test
	void filterWhenPreflightMayUseCredentialsEchoesWhatItAsksFor() {
		MockServerHttpResponse response = filter(
				preflight("/credentials/x", APP, "PUT", "Access-Control-Request-Headers: x-any"));
		assertThat(corsHeaders(response)).contains("Allow-Credentials: true", "Allow-Origin: " + APP,
				"Allow-Headers: x-any");
	}

	@Test
	void filterWhenPreflightIsOfAStrangerRefusesIt() {
		MockServerHttpResponse response = filter(preflight("/api/x", EVIL, "PUT"));
		assertRefused(response, "origin-not-allowed");
		assertThat(corsHeaders(response)).isEmpty();
		assertThat(response.getHeaders().get("Vary"))
			.containsExactly("Origin, Access-Control-Request-Method, Access-Control-Request-Headers");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "DELETE | x-one | method-not-allowed", "PUT | x-two | header-not-allowed",
			"PUT | x two | header-list-malformed" })
	void filterWhenPreflightAsksForMoreAnswersWithWhatIsAllowed(String method, String headers, String reason) {
		MockServerHttpResponse response = filter(
				preflight("/api/x", APP, method, "Access-Control-Request-Headers: " + headers));
		assertThat(this.chain.exchange()).isNull();
		assertThat(response.getStatusCode()).isEqualTo(HttpStatus.OK);
		assertThat(response.getBodyAsString().block()).isEmpty();
		assertThat(corsHeaders(response)).containsExactlyInAnyOrder("Allow-Origin: " + APP,
				"Allow-Methods: GET, POST, PUT", "Allow-Headers: X-One");
		assertThat(this.fixture.reasons()).containsExactly(reason);
	}

	@Test
	void filterWhenActualRequestIsAllowedGuardsItsResponse() {
		MockServerWebExchange exchange = exchange("GET", "/api/x", "Origin: " + APP);
		MockServerHttpResponse response = filter(exchange);
		assertThat(this.chain.exchange().getResponse()).isInstanceOf(GuardedResponse.class);
		assertThat(corsHeaders(response)).containsExactly("Allow-Origin: " + APP, "Expose-Headers: X-Total");
		assertThat(response.getHeaders().get("Vary")).containsExactly("Origin");
		assertThat(ReactiveCors.current(exchange)).extracting(RequestDecision::decision).isInstanceOf(Allowed.class);
	}

	@Test
	void filterWhenActualRequestMayUseCredentialsSaysSo() {
		assertThat(corsHeaders(filter(exchange("GET", "/credentials/x", "Origin: " + APP))))
			.containsExactlyInAnyOrder("Allow-Origin: " + APP, "Allow-Credentials: true");
	}

	@Test
	void filterWhenActualRequestIsOfAStrangerRefusesIt() {
		MockServerWebExchange exchange = exchange("GET", "/api/x", "Origin: " + EVIL);
		MockServerHttpResponse response = filter(exchange);
		assertRefused(response, "origin-not-allowed");
		assertThat(corsHeaders(response)).isEmpty();
		assertThat(response.getHeaders().get("Vary")).containsExactly("Origin");
		assertThat(exchange.getAttributes()).doesNotContainKey(RequestDecision.ATTRIBUTE);
	}

	@Test
	void filterWhenMethodIsNotAllowedRefusesReadably() {
		MockServerHttpResponse response = filter(exchange("DELETE", "/api/x", "Origin: " + APP));
		assertRefused(response, "method-not-allowed");
		assertThat(corsHeaders(response)).containsExactly("Allow-Origin: " + APP, "Expose-Headers: X-Total");
	}

	@Test
	void filterWhenOptionsIsNoPreflightDecidesItAsAMethod() {
		assertRefused(filter(exchange("OPTIONS", "/api/x", "Origin: " + APP)), "method-not-allowed");
	}

	@Test
	void filterWhenThereAreTwoOriginLinesRefuses() {
		MockServerHttpResponse response = filter(exchange("GET", "/api/x", "Origin: " + APP, "Origin: " + APP));
		assertRefused(response, "origin-malformed");
		assertThat(corsHeaders(response)).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "Origin: http://localhost", "Sec-Fetch-Site: same-origin", "Upgrade: websocket" })
	void filterWhenRequestIsNotCorsPassesItWithoutHeaders(String header) {
		MockServerHttpResponse response = filter(header.startsWith("Origin") ? exchange("GET", "/api/x", header)
				: exchange("GET", "/api/x", header, "Origin: " + EVIL));
		assertThat(this.chain.exchange()).isNotNull();
		assertThat(corsHeaders(response)).isEmpty();
		assertThat(response.getHeaders().get("Vary")).containsExactly("Origin");
		assertThat(this.fixture.reasons()).isEmpty();
	}

	@Test
	void filterWhenNavigationIsAllowedPassesItWithoutHeaders() {
		MockServerHttpResponse response = filter(exchange("POST", "/forms/x", "Origin: " + EVIL,
				"Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document"));
		assertThat(this.chain.exchange()).isNotNull();
		assertThat(corsHeaders(response)).isEmpty();
	}

	@Test
	void filterWhenHandshakeOfAStrangerIsEnforcedRefusesIt() {
		assertRefused(filter(exchange("GET", "/socket/x", "Origin: " + EVIL, "Upgrade: websocket")),
				"origin-not-allowed");
	}

	@Test
	void filterWhenAFilterInFrontHasWrittenHeadersReplacesThem() {
		MockServerWebExchange exchange = exchange("GET", "/api/x", "Origin: " + APP);
		exchange.getResponse().getHeaders().set("Access-Control-Allow-Origin", "*");
		exchange.getResponse().getHeaders().set("Access-Control-Max-Age", "5");
		assertThat(corsHeaders(filter(exchange))).containsExactly("Allow-Origin: " + APP, "Expose-Headers: X-Total");
	}

	@Test
	void filterWhenAFilterInFrontHasWrittenHeadersRefusesWithoutThem() {
		MockServerWebExchange exchange = exchange("GET", "/api/x", "Origin: " + EVIL);
		exchange.getResponse().getHeaders().set("Access-Control-Allow-Origin", EVIL);
		assertThat(corsHeaders(filter(exchange))).isEmpty();
	}

	@Test
	void filterWhenResponseIsCommittedWritesNothingAndStillRefuses() {
		MockServerWebExchange exchange = exchange("GET", "/api/x", "Origin: " + EVIL);
		exchange.getResponse().setComplete().block();
		MockServerHttpResponse response = filter(exchange);
		assertThat(this.chain.exchange()).isNull();
		assertThat(response.getStatusCode()).isNull();
		assertThat(this.fixture.reasons()).containsExactly("origin-not-allowed");
	}

	@Test
	void filterWhenTheChainFailsWritesTheHeadersAgainForWhoHandlesTheError() {
		MockServerWebExchange exchange = exchange("GET", "/api/x", "Origin: " + APP);
		assertThatIllegalStateException().isThrownBy(() -> filter(exchange,
				new CapturingChain((served) -> Mono.error(new IllegalStateException("as expected")))));
		exchange.getResponse().getHeaders().clear();
		exchange.getResponse().setComplete().block();
		assertThat(corsHeaders(exchange.getResponse())).containsExactly("Allow-Origin: " + APP,
				"Expose-Headers: X-Total");
		assertThat(exchange.getResponse().getHeaders().get("Vary")).containsExactly("Origin");
	}

	@Test
	void filterWhenNoPolicyCoversThePathPassesTheExchangeAsItIs() {
		MockServerWebExchange exchange = preflight("/other", EVIL, "PUT");
		MockServerHttpResponse response = filter(exchange);
		assertThat(this.chain.exchange()).isSameAs(exchange);
		assertThat(response.getHeaders().isEmpty()).isTrue();
		assertThat(ReactiveCors.current(exchange)).extracting(RequestDecision::isCovered).isEqualTo(false);
	}

	@Test
	void filterWhenNoPolicyCoversThePathRecordsThatNobodyMayRead() {
		filter(exchange("GET", "/other", "Origin: " + EVIL));
		assertThat(this.fixture.reasons()).containsExactly("no-policy");
		assertThat(this.fixture.rejections().recent().get(0).path()).isEqualTo("/other");
	}

	@Test
	void filterWhenSomethingElseAllowsRecordsNothing() {
		filter(exchange("GET", "/other", "Origin: " + EVIL), new CapturingChain((exchange) -> {
			exchange.getResponse().getHeaders().set("Access-Control-Allow-Origin", EVIL);
			return Mono.empty();
		}));
		assertThat(this.fixture.reasons()).isEmpty();
	}

	@Test
	void filterWhenSpringHasRefusedRecordsThat() {
		filter(exchange("GET", "/other", "Origin: " + EVIL), new CapturingChain((exchange) -> {
			exchange.getResponse().getHeaders().add("Vary", "Access-Control-Request-Method");
			return Mono.empty();
		}));
		assertThat(this.fixture.reasons()).containsExactly("spring-cors");
	}

	@Test
	void filterWhenTheRefusalHasBeenRecordedRecordsItOnce() {
		MockServerWebExchange exchange = exchange("GET", "/other", "Origin: " + EVIL);
		exchange.getAttributes().put(ObservingCorsProcessor.RECORDED, true);
		filter(exchange);
		assertThat(this.fixture.reasons()).isEmpty();
	}

	@Test
	void filterWhenNoScriptWaitsRecordsNothing() {
		filter(exchange("GET", "/other", "Origin: " + EVIL, "Sec-Fetch-Mode: no-cors"));
		assertThat(this.chain.exchange()).isNotNull();
		assertThat(this.fixture.reasons()).isEmpty();
	}

	@Test
	void filterWhenTheChainFailsRecordsThatNobodyMayRead() {
		assertThatIllegalStateException().isThrownBy(() -> filter(exchange("GET", "/other", "Origin: " + EVIL),
				new CapturingChain((exchange) -> Mono.error(new IllegalStateException("as expected")))));
		assertThat(this.fixture.reasons()).containsExactly("no-policy");
	}

	@Test
	void filterWhenTheRequestIsServedWhereAPolicyCoversRecordsNothing() {
		filter(exchange("GET", "/other", "Origin: " + APP), new CapturingChain((exchange) -> {
			ServerWebExchange moved = exchange.mutate().request((request) -> request.path("/api/x")).build();
			return this.fixture.cors()
				.filterAgain(moved, this.chain)
				.then(Mono.fromRunnable(() -> moved.getResponse().getHeaders().clear()));
		}));
		assertThat(this.chain.exchange()).isNotNull();
		assertThat(this.fixture.reasons()).isEmpty();
	}

	@Test
	void filterWhenTheRequestIsServedWhereNoPolicyCoversEitherRecordsItOnce() {
		filter(exchange("GET", "/other", "Origin: " + EVIL), new CapturingChain((exchange) -> this.fixture.cors()
			.filterAgain(exchange.mutate().request((request) -> request.path("/another")).build(), this.chain)));
		assertThat(this.chain.exchange()).isNotNull();
		assertThat(this.fixture.reasons()).containsExactly("no-policy");
		assertThat(this.fixture.rejections().recent().get(0).path()).isEqualTo("/another");
	}

	@Test
	void filterWhenTheClientCancelsRecordsNothing() {
		this.fixture.cors()
			.filter(exchange("GET", "/other", "Origin: " + EVIL), new CapturingChain((exchange) -> Mono.never()))
			.subscribe()
			.dispose();
		assertThat(this.fixture.reasons()).isEmpty();
	}

	@Test
	void filterWhenDisabledChangesAndRecordsNothing() {
		this.fixture.policies().replace(PolicyMapping.DISABLED);
		MockServerWebExchange exchange = exchange("GET", "/api/x", "Origin: " + EVIL);
		MockServerHttpResponse response = filter(exchange);
		assertThat(this.chain.exchange()).isSameAs(exchange);
		assertThat(response.getHeaders().isEmpty()).isTrue();
		assertThat(exchange.getAttributes()).doesNotContainKey(RequestDecision.ATTRIBUTE);
		assertThat(this.fixture.reasons()).isEmpty();
	}

	@Test
	void filterWhenTheRequestIsThatOfAnotherApplicationLeavesItAlone() {
		ServerWebExchange management = servedBy(new StaticApplicationContext());
		this.fixture.cors().filter(management, this.chain).block();
		assertThat(this.chain.exchange()).isSameAs(management);
		assertThat(management.getResponse().getHeaders().isEmpty()).isTrue();
	}

	@Test
	void filterWhenTheRequestIsThatOfTheApplicationDecidesIt() {
		this.fixture.cors().filter(servedBy(this.fixture.context()), this.chain).block();
		assertThat(this.chain.exchange()).isNull();
		assertThat(this.fixture.reasons()).containsExactly("origin-not-allowed");
	}

	private static ServerWebExchange servedBy(ApplicationContext context) {
		return new ServerWebExchangeDecorator(exchange("GET", "/api/x", "Origin: " + EVIL)) {

			@Override
			public ApplicationContext getApplicationContext() {
				return context;
			}

		};
	}

}
