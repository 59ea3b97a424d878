package io.github.corsboot.servlet;

import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;

import com.sun.management.ThreadMXBean;
import io.github.corsboot.rejection.CorsNotices;
import jakarta.servlet.FilterChain;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.Test;

import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

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

	private static final FilterChain APPLICATION = (request, response) -> {
		HttpServletResponse http = (HttpServletResponse) response;
		http.setHeader("Cache-Control", "no-store");
		http.setHeader("X-Total", "1");
		http.setStatus(200);
	};

	private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	private final ServletFixture fixture = ServletFixture.of(policy("/api/**",
			(policy) -> policy.allowedOrigins("https://app.example.com")
				.exposedHeaders(List.of("X-Total"))
				.allowCredentials(true)));

	private long allocated(boolean enabled) throws Exception {
		ServletCors cors = new ServletFixture(this.fixture.policies(), this.fixture.rejections(),
				new CorsNotices(enabled, Clock.systemUTC()))
			.cors();
		List<MockHttpServletRequest> requests = Stream
			.generate(() -> ServletFixture.request("GET", "/api/x", "Origin: https://app.example.com"))
			.limit(REQUESTS)
			.toList();
		List<MockHttpServletResponse> responses = Stream.generate(MockHttpServletResponse::new)
			.limit(REQUESTS)
			.toList();
		long before = this.threads.getCurrentThreadAllocatedBytes();
		for (int i = 0; i < REQUESTS; i++) {
			cors.filter(requests.get(i), responses.get(i), APPLICATION);
		}
		return this.threads.getCurrentThreadAllocatedBytes() - before;
	}

	@Test
	void lookingForNoticesAllocatesNothing() throws Exception {
		allocated(true);
		allocated(false);
		assertThat(allocated(true)).isLessThan(allocated(false) + REQUESTS * OBJECT / 2);
	}

}
