package io.github.corsboot.servlet;

import java.time.Clock;
import java.util.List;

import io.github.corsboot.decision.HandlerLookup;
import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.mapping.MappedPolicy;
import io.github.corsboot.mapping.TestPolicies;
import io.github.corsboot.policy.CorsDecision;
import io.github.corsboot.policy.CorsRequest;
import io.github.corsboot.rejection.CorsNotice;
import io.github.corsboot.rejection.CorsNotices;
import io.github.corsboot.rejection.CorsRecorder;
import io.github.corsboot.rejection.CorsRejections;
import io.github.corsboot.rejection.InMemoryCorsRejectionRepository;

import jakarta.servlet.http.HttpServletResponse;

import org.springframework.mock.web.MockHttpServletRequest;

/**
 * What the classes of this package need, made of policies.
 *
 * @param policies the policies
 * @param rejections what has been refused
 * @param notices what has been noticed
 */
record ServletFixture(CorsPolicies policies, CorsRejections rejections, CorsNotices notices) {

	static ServletFixture of(MappedPolicy... policies) {
		return new ServletFixture(TestPolicies.of(policies),
				new CorsRejections(new InMemoryCorsRejectionRepository(), List.of(), Clock.systemUTC()),
				new CorsNotices(true, Clock.systemUTC()));
	}

	ServletCors cors() {
		return new ServletCors(this.policies, HandlerLookup.none(), recorder());
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
	CorsDecision evaluate(MockHttpServletRequest request) {
		CorsRequest cors = new ServletCorsRequest(request);
		return this.policies.find(request.getRequestURI()).evaluate(cors);
	}

	/**
	 * Create a request that the container dispatches by the path as it was sent.
	 */
	static MockHttpServletRequest request(String method, String path, String... headers) {
		MockHttpServletRequest request = new MockHttpServletRequest(method, path);
		request.setServletPath(path);
		request.setAsyncSupported(true);
		for (String header : headers) {
			int colon = header.indexOf(": ");
			request.addHeader(header.substring(0, colon), header.substring(colon + 2));
		}
		return request;
	}

	static MockHttpServletRequest preflight(String path, String origin, String method, String... headers) {
		MockHttpServletRequest request = request("OPTIONS", path, headers);
		request.addHeader("Origin", origin);
		request.addHeader("Access-Control-Request-Method", method);
		return request;
	}

	/**
	 * Return the lines of the headers that belong to CORS, without what all have in
	 * common.
	 */
	static List<String> corsHeaders(HttpServletResponse response) {
		String prefix = "Access-Control-";
		return response.getHeaderNames()
			.stream()
			.filter((name) -> name.startsWith(prefix))
			.flatMap((name) -> response.getHeaders(name)
				.stream()
				.map((value) -> name.substring(prefix.length()) + ": " + value))
			.toList();
	}

}
