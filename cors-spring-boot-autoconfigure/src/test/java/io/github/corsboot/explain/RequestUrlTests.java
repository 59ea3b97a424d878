package io.github.corsboot.explain;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link RequestUrl}.
 */
class RequestUrlTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					https://api.example.com/a?b=c#d            | RequestUrl[scheme=https, host=api.example.com, port=-1, path=/a, query=b=c]
					HTTPS://user:pw@API.example.com:443        | RequestUrl[scheme=https, host=api.example.com, port=-1, path=/, query=null]
					http://localhost:8080?x                    | RequestUrl[scheme=http, host=localhost, port=8080, path=/, query=x]
					wss://a_b.test/ws                          | RequestUrl[scheme=https, host=a_b.test, port=-1, path=/ws, query=null]
					http://[::1]:3000/a b/ü                    | RequestUrl[scheme=http, host=[::1], port=3000, path=/a%20b/%C3%BC, query=null]
					https://a.test/api/../open\\x/%2E%2e/./y     | RequestUrl[scheme=https, host=a.test, port=-1, path=/open/y, query=null]
					https://a.test/a/b/..                      | RequestUrl[scheme=https, host=a.test, port=-1, path=/a/, query=null]
					/api/orders?x=1                            | RequestUrl[scheme=https, host=, port=-1, path=/api/orders, query=x=1]
					""")
	void urlIsReadAsABrowserDoes(String text, String url) {
		assertThat(RequestUrl.parse(text)).hasToString(url);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "api/orders", "//host/x", "ftp://a.test/", "https://", "https:///x",
			"http://a.test:0/", "http://a.test:x/", "http://a.test:65536/", "http://a b.test/", "javascript:alert(1)" })
	void whatIsNoUrlIsAClearError(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> RequestUrl.parse(text)).withMessageStartingWith("'url' ");
	}

	@Test
	void queryIsNotShown() {
		assertThat(RequestUrl.parse("https://a.test/x?token=secret").withoutQuery()).isEqualTo("https://a.test/x");
	}

}
