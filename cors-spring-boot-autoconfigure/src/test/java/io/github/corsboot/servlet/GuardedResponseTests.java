package io.github.corsboot.servlet;

import java.util.List;

import io.github.corsboot.policy.CorsDecision;
import io.github.corsboot.policy.CorsDecision.Passed;
import io.github.corsboot.policy.CorsRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import static io.github.corsboot.mapping.TestPolicies.policy;
import static io.github.corsboot.servlet.ServletFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link GuardedResponse}.
 */
class GuardedResponseTests {

	private static final String APP = "https://app.example.com";

	private final ServletFixture fixture = ServletFixture.of(
			policy("/api/**", (policy) -> policy.allowedOrigins(APP).exposedHeaders(List.of("X-Total"))),
			policy("/private/**", (policy) -> policy.allowedOrigins(APP).allowCredentials(true)),
			policy("/open/**", "*"));

	private final MockHttpServletResponse bare = new MockHttpServletResponse();

	private GuardedResponse guard(String path, String... headers) {
		MockHttpServletRequest request = request("GET", path, headers);
		return new GuardedResponse(this.bare, new ServletCorsRequest(request), this.fixture.evaluate(request));
	}

	private GuardedResponse guardAllowed() {
		return guard("/api/x", "Origin: " + APP);
	}

	private List<String> corsHeaders() {
		return ServletFixture.corsHeaders(this.bare);
	}

	@Test
	void createWhenAllowedWritesTheHeadersAtOnce() {
		guardAllowed();
		assertThat(corsHeaders()).containsExactly("Allow-Origin: " + APP, "Expose-Headers: X-Total");
		assertThat(this.bare.getHeaders("Vary")).containsExactly("Origin");
	}

	@Test
	void createWhenAllowedRemovesWhatWasThere() {
		this.bare.setHeader("access-control-allow-methods", "DELETE");
		guardAllowed();
		assertThat(this.bare.getHeader("Access-Control-Allow-Methods")).isNull();
	}

	@Test
	void createWhenNotCorsLeavesWhatWasThere() {
		this.bare.setHeader("Access-Control-Max-Age", "5");
		guard("/api/x");
		assertThat(corsHeaders()).containsExactly("Max-Age: 5");
	}

	@Test
	void createWhenEverybodyMayReadOverwritesWhatWasThere() {
		this.bare.setHeader("Access-Control-Allow-Origin", APP);
		guard("/open/x");
		assertThat(corsHeaders()).containsExactly("Allow-Origin: *");
	}

	@ParameterizedTest
	@ValueSource(strings = { "Access-Control-Allow-Origin", "access-control-allow-credentials",
			"ACCESS-CONTROL-MAX-AGE", "Access-Control-Something-New" })
	void setHeaderWhenItBelongsToThePolicyIsIgnored(String name) {
		GuardedResponse response = guardAllowed();
		response.setHeader(name, "1");
		response.addHeader(name, "1");
		response.setIntHeader(name, 1);
		response.addIntHeader(name, 1);
		response.setDateHeader(name, 1);
		response.addDateHeader(name, 1);
		assertThat(corsHeaders()).containsExactly("Allow-Origin: " + APP, "Expose-Headers: X-Total");
	}

	@Test
	void setHeaderWhenValueIsNullTakesNothingAway() {
		GuardedResponse response = guardAllowed();
		response.setHeader("Access-Control-Allow-Origin", null);
		response.setHeader("Access-Control-Expose-Headers", null);
		assertThat(corsHeaders()).containsExactly("Allow-Origin: " + APP, "Expose-Headers: X-Total");
	}

	@Test
	void setHeaderWhenItIsAnotherIsTheApplications() {
		GuardedResponse response = guardAllowed();
		response.setHeader("X-One", "1");
		response.addHeader("X-One", "2");
		response.setIntHeader("X-Two", 2);
		response.addIntHeader("X-Two", 3);
		response.setDateHeader("Date", 0);
		response.addDateHeader("X-Date", 0);
		assertThat(this.bare.getHeaders("X-One")).containsExactly("1", "2");
		assertThat(this.bare.getHeaders("X-Two")).containsExactly("2", "3");
		assertThat(this.bare.getDateHeader("Date")).isZero();
		assertThat(this.bare.getDateHeader("X-Date")).isZero();
	}

	@Test
	void setHeaderWhenTheDecisionSetsNoneIsTheApplications() {
		GuardedResponse response = guard("/api/x");
		response.setHeader("Access-Control-Allow-Origin", "https://own.test");
		response.addHeader("Access-Control-Allow-Methods", "GET");
		response.setIntHeader("Access-Control-Max-Age", 5);
		assertThat(corsHeaders()).containsExactlyInAnyOrder("Allow-Origin: https://own.test", "Allow-Methods: GET",
				"Max-Age: 5");
	}

	@Test
	void setHeaderWhenTheConstantIsOwnedIsIgnored() {
		guard("/open/x").setHeader("Access-Control-Allow-Origin", "https://own.test");
		assertThat(corsHeaders()).containsExactly("Allow-Origin: *");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "X-Session | X-Total, X-Session", "x-total, ETag | X-Total, ETag",
			"X-A,X-B | X-Total, X-A, X-B", "no name, X-C | X-Total, X-C", "'' | X-Total" })
	void setHeaderWhenTheApplicationExposesNamesUnitesThem(String exposed, String united) {
		guardAllowed().setHeader("Access-Control-Expose-Headers", exposed);
		assertThat(this.bare.getHeaders("Access-Control-Expose-Headers")).containsExactly(united);
	}

	@Test
	void setHeaderWhenNobodyMayReadExposesNothing() {
		guard("/api/x", "Origin: https://evil.test").setHeader("Access-Control-Expose-Headers", "X-Own");
		assertThat(corsHeaders()).isEmpty();
	}

	@Test
	void replaceWhenTheApplicationHasExposedNamesKeepsThem() {
		GuardedResponse guarded = guardAllowed();
		guarded.setHeader("Access-Control-Expose-Headers", "X-Own");
		MockHttpServletRequest other = request("GET", "/private/x", "Origin: " + APP);
		guarded.replace(this.fixture.evaluate(other), new ServletCorsRequest(other));
		assertThat(this.bare.getHeaders("Access-Control-Expose-Headers")).containsExactly("X-Own");
		MockHttpServletRequest refused = request("GET", "/private/x", "Origin: https://evil.test");
		guarded.replace(this.fixture.evaluate(refused), new ServletCorsRequest(refused));
		assertThat(corsHeaders()).isEmpty();
	}

	@Test
	void addHeaderWhenTheApplicationExposesNamesUnitesThem() {
		GuardedResponse response = guardAllowed();
		response.addHeader("access-control-expose-headers", "X-One");
		response.addHeader("Access-Control-Expose-Headers", "X-Two");
		assertThat(this.bare.getHeaders("Access-Control-Expose-Headers")).containsExactly("X-Total, X-One, X-Two");
	}

	@Test
	void setHeaderWhenItIsVaryPutsBackWhatThePolicyNeeds() {
		guardAllowed().setHeader("vary", "Accept");
		assertThat(this.bare.getHeaders("Vary")).containsExactly("Accept", "Origin");
	}

	@Test
	void setHeaderWhenVaryIsTakenAwayPutsBackWhatThePolicyNeeds() {
		guardAllowed().setHeader("Vary", null);
		assertThat(this.bare.getHeaders("Vary")).containsExactly("Origin");
	}

	@Test
	void addHeaderWhenItIsVaryAdds() {
		guardAllowed().addHeader("Vary", "Accept");
		assertThat(this.bare.getHeaders("Vary")).containsExactly("Origin", "Accept");
	}

	@Test
	void resetWritesTheHeadersAgain() {
		GuardedResponse response = guardAllowed();
		response.setHeader("X-One", "1");
		response.reset();
		assertThat(corsHeaders()).containsExactly("Allow-Origin: " + APP, "Expose-Headers: X-Total");
		assertThat(this.bare.getHeaders("Vary")).containsExactly("Origin");
		assertThat(this.bare.getHeader("X-One")).isNull();
	}

	@Test
	void resetWhenNotCorsLetsTheResponseVaryAgain() {
		guard("/api/x").reset();
		assertThat(corsHeaders()).isEmpty();
		assertThat(this.bare.getHeaders("Vary")).containsExactly("Origin");
	}

	@Test
	void replaceTakesTheHeadersOfTheFirstDecisionAway() {
		GuardedResponse response = guardAllowed();
		MockHttpServletRequest request = request("GET", "/private/x", "Origin: " + APP);
		response.replace(this.fixture.evaluate(request), new ServletCorsRequest(request));
		assertThat(corsHeaders()).containsExactly("Allow-Origin: " + APP, "Allow-Credentials: true");
		assertThat(this.bare.getHeaders("Vary")).containsExactly("Origin");
	}

	@Test
	void replaceWritesTheOriginThatWasDecidedThen() {
		GuardedResponse response = guard("/private/x", "Origin: https://stranger.test");
		MockHttpServletRequest request = request("GET", "/private/x", "Origin: " + APP);
		response.replace(this.fixture.evaluate(request), new ServletCorsRequest(request));
		assertThat(this.bare.getHeader("Access-Control-Allow-Origin")).isEqualTo(APP);
	}

	@Test
	void resetWhenReplacedWritesTheHeadersOfTheLastDecision() {
		GuardedResponse response = guardAllowed();
		MockHttpServletRequest request = request("GET", "/private/x", "Origin: " + APP);
		response.replace(this.fixture.evaluate(request), new ServletCorsRequest(request));
		response.reset();
		assertThat(corsHeaders()).containsExactly("Allow-Origin: " + APP, "Allow-Credentials: true");
	}

	@Test
	void replaceWhenNoPolicyCoversLeavesTheHeadersToTheApplication() {
		GuardedResponse response = guardAllowed();
		response.replace(Passed.WITHOUT_HEADERS, new ServletCorsRequest(request("GET", "/other")));
		assertThat(corsHeaders()).isEmpty();
		response.setHeader("Access-Control-Allow-Origin", "https://own.test");
		assertThat(corsHeaders()).containsExactly("Allow-Origin: https://own.test");
	}

	/**
	 * While a resource is included, the container puts another response in its place.
	 */
	@Test
	void replaceWhenTheContainerHasPutAnotherInPlaceWritesToTheOwn() {
		GuardedResponse response = guardAllowed();
		response.setResponse(new MockHttpServletResponse());
		response.replace(Passed.WITHOUT_HEADERS, new ServletCorsRequest(request("GET", "/other")));
		assertThat(corsHeaders()).isEmpty();
	}

	@Test
	void findLooksWithinWhatWrapsTheResponse() {
		GuardedResponse guarded = guardAllowed();
		HttpServletResponse wrapped = new HttpServletResponseWrapper(new HttpServletResponseWrapper(guarded));
		assertThat(GuardedResponse.find(wrapped)).isSameAs(guarded);
		assertThat(GuardedResponse.find(guarded)).isSameAs(guarded);
	}

	@Test
	void findWhenNothingIsGuardedReturnsNull() {
		assertThat(GuardedResponse.find(new HttpServletResponseWrapper(this.bare))).isNull();
	}

	@Test
	void unwrapReturnsTheResponseOfTheContainer() {
		assertThat(GuardedResponse.unwrap(new HttpServletResponseWrapper(guardAllowed()))).isSameAs(this.bare);
		assertThat(GuardedResponse.unwrap(this.bare)).isSameAs(this.bare);
	}

	@Test
	void removeAllTakesAwayWhatBelongsToCorsAndNothingElse() {
		this.bare.setHeader("ACCESS-CONTROL-ALLOW-ORIGIN", "*");
		this.bare.setHeader("X-Access-Control-Allow-Origin", "*");
		this.bare.setHeader("Vary", "Origin");
		GuardedResponse.removeAll(this.bare);
		assertThat(this.bare.getHeaderNames()).containsExactlyInAnyOrder("X-Access-Control-Allow-Origin", "Vary");
	}

	@Test
	void addVaryWhenNothingVariesAddsNothing() {
		CorsDecision open = this.fixture.evaluate(request("GET", "/open/x"));
		GuardedResponse.addVary(open.headers(), this.bare);
		assertThat(this.bare.getHeader("Vary")).isNull();
	}

	@Test
	void addVaryWhenOneOfSeveralNamesIsMissingAddsALine() {
		CorsRequest preflight = new ServletCorsRequest(ServletFixture.preflight("/api/x", APP, "PUT"));
		this.bare.addHeader("Vary", "Origin, Access-Control-Request-Method");
		GuardedResponse.addVary(this.fixture.policies().find("/api/x").evaluate(preflight).headers(), this.bare);
		assertThat(this.bare.getHeaders("Vary")).hasSize(2)
			.last()
			.asString()
			.contains("Access-Control-Request-Headers");
	}

}
