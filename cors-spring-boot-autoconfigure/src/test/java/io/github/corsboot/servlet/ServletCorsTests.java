package io.github.corsboot.servlet;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import io.github.corsboot.annotation.FoundHandlers;
import io.github.corsboot.decision.HandlerLookup;
import io.github.corsboot.decision.RequestDecision;
import io.github.corsboot.mapping.PolicyMapping;
import io.github.corsboot.policy.CorsDecision;
import io.github.corsboot.policy.CorsDecision.Allowed;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.mock.web.MockAsyncContext;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import static io.github.corsboot.mapping.TestPolicies.policy;
import static io.github.corsboot.servlet.ServletFixture.preflight;
import static io.github.corsboot.servlet.ServletFixture.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ServletCors}, with requests that arrive.
 */
class ServletCorsTests {

	private static final String APP = "https://app.example.com";

	private static final String EVIL = "https://evil.test";

	private final ServletFixture fixture = ServletFixture.of(
			policy("/api/**",
					(policy) -> policy.allowedOrigins(APP)
						.allowedMethods(List.of("GET", "POST", "PUT"))
						.allowedHeaders(List.of("X-One"))
						.exposedHeaders(List.of("X-Total"))),
			policy("/credentials/**", (policy) -> policy.allowedOrigins(APP).allowCredentials(true)),
			policy("/open/**", "*"), policy("/forms/**", (policy) -> policy.allowedOrigins(APP).allowNavigation(true)),
			policy("/socket/**", (policy) -> policy.allowedOrigins(APP).enforceWebSocketOrigin(true)));

	private final MockHttpServletResponse response = new MockHttpServletResponse();

	private final MockFilterChain chain = new MockFilterChain();

	private void filter(MockHttpServletRequest request) throws IOException, ServletException {
		this.fixture.cors().filter(request, this.response, this.chain);
	}

	private List<String> corsHeaders() {
		return ServletFixture.corsHeaders(this.response);
	}

	private void assertRefused(String reason) throws Exception {
		assertThat(this.chain.getRequest()).isNull();
		assertThat(this.response.getStatus()).isEqualTo(403);
		assertThat(this.response.getContentType()).isEqualTo("text/plain");
		assertThat(this.response.getContentAsString()).isEqualTo("Refused by CORS policy: " + reason + "\n");
		assertThat(this.response.getContentLength()).isEqualTo(this.response.getContentAsByteArray().length);
		assertThat(this.fixture.reasons()).containsExactly(reason);
	}

	@Test
	void filterWhenThereIsNoOriginPassesRequestAndResponseAsTheyAre() throws Exception {
		MockHttpServletRequest request = request("GET", "/api/x");
		filter(request);
		assertThat(this.chain.getRequest()).isSameAs(request);
		assertThat(this.chain.getResponse()).isSameAs(this.response);
		assertThat(this.response.getHeaders("Vary")).containsExactly("Origin");
		assertThat(corsHeaders()).isEmpty();
	}

	@Test
	void filterWhenThereIsNoOriginLeavesNoAttributeBehind() throws Exception {
		MockHttpServletRequest request = request("GET", "/api/x");
		filter(request);
		assertThat(request.getAttributeNames().hasMoreElements()).isFalse();
	}

	@Test
	void filterWhenThereIsNoOriginLooksAtOneHeader() throws Exception {
		CountingRequest request = new CountingRequest("/api/x");
		filter(request);
		assertThat(request.asked).containsExactly("Origin");
	}

	@Test
	void filterWhenThereIsNoOriginAndNoPolicyChangesNothing() throws Exception {
		MockHttpServletRequest request = request("GET", "/other");
		filter(request);
		assertThat(this.chain.getResponse()).isSameAs(this.response);
		assertThat(this.response.getHeaderNames()).isEmpty();
		assertThat(request.getAttributeNames().hasMoreElements()).isFalse();
	}

	@Test
	void filterWhenEverybodyMayReadSaysSoWithoutOriginToo() throws Exception {
		filter(request("GET", "/open/x"));
		assertThat(corsHeaders()).containsExactly("Allow-Origin: *");
		assertThat(this.response.getHeader("Vary")).isNull();
		assertThat(this.chain.getResponse()).isInstanceOf(GuardedResponse.class);
	}

	@Test
	void filterAddsToVaryAndNeverReplacesIt() throws Exception {
		this.response.addHeader("Vary", "Accept-Encoding");
		filter(request("GET", "/api/x"));
		assertThat(this.response.getHeaders("Vary")).containsExactly("Accept-Encoding", "Origin");
	}

	@ParameterizedTest
	@ValueSource(strings = { "Origin", "origin, Accept", "*" })
	void filterWhenVaryIsThereAddsNothing(String vary) throws Exception {
		this.response.addHeader("Vary", vary);
		filter(request("GET", "/api/x"));
		assertThat(this.response.getHeaders("Vary")).containsExactly(vary);
	}

	@Test
	void filterWhenPreflightIsAllowedAnswersIt() throws Exception {
		filter(preflight("/api/x", APP, "PUT", "Access-Control-Request-Headers: x-one"));
		assertThat(this.chain.getRequest()).isNull();
		assertThat(this.response.getStatus()).isEqualTo(200);
		assertThat(this.response.getHeader("Content-Length")).isEqualTo("0");
		assertThat(corsHeaders()).containsExactlyInAnyOrder("Allow-Origin: " + APP, "Allow-Methods: GET, POST, PUT",
				"Allow-Headers: X-One", "Max-Age: 1800");
		assertThat(this.response.getHeaders("Vary"))
			.containsExactly("Origin, Access-Control-Request-Method, Access-Control-Request-Headers");
		assertThat(this.fixture.reasons()).isEmpty();
	}

	@Test
	void filterWhenPreflightIsAllowedAnswersWith200WhateverAFilterInFrontHasSet() throws Exception {
		this.response.setStatus(404);
		filter(preflight("/api/x", APP, "PUT"));
		assertThat(this.response.getStatus()).isEqualTo(200);
	}

	@Test
	void filterWhenPreflightMayUseCredentialsEchoesWhatItAsksFor() throws Exception {
		filter(preflight("/credentials/x", APP, "PUT", "Access-Control-Request-Headers: x-any"));
		assertThat(corsHeaders()).contains("Allow-Credentials: true", "Allow-Origin: " + APP, "Allow-Headers: x-any");
	}

	@Test
	void filterWhenPreflightIsOfAStrangerRefusesIt() throws Exception {
		filter(preflight("/api/x", EVIL, "PUT"));
		assertRefused("origin-not-allowed");
		assertThat(corsHeaders()).isEmpty();
		assertThat(this.response.getHeaders("Vary"))
			.containsExactly("Origin, Access-Control-Request-Method, Access-Control-Request-Headers");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "DELETE | x-one | method-not-allowed", "PUT | x-two | header-not-allowed",
			"PUT | x two | header-list-malformed" })
	void filterWhenPreflightAsksForMoreAnswersWithWhatIsAllowed(String method, String headers, String reason)
			throws Exception {
		filter(preflight("/api/x", APP, method, "Access-Control-Request-Headers: " + headers));
		assertThat(this.chain.getRequest()).isNull();
		assertThat(this.response.getStatus()).isEqualTo(200);
		assertThat(this.response.getContentAsString()).isEmpty();
		assertThat(corsHeaders()).containsExactlyInAnyOrder("Allow-Origin: " + APP, "Allow-Methods: GET, POST, PUT",
				"Allow-Headers: X-One");
		assertThat(this.fixture.reasons()).containsExactly(reason);
	}

	@Test
	void filterWhenActualRequestIsAllowedGuardsItsResponse() throws Exception {
		MockHttpServletRequest request = request("GET", "/api/x", "Origin: " + APP);
		filter(request);
		assertThat(this.chain.getRequest()).isInstanceOf(AsyncAwareRequest.class);
		assertThat(this.chain.getResponse()).isInstanceOf(GuardedResponse.class);
		assertThat(corsHeaders()).containsExactly("Allow-Origin: " + APP, "Expose-Headers: X-Total");
		assertThat(this.response.getHeaders("Vary")).containsExactly("Origin");
		assertThat(ServletCors.current(request)).extracting(RequestDecision::decision).isInstanceOf(Allowed.class);
	}

	@Test
	void filterWhenActualRequestMayUseCredentialsSaysSo() throws Exception {
		filter(request("GET", "/credentials/x", "Origin: " + APP));
		assertThat(corsHeaders()).containsExactlyInAnyOrder("Allow-Origin: " + APP, "Allow-Credentials: true");
	}

	@Test
	void filterWhenActualRequestIsOfAStrangerRefusesIt() throws Exception {
		MockHttpServletRequest request = request("GET", "/api/x", "Origin: " + EVIL);
		filter(request);
		assertRefused("origin-not-allowed");
		assertThat(corsHeaders()).isEmpty();
		assertThat(this.response.getHeaders("Vary")).containsExactly("Origin");
		assertThat(request.getAttributeNames().hasMoreElements()).isFalse();
	}

	@Test
	void filterWhenMethodIsNotAllowedRefusesReadably() throws Exception {
		filter(request("DELETE", "/api/x", "Origin: " + APP));
		assertRefused("method-not-allowed");
		assertThat(corsHeaders()).containsExactly("Allow-Origin: " + APP, "Expose-Headers: X-Total");
	}

	@Test
	void filterWhenOptionsIsNoPreflightDecidesItAsAMethod() throws Exception {
		filter(request("OPTIONS", "/api/x", "Origin: " + APP));
		assertRefused("method-not-allowed");
	}

	@Test
	void filterWhenThereAreTwoOriginLinesRefuses() throws Exception {
		filter(request("GET", "/api/x", "Origin: " + APP, "Origin: " + APP));
		assertRefused("origin-malformed");
		assertThat(corsHeaders()).isEmpty();
	}

	@Test
	void filterNeverSendsAnError() throws Exception {
		filter(request("GET", "/api/x", "Origin: " + EVIL));
		assertThat(this.response.getErrorMessage()).isNull();
		assertThat(this.response.isCommitted()).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "Origin: http://localhost", "Sec-Fetch-Site: same-origin", "Upgrade: websocket" })
	void filterWhenRequestIsNotCorsPassesItWithoutHeaders(String header) throws Exception {
		MockHttpServletRequest request = request("GET", "/api/x", header);
		if (request.getHeader("Origin") == null) {
			request.addHeader("Origin", EVIL);
		}
		filter(request);
		assertThat(this.chain.getRequest()).isInstanceOf(AsyncAwareRequest.class);
		assertThat(corsHeaders()).isEmpty();
		assertThat(this.response.getHeaders("Vary")).containsExactly("Origin");
		assertThat(this.fixture.reasons()).isEmpty();
	}

	@Test
	void filterWhenNavigationIsAllowedPassesItWithoutHeaders() throws Exception {
		filter(request("POST", "/forms/x", "Origin: " + EVIL, "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document"));
		assertThat(this.chain.getRequest()).isNotNull();
		assertThat(corsHeaders()).isEmpty();
	}

	@Test
	void filterWhenHandshakeOfAStrangerIsEnforcedRefusesIt() throws Exception {
		filter(request("GET", "/socket/x", "Origin: " + EVIL, "Upgrade: websocket"));
		assertRefused("origin-not-allowed");
	}

	@Test
	void filterWhenTheHandlerAcceptsTheHandshakePassesIt() throws Exception {
		HandlerLookup<HttpServletRequest> accepting = new HandlerLookup<>() {

			@Override
			public FoundHandlers find(HttpServletRequest request, CorsDecision decision) {
				return FoundHandlers.NONE;
			}

			@Override
			public boolean acceptsHandshake(HttpServletRequest request) {
				return true;
			}

		};
		new ServletCors(this.fixture.policies(), accepting, this.fixture.recorder())
			.filter(request("GET", "/socket/x", "Origin: " + EVIL, "Upgrade: websocket"), this.response, this.chain);
		assertThat(this.chain.getRequest()).isNotNull();
		assertThat(corsHeaders()).isEmpty();
		assertThat(this.fixture.reasons()).isEmpty();
	}

	@Test
	void filterWhenAFilterInFrontHasWrittenHeadersReplacesThem() throws Exception {
		this.response.setHeader("Access-Control-Allow-Origin", "*");
		this.response.setHeader("Access-Control-Max-Age", "5");
		filter(request("GET", "/api/x", "Origin: " + APP));
		assertThat(corsHeaders()).containsExactly("Allow-Origin: " + APP, "Expose-Headers: X-Total");
	}

	@Test
	void filterWhenAFilterInFrontHasWrittenHeadersRefusesWithoutThem() throws Exception {
		this.response.setHeader("Access-Control-Allow-Origin", EVIL);
		filter(request("GET", "/api/x", "Origin: " + EVIL));
		assertThat(corsHeaders()).isEmpty();
	}

	@Test
	void filterWhenResponseIsCommittedWritesNothingAndStillRefuses() throws Exception {
		this.response.setCommitted(true);
		filter(request("GET", "/api/x", "Origin: " + EVIL));
		assertThat(this.chain.getRequest()).isNull();
		assertThat(this.response.getStatus()).isEqualTo(200);
		assertThat(this.response.getContentAsString()).isEmpty();
		assertThat(this.fixture.reasons()).containsExactly("origin-not-allowed");
	}

	@Test
	void filterWhenNoPolicyCoversThePathPassesRequestAndResponseAsTheyAre() throws Exception {
		MockHttpServletRequest request = preflight("/other", EVIL, "PUT");
		filter(request);
		assertThat(this.chain.getRequest()).isSameAs(request);
		assertThat(this.chain.getResponse()).isSameAs(this.response);
		assertThat(this.response.getHeaderNames()).isEmpty();
		assertThat(ServletCors.current(request)).extracting(RequestDecision::isCovered).isEqualTo(false);
	}

	@Test
	void filterWhenNoPolicyCoversThePathRecordsThatNobodyMayRead() throws Exception {
		filter(request("GET", "/other", "Origin: " + EVIL));
		assertThat(this.fixture.reasons()).containsExactly("no-policy");
		assertThat(this.fixture.rejections().recent().get(0).path()).isEqualTo("/other");
	}

	@Test
	void filterWhenSomethingElseAllowsRecordsNothing() throws Exception {
		this.fixture.cors()
			.filter(request("GET", "/other", "Origin: " + EVIL), this.response, (request,
					response) -> ((HttpServletResponse) response).setHeader("Access-Control-Allow-Origin", EVIL));
		assertThat(this.fixture.reasons()).isEmpty();
	}

	@Test
	void filterWhenSpringHasRefusedRecordsThat() throws Exception {
		this.fixture.cors()
			.filter(request("GET", "/other", "Origin: " + EVIL), this.response, (request,
					response) -> ((HttpServletResponse) response).addHeader("Vary", "Access-Control-Request-Method"));
		assertThat(this.fixture.reasons()).containsExactly("spring-cors");
	}

	@Test
	void filterWhenTheRefusalHasBeenRecordedRecordsItOnce() throws Exception {
		MockHttpServletRequest request = request("GET", "/other", "Origin: " + EVIL);
		request.setAttribute(ObservingCorsProcessor.RECORDED, true);
		filter(request);
		assertThat(this.fixture.reasons()).isEmpty();
	}

	@Test
	void filterWhenNoScriptWaitsRecordsNothing() throws Exception {
		filter(request("GET", "/other", "Origin: " + EVIL, "Sec-Fetch-Mode: no-cors"));
		assertThat(this.chain.getRequest()).isNotNull();
		assertThat(this.fixture.reasons()).isEmpty();
	}

	@Test
	void filterWhenTheChainFailsRecordsThatNobodyMayRead() {
		assertThatExceptionOfType(ServletException.class).isThrownBy(() -> this.fixture.cors()
			.filter(request("GET", "/other", "Origin: " + EVIL), this.response, (request, response) -> {
				throw new ServletException("as expected");
			}));
		assertThat(this.fixture.reasons()).containsExactly("no-policy");
	}

	@Test
	void filterWhenTheResponseIsAsynchronousRecordsItOnceItIsComplete() throws Exception {
		MockHttpServletRequest request = request("GET", "/other", "Origin: " + EVIL);
		this.fixture.cors().filter(request, this.response, (req, res) -> req.startAsync());
		assertThat(this.fixture.reasons()).isEmpty();
		((MockAsyncContext) request.getAsyncContext()).complete();
		assertThat(this.fixture.reasons()).containsExactly("no-policy");
	}

	@Test
	void filterWhenTheAsynchronousResponseIsCompleteAlreadyRecordsItAtOnce() throws Exception {
		MockHttpServletRequest request = new MockHttpServletRequest("GET", "/other") {

			@Override
			public AsyncContext getAsyncContext() {
				throw new IllegalStateException("as containers do");
			}

		};
		request.addHeader("Origin", EVIL);
		request.setAsyncStarted(true);
		filter(request);
		assertThat(this.fixture.reasons()).containsExactly("no-policy");
	}

	@Test
	void filterWhenTheRequestIsServedWhereAPolicyCoversRecordsNothing() throws Exception {
		MockHttpServletRequest request = request("GET", "/other", "Origin: " + APP);
		this.fixture.cors().filter(request, this.response, (served, response) -> {
			request.setRequestURI("/api/x");
			request.setServletPath("/api/x");
			this.fixture.cors().filterAgain(request, this.response, this.chain);
			this.response.reset();
		});
		assertThat(this.chain.getRequest()).isNotNull();
		assertThat(this.fixture.reasons()).isEmpty();
	}

	@Test
	void filterWhenTheRequestIsServedWhereNoPolicyCoversEitherRecordsItOnce() throws Exception {
		MockHttpServletRequest request = request("GET", "/other", "Origin: " + EVIL);
		this.fixture.cors().filter(request, this.response, (served, response) -> {
			request.setRequestURI("/another");
			request.setServletPath("/another");
			this.fixture.cors().filterAgain(request, this.response, this.chain);
		});
		assertThat(this.chain.getRequest()).isNotNull();
		assertThat(this.fixture.reasons()).containsExactly("no-policy");
		assertThat(this.fixture.rejections().recent().get(0).path()).isEqualTo("/another");
	}

	@Test
	void filterWhenDisabledChangesAndRecordsNothing() throws Exception {
		this.fixture.policies().replace(PolicyMapping.DISABLED);
		MockHttpServletRequest request = request("GET", "/api/x", "Origin: " + EVIL);
		filter(request);
		assertThat(this.chain.getRequest()).isSameAs(request);
		assertThat(this.response.getHeaderNames()).isEmpty();
		assertThat(request.getAttributeNames().hasMoreElements()).isFalse();
		assertThat(this.fixture.reasons()).isEmpty();
	}

	@Test
	void answerWhenTheWriterIsTakenWritesTheReasonToIt() throws Exception {
		HttpServletResponse taken = new MockHttpServletResponse() {

			@Override
			public jakarta.servlet.ServletOutputStream getOutputStream() {
				throw new IllegalStateException("the writer has been taken");
			}

		};
		CorsAnswer.sendStatusAndBody(this.fixture.evaluate(request("GET", "/api/x", "Origin: " + EVIL)), taken);
		assertThat(((MockHttpServletResponse) taken).getContentAsString())
			.isEqualTo("Refused by CORS policy: origin-not-allowed\n");
	}

	private static final class CountingRequest extends MockHttpServletRequest {

		private final List<String> asked = new ArrayList<>();

		CountingRequest(String path) {
			super("GET", path);
			setServletPath(path);
		}

		@Override
		public String getHeader(String name) {
			this.asked.add(name);
			return super.getHeader(name);
		}

	}

}
