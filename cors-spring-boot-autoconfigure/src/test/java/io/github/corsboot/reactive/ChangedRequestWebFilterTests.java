package io.github.corsboot.reactive;

import org.junit.jupiter.api.Test;

import org.springframework.context.ApplicationContext;
import org.springframework.context.support.StaticApplicationContext;
import org.springframework.http.HttpStatus;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.ServerWebExchangeDecorator;

import static io.github.corsboot.mapping.TestPolicies.policy;
import static io.github.corsboot.reactive.ReactiveFixture.exchange;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ChangedRequestWebFilter}.
 */
class ChangedRequestWebFilterTests {

	private static final String APP = "https://app.example.com";

	private static final String EVIL = "https://evil.test";

	private final ReactiveFixture fixture = ReactiveFixture.of(policy("/api/**", APP));

	private final ChangedRequestWebFilter filter = new ChangedRequestWebFilter(this.fixture.policies(),
			this.fixture.handlers(), this.fixture.recorder(), this.fixture.context());

	private final CapturingChain chain = new CapturingChain();

	private ServerWebExchange decide(MockServerWebExchange exchange) {
		CapturingChain first = new CapturingChain();
		this.fixture.cors().filter(exchange, first).block();
		return first.exchange();
	}

	@Test
	void filterWhenNothingHasChangedPassesTheExchangeAsItIs() {
		ServerWebExchange exchange = decide(exchange("GET", "/api/x", "Origin: " + APP));
		this.filter.filter(exchange, this.chain).block();
		assertThat(this.chain.exchange()).isSameAs(exchange);
	}

	@Test
	void filterWhenThePathHasChangedDecidesAgain() {
		MockServerWebExchange arrived = exchange("GET", "/other", "Origin: " + EVIL);
		ServerWebExchange exchange = decide(arrived);
		this.filter.filter(exchange.mutate().request((request) -> request.path("/api/x")).build(), this.chain).block();
		assertThat(this.chain.exchange()).isNull();
		assertThat(arrived.getResponse().getStatusCode()).isEqualTo(HttpStatus.FORBIDDEN);
	}

	@Test
	void filterWhenNothingHasDecidedDecides() {
		MockServerWebExchange exchange = exchange("GET", "/api/x", "Origin: " + EVIL);
		this.filter.filter(exchange, this.chain).block();
		assertThat(this.chain.exchange()).isNull();
	}

	@Test
	void filterWhenTheRequestIsThatOfAnotherApplicationLeavesItAlone() {
		ServerWebExchange management = new ServerWebExchangeDecorator(exchange("GET", "/api/x", "Origin: " + EVIL)) {

			@Override
			public ApplicationContext getApplicationContext() {
				return new StaticApplicationContext();
			}

		};
		this.filter.filter(management, this.chain).block();
		assertThat(this.chain.exchange()).isSameAs(management);
	}

	@Test
	void getOrderIsBehindAllOtherFilters() {
		assertThat(this.filter.getOrder()).isEqualTo(Integer.MAX_VALUE);
	}

}
