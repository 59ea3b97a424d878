package io.github.corsboot.reactive;

import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseCookie;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.observation.ServerRequestObservationContext;
import org.springframework.mock.web.server.MockServerWebExchange;

import static io.github.corsboot.reactive.ReactiveFixture.exchange;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ProbeExchange}.
 */
class ProbeExchangeTests {

	private final MockServerWebExchange exchange = exchange("GET", "/api/x");

	private final ProbeExchange probe = new ProbeExchange(this.exchange);

	private final ServerHttpResponse response = this.probe.getResponse();

	@Test
	void isProbeTellsALookupFromARequest() {
		assertThat(ProbeExchange.isProbe(this.probe)).isTrue();
		assertThat(ProbeExchange.isProbe(this.exchange)).isFalse();
	}

	@Test
	void attributesAreKeptToItself() {
		this.exchange.getAttributes().put("one", 1);
		ProbeExchange later = new ProbeExchange(this.exchange);
		later.getAttributes().put("two", 2);
		later.getAttributes().remove("one");
		assertThat(this.exchange.getAttributes()).containsEntry("one", 1).doesNotContainKey("two");
	}

	@Test
	void attributesAreThoseOfTheRequest() {
		this.exchange.getAttributes().put("one", 1);
		assertThat(new ProbeExchange(this.exchange).getAttributes()).containsEntry("one", 1);
	}

	@Test
	void observationOfTheRequestIsNotThatOfALookup() {
		String name = ServerRequestObservationContext.CURRENT_OBSERVATION_CONTEXT_ATTRIBUTE;
		this.exchange.getAttributes().put(name, "observation");
		assertThat(new ProbeExchange(this.exchange).getAttributes()).doesNotContainKey(name);
	}

	@Test
	void statusHeadersAndCookiesGoNowhere() {
		assertThat(this.response.setStatusCode(HttpStatus.FORBIDDEN)).isTrue();
		this.response.getHeaders().set("Access-Control-Allow-Origin", "*");
		this.response.addCookie(ResponseCookie.from("one", "1").build());
		assertThat(this.exchange.getResponse().getStatusCode()).isNull();
		assertThat(this.exchange.getResponse().getHeaders().isEmpty()).isTrue();
		assertThat(this.exchange.getResponse().getCookies()).isEmpty();
	}

	@Test
	void statusHeadersAndCookiesAreSeenByWhoSetThem() {
		this.response.setStatusCode(HttpStatus.FORBIDDEN);
		this.response.getHeaders().set("X-One", "1");
		this.response.addCookie(ResponseCookie.from("one", "1").build());
		assertThat(this.response.getStatusCode()).isEqualTo(HttpStatus.FORBIDDEN);
		assertThat(this.response.getHeaders().getFirst("X-One")).isEqualTo("1");
		assertThat(this.response.getCookies()).containsKey("one");
	}

	@Test
	void writingCommitsNothing() {
		Flux<org.springframework.core.io.buffer.DataBuffer> body = Flux
			.just(DefaultDataBufferFactory.sharedInstance.wrap(new byte[1]));
		this.response.writeWith(body).block();
		this.response.writeAndFlushWith(Mono.just(body)).block();
		this.response.setComplete().block();
		assertThat(this.response.isCommitted()).isFalse();
		assertThat(this.exchange.getResponse().isCommitted()).isFalse();
	}

	@Test
	void beforeCommitNeverRuns() {
		this.response.beforeCommit(() -> Mono.error(new AssertionError("is never committed")));
		this.response.setComplete().block();
		assertThat(this.exchange.getResponse().setComplete().blockOptional()).isEmpty();
	}

}
