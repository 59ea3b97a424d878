package io.github.corsboot.policy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ForeignWrite}.
 */
class ForeignWriteTests {

	@ParameterizedTest
	@CsvSource({ "http://api.example.com, same-origin, false", "https://proxied.example.com, same-origin, false",
			"https://evil.test, none, false", "http://api.example.com, same-site, true",
			"http://api.example.com, cross-site, true", "http://api.example.com, Same-Origin, true",
			"http://api.example.com, '', true", "http://api.example.com, 'same-origin, cross-site', true" })
	void browserSaysWhetherItIsForeign(String origin, String site, boolean foreign) {
		TestRequest request = TestRequest.of("DELETE", origin).with("Sec-Fetch-Site", site);
		assertThat(ForeignWrite.is(request)).isEqualTo(foreign);
	}

	@ParameterizedTest
	@CsvSource({ "http://api.example.com, false", "HTTP://API.example.com:80, true", "http://api.example.com:80, true",
			"https://api.example.com, true", "http://api.example.com:8080, true",
			"http://api.example.com.evil.test, true", "https://evil.test, true", "null, true", "'', true",
			"'http://api.example.com, https://evil.test', true" })
	void otherwiseItsOriginIsCompared(String origin, boolean foreign) {
		assertThat(ForeignWrite.is(TestRequest.of("DELETE", origin))).isEqualTo(foreign);
	}

	@Test
	void formThatAServiceWorkerForwardsIsForeign() {
		TestRequest request = TestRequest.of("POST", "https://evil.test")
			.with("Sec-Fetch-Site", "same-origin")
			.with("Sec-Fetch-Mode", "navigate")
			.with("Sec-Fetch-Dest", "empty");
		assertThat(ForeignWrite.is(request)).isTrue();
	}

	@Test
	void clientThatIsNoBrowserIsNotForeign() {
		assertThat(ForeignWrite.is(TestRequest.of("DELETE"))).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET", "HEAD", "OPTIONS" })
	void readIsNotForeign(String method) {
		TestRequest request = TestRequest.of(method, "https://evil.test").with("Sec-Fetch-Site", "cross-site");
		assertThat(ForeignWrite.is(request)).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "POST", "PUT", "PATCH", "DELETE", "QUERY", "get", "TRACE" })
	void anyOtherMethodWrites(String method) {
		assertThat(ForeignWrite.is(TestRequest.of(method, "https://evil.test"))).isTrue();
	}

}
