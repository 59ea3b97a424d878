package io.github.corsboot.reactive;

import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;

import com.sun.management.ThreadMXBean;
import io.github.corsboot.rejection.CorsNotices;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.web.server.WebFilterChain;

import static io.github.corsboot.mapping.TestPolicies.policy;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What looking for notices allocates where there is nothing to be noticed: nothing. The
 * policy allows credentials, as a mock allocates when it is asked for a cookie.
 */
class NoticeAllocationTests {

	private static final int REQUESTS = 500;

	/** The smallest object. */
	private static final int OBJECT = 16;

	private static final WebFilterChain APPLICATION = (exchange) -> {
		HttpHeaders headers = exchange.getResponse().getHeaders();
		headers.set("Cache-Control", "no-store");
		headers.set("X-Total", "1");
		exchange.getResponse().setStatusCode(HttpStatus.OK);
		return Mono.empty();
	};

	private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	private final ReactiveFixture fixture = ReactiveFixture.of(policy("/api/**",
			(policy) -> policy.allowedOrigins("https://app.example.com")
				.exposedHeaders(List.of("X-Total"))
				.allowCredentials(true)));

	private long allocated(boolean enabled) {
		ReactiveCors cors = new ReactiveFixture(this.fixture.policies(), this.fixture.rejections(),
				new CorsNotices(enabled, Clock.systemUTC()), this.fixture.context())
			.cors();
		List<MockServerWebExchange> exchanges = Stream
			.generate(() -> ReactiveFixture.exchange("GET", "/api/x", "Origin: https://app.example.com"))
			.limit(REQUESTS)
			.toList();
		long before = this.threads.getCurrentThreadAllocatedBytes();
		for (MockServerWebExchange exchange : exchanges) {
			cors.filter(exchange, APPLICATION).subscribe();
		}
		return this.threads.getCurrentThreadAllocatedBytes() - before;
	}

	@Test
	void lookingForNoticesAllocatesNothing() {
		allocated(true);
		allocated(false);
		assertThat(allocated(true)).isLessThan(allocated(false) + REQUESTS * OBJECT / 2);
	}

}
