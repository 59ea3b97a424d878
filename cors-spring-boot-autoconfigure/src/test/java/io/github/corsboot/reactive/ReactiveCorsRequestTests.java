package io.github.corsboot.reactive;

import java.net.URI;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.http.server.reactive.ServerHttpRequestDecorator;

import static io.github.corsboot.reactive.ReactiveFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ReactiveCorsRequest}.
 */
class ReactiveCorsRequestTests {

	private static ReactiveCorsRequest of(String... headers) {
		return new ReactiveCorsRequest(request("GET", "/x", headers));
	}

	private static ReactiveCorsRequest at(String uri) {
		return new ReactiveCorsRequest(new ServerHttpRequestDecorator(request("GET", "/x")) {

			@Override
			public URI getURI() {
				return URI.create(uri);
			}

		});
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
	void originIsWhatHasBeenReadBefore() {
		assertThat(new ReactiveCorsRequest(request("GET", "/x", "Origin: https://a.test"), null).origin()).isNull();
	}

	@Test
	void requestedMethodAndHeadersAreThoseOfThePreflight() {
		ReactiveCorsRequest cors = of("Access-Control-Request-Method: PUT", "Access-Control-Request-Headers: x-one",
				"Access-Control-Request-Headers: x-two");
		assertThat(cors.requestedMethod()).isEqualTo("PUT");
		assertThat(cors.requestedHeaders()).isEqualTo("x-one, x-two");
	}

	@Test
	void headerWhenThereIsNoneIsNull() {
		assertThat(of().header("Sec-Fetch-Site")).isNull();
	}

	@Test
	void headerJoinsAllLines() {
		assertThat(of("Sec-Fetch-Site: same-origin", "Sec-Fetch-Site: cross-site").header("sec-fetch-site"))
			.isEqualTo("same-origin, cross-site");
	}

	/**
	 * No URI has a host with an underscore, but browsers ask for them.
	 */
	@ParameterizedTest
	@CsvSource({ "http://api.test:8080/x, http, api.test, 8080", "https://api.test/x, https, api.test, -1",
			"http://[::1]:80/x, http, [::1], 80", "http://a_b.test:8080/x, http, a_b.test, 8080",
			"http://a_b.test/x, http, a_b.test, -1", "http://a_b.test:/x, http, a_b.test, -1",
			"http://-a.test:1/x, http, -a.test, 1", "http://a_b.test:65535/x, http, a_b.test, 65535",
			"http://a_b.test:90/x, http, a_b.test, 90", "http://a_b.test:0/x, http, a_b.test, -1" })
	void addressIsTheOneUnderWhichTheClientReachedTheApplication(String uri, String scheme, String host, int port) {
		assertThat(at(uri).scheme()).isEqualTo(scheme);
		assertThat(at(uri).host()).isEqualTo(host);
		assertThat(at(uri).port()).isEqualTo(port);
	}

	@ParameterizedTest
	@CsvSource({ "/x", "http://a_b.test:port/x", "http://a_b.test:123456/x", "http://a_b.test:1-2/x", "mailto:x" })
	void addressWhenThereIsNoneIsNobodys(String uri) {
		assertThat(at(uri).host()).isEmpty();
		assertThat(at(uri).port()).isEqualTo(-1);
	}

	@Test
	void methodIsThatOfTheRequestInItsCase() {
		assertThat(new ReactiveCorsRequest(request("purge", "/x")).method()).isEqualTo("purge");
	}

}
