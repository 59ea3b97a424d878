package io.github.corsboot.properties;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HostCheck}.
 */
class HostCheckTests {

	@ParameterizedTest
	@ValueSource(strings = { "api.example.com", "*.example.com", "localhost", "127.0.0.1", "[::1]", "a_b.example.com",
			"xn--bcher-kva.example", "intranet" })
	void hostIsKept(String text) {
		assertThat(HostCheck.of(text)).isEqualTo(new HostCheck(text, -1, "", null));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "https://api.example.com:8443/x | 0 | write the host alone | api.example.com",
			"* | 0 | without hosts, the policy counts for every host | ", "${HOST} | 0 | set the placeholder | ",
			"api.example.com/x | 15 | a host has no path | api.example.com",
			"api.example.com:8443 | 15 | a host has no port | api.example.com",
			"[::1]:80 | 5 | a host has no port | [::1]", "Api.example.com | 0 | in lower case | api.example.com",
			"api.example.com. | 15 | delete the dot | api.example.com",
			"a.*.com | 2 | only as the whole first label | ", "pr-*.example.com | 3 | only as the whole first label | ",
			"*example.com | 0 | only as the whole first label | ", "*. | 1 | delete the dot | ",
			"a..b | 2 | delete the extra dot | ", "a b | 1 | white space | ", "127.1 | 4 | four decimal numbers | ",
			"*.127.0.0.1 | 10 | an address has no sub-domains | ",
			"b\u00fccher.example | 1 | in ASCII: 'xn--bcher-kva.example' | ",
			"user@a.example | 4 | write 'a.example' | ", "*.*.a | 2 | only as the whole first label | ",
			"'\"a.test\"' | 0 | delete the quotes | a.test", "https:// | 0 | write the host alone | ",
			"/api | 0 | a host has no path | ", ":8080 | 0 | a host has no port | " })
	void mistakeIsNamed(String text, int position, String advice, String correction) {
		HostCheck check = HostCheck.of(text);
		assertThat(check.value()).isNull();
		assertThat(check.advice()).contains(advice);
		assertThat(check.position()).isEqualTo(position);
		assertThat(check.correction()).isEqualTo(correction);
	}

}
