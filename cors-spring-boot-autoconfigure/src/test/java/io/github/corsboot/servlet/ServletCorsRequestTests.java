package io.github.corsboot.servlet;

import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.mock.web.MockHttpServletRequest;

import static io.github.corsboot.servlet.ServletFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ServletCorsRequest}.
 */
class ServletCorsRequestTests {

	private static ServletCorsRequest of(String... headers) {
		return new ServletCorsRequest(request("GET", "/x", headers));
	}

	@Test
	void originIsTheValueOfItsLine() {
		assertThat(of("Origin: https://a.test").origin()).isEqualTo("https://a.test");
	}

	@Test
	void originWhenThereIsNoneIsNull() {
		assertThat(of().origin()).isNull();
	}

	@Test
	void originWhenItIsEmptyIsEmpty() {
		assertThat(of("Origin: ").origin()).isEmpty();
	}

	@Test
	void originWhenThereAreTwoLinesIsAList() {
		assertThat(of("Origin: https://a.test", "origin: https://b.test").origin())
			.isEqualTo("https://a.test, https://b.test");
	}

	@Test
	void originWhenThereIsNoFirstLineIsNotLookedUp() {
		RecordingRequest request = new RecordingRequest();
		assertThat(new ServletCorsRequest(request, null).origin()).isNull();
		assertThat(request.asked).isEmpty();
	}

	@Test
	void originIsReadOnce() {
		RecordingRequest request = new RecordingRequest();
		request.addHeader("Origin", "https://a.test");
		ServletCorsRequest cors = new ServletCorsRequest(request, "https://a.test");
		cors.origin();
		cors.origin();
		assertThat(request.asked).containsExactly("Origin");
	}

	@Test
	void requestedMethodAndHeadersAreThoseOfThePreflight() {
		ServletCorsRequest cors = of("Access-Control-Request-Method: PUT", "Access-Control-Request-Headers: x-one",
				"Access-Control-Request-Headers: x-two");
		assertThat(cors.requestedMethod()).isEqualTo("PUT");
		assertThat(cors.requestedHeaders()).isEqualTo("x-one, x-two");
	}

	@Test
	void requestedMethodAndHeadersWhenThereAreNoneAreNull() {
		assertThat(of().requestedMethod()).isNull();
		assertThat(of().requestedHeaders()).isNull();
	}

	@Test
	void headerJoinsAllLines() {
		assertThat(of("Sec-Fetch-Site: same-origin", "Sec-Fetch-Site: cross-site").header("sec-fetch-site"))
			.isEqualTo("same-origin, cross-site");
	}

	@Test
	void headerWhenThereIsNoneIsNullAndReadsNoLines() {
		RecordingRequest request = new RecordingRequest();
		assertThat(new ServletCorsRequest(request, null).header("Sec-Fetch-Site")).isNull();
		assertThat(request.asked).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "http, api.test, 8080", "https, [::1], 443" })
	void addressIsTheOneUnderWhichTheClientReachedTheApplication(String scheme, String host, int port) {
		MockHttpServletRequest request = request("GET", "/x");
		request.setScheme(scheme);
		request.setServerName(host);
		request.setServerPort(port);
		ServletCorsRequest cors = new ServletCorsRequest(request);
		assertThat(cors.scheme()).isEqualTo(scheme);
		assertThat(cors.host()).isEqualTo(host);
		assertThat(cors.port()).isEqualTo(port);
	}

	@Test
	void methodIsThatOfTheRequestInItsCase() {
		assertThat(new ServletCorsRequest(request("patch", "/x")).method()).isEqualTo("patch");
	}

	private static final class RecordingRequest extends MockHttpServletRequest {

		private final List<String> asked = new ArrayList<>();

		@Override
		public Enumeration<String> getHeaders(String name) {
			this.asked.add(name);
			return super.getHeaders(name);
		}

	}

}
