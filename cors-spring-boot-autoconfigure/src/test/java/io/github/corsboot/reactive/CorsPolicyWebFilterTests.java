package io.github.corsboot.reactive;

import org.junit.jupiter.api.Test;

import org.springframework.http.HttpStatus;
import org.springframework.mock.web.server.MockServerWebExchange;

import static io.github.corsboot.mapping.TestPolicies.policy;
import static io.github.corsboot.reactive.ReactiveFixture.exchange;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CorsPolicyWebFilter}.
 */
class CorsPolicyWebFilterTests {

	private static final String APP = "https://app.example.com";

	private final ReactiveFixture fixture = ReactiveFixture.of(policy("/api/**", APP));

	private final CorsPolicyWebFilter filter = new CorsPolicyWebFilter(this.fixture.policies(), this.fixture.handlers(),
			this.fixture.recorder(), this.fixture.context());

	private final CapturingChain chain = new CapturingChain();

	@Test
	void filterDecidesARequestThatArrives() {
		MockServerWebExchange exchange = exchange("GET", "/api/x", "Origin: https://evil.test");
		this.filter.filter(exchange, this.chain).block();
		assertThat(this.chain.exchange()).isNull();
		assertThat(exchange.getResponse().getStatusCode()).isEqualTo(HttpStatus.FORBIDDEN);
	}

	@Test
	void filterGuardsTheResponseToAnAllowedOrigin() {
		MockServerWebExchange exchange = exchange("GET", "/api/x", "Origin: " + APP);
		this.filter.filter(exchange, this.chain).block();
		assertThat(this.chain.exchange().getResponse()).isInstanceOf(GuardedResponse.class);
		assertThat(exchange.getResponse().getHeaders().getAccessControlAllowOrigin()).isEqualTo(APP);
	}

	@Test
	void getOrderIsBeforeSecurity() {
		assertThat(this.filter.getOrder()).isEqualTo(Integer.MIN_VALUE + 100).isLessThan(-100);
	}

}
