package io.github.corsboot.reactive;

import java.util.List;

import io.github.corsboot.decision.RequestDecision;
import io.github.corsboot.rejection.CorsRejection;
import io.github.corsboot.rejection.SpringCorsObserver;
import org.junit.jupiter.api.Test;

import org.springframework.http.HttpStatus;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.reactive.CorsProcessor;
import org.springframework.web.cors.reactive.DefaultCorsProcessor;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.server.ServerWebExchange;

import static io.github.corsboot.mapping.TestPolicies.policy;
import static io.github.corsboot.reactive.ReactiveFixture.exchange;
import static io.github.corsboot.reactive.ReactiveFixture.preflight;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ObservingCorsProcessor}.
 */
class ObservingCorsProcessorTests {

	private static final String APP = "https://app.example.com";

	private static final String OWN = "https://own.test";

	private static final String EVIL = "https://evil.test";

	private final ReactiveFixture fixture = ReactiveFixture.of(policy("/api/**", APP), policy("/private/**", APP));

	private final CorsConfiguration configuration = new CorsConfiguration();

	ObservingCorsProcessorTests() {
		this.configuration.addAllowedOrigin(OWN);
		this.configuration.addAllowedMethod("GET");
		this.configuration.addAllowedHeader("X-Own");
	}

	private ObservingCorsProcessor processor(CorsProcessor delegate, boolean behindPolicies) {
		return new ObservingCorsProcessor(delegate,
				new SpringCorsObserver(this.fixture::policies, this.fixture::recorder), "corsFilter", behindPolicies);
	}

	private boolean process(ServerWebExchange exchange) {
		return processor(new DefaultCorsProcessor(), true).process(this.configuration, exchange);
	}

	private ServerWebExchange decided(String path, String... headers) {
		CapturingChain chain = new CapturingChain();
		this.fixture.cors().filter(exchange("GET", path, headers), chain).block();
		return chain.exchange();
	}

	private static ServerWebExchange moveTo(ServerWebExchange exchange, String path) {
		return exchange.mutate().request((request) -> request.path(path)).build();
	}

	@Test
	void processWhenAPolicyHasDecidedDoesNotLetSpringRefuse() {
		ServerWebExchange exchange = decided("/api/x", "Origin: " + APP);
		assertThat(process(exchange)).isTrue();
		assertThat(exchange.getResponse().getStatusCode()).isNull();
		assertThat(exchange.getResponse().getHeaders().get("Vary")).containsExactly("Origin");
		assertThat(this.fixture.reasons()).isEmpty();
	}

	@Test
	void processWhenAPolicyLetsARequestWithoutOriginPassAddsNothingToVary() {
		ServerWebExchange exchange = decided("/api/x");
		assertThat(process(exchange)).isTrue();
		assertThat(exchange.getResponse().getHeaders().get("Vary")).containsExactly("Origin");
	}

	@Test
	void processWhenAnUncoveredPathIsServedTakesTheHeadersAwayAndLetsSpringDecide() {
		ServerWebExchange moved = moveTo(decided("/api/x", "Origin: " + APP), "/other");
		assertThat(process(moved)).isFalse();
		assertThat(moved.getResponse().getStatusCode()).isEqualTo(HttpStatus.FORBIDDEN);
		assertThat(moved.getResponse().getHeaders().getAccessControlAllowOrigin()).isNull();
		assertThat(this.fixture.reasons()).containsExactly("spring-cors");
	}

	@Test
	void processWhenAnUncoveredPathIsServedLetsSpringAllow() {
		this.configuration.addAllowedOrigin(APP);
		ServerWebExchange moved = moveTo(decided("/api/x", "Origin: " + APP), "/other");
		assertThat(process(moved)).isTrue();
		assertThat(moved.getResponse().getHeaders().get("Access-Control-Allow-Origin")).containsExactly(APP);
		assertThat(ReactiveCors.current(moved)).extracting(RequestDecision::isCovered).isEqualTo(false);
	}

	@Test
	void processWhenNoPolicyCoversThePathLetsSpringDecide() {
		ServerWebExchange exchange = decided("/other", "Origin: " + OWN);
		assertThat(process(exchange)).isTrue();
		assertThat(exchange.getResponse().getHeaders().getAccessControlAllowOrigin()).isEqualTo(OWN);
	}

	@Test
	void processWhenNoPolicyCoversThePathLetsSpringLetItVary() {
		ServerWebExchange exchange = decided("/other");
		assertThat(process(exchange)).isTrue();
		assertThat(exchange.getResponse().getHeaders().get("Vary")).contains("Origin");
	}

	@Test
	void processWhenNotBehindPoliciesLetsSpringDecide() {
		MockServerWebExchange exchange = exchange("GET", "/api/x", "Origin: " + APP);
		this.fixture.cors().filter(exchange, new CapturingChain()).block();
		exchange.getResponse().getHeaders().clear();
		assertThat(processor(new DefaultCorsProcessor(), false).process(this.configuration, exchange)).isFalse();
		assertThat(exchange.getResponse().getStatusCode()).isEqualTo(HttpStatus.FORBIDDEN);
	}

	@Test
	void processWhenTheProcessorIsTheUsersAlwaysAsksIt() {
		CorsProcessor refusing = (configuration, exchange) -> false;
		assertThat(processor(refusing, true).process(this.configuration, decided("/api/x", "Origin: " + APP)))
			.isFalse();
		assertThat(this.fixture.reasons()).containsExactly("spring-cors");
	}

	@Test
	void processWhenTheProcessorExtendsSpringsAsksIt() {
		CorsProcessor own = new DefaultCorsProcessor() {

			@Override
			public boolean process(CorsConfiguration configuration, ServerWebExchange exchange) {
				return false;
			}

		};
		assertThat(processor(own, true).process(this.configuration, decided("/api/x", "Origin: " + APP))).isFalse();
	}

	@Test
	void processWhenAHandlerIsOnlyLookedUpAsksAndRecordsNothing() {
		ProbeExchange probe = new ProbeExchange(exchange("GET", "/other", "Origin: " + EVIL));
		assertThat(process(probe)).isTrue();
		assertThat(probe.getResponse().getStatusCode()).isNull();
		assertThat(this.fixture.reasons()).isEmpty();
	}

	@Test
	void processWhenSpringRefusesRecordsByWhat() {
		assertThat(process(exchange("GET", "/other", "Origin: " + EVIL))).isFalse();
		CorsRejection rejection = this.fixture.rejections().recent().get(0);
		assertThat(rejection.reason()).hasToString("spring-cors");
		assertThat(rejection.detail()).hasToString("origin-not-allowed");
		assertThat(rejection.path()).isEqualTo("/other");
		assertThat(rejection.decidedBy()).singleElement().hasToString("bean 'corsFilter'");
	}

	@Test
	void processWhenSpringRefusesNamesTheHandler() throws Exception {
		MockServerWebExchange exchange = exchange("GET", "/other", "Origin: " + EVIL);
		exchange.getAttributes()
			.put(HandlerMapping.BEST_MATCHING_HANDLER_ATTRIBUTE, new HandlerMethod("handler", "length"));
		process(exchange);
		assertThat(this.fixture.rejections().recent().get(0).decidedBy()).singleElement()
			.hasToString("bean 'corsFilter' (java.lang.String#length)");
	}

	@Test
	void processWhenSpringRefusesIsRecordedOnce() {
		this.fixture.cors().filter(exchange("GET", "/other", "Origin: " + EVIL), new CapturingChain((exchange) -> {
			process(exchange);
			return exchange.getResponse().setComplete();
		})).block();
		assertThat(this.fixture.reasons()).containsExactly("spring-cors");
	}

	@Test
	void processWhenSpringAcceptsOnlySomeHeadersRecordsTheOthers() {
		assertThat(process(preflight("/other", OWN, "GET", "Access-Control-Request-Headers: x-own, x-one"))).isTrue();
		CorsRejection rejection = this.fixture.rejections().recent().get(0);
		assertThat(rejection.detail()).hasToString("header-not-allowed");
		assertThat(rejection.refusedHeaders()).isEqualTo(List.of("x-one"));
	}

	@Test
	void processWhenSpringAcceptsAPreflightRecordsNothing() {
		assertThat(process(preflight("/other", OWN, "GET", "Access-Control-Request-Headers: x-own"))).isTrue();
		assertThat(this.fixture.reasons()).isEmpty();
	}

}
