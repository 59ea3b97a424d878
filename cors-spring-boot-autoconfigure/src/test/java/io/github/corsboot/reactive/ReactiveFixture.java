package io.github.corsboot.reactive;

import java.time.Clock;
import java.util.List;

import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.mapping.MappedPolicy;
import io.github.corsboot.mapping.TestPolicies;
import io.github.corsboot.policy.CorsDecision;
import io.github.corsboot.rejection.CorsNotice;
import io.github.corsboot.rejection.CorsNotices;
import io.github.corsboot.rejection.CorsRecorder;
import io.github.corsboot.rejection.CorsRejections;
import io.github.corsboot.rejection.InMemoryCorsRejectionRepository;

import org.springframework.context.ApplicationContext;
import org.springframework.context.support.StaticApplicationContext;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;

/**
 * What the classes of this package need, made of policies.
 *
 * @param policies the policies
 * @param rejections what has been refused
 * @param notices what has been noticed
 * @param context the application, which has no handlers
 */
record ReactiveFixture(CorsPolicies policies, CorsRejections rejections, CorsNotices notices,
		ApplicationContext context) {

	static ReactiveFixture of(MappedPolicy... policies) {
		return new ReactiveFixture(TestPolicies.of(policies),
				new CorsRejections(new InMemoryCorsRejectionRepository(), List.of(), Clock.systemUTC()),
				new CorsNotices(true, Clock.systemUTC()), new StaticApplicationContext());
	}

	ReactiveCors cors() {
		return new ReactiveCors(this.policies, handlers(), recorder(), this.context);
	}

	WebFluxHandlerLookup handlers() {
		return new WebFluxHandlerLookup(this.context);
	}

	CorsRecorder recorder() {
		return new CorsRecorder(this.rejections, this.notices, (decision) -> {
		});
	}

	List<String> reasons() {
		return this.rejections.recent().stream().map((rejection) -> rejection.reason().code()).toList();
	}

	/**
	 * Return the kinds and the names of what has been noticed, in any order.
	 */
	List<String> noticed() {
		return this.notices.all().stream().map((notice) -> (notice.kind() + " " + notice.name()).trim()).toList();
	}

	/**
	 * Return the only notice.
	 */
	CorsNotice notice() {
		return this.notices.all().stream().reduce((one, other) -> {
			throw new AssertionError("more than one: " + this.notices.all());
		}).orElseThrow();
	}

	/**
	 * Decide a request as the filters do, without answering it.
	 */
	CorsDecision evaluate(ServerHttpRequest request) {
		return this.policies.find(request.getPath().value()).evaluate(new ReactiveCorsRequest(request));
	}

	static MockServerHttpRequest request(String method, String path, String... headers) {
		MockServerHttpRequest.BodyBuilder request = MockServerHttpRequest.method(HttpMethod.valueOf(method),
				"http://localhost" + path);
		for (String header : headers) {
			int colon = header.indexOf(": ");
			request.header(header.substring(0, colon), header.substring(colon + 2));
		}
		return request.build();
	}

	static MockServerWebExchange exchange(String method, String path, String... headers) {
		return MockServerWebExchange.from(request(method, path, headers));
	}

	static MockServerWebExchange preflight(String path, String origin, String method, String... headers) {
		HttpHeaders all = new HttpHeaders(request("OPTIONS", path, headers).getHeaders());
		all.set("Origin", origin);
		all.set("Access-Control-Request-Method", method);
		return MockServerWebExchange
			.from(MockServerHttpRequest.method(HttpMethod.OPTIONS, "http://localhost" + path).headers(all).build());
	}

	/**
	 * Return the lines of the headers that belong to CORS, without what all have in
	 * common.
	 */
	static List<String> corsHeaders(HttpHeaders headers) {
		String prefix = "Access-Control-";
		return headers.headerNames()
			.stream()
			.filter((name) -> name.startsWith(prefix))
			.flatMap((name) -> headers.getOrEmpty(name)
				.stream()
				.map((value) -> name.substring(prefix.length()) + ": " + value))
			.toList();
	}

}
