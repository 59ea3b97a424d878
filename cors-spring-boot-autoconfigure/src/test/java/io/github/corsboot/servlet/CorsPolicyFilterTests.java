package io.github.corsboot.servlet;

import io.github.corsboot.decision.HandlerLookup;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.ServletResponseWrapper;
import org.junit.jupiter.api.Test;

import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import static io.github.corsboot.mapping.TestPolicies.policy;
import static io.github.corsboot.servlet.ServletFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CorsPolicyFilter}.
 */
class CorsPolicyFilterTests {

	private static final String APP = "https://app.example.com";

	private final ServletFixture fixture = ServletFixture.of(policy("/api/**", APP));

	private final CorsPolicyFilter filter = new CorsPolicyFilter(this.fixture.policies(), HandlerLookup.none(),
			this.fixture.recorder());

	private final MockHttpServletResponse response = new MockHttpServletResponse();

	private final MockFilterChain chain = new MockFilterChain();

	@Test
	void doFilterDecidesARequestThatArrives() throws Exception {
		this.filter.doFilter(request("GET", "/api/x", "Origin: https://evil.test"), this.response, this.chain);
		assertThat(this.chain.getRequest()).isNull();
		assertThat(this.response.getStatus()).isEqualTo(403);
	}

	@Test
	void doFilterWhenARequestArrivesDecidesWhateverHasBeenDecidedBefore() throws Exception {
		MockHttpServletRequest request = request("GET", "/api/x", "Origin: " + APP);
		this.filter.doFilter(request, this.response, new MockFilterChain());
		this.filter.doFilter(request, new MockHttpServletResponse(), this.chain);
		assertThat(this.chain.getRequest()).isInstanceOf(AsyncAwareRequest.class);
	}

	@Test
	void doFilterWhenForwardedToTheSamePathPassesRequestAndResponseAsTheyAre() throws Exception {
		MockHttpServletRequest request = request("GET", "/api/x", "Origin: " + APP);
		this.filter.doFilter(request, this.response, new MockFilterChain());
		request.setDispatcherType(DispatcherType.FORWARD);
		this.filter.doFilter(request, this.response, this.chain);
		assertThat(this.chain.getRequest()).isSameAs(request);
		assertThat(this.chain.getResponse()).isSameAs(this.response);
	}

	@Test
	void doFilterWhenItIsAnErrorWritesTheHeadersAgain() throws Exception {
		MockHttpServletRequest request = request("GET", "/api/x", "Origin: " + APP);
		this.filter.doFilter(request, new MockHttpServletResponse(), new MockFilterChain());
		request.setDispatcherType(DispatcherType.ERROR);
		this.filter.doFilter(request, this.response, this.chain);
		assertThat(this.response.getHeader("Access-Control-Allow-Origin")).isEqualTo(APP);
		assertThat(this.response.getHeader("Vary")).isEqualTo("Origin");
	}

	@Test
	void doFilterWhenRequestIsNotHttpPassesIt() throws Exception {
		ServletRequest request = new ServletRequestWrapper(request("GET", "/api/x", "Origin: https://evil.test"));
		this.filter.doFilter(request, this.response, this.chain);
		assertThat(this.chain.getRequest()).isSameAs(request);
		assertThat(this.response.getStatus()).isEqualTo(200);
	}

	@Test
	void doFilterWhenResponseIsNotHttpPassesIt() throws Exception {
		ServletResponse other = new ServletResponseWrapper(this.response);
		this.filter.doFilter(request("GET", "/api/x", "Origin: https://evil.test"), other, this.chain);
		assertThat(this.chain.getResponse()).isSameAs(other);
		assertThat(this.response.getStatus()).isEqualTo(200);
	}

	@Test
	void getOrderIsBehindForwardedHeadersAndBeforeSecurity() {
		assertThat(this.filter.getOrder()).isEqualTo(Integer.MIN_VALUE + 100).isLessThan(-100);
	}

}
