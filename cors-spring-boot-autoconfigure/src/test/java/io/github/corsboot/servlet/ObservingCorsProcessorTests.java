package io.github.corsboot.servlet;

import java.io.IOException;
import java.util.List;

import io.github.corsboot.rejection.CorsRejection;
import io.github.corsboot.rejection.SpringCorsObserver;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.Test;

import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.CorsProcessor;
import org.springframework.web.cors.DefaultCorsProcessor;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerMapping;

import static io.github.corsboot.mapping.TestPolicies.policy;
import static io.github.corsboot.servlet.ServletFixture.preflight;
import static io.github.corsboot.servlet.ServletFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ObservingCorsProcessor}.
 */
class ObservingCorsProcessorTests {

	private static final String APP = "https://app.example.com";

	private static final String OWN = "https://own.test";

	private static final String EVIL = "https://evil.test";

	private final ServletFixture fixture = ServletFixture.of(policy("/api/**", APP), policy("/private/**", APP));

	private final CorsConfiguration configuration = new CorsConfiguration();

	private final MockHttpServletResponse response = new MockHttpServletResponse();

	ObservingCorsProcessorTests() {
		this.configuration.addAllowedOrigin(OWN);
		this.configuration.addAllowedMethod("GET");
		this.configuration.addAllowedHeader("X-Own");
	}

	private ObservingCorsProcessor processor(CorsProcessor delegate, boolean behindPolicies) {
		return new ObservingCorsProcessor(delegate,
				new SpringCorsObserver(this.fixture::policies, this.fixture::recorder), "corsFilter", behindPolicies);
	}

	private boolean process(HttpServletRequest request) throws IOException {
		return processor(new DefaultCorsProcessor(), true).processRequest(this.configuration, request, this.response);
	}

	private MockHttpServletRequest decided(String path, String... headers) throws Exception {
		MockHttpServletRequest request = request("GET", path, headers);
		this.fixture.cors().filter(request, new MockHttpServletResponse(), new MockFilterChain());
		return request;
	}

	@Test
	void processRequestWhenAPolicyHasDecidedDoesNotLetSpringRefuse() throws Exception {
		assertThat(process(decided("/api/x", "Origin: " + APP))).isTrue();
		assertThat(this.response.getHeaderNames()).isEmpty();
		assertThat(this.fixture.reasons()).isEmpty();
	}

	@Test
	void processRequestWhenAPolicyLetsARequestWithoutOriginPassAddsNothingToVary() throws Exception {
		assertThat(process(decided("/api/x"))).isTrue();
		assertThat(this.response.getHeaderNames()).isEmpty();
	}

	@Test
	void processRequestWhenAnotherPathHasBeenDecidedLetsSpringDecide() throws Exception {
		MockHttpServletRequest request = decided("/api/x", "Origin: " + APP);
		request.setRequestURI("/other");
		request.setServletPath("/other");
		assertThat(process(request)).isFalse();
		assertThat(this.response.getStatus()).isEqualTo(403);
		assertThat(this.fixture.reasons()).containsExactly("spring-cors");
	}

	@Test
	void processRequestWhenItIsTheErrorPageOfADecidedRequestDoesNotLetSpringRefuse() throws Exception {
		MockHttpServletRequest request = decided("/api/x", "Origin: " + APP);
		request.setDispatcherType(DispatcherType.ERROR);
		request.setRequestURI("/error");
		request.setServletPath("/error");
		this.fixture.cors().filterAgain(request, new MockHttpServletResponse(), new MockFilterChain());
		request.setRequestURI("/error/mapped");
		assertThat(process(request)).isTrue();
		assertThat(this.fixture.reasons()).isEmpty();
	}

	@Test
	void processRequestWhenNoPolicyCoversThePathLetsSpringDecide() throws Exception {
		assertThat(process(decided("/other", "Origin: " + OWN))).isTrue();
		assertThat(this.response.getHeader("Access-Control-Allow-Origin")).isEqualTo(OWN);
	}

	@Test
	void processRequestWhenNoPolicyCoversThePathLetsSpringLetItVary() throws Exception {
		assertThat(process(decided("/other"))).isTrue();
		assertThat(this.response.getHeaders("Vary")).contains("Origin");
	}

	@Test
	void processRequestWhenNotBehindPoliciesLetsSpringDecide() throws Exception {
		MockHttpServletRequest request = decided("/api/x", "Origin: " + APP);
		assertThat(
				processor(new DefaultCorsProcessor(), false).processRequest(this.configuration, request, this.response))
			.isFalse();
		assertThat(this.response.getStatus()).isEqualTo(403);
	}

	@Test
	void processRequestWhenTheProcessorIsTheUsersAlwaysAsksIt() throws Exception {
		CorsProcessor refusing = (configuration, request, response) -> false;
		MockHttpServletRequest request = decided("/api/x", "Origin: " + APP);
		assertThat(processor(refusing, true).processRequest(this.configuration, request, this.response)).isFalse();
		assertThat(this.fixture.reasons()).containsExactly("spring-cors");
	}

	@Test
	void processRequestWhenTheProcessorExtendsSpringsAsksIt() throws Exception {
		CorsProcessor own = new DefaultCorsProcessor() {

			@Override
			public boolean processRequest(CorsConfiguration configuration, HttpServletRequest request,
					HttpServletResponse response) {
				return false;
			}

		};
		MockHttpServletRequest request = decided("/api/x", "Origin: " + APP);
		assertThat(processor(own, true).processRequest(this.configuration, request, this.response)).isFalse();
	}

	@Test
	void processRequestWhenSpringRefusesRecordsByWhat() throws Exception {
		assertThat(process(request("GET", "/other", "Origin: " + EVIL))).isFalse();
		CorsRejection rejection = this.fixture.rejections().recent().get(0);
		assertThat(rejection.reason()).hasToString("spring-cors");
		assertThat(rejection.detail()).hasToString("origin-not-allowed");
		assertThat(rejection.path()).isEqualTo("/other");
		assertThat(rejection.decidedBy()).singleElement().hasToString("bean 'corsFilter'");
	}

	@Test
	void processRequestWhenSpringRefusesNamesTheHandler() throws Exception {
		MockHttpServletRequest request = request("GET", "/other", "Origin: " + EVIL);
		request.setAttribute(HandlerMapping.BEST_MATCHING_HANDLER_ATTRIBUTE, new HandlerMethod("handler", "length"));
		process(request);
		assertThat(this.fixture.rejections().recent().get(0).decidedBy()).singleElement()
			.hasToString("bean 'corsFilter' (java.lang.String#length)");
	}

	@Test
	void processRequestWhenSpringRefusesIsRecordedOnce() throws Exception {
		MockHttpServletRequest request = request("GET", "/other", "Origin: " + EVIL);
		this.fixture.cors().filter(request, this.response, (served, response) -> process(request));
		assertThat(this.fixture.reasons()).containsExactly("spring-cors");
	}

	@Test
	void processRequestWhenSpringAcceptsOnlySomeHeadersRecordsTheOthers() throws Exception {
		assertThat(process(preflight("/other", OWN, "GET", "Access-Control-Request-Headers: x-own, x-one"))).isTrue();
		CorsRejection rejection = this.fixture.rejections().recent().get(0);
		assertThat(rejection.detail()).hasToString("header-not-allowed");
		assertThat(rejection.refusedHeaders()).isEqualTo(List.of("x-one"));
	}

	@Test
	void processRequestWhenSpringAcceptsAPreflightRecordsNothing() throws Exception {
		assertThat(process(preflight("/other", OWN, "GET", "Access-Control-Request-Headers: x-own"))).isTrue();
		assertThat(this.fixture.reasons()).isEmpty();
	}

}
