package io.github.corsboot.reactive;

import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.mapping.PathPolicies;
import io.github.corsboot.mapping.TestPolicies;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.http.HttpMethod;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.ServerWebExchangeDecorator;

import static io.github.corsboot.mapping.TestPolicies.policy;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ReactivePathReader}.
 */
class ReactivePathReaderTests {

	private final CorsPolicies policies = TestPolicies.of(policy("/api/**", "https://api.test"),
			policy("/private/**", "https://private.test"));

	/**
	 * Create an exchange with a path as it was sent.
	 */
	private static ServerWebExchange exchange(String path, String contextPath) {
		return MockServerWebExchange
			.from(MockServerHttpRequest.method(HttpMethod.GET, java.net.URI.create("http://localhost" + path))
				.contextPath(contextPath));
	}

	private @Nullable String find(ServerWebExchange exchange) {
		PathPolicies covered = ReactivePathReader.READER.find(exchange, this.policies.mapping());
		return (covered != null) ? covered.pattern() : null;
	}

	@ParameterizedTest
	@CsvSource({ "/api/x, ''", "/app/api/x, /app" })
	void findMatchesWithinTheApplication(String path, String contextPath) {
		assertThat(find(exchange(path, contextPath))).isEqualTo("/api/**");
	}

	@Test
	void findWhenOnlyTheContextPathWouldMatchFindsNothing() {
		assertThat(find(exchange("/api/x", "/api"))).isNull();
	}

	@Test
	void findWhenNoPolicyCoversReturnsNull() {
		assertThat(find(exchange("/other", ""))).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/%61pi/x", "/api;a=b/x", "/api/%2e/x" })
	void findWhenThePathIsEncodedMatchesWhatItStandsFor(String path) {
		assertThat(find(exchange(path, ""))).isEqualTo("/api/**");
	}

	@Test
	void findWhenFormsHaveDifferentPoliciesNamesAll() {
		assertThat(find(exchange("/api/..%2fprivate/x", ""))).contains("/api/**", "/private/**");
	}

	@Test
	void findWhenOnePolicyCoversEverythingLooksAtNoPath() {
		CorsPolicies everything = TestPolicies.of(policy("/**", "https://all.test"));
		ServerWebExchange exchange = new ServerWebExchangeDecorator(exchange("/x", "")) {

			@Override
			public org.springframework.http.server.reactive.ServerHttpRequest getRequest() {
				throw new AssertionError("is not needed");
			}

		};
		assertThat(ReactivePathReader.READER.find(exchange, everything.mapping())).isNotNull();
	}

	@Test
	void pathIsThePathWithinTheApplication() {
		assertThat(ReactivePathReader.READER.pathKey(exchange("/app/%61pi;a=b/x?q=1", "/app")))
			.isEqualTo("/%61pi;a=b/x");
	}

	@Test
	void displayPathIsThePathAsItWasSentWithoutParametersAndQuery() {
		assertThat(ReactivePathReader.READER.displayPath(exchange("/app/%61pi;a=b/x?q=1", "/app")))
			.isEqualTo("/%61pi/x");
	}

}
