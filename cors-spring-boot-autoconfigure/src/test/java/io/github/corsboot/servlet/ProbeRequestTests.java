package io.github.corsboot.servlet;

import java.util.Collections;

import org.junit.jupiter.api.Test;

import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.web.filter.ServerHttpObservationFilter;

import static io.github.corsboot.servlet.ServletFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ProbeRequest}.
 */
class ProbeRequestTests {

	private final MockHttpServletRequest request = request("GET", "/api/x");

	@Test
	void getAttributeSeesWhatTheRequestHad() {
		this.request.setAttribute("one", 1);
		ProbeRequest probe = new ProbeRequest(this.request);
		assertThat(probe.getAttribute("one")).isEqualTo(1);
		assertThat(Collections.list(probe.getAttributeNames())).containsExactly("one");
	}

	@Test
	void setAttributeKeepsItToItself() {
		ProbeRequest probe = new ProbeRequest(this.request);
		probe.setAttribute("one", 1);
		assertThat(probe.getAttribute("one")).isEqualTo(1);
		assertThat(this.request.getAttribute("one")).isNull();
	}

	@Test
	void removeAttributeTakesNothingFromTheRequest() {
		this.request.setAttribute("one", 1);
		this.request.setAttribute("two", 2);
		ProbeRequest probe = new ProbeRequest(this.request);
		probe.removeAttribute("one");
		probe.setAttribute("two", null);
		assertThat(probe.getAttributeNames().hasMoreElements()).isFalse();
		assertThat(this.request.getAttribute("one")).isEqualTo(1);
		assertThat(this.request.getAttribute("two")).isEqualTo(2);
	}

	@Test
	void observationOfTheRequestIsNotThatOfALookup() {
		this.request.setAttribute(ServerHttpObservationFilter.CURRENT_OBSERVATION_CONTEXT_ATTRIBUTE, "observation");
		assertThat(new ProbeRequest(this.request)
			.getAttribute(ServerHttpObservationFilter.CURRENT_OBSERVATION_CONTEXT_ATTRIBUTE)).isNull();
	}

}
