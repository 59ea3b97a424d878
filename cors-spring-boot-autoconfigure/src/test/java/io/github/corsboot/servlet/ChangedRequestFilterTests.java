package io.github.corsboot.servlet;

import io.github.corsboot.decision.HandlerLookup;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import org.junit.jupiter.api.Test;

import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import static io.github.corsboot.mapping.TestPolicies.policy;
import static io.github.corsboot.servlet.ServletFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ChangedRequestFilter}.
 */
class ChangedRequestFilterTests {

	private static final String APP = "https://app.example.com";

	private static final String EVIL = "https://evil.test";

	private final ServletFixture fixture = ServletFixture.of(policy("/api/**", APP));

	private final ChangedRequestFilter filter = new ChangedRequestFilter(this.fixture.policies(), HandlerLookup.none(),
			this.fixture.recorder());

	private final MockHttpServletResponse response = new MockHttpServletResponse();

	private final MockFilterChain chain = new MockFilterChain();

	private MockHttpServletRequest decide(String path, String origin) throws Exception {
		MockHttpServletRequest request = request("GET", path, "Origin: " + origin);
		this.fixture.cors().filter(request, this.response, new MockFilterChain());
		return request;
	}

	@Test
	void doFilterWhenNothingHasChangedPassesRequestAndResponseAsTheyAre() throws Exception {
		MockHttpServletRequest request = decide("/api/x", APP);
		this.filter.doFilter(request, this.response, this.chain);
		assertThat(this.chain.getRequest()).isSameAs(request);
		assertThat(this.chain.getResponse()).isSameAs(this.response);
	}

	@Test
	void doFilterWhenThePathHasChangedDecidesAgain() throws Exception {
		MockHttpServletRequest request = decide("/other", EVIL);
		request.setRequestURI("/api/x");
		request.setServletPath("/api/x");
		this.filter.doFilter(request, this.response, this.chain);
		assertThat(this.chain.getRequest()).isNull();
		assertThat(this.response.getStatus()).isEqualTo(403);
	}

	@Test
	void doFilterWhenNothingHasDecidedDecides() throws Exception {
		this.filter.doFilter(request("GET", "/api/x", "Origin: " + EVIL), this.response, this.chain);
		assertThat(this.chain.getRequest()).isNull();
		assertThat(this.response.getStatus()).isEqualTo(403);
	}

	@Test
	void doFilterWhenAResourceIsIncludedLeavesItOutForAStranger() throws Exception {
		MockHttpServletRequest request = decide("/other", EVIL);
		request.setDispatcherType(DispatcherType.INCLUDE);
		request.setAttribute(RequestDispatcher.INCLUDE_REQUEST_URI, "/api/x");
		request.setAttribute(RequestDispatcher.INCLUDE_SERVLET_PATH, "/api/x");
		this.filter.doFilter(request, this.response, this.chain);
		assertThat(this.chain.getRequest()).isNull();
		assertThat(this.response.getStatus()).isEqualTo(200);
	}

	@Test
	void doFilterWhenRequestIsNotHttpPassesIt() throws Exception {
		ServletRequest request = new ServletRequestWrapper(request("GET", "/api/x", "Origin: " + EVIL));
		this.filter.doFilter(request, this.response, this.chain);
		assertThat(this.chain.getRequest()).isSameAs(request);
	}

}
