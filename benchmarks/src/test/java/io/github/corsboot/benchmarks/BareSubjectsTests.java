package io.github.corsboot.benchmarks;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

import io.github.corsboot.decision.HandlerLookup;
import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.mapping.MappedPolicy;
import io.github.corsboot.mapping.PolicyMapping;
import io.github.corsboot.policy.CorsPolicy;
import io.github.corsboot.reactive.BareWebFilter;
import io.github.corsboot.reactive.CorsPolicyWebFilter;
import io.github.corsboot.reactive.WebFluxHandlerLookup;
import io.github.corsboot.servlet.BareFilter;
import io.github.corsboot.servlet.CorsPolicyFilter;
import jakarta.servlet.Filter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.context.support.GenericApplicationContext;
import org.springframework.http.HttpMethod;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.http.server.reactive.MockServerHttpResponse;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.util.pattern.PathPatternParser;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link BareFilter} and {@link BareWebFilter}: what they leave out shows in no
 * answer, so they answer each request as the filter of an application does.
 */
class BareSubjectsTests {

	private static final String APP = "https://app.example.com";

	private static final CorsPolicies POLICIES = new CorsPolicies(new PolicyMapping(List.of(
			policy("/api/**",
					CorsPolicy.builder()
						.allowedOrigins(List.of(APP, "https://*.example.com"))
						.exposedHeaders(List.of("X-Total"))),
			policy("/credentials/**",
					CorsPolicy.builder()
						.allowedOrigins(List.of(APP))
						.allowedMethods(List.of("GET", "PUT"))
						.allowedHeaders(List.of("Content-Type"))
						.allowCredentials(true)),
			policy("/any/**",
					CorsPolicy.builder()
						.allowedOrigins(List.of(APP))
						.allowedMethods(List.of("*"))
						.allowCredentials(true)),
			policy("/open/**", CorsPolicy.builder().allowedOrigins(List.of("*"))))), List::of);

	private static MappedPolicy policy(String path, CorsPolicy.Builder policy) {
		return new MappedPolicy(policy.name(path).build(), List.of(PathPatternParser.defaultInstance.parse(path)),
				Map.of());
	}

	static Stream<Request> requests() {
		return Stream.concat(
				Stream.of(Subject.SERVLET_BARE, Subject.REACTIVE_BARE)
					.flatMap((subject) -> subject.workloads().stream())
					.distinct()
					.map(Request::of),
				Stream.of(request("GET /uncovered"), request("GET /uncovered", "Origin", APP), request("GET /api/data"),
						request("GET /api/data", "Origin", APP), request("PUT /api/data", "Origin", APP),
						request("PURGE /api/data", "Origin", APP), request("GET /api/data", "Origin", "null"),
						request("GET /api/data", "Origin", APP + "/"),
						request("GET /api/data", "Origin", "https://evil.test"),
						request("GET /api/data", "Origin", "https://api.example.test"),
						request("GET /api/data", "Origin", "https://evil.test", "Sec-Fetch-Site", "same-origin"),
						request("GET /api/data", "Origin", "https://evil.test", "Connection", "Upgrade", "Upgrade",
								"websocket", "Sec-Fetch-Mode", "websocket"),
						preflight("/api/data", APP, "PUT", "x-one"), preflight("/api/data", APP, "PURGE", "x-one"),
						preflight("/api/data", "https://evil.test", "PUT", "x-one"),
						preflight("/uncovered", APP, "PUT", "x-one"),
						preflight("/credentials/data", APP, "PUT", "x-one"),
						preflight("/credentials/data", APP, "PUT", "content-type"),
						request("GET /credentials/data", "Origin", APP), preflight("/any/data", APP, "PURGE", "x-one"),
						preflight("/any/data", APP, "PURGE", "x one"), request("GET /open/data"),
						request("GET /open/data", "Origin", "https://any.test"),
						preflight("/open/data", "https://any.test", "PUT", "x-one")));
	}

	private static Request request(String line, String... headers) {
		String[] parts = line.split(" ", 2);
		return new Request(POLICIES, parts[0], parts[1], List.of(headers));
	}

	private static Request preflight(String path, String origin, String method, String headers) {
		return request("OPTIONS " + path, "Origin", origin, "Access-Control-Request-Method", method,
				"Access-Control-Request-Headers", headers);
	}

	@ParameterizedTest
	@MethodSource("requests")
	void bareFilterAnswersAsTheFilterOfAnApplication(Request request) throws Exception {
		CorsPolicies policies = request.policies();
		Answer answer = answer(new CorsPolicyFilter(policies, HandlerLookup.none(), Policies.recorder()), request);
		assertThat(answer.isCovered()).isEqualTo(request.isCovered());
		assertThat(answer(new BareFilter(policies), request)).isEqualTo(answer);
	}

	private static Answer answer(Filter filter, Request request) throws Exception {
		MockHttpServletRequest servletRequest = new MockHttpServletRequest(request.method(), request.path());
		servletRequest.setServletPath(request.path());
		servletRequest.setScheme("https");
		servletRequest.setServerName("api.example.test");
		servletRequest.setServerPort(443);
		request.forEachHeader(servletRequest::addHeader);
		MockHttpServletResponse response = new MockHttpServletResponse();
		AtomicBoolean passed = new AtomicBoolean();
		filter.doFilter(servletRequest, response, (passedRequest, passedResponse) -> passed.set(true));
		Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		response.getHeaderNames().forEach((name) -> headers.put(name, response.getHeaders(name)));
		return new Answer(passed.get(), response.getStatus(), headers, response.getContentAsString());
	}

	@ParameterizedTest
	@MethodSource("requests")
	void bareWebFilterAnswersAsTheFilterOfAnApplication(Request request) {
		CorsPolicies policies = request.policies();
		try (GenericApplicationContext context = new GenericApplicationContext()) {
			context.refresh();
			Answer answer = answer(
					new CorsPolicyWebFilter(policies, new WebFluxHandlerLookup(context), Policies.recorder(), context),
					request);
			assertThat(answer.isCovered()).isEqualTo(request.isCovered());
			assertThat(answer(new BareWebFilter(policies), request)).isEqualTo(answer);
		}
	}

	private static Answer answer(WebFilter filter, Request request) {
		MockServerHttpRequest.BaseBuilder<?> builder = MockServerHttpRequest
			.method(HttpMethod.valueOf(request.method()), URI.create("https://api.example.test" + request.path()));
		request.forEachHeader(builder::header);
		MockServerWebExchange exchange = MockServerWebExchange.from(builder);
		AtomicBoolean passed = new AtomicBoolean();
		filter.filter(exchange, (passedExchange) -> {
			passed.set(true);
			return passedExchange.getResponse().setComplete();
		}).block();
		MockServerHttpResponse response = exchange.getResponse();
		Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		response.getHeaders().forEach(headers::put);
		int status = (response.getStatusCode() != null) ? response.getStatusCode().value() : 200;
		return new Answer(passed.get(), status, headers, response.getBodyAsString().block());
	}

	record Request(CorsPolicies policies, String method, String path, List<String> headers) {

		static Request of(Workload workload) {
			List<String> asked = workload.asked();
			return new Request(Policies.of(workload), workload.method(), workload.path(),
					workload.headers(asked.isEmpty() ? null : asked.get(0)));
		}

		void forEachHeader(BiConsumer<String, String> consumer) {
			for (int i = 0; i < this.headers.size(); i += 2) {
				consumer.accept(this.headers.get(i), this.headers.get(i + 1));
			}
		}

		boolean isCovered() {
			return !this.path.startsWith("/uncovered");
		}

		@Override
		public String toString() {
			return this.method + " " + this.path;
		}

	}

	private record Answer(boolean passed, int status, Map<String, List<String>> headers, String body) {

		/** With a policy, there is at least {@code Vary} or what is allowed. */
		boolean isCovered() {
			return !this.headers.isEmpty();
		}

	}

}
