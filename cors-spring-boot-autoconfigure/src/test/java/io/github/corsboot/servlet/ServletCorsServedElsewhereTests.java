package io.github.corsboot.servlet;

import java.io.IOException;
import java.util.List;

import io.github.corsboot.decision.RequestDecision;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import static io.github.corsboot.mapping.TestPolicies.policy;
import static io.github.corsboot.servlet.ServletFixture.preflight;
import static io.github.corsboot.servlet.ServletFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ServletCors}, with requests that have been decided and are about to be
 * served, possibly not as they were decided.
 */
class ServletCorsServedElsewhereTests {

	private static final String APP = "https://app.example.com";

	private static final String OTHER = "https://other.example.com";

	private final ServletFixture fixture = ServletFixture.of(
			policy("/api/**",
					(policy) -> policy.allowedOrigins(APP, OTHER)
						.allowedMethods(List.of("GET", "POST"))
						.exposedHeaders(List.of("X-Total"))),
			policy("/private/**", (policy) -> policy.allowedOrigins(APP).allowCredentials(true)),
			policy("/open/**", "*"));

	private final ServletCors cors = this.fixture.cors();

	private final MockHttpServletResponse response = new MockHttpServletResponse();

	private final MockFilterChain chain = new MockFilterChain();

	private MockHttpServletRequest request;

	private HttpServletRequest decidedRequest;

	private HttpServletResponse decidedResponse;

	/**
	 * Let a request arrive.
	 */
	private void decide(String method, String path, String... headers) throws IOException, ServletException {
		this.request = request(method, path, headers);
		this.cors.filter(this.request, this.response, (request, response) -> {
			this.decidedRequest = (HttpServletRequest) request;
			this.decidedResponse = (HttpServletResponse) response;
		});
	}

	private HttpServletRequest withMethod(String method) {
		return new HttpServletRequestWrapper(this.decidedRequest) {

			@Override
			public String getMethod() {
				return method;
			}

		};
	}

	private void moveTo(String path) {
		this.request.setRequestURI(path);
		this.request.setServletPath(path);
	}

	private void dispatch(DispatcherType type, String path) throws IOException, ServletException {
		this.request.setDispatcherType(type);
		moveTo(path);
		filterAgain();
	}

	private void filterAgain() throws IOException, ServletException {
		this.cors.filterAgain(this.decidedRequest, this.decidedResponse, this.chain);
	}

	private void include(String path) throws IOException, ServletException {
		this.request.setDispatcherType(DispatcherType.INCLUDE);
		this.request.setAttribute(RequestDispatcher.INCLUDE_REQUEST_URI, path);
		this.request.setAttribute(RequestDispatcher.INCLUDE_SERVLET_PATH, path);
		filterAgain();
	}

	private void fail(String path) throws IOException, ServletException {
		this.request.setDispatcherType(DispatcherType.ERROR);
		this.request.setAttribute(RequestDispatcher.ERROR_REQUEST_URI, this.request.getRequestURI());
		moveTo(path);
		// Containers take the headers away, and go on with a response of their own.
		this.response.reset();
		this.response.setStatus(500);
		this.cors.filterAgain(this.request, this.response, this.chain);
	}

	private List<String> corsHeaders() {
		return ServletFixture.corsHeaders(this.response);
	}

	private void assertRefused(String reason) throws Exception {
		assertThat(this.chain.getRequest()).isNull();
		assertThat(this.response.getStatus()).isEqualTo(403);
		assertThat(this.response.getContentAsString()).isEqualTo("Refused by CORS policy: " + reason + "\n");
		assertThat(this.fixture.reasons()).containsExactly(reason);
	}

	@Test
	void filterAgainWhenNothingHasChangedPassesRequestAndResponseAsTheyAre() throws Exception {
		decide("GET", "/api/x", "Origin: " + APP);
		RequestDecision decision = ServletCors.current(this.request);
		filterAgain();
		assertThat(this.chain.getRequest()).isSameAs(this.decidedRequest);
		assertThat(this.chain.getResponse()).isSameAs(this.decidedResponse);
		assertThat(ServletCors.current(this.request)).isSameAs(decision);
	}

	@Test
	void filterAgainWhenAFilterHasChangedTheMethodRefusesReadably() throws Exception {
		decide("POST", "/api/x", "Origin: " + APP);
		this.cors.filterAgain(withMethod("DELETE"), this.decidedResponse, this.chain);
		assertRefused("method-not-allowed");
		assertThat(corsHeaders()).containsExactly("Allow-Origin: " + APP, "Expose-Headers: X-Total");
	}

	@Test
	void filterAgainWhenAFilterHasChangedThePathReplacesTheHeaders() throws Exception {
		decide("GET", "/api/x", "Origin: " + APP);
		moveTo("/private/x");
		filterAgain();
		assertThat(corsHeaders()).containsExactly("Allow-Origin: " + APP, "Allow-Credentials: true");
		assertThat(this.chain.getResponse()).isSameAs(this.decidedResponse);
	}

	@Test
	void filterAgainWhenItHasDecidedAgainKeepsTheDecision() throws Exception {
		decide("GET", "/api/x", "Origin: " + APP);
		RequestDecision first = ServletCors.current(this.request);
		moveTo("/private/x");
		filterAgain();
		RequestDecision decision = ServletCors.current(this.request);
		assertThat(decision).isNotSameAs(first);
		MockFilterChain last = new MockFilterChain();
		this.cors.filterAgain(this.decidedRequest, this.decidedResponse, last);
		assertThat(last.getRequest()).isNotNull();
		assertThat(ServletCors.current(this.request)).isSameAs(decision);
	}

	@Test
	void filterAgainWhenPathLeadsToAnotherPolicyRefusesWithoutTheHeadersOfTheFirst() throws Exception {
		decide("GET", "/api/x", "Origin: " + OTHER);
		moveTo("/private/x");
		filterAgain();
		assertRefused("origin-not-allowed");
		assertThat(corsHeaders()).isEmpty();
	}

	@Test
	void filterAgainWhenRefusedKeepsTheDecisionForWhoLooksLater() throws Exception {
		decide("GET", "/other", "Origin: " + OTHER);
		this.fixture.rejections().recent();
		moveTo("/private/x");
		filterAgain();
		assertThat(ServletCors.current(this.request)).extracting(RequestDecision::isCovered).isEqualTo(true);
		assertThat(this.chain.getRequest()).isNull();
	}

	@Test
	void filterAgainWhenRefusedSendsNothingOfWhatWasBegun() throws Exception {
		decide("GET", "/api/x", "Origin: " + OTHER);
		this.decidedResponse.getWriter().write("begun");
		dispatch(DispatcherType.FORWARD, "/private/x");
		assertRefused("origin-not-allowed");
	}

	@Test
	void filterAgainWhenPathLeadsWhereNoPolicyCoversTakesTheHeadersAway() throws Exception {
		decide("GET", "/api/x", "Origin: " + APP);
		moveTo("/other");
		filterAgain();
		assertThat(this.chain.getRequest()).isSameAs(this.decidedRequest);
		assertThat(corsHeaders()).isEmpty();
		assertThat(ServletCors.current(this.request)).extracting(RequestDecision::isCovered).isEqualTo(false);
	}

	@Test
	void filterAgainWhenPathLeadsWhereAPolicyCoversGuardsTheResponse() throws Exception {
		decide("GET", "/other", "Origin: " + APP);
		moveTo("/api/x");
		filterAgain();
		assertThat(this.chain.getResponse()).isInstanceOf(GuardedResponse.class);
		assertThat(corsHeaders()).containsExactly("Allow-Origin: " + APP, "Expose-Headers: X-Total");
	}

	@Test
	void filterAgainWhenThereIsNoOriginTakesTheConstantHeaderAway() throws Exception {
		decide("GET", "/open/x");
		moveTo("/private/x");
		filterAgain();
		assertThat(corsHeaders()).isEmpty();
		assertThat(this.response.getHeader("Vary")).isEqualTo("Origin");
	}

	@Test
	void filterAgainWhenAFilterGoesOnWithARequestOfItsOwnReplacesTheHeadersOfItsResponse() throws Exception {
		decide("GET", "/api/x", "Origin: " + APP);
		MockHttpServletRequest own = request("GET", "/private/x", "Origin: " + APP);
		this.cors.filterAgain(own, this.decidedResponse, this.chain);
		assertThat(this.chain.getResponse()).isSameAs(this.decidedResponse);
		assertThat(corsHeaders()).containsExactly("Allow-Origin: " + APP, "Allow-Credentials: true");
	}

	@Test
	void filterAgainWhenAFilterHasChangedTheOriginAllowsThatOne() throws Exception {
		decide("GET", "/api/x", "Origin: " + OTHER);
		HttpServletRequest trusted = new HttpServletRequestWrapper(this.decidedRequest) {

			@Override
			public String getServletPath() {
				return "/private/x";
			}

			@Override
			public String getRequestURI() {
				return "/private/x";
			}

			@Override
			public String getHeader(String name) {
				return name.equals("Origin") ? APP : super.getHeader(name);
			}

			@Override
			public java.util.Enumeration<String> getHeaders(String name) {
				return name.equals("Origin") ? java.util.Collections.enumeration(List.of(APP)) : super.getHeaders(name);
			}

		};
		this.cors.filterAgain(trusted, this.decidedResponse, this.chain);
		assertThat(corsHeaders()).containsExactly("Allow-Origin: " + APP, "Allow-Credentials: true");
	}

	@ParameterizedTest
	@EnumSource(value = DispatcherType.class, names = { "FORWARD", "ASYNC" })
	void filterAgainWhenDispatchedElsewhereDecidesThere(DispatcherType type) throws Exception {
		decide("GET", "/api/x", "Origin: " + OTHER);
		dispatch(type, "/private/x");
		assertRefused("origin-not-allowed");
	}

	@Test
	void filterAgainWhenForwardedToAViewLeavesTheDecision() throws Exception {
		decide("GET", "/api/x", "Origin: " + APP);
		RequestDecision decision = ServletCors.current(this.request);
		dispatch(DispatcherType.FORWARD, "/WEB-INF/page.jsp");
		assertThat(this.chain.getRequest()).isSameAs(this.decidedRequest);
		assertThat(ServletCors.current(this.request)).isSameAs(decision);
		assertThat(corsHeaders()).contains("Allow-Origin: " + APP);
	}

	@Test
	void filterAgainWhenAFilterHasChangedThePathToThatOfAViewDecides() throws Exception {
		decide("GET", "/api/x", "Origin: " + APP);
		moveTo("/WEB-INF/page.jsp");
		filterAgain();
		assertThat(corsHeaders()).isEmpty();
	}

	@Test
	void filterAgainWhenPreflightIsDecidedElsewhereAnswersItThere() throws Exception {
		this.request = preflight("/other", APP, "POST");
		this.cors.filter(this.request, this.response, (request, response) -> {
		});
		moveTo("/api/x");
		this.cors.filterAgain(this.request, this.response, this.chain);
		assertThat(this.chain.getRequest()).isNull();
		assertThat(corsHeaders()).contains("Allow-Methods: GET, POST");
	}

	@Test
	void includeWhenResourceIsRefusedLeavesItOut() throws Exception {
		decide("GET", "/api/x", "Origin: " + OTHER);
		include("/private/x");
		assertThat(this.chain.getRequest()).isNull();
		assertThat(this.response.getStatus()).isEqualTo(200);
		assertThat(corsHeaders()).isEmpty();
	}

	@Test
	void includeWhenBothAllowAllowsWhatBothDo() throws Exception {
		decide("GET", "/private/x", "Origin: " + APP);
		include("/api/x");
		assertThat(this.chain.getRequest()).isSameAs(this.decidedRequest);
		assertThat(corsHeaders()).containsExactly("Allow-Origin: " + APP);
	}

	@Test
	void includeWhenNoPolicyCoversTheResourceLeavesThePageAsItIs() throws Exception {
		decide("GET", "/api/x", "Origin: " + APP);
		include("/other");
		assertThat(this.chain.getRequest()).isSameAs(this.decidedRequest);
		assertThat(corsHeaders()).containsExactly("Allow-Origin: " + APP, "Expose-Headers: X-Total");
	}

	@Test
	void includeWhenThePageVariesWithNothingLetsItVary() throws Exception {
		this.request = request("GET", "/other");
		this.decidedRequest = this.request;
		this.decidedResponse = this.response;
		include("/private/x");
		assertThat(this.chain.getRequest()).isNotNull();
		assertThat(this.response.getHeader("Vary")).isEqualTo("Origin");
	}

	@Test
	void includeWhenTheDecisionAboutThePageIsLostTakesItsHeadersAway() throws Exception {
		decide("GET", "/open/x");
		this.request.removeAttribute(RequestDecision.ATTRIBUTE);
		include("/private/x");
		assertThat(corsHeaders()).isEmpty();
		assertThat(this.response.getHeader("Vary")).isEqualTo("Origin");
	}

	@Test
	void errorPageOfADecidedRequestHasItsHeadersAgain() throws Exception {
		decide("GET", "/api/x", "Origin: " + APP);
		fail("/error");
		assertThat(this.chain.getResponse()).isInstanceOf(GuardedResponse.class);
		assertThat(this.response.getStatus()).isEqualTo(500);
		assertThat(corsHeaders()).containsExactly("Allow-Origin: " + APP, "Expose-Headers: X-Total");
		assertThat(this.response.getHeader("Vary")).isEqualTo("Origin");
	}

	@Test
	void errorPageOfADecidedRequestIsNotRecordedAgain() throws Exception {
		decide("GET", "/api/x", "Origin: " + APP);
		fail("/error");
		assertThat(ServletCors.current(this.request)).extracting(RequestDecision::isForErrorPage).isEqualTo(true);
		assertThat(this.fixture.reasons()).isEmpty();
	}

	@Test
	void errorPageWhenAPolicyCoversItInParticularHasToBeAllowedThere() throws Exception {
		decide("GET", "/api/x", "Origin: " + OTHER);
		fail("/private/error");
		assertRefused("origin-not-allowed");
		assertThat(corsHeaders()).isEmpty();
	}

	@Test
	void errorPageWhenTheRequestHasNotBeenDecidedIsDecidedByThePathThatFailed() throws Exception {
		this.request = request("GET", "/api/x", "Origin: " + APP);
		fail("/error");
		assertThat(corsHeaders()).containsExactly("Allow-Origin: " + APP, "Expose-Headers: X-Total");
	}

	@Test
	void errorPageWhenNoPolicyCoveredThePathIsLeftAlone() throws Exception {
		decide("GET", "/other", "Origin: " + APP);
		fail("/error");
		assertThat(this.chain.getResponse()).isSameAs(this.response);
		assertThat(this.response.getHeaderNames()).isEmpty();
		assertThat(ServletCors.current(this.request)).extracting(RequestDecision::isForErrorPage).isEqualTo(true);
	}

	@Test
	void errorPageOfARequestThatIsNotCorsHasNoHeadersOfTheApplication() throws Exception {
		decide("GET", "/api/x", "Origin: http://localhost");
		this.request.setDispatcherType(DispatcherType.ERROR);
		moveTo("/error");
		this.response.setHeader("Access-Control-Allow-Origin", "*");
		this.cors.filterAgain(this.request, this.response, this.chain);
		assertThat(corsHeaders()).isEmpty();
	}

	@Test
	void errorPageThatIsServedAsDecidedIsNotDecidedAgain() throws Exception {
		decide("GET", "/api/x", "Origin: " + APP);
		fail("/error");
		RequestDecision decision = ServletCors.current(this.request);
		MockFilterChain last = new MockFilterChain();
		// Jetty asks for an error page with another method.
		this.cors.filterAgain(withMethod("PURGE"), (HttpServletResponse) this.chain.getResponse(), last);
		assertThat(last.getResponse()).isSameAs(this.chain.getResponse());
		assertThat(ServletCors.current(this.request)).isSameAs(decision);
	}

	@Test
	void errorPageOfAWarIsTheOneThatItForwardsTo() throws Exception {
		decide("GET", "/api/x", "Origin: " + APP);
		this.response.reset();
		this.request.setAttribute(RequestDispatcher.ERROR_REQUEST_URI, "/api/x");
		this.request.setDispatcherType(DispatcherType.FORWARD);
		moveTo("/error");
		this.cors.filterAgain(this.request, this.response, this.chain);
		assertThat(ServletCors.current(this.request)).extracting(RequestDecision::isForErrorPage).isEqualTo(true);
		assertThat(corsHeaders()).containsExactly("Allow-Origin: " + APP, "Expose-Headers: X-Total");
	}

}
