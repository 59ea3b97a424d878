package io.github.corsboot.servlet;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import org.junit.jupiter.api.Test;

import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import static io.github.corsboot.servlet.ServletFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AsyncAwareRequest}.
 */
class AsyncAwareRequestTests {

	private final MockHttpServletRequest container = request("GET", "/api/x");

	private final HttpServletResponse guarded = new HttpServletResponseWrapper(new MockHttpServletResponse());

	private final AsyncAwareRequest request = new AsyncAwareRequest(this.container, this.guarded);

	@Test
	void startAsyncWithoutArgumentsStaysWithTheGuardedResponse() {
		assertThat(this.request.startAsync()).isSameAs(this.container.getAsyncContext());
		assertThat(this.container.getAsyncContext().getResponse()).isSameAs(this.guarded);
		assertThat(this.container.getAsyncContext().getRequest()).isSameAs(this.request);
	}

	@Test
	void startAsyncWithAResponseGoesOnWithThatOne() {
		HttpServletResponse own = new HttpServletResponseWrapper(this.guarded);
		this.request.startAsync(this.request, own);
		assertThat(this.container.getAsyncContext().getResponse()).isSameAs(own);
	}

}
