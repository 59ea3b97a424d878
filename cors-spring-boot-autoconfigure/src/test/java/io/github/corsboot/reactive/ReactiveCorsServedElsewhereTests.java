package io.github.corsboot.reactive;

import java.util.List;

import io.github.corsboot.decision.CorsDecider;
import io.github.corsboot.decision.RequestDecision;
import io.github.corsboot.mapping.PolicyMapping;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.mock.http.server.reactive.MockServerHttpResponse;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.web.server.ServerWebExchange;

import static io.github.corsboot.mapping.TestPolicies.policy;
import static io.github.corsboot.reactive.ReactiveFixture.exchange;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ReactiveCors}, with requests that have been decided and are about to
 * be served, possibly not as they were decided.
 */
class ReactiveCorsServedElsewhereTests {

	private static final String APP = "https://app.example.com";

	private static final String OTHER = "https://other.example.com";

	private final ReactiveFixture fixture = ReactiveFixture.of(
			policy("/api/**",
					(policy) -> policy.allowedOrigins(APP, OTHER)
						.allowedMethods(List.of("GET", "POST"))
						.exposedHeaders(List.of("X-Total"))),
			policy("/private/**", (policy) -> policy.allowedOrigins(APP).allowCredentials(true)),
			policy("/open/**", "*"));

	private final ReactiveCors cors = this.fixture.cors();

	private final LastLookHandlerAdapter lastLook = new LastLookHandlerAdapter(this.fixture.policies(),
			this.fixture.handlers(), this.fixture.recorder(), this.fixture.context());

	private final CapturingChain chain = new CapturingChain();

	private ServerWebExchange decided;

	private MockServerHttpResponse response;

	/**
	 * Let a request arrive.
	 */
	private void decide(String method, String path, String... headers) {
		CapturingChain first = new CapturingChain();
		this.cors.filter(arrive(method, path, headers), first).block();
		this.decided = first.exchange();
	}

	private MockServerWebExchange arrive(String method, String path, String... headers) {
		MockServerWebExchange exchange = exchange(method, path, headers);
		this.response = exchange.getResponse();
		return exchange;
	}

	private static ServerWebExchange moveTo(ServerWebExchange exchange, String path) {
		ServerHttpRequest request = exchange.getRequest().mutate().path(path).build();
		return exchange.mutate().request(request).build();
	}

	private void filterAgain(ServerWebExchange exchange) {
		this.cors.filterAgain(exchange, this.chain).block();
	}

	private @Nullable Mono<Void> look(ServerWebExchange exchange) {
		return this.lastLook.look(exchange, "handler");
	}

	private List<String> corsHeaders() {
		return ReactiveFixture.corsHeaders(this.response.getHeaders());
	}

	private void assertRefused(String reason) {
		assertThat(this.chain.exchange()).isNull();
		assertThat(this.response.getStatusCode()).isEqualTo(HttpStatus.FORBIDDEN);
		assertThat(this.response.getBodyAsString().block()).isEqualTo("Refused by CORS policy: " + reason + "\n");
		assertThat(this.fixture.reasons()).containsExactly(reason);
	}

	@Test
	void filterAgainWhenNothingHasChangedPassesTheExchangeAsItIs() {
		decide("GET", "/api/x", "Origin: " + APP);
		RequestDecision decision = ReactiveCors.current(this.decided);
		filterAgain(this.decided);
		assertThat(this.chain.exchange()).isSameAs(this.decided);
		assertThat(ReactiveCors.current(this.decided)).isSameAs(decision);
	}

	@Test
	void filterAgainWhenAFilterHasChangedTheMethodRefusesReadably() {
		decide("POST", "/api/x", "Origin: " + APP);
		filterAgain(this.decided.mutate().request((request) -> request.method(HttpMethod.DELETE)).build());
		assertRefused("method-not-allowed");
		assertThat(corsHeaders()).containsExactly("Allow-Origin: " + APP, "Expose-Headers: X-Total");
	}

	@Test
	void filterAgainWhenAFilterHasChangedThePathReplacesTheHeaders() {
		decide("GET", "/api/x", "Origin: " + APP);
		filterAgain(moveTo(this.decided, "/private/x"));
		assertThat(corsHeaders()).containsExactly("Allow-Origin: " + APP, "Allow-Credentials: true");
		assertThat(this.chain.exchange().getResponse()).isSameAs(this.decided.getResponse());
	}

	@Test
	void filterAgainWhenPathLeadsToAnotherPolicyRefusesWithoutTheHeadersOfTheFirst() {
		decide("GET", "/api/x", "Origin: " + OTHER);
		filterAgain(moveTo(this.decided, "/private/x"));
		assertRefused("origin-not-allowed");
		assertThat(corsHeaders()).isEmpty();
	}

	@Test
	void filterAgainWhenRefusedKeepsTheDecisionForWhoLooksLater() {
		decide("GET", "/other", "Origin: " + OTHER);
		ServerWebExchange moved = moveTo(this.decided, "/private/x");
		filterAgain(moved);
		assertThat(ReactiveCors.current(moved)).extracting(RequestDecision::isCovered).isEqualTo(true);
	}

	@Test
	void filterAgainWhenPathLeadsWhereNoPolicyCoversTakesTheHeadersAway() {
		decide("GET", "/api/x", "Origin: " + APP);
		ServerWebExchange moved = moveTo(this.decided, "/other");
		filterAgain(moved);
		assertThat(this.chain.exchange()).isSameAs(moved);
		assertThat(corsHeaders()).isEmpty();
	}

	@Test
	void filterAgainWhenPathLeadsWhereNoPolicyCoversRecordsThatPath() {
		decide("GET", "/api/x", "Origin: " + APP);
		filterAgain(moveTo(this.decided, "/other/y"));
		assertThat(this.fixture.reasons()).containsExactly("no-policy");
		assertThat(this.fixture.rejections().recent().get(0).path()).isEqualTo("/other/y");
	}

	@Test
	void filterAgainWhenPathLeadsWhereAPolicyCoversGuardsTheResponse() {
		decide("GET", "/other", "Origin: " + APP);
		filterAgain(moveTo(this.decided, "/api/x"));
		assertThat(this.chain.exchange().getResponse()).isInstanceOf(GuardedResponse.class);
		assertThat(corsHeaders()).containsExactly("Allow-Origin: " + APP, "Expose-Headers: X-Total");
	}

	@Test
	void filterAgainWhenThereIsNoOriginTakesTheConstantHeaderAway() {
		decide("GET", "/open/x");
		filterAgain(moveTo(this.decided, "/private/x"));
		assertThat(corsHeaders()).isEmpty();
		assertThat(this.response.getHeaders().get("Vary")).containsExactly("Origin");
	}

	@Test
	void filterAgainWhenAFilterGoesOnWithAnExchangeOfItsOwnReplacesTheHeadersOfItsResponse() {
		decide("GET", "/api/x", "Origin: " + APP);
		ServerWebExchange own = exchange("GET", "/private/x", "Origin: " + APP).mutate()
			.response(this.decided.getResponse())
			.build();
		filterAgain(own);
		assertThat(this.chain.exchange()).isSameAs(own);
		assertThat(corsHeaders()).containsExactly("Allow-Origin: " + APP, "Allow-Credentials: true");
	}

	@Test
	void filterAgainWhenAFilterHasChangedTheOriginAllowsThatOne() {
		decide("GET", "/api/x", "Origin: " + OTHER);
		ServerWebExchange trusted = this.decided.mutate()
			.request((request) -> request.path("/private/x").headers((headers) -> headers.setOrigin(APP)))
			.build();
		filterAgain(trusted);
		assertThat(corsHeaders()).containsExactly("Allow-Origin: " + APP, "Allow-Credentials: true");
	}

	@Test
	void filterAgainWhenAFilterHasCopiedTheHeadersReplacesTheCopyToo() {
		decide("GET", "/api/x", "Origin: " + APP);
		HttpHeaders copy = new HttpHeaders();
		copy.putAll(this.decided.getResponse().getHeaders());
		ServerHttpResponse copying = new ServerHttpResponseDecorator(this.decided.getResponse()) {

			@Override
			public HttpHeaders getHeaders() {
				return copy;
			}

		};
		filterAgain(moveTo(this.decided.mutate().response(copying).build(), "/private/x"));
		assertThat(ReactiveFixture.corsHeaders(copy)).containsExactly("Allow-Origin: " + APP,
				"Allow-Credentials: true");
	}

	@Test
	void lookWhenTheRequestIsServedAsDecidedChangesNothing() {
		decide("GET", "/api/x", "Origin: " + APP);
		RequestDecision decision = ReactiveCors.current(this.decided);
		assertThat(look(this.decided)).isNull();
		assertThat(ReactiveCors.current(this.decided)).isSameAs(decision);
		assertThat(corsHeaders()).containsExactly("Allow-Origin: " + APP, "Expose-Headers: X-Total");
	}

	@Test
	void lookWhenThePathHasChangedBehindAllFiltersRefuses() {
		decide("GET", "/api/x", "Origin: " + OTHER);
		look(moveTo(this.decided, "/private/x")).block();
		assertRefused("origin-not-allowed");
		assertThat(corsHeaders()).isEmpty();
	}

	@Test
	void lookWhenThePathHasChangedReplacesTheHeaders() {
		decide("GET", "/api/x", "Origin: " + APP);
		assertThat(look(moveTo(this.decided, "/private/x"))).isNull();
		assertThat(corsHeaders()).containsExactly("Allow-Origin: " + APP, "Allow-Credentials: true");
	}

	@Test
	void lookWhenItHasDecidedKeepsTheDecision() {
		ServerWebExchange exchange = arrive("GET", "/private/x", "Origin: " + APP);
		look(exchange);
		RequestDecision decision = ReactiveCors.current(exchange);
		assertThat(decision).isNotNull();
		look(exchange);
		assertThat(ReactiveCors.current(exchange)).isSameAs(decision);
	}

	@Test
	void lookWhenNothingHasDecidedRefusesAStranger() {
		look(arrive("GET", "/private/x", "Origin: " + OTHER)).block();
		assertRefused("origin-not-allowed");
	}

	@Test
	void lookWhenNothingHasDecidedWritesTheHeadersInsteadOfThoseThatAreThere() {
		MockServerWebExchange exchange = arrive("GET", "/private/x", "Origin: " + APP);
		this.response.getHeaders().set("Access-Control-Allow-Origin", "*");
		assertThat(look(exchange)).isNull();
		assertThat(corsHeaders()).containsExactly("Allow-Origin: " + APP, "Allow-Credentials: true");
		assertThat(this.response.getHeaders().get("Vary")).containsExactly("Origin");
	}

	@Test
	void lookWhenThereIsNoOriginWritesWhatIsConstantInsteadOfWhatIsThere() {
		MockServerWebExchange exchange = arrive("GET", "/private/x");
		this.response.getHeaders().set("Access-Control-Allow-Origin", "*");
		assertThat(look(exchange)).isNull();
		assertThat(corsHeaders()).isEmpty();
		assertThat(this.response.getHeaders().get("Vary")).containsExactly("Origin");
	}

	@Test
	void lookWhenThereIsNoOriginAndNoPolicyChangesNothing() {
		MockServerWebExchange exchange = arrive("GET", "/other");
		this.response.getHeaders().set("Access-Control-Allow-Origin", "*");
		assertThat(look(exchange)).isNull();
		assertThat(corsHeaders()).containsExactly("Allow-Origin: *");
		assertThat(this.response.getHeaders().containsHeader("Vary")).isFalse();
	}

	@Test
	void lookWhenTheDecisionIsLostTakesTheConstantHeaderAway() {
		decide("GET", "/open/x");
		ServerWebExchange own = exchange("GET", "/other").mutate().response(this.decided.getResponse()).build();
		assertThat(look(own)).isNull();
		assertThat(corsHeaders()).isEmpty();
	}

	@Test
	void lookWhenThePathHasChangedToOneThatNoPolicyCoversRecordsThatOneOnce() {
		decide("GET", "/api/x", "Origin: " + APP);
		assertThat(look(moveTo(this.decided, "/other/y"))).isNull();
		this.decided.getResponse().setComplete().block();
		assertThat(corsHeaders()).isEmpty();
		assertThat(this.fixture.reasons()).containsExactly("no-policy");
		assertThat(this.fixture.rejections().recent().get(0).path()).isEqualTo("/other/y");
	}

	@Test
	void lookWhenDisabledDoesNothing() {
		this.fixture.policies().replace(PolicyMapping.DISABLED);
		MockServerWebExchange exchange = arrive("GET", "/private/x", "Origin: " + OTHER);
		assertThat(look(exchange)).isNull();
		assertThat(exchange.getAttributes()).doesNotContainKey(RequestDecision.ATTRIBUTE);
		assertThat(this.response.getHeaders().isEmpty()).isTrue();
	}

	@Test
	void leaveUncoveredTakesTheHeadersAwayWhereNoPolicyCovers() {
		decide("GET", "/api/x", "Origin: " + APP);
		ServerWebExchange moved = moveTo(this.decided, "/other");
		ReactiveCors.removeHeadersIfUncovered(decider(), moved);
		assertThat(corsHeaders()).isEmpty();
		assertThat(ReactiveCors.current(moved)).extracting(RequestDecision::isCovered).isEqualTo(false);
	}

	@Test
	void leaveUncoveredLeavesWhatAnotherPolicyCovers() {
		decide("GET", "/api/x", "Origin: " + APP);
		ReactiveCors.removeHeadersIfUncovered(decider(), moveTo(this.decided, "/private/x"));
		assertThat(corsHeaders()).containsExactly("Allow-Origin: " + APP, "Expose-Headers: X-Total");
	}

	@Test
	void leaveUncoveredLeavesWhatIsServedAsDecided() {
		decide("GET", "/api/x", "Origin: " + APP);
		ReactiveCors.removeHeadersIfUncovered(decider(), this.decided);
		assertThat(corsHeaders()).containsExactly("Allow-Origin: " + APP, "Expose-Headers: X-Total");
	}

	private CorsDecider<ServerWebExchange> decider() {
		return new CorsDecider<>(this.fixture.policies(), this.fixture.recorder(), ReactivePathReader.READER);
	}

}
