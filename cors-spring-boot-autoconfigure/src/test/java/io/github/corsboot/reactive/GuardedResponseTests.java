package io.github.corsboot.reactive;

import java.nio.file.Path;
import java.util.List;

import io.github.corsboot.policy.CorsDecision;
import io.github.corsboot.policy.CorsDecision.Passed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.http.ZeroCopyHttpOutputMessage;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.http.server.reactive.MockServerHttpResponse;

import static io.github.corsboot.mapping.TestPolicies.policy;
import static io.github.corsboot.reactive.ReactiveFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link GuardedResponse}.
 */
class GuardedResponseTests {

	private static final String APP = "https://app.example.com";

	private final ReactiveFixture fixture = ReactiveFixture.of(
			policy("/api/**", (policy) -> policy.allowedOrigins(APP).exposedHeaders(List.of("X-Total"))),
			policy("/private/**", (policy) -> policy.allowedOrigins(APP).allowCredentials(true)),
			policy("/open/**", "*"));

	private final MockServerHttpResponse bare = new MockServerHttpResponse();

	private GuardedResponse guard(ServerHttpResponse response, String path, String... headers) {
		MockServerHttpRequest request = request("GET", path, headers);
		return GuardedResponse.guard(response, this.fixture.evaluate(request), new ReactiveCorsRequest(request));
	}

	private GuardedResponse guardAllowed() {
		return guard(this.bare, "/api/x", "Origin: " + APP);
	}

	private void replace(GuardedResponse response, String path, String... headers) {
		MockServerHttpRequest request = request("GET", path, headers);
		response.replace(this.fixture.evaluate(request), new ReactiveCorsRequest(request));
	}

	private List<String> corsHeaders() {
		return ReactiveFixture.corsHeaders(this.bare.getHeaders());
	}

	@Test
	void guardWhenAllowedWritesTheHeadersAtOnce() {
		guardAllowed();
		assertThat(corsHeaders()).containsExactly("Allow-Origin: " + APP, "Expose-Headers: X-Total");
		assertThat(this.bare.getHeaders().get("Vary")).containsExactly("Origin");
	}

	@Test
	void guardWhenAllowedRemovesWhatWasThere() {
		this.bare.getHeaders().set("access-control-allow-methods", "DELETE");
		guardAllowed();
		assertThat(this.bare.getHeaders().containsHeader("Access-Control-Allow-Methods")).isFalse();
	}

	@Test
	void guardWhenNotCorsLeavesWhatWasThere() {
		this.bare.getHeaders().set("Access-Control-Max-Age", "5");
		guard(this.bare, "/api/x");
		assertThat(corsHeaders()).containsExactly("Max-Age: 5");
	}

	@Test
	void guardWhenEverybodyMayReadOverwritesWhatWasThere() {
		this.bare.getHeaders().set("Access-Control-Allow-Origin", APP);
		guard(this.bare, "/open/x");
		assertThat(corsHeaders()).containsExactly("Allow-Origin: *");
	}

	@Test
	void guardWhenFilesAreWrittenWithoutBeingReadKeepsThat() {
		ZeroCopyResponse zeroCopy = new ZeroCopyResponse(this.bare);
		GuardedResponse guarded = guard(zeroCopy, "/api/x", "Origin: " + APP);
		((ZeroCopyHttpOutputMessage) guarded).writeWith(Path.of("file"), 1, 2).block();
		assertThat(zeroCopy.written).isEqualTo("file 1 2");
	}

	@Test
	void guardWhenFilesHaveToBeReadDoesNotPretendOtherwise() {
		assertThat(guardAllowed()).isNotInstanceOf(ZeroCopyHttpOutputMessage.class);
	}

	@Test
	void getHeadersWhenTheDelegateMakesThemEachTimeGuardsEach() {
		ServerHttpResponse unstable = new ServerHttpResponseDecorator(this.bare) {

			@Override
			public HttpHeaders getHeaders() {
				return new HttpHeaders(super.getHeaders());
			}

		};
		GuardedResponse guarded = guard(unstable, "/api/x", "Origin: " + APP);
		guarded.getHeaders().set("Access-Control-Allow-Origin", "*");
		guarded.getHeaders().remove("Vary");
		assertThat(corsHeaders()).containsExactly("Allow-Origin: " + APP, "Expose-Headers: X-Total");
		assertThat(this.bare.getHeaders().get("Vary")).containsExactly("Origin");
	}

	@Test
	void getHeadersWhenTheResponseIsCommittedAreThoseThatCanOnlyBeRead() {
		GuardedResponse guarded = guardAllowed();
		assertThat(guarded.getHeaders()).isInstanceOf(GuardedHeaders.class).isSameAs(guarded.getHeaders());
		guarded.setComplete().block();
		assertThat(guarded.getHeaders()).isNotInstanceOf(GuardedHeaders.class);
	}

	@Test
	void replaceTakesTheHeadersOfTheFirstDecisionAway() {
		replace(guardAllowed(), "/private/x", "Origin: " + APP);
		assertThat(corsHeaders()).containsExactly("Allow-Origin: " + APP, "Allow-Credentials: true");
		assertThat(this.bare.getHeaders().get("Vary")).containsExactly("Origin");
	}

	@Test
	void replaceWritesTheOriginThatWasDecidedThen() {
		replace(guard(this.bare, "/private/x", "Origin: https://stranger.test"), "/private/x", "Origin: " + APP);
		assertThat(this.bare.getHeaders().getAccessControlAllowOrigin()).isEqualTo(APP);
	}

	@Test
	void replaceWhenTheApplicationHasExposedNamesKeepsThem() {
		GuardedResponse guarded = guardAllowed();
		guarded.getHeaders().set("Access-Control-Expose-Headers", "X-Own");
		replace(guarded, "/private/x", "Origin: " + APP);
		assertThat(this.bare.getHeaders().get("Access-Control-Expose-Headers")).containsExactly("X-Own");
	}

	@Test
	void exposeWhenEverybodyMayReadIsTheSameWithoutOrigin() {
		guard(this.bare, "/open/x").getHeaders().set("Access-Control-Expose-Headers", "X-Own");
		assertThat(corsHeaders()).containsExactly("Allow-Origin: *", "Expose-Headers: X-Own");
	}

	@Test
	void replaceWhenNobodyMayReadExposesNothing() {
		GuardedResponse guarded = guardAllowed();
		guarded.getHeaders().set("Access-Control-Expose-Headers", "X-Own");
		replace(guarded, "/private/x", "Origin: https://stranger.test");
		assertThat(corsHeaders()).isEmpty();
	}

	@Test
	void replaceWhenNoPolicyCoversLeavesTheHeadersToTheApplication() {
		GuardedResponse guarded = guardAllowed();
		guarded.replace(Passed.WITHOUT_HEADERS, new ReactiveCorsRequest(request("GET", "/other")));
		assertThat(corsHeaders()).isEmpty();
		guarded.getHeaders().set("Access-Control-Allow-Origin", "https://own.test");
		assertThat(corsHeaders()).containsExactly("Allow-Origin: https://own.test");
	}

	@Test
	void ownsHeadersUnlessTheDecisionSetsNone() {
		assertThat(guardAllowed().ownsHeaders()).isTrue();
		assertThat(guard(this.bare, "/open/x").ownsHeaders()).isTrue();
		assertThat(guard(this.bare, "/api/x").ownsHeaders()).isFalse();
		assertThat(guard(this.bare, "/api/x", "Origin: https://stranger.test").ownsHeaders()).isTrue();
	}

	@Test
	void restoreAtCommitWritesTheHeadersOnceMore() {
		guardAllowed().restoreAtCommit();
		this.bare.getHeaders().clear();
		this.bare.setComplete().block();
		assertThat(corsHeaders()).containsExactly("Allow-Origin: " + APP, "Expose-Headers: X-Total");
		assertThat(this.bare.getHeaders().get("Vary")).containsExactly("Origin");
	}

	@Test
	void beforeCommitWhenTheActionReachesTheHeadersRestoresThem() {
		GuardedResponse guarded = guardAllowed();
		guarded.beforeCommit(() -> Mono.fromRunnable(() -> guarded.getHeaders().headerSet().clear()));
		guarded.setComplete().block();
		assertThat(corsHeaders()).containsExactly("Allow-Origin: " + APP, "Expose-Headers: X-Total");
	}

	@Test
	void findLooksWithinWhatDecoratesTheResponse() {
		GuardedResponse guarded = guardAllowed();
		ServerHttpResponse decorated = new ServerHttpResponseDecorator(new ServerHttpResponseDecorator(guarded));
		assertThat(GuardedResponse.find(decorated)).isSameAs(guarded);
		assertThat(GuardedResponse.find(guarded)).isSameAs(guarded);
	}

	@Test
	void findWhenNothingIsGuardedReturnsNull() {
		assertThat(GuardedResponse.find(new ServerHttpResponseDecorator(this.bare))).isNull();
	}

	@Test
	void rewriteWhenHeadersAreGuardedLeavesThem() {
		GuardedResponse guarded = guardAllowed();
		MockServerHttpRequest request = request("GET", "/private/x", "Origin: " + APP);
		GuardedResponse.rewrite(this.fixture.evaluate(request), new ReactiveCorsRequest(request), guarded.getHeaders());
		assertThat(corsHeaders()).containsExactly("Allow-Origin: " + APP, "Expose-Headers: X-Total");
	}

	@Test
	void rewriteWhenHeadersAreACopyReplacesThem() {
		HttpHeaders copy = new HttpHeaders();
		copy.set("Access-Control-Allow-Origin", "https://other.test");
		copy.set("Access-Control-Max-Age", "5");
		MockServerHttpRequest request = request("GET", "/private/x", "Origin: " + APP);
		GuardedResponse.rewrite(this.fixture.evaluate(request), new ReactiveCorsRequest(request), copy);
		assertThat(ReactiveFixture.corsHeaders(copy)).containsExactly("Allow-Origin: " + APP,
				"Allow-Credentials: true");
		assertThat(copy.get("Vary")).containsExactly("Origin");
	}

	@Test
	void guardVaryAddsItNowAndAtTheEnd() {
		GuardedResponse.guardVary(this.fixture.evaluate(request("GET", "/api/x")).headers(), this.bare);
		assertThat(this.bare.getHeaders().get("Vary")).containsExactly("Origin");
		this.bare.getHeaders().remove("Vary");
		this.bare.setComplete().block();
		assertThat(this.bare.getHeaders().get("Vary")).containsExactly("Origin");
	}

	@Test
	void addVaryWhenNothingVariesAddsNothing() {
		GuardedResponse.addVary(this.fixture.evaluate(request("GET", "/open/x")).headers(), this.bare.getHeaders());
		assertThat(this.bare.getHeaders().containsHeader("Vary")).isFalse();
	}

	@Test
	void addVaryWhenTheListBelongsToSomebodyElseLeavesThat() {
		List<String> own = List.of("Accept");
		this.bare.getHeaders().put("Vary", own);
		CorsDecision decision = this.fixture.evaluate(request("GET", "/api/x"));
		GuardedResponse.addVary(decision.headers(), this.bare.getHeaders());
		assertThat(this.bare.getHeaders().get("Vary")).containsExactly("Accept", "Origin");
	}

	@ParameterizedTest
	@ValueSource(strings = { "Access-Control-Max-Age", "access-control-allow-private-network" })
	void removeAllTakesAwayASingleHeaderAlsoBesideThatOfNetty(String name) {
		HttpHeaders headers = this.bare.getHeaders();
		headers.set(name, "1");
		GuardedResponse.removeAll(headers);
		assertThat(headers.isEmpty()).isTrue();
		headers.set("transfer-encoding", "chunked");
		headers.set(name, "1");
		GuardedResponse.removeAll(headers);
		assertThat(headers.headerNames()).containsExactly("transfer-encoding");
	}

	@Test
	void removeAllTakesAwayWhatBelongsToCorsAndNothingElse() {
		this.bare.getHeaders().set("ACCESS-CONTROL-ALLOW-ORIGIN", "*");
		this.bare.getHeaders().set("X-Access-Control-Allow-Origin", "*");
		this.bare.getHeaders().set("Vary", "Origin");
		GuardedResponse.removeAll(this.bare.getHeaders());
		assertThat(this.bare.getHeaders().headerNames()).containsExactlyInAnyOrder("X-Access-Control-Allow-Origin",
				"Vary");
	}

	private static final class ZeroCopyResponse extends ServerHttpResponseDecorator
			implements ZeroCopyHttpOutputMessage {

		private String written = "";

		ZeroCopyResponse(ServerHttpResponse delegate) {
			super(delegate);
		}

		@Override
		public Mono<Void> writeWith(Path file, long position, long count) {
			this.written = file + " " + position + " " + count;
			return Mono.empty();
		}

	}

}
