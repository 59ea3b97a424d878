package io.github.corsboot.mapping;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.github.corsboot.policy.CorsDecision;
import io.github.corsboot.policy.CorsDecision.Allowed;
import io.github.corsboot.policy.CorsDecision.Passed;
import io.github.corsboot.policy.CorsDecision.Rejected;
import io.github.corsboot.policy.CorsPolicy;
import io.github.corsboot.policy.TestRequest;
import org.junit.jupiter.api.Test;

import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPatternParser;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for a {@link PathPolicies} whose forms are covered by different policies.
 */
class PathPoliciesTests {

	private static final String APP = "https://app.test";

	private static final String BOTH = "https://both.test";

	private final PolicyMapping mapping = new PolicyMapping(
			List.of(policy("/app/**", CorsPolicy.builder().allowedOrigins(APP, BOTH).allowCredentials(true)),
					policy("/open/**", CorsPolicy.builder().allowedOrigins("*")),
					policy("/get/**",
							CorsPolicy.builder()
								.allowedOrigins(APP, BOTH)
								.allowedMethods(List.of("GET"))
								.exposedHeaders(List.of("X-One")))));

	private static MappedPolicy policy(String path, CorsPolicy.Builder policy) {
		return new MappedPolicy(policy.name(path).build(), List.of(PathPatternParser.defaultInstance.parse(path)),
				Map.of());
	}

	private CorsDecision evaluate(String path, TestRequest request) {
		return this.mapping.find(RequestedPath.of(PathContainer.parsePath(path))).evaluate(request);
	}

	private static Map<String, String> headers(CorsDecision decision, TestRequest request) {
		Map<String, String> headers = new TreeMap<>();
		decision.headers().writeTo(request, headers, Map::put);
		return headers;
	}

	@Test
	void evaluateWhenOneFormIsUncoveredRefuses() {
		assertThat(evaluate("/app/..%2fother", TestRequest.of("GET", APP))).isInstanceOf(Rejected.class);
		assertThat(evaluate("/other/..%2fapp/x", TestRequest.of("GET", APP))).isInstanceOf(Rejected.class);
		assertThat(evaluate("/app/..%2fother", TestRequest.preflight(APP, "GET"))).isInstanceOf(Rejected.class);
	}

	@Test
	void evaluateWhenOneFormRefusesRefuses() {
		assertThat(evaluate("/open/..%2fapp/x", TestRequest.of("GET", "https://evil.test")))
			.isInstanceOfSatisfying(Rejected.class, (rejected) -> assertThat(rejected.headers().isEmpty()).isTrue());
		assertThat(evaluate("/app/..%2fget/x", TestRequest.of("PUT", APP))).isInstanceOf(Rejected.class);
		assertThat(evaluate("/get/..%2fapp/x", TestRequest.of("PUT", APP))).isInstanceOf(Rejected.class);
	}

	@Test
	void evaluateWhenDifferentPoliciesAllowAllowsTheStrictestOfEachAttribute() {
		for (String path : List.of("/app/..%2fget/x", "/get/..%2fapp/x", "/open/..%2fget/x", "/get/..%2fopen/x")) {
			TestRequest request = TestRequest.of("GET", BOTH);
			CorsDecision decision = evaluate(path, request);
			assertThat(decision).as(path).isInstanceOf(Allowed.class);
			assertThat(headers(decision, request)).as(path)
				.containsOnly(Map.entry("Access-Control-Allow-Origin", BOTH));
			assertThat(decision.headers().vary()).isEqualTo("Origin");
			assertThat(evaluate(path, TestRequest.of("PUT", BOTH))).as(path).isInstanceOf(Rejected.class);
			TestRequest preflight = TestRequest.preflight(BOTH, "GET");
			assertThat(headers(evaluate(path, preflight), preflight)).as(path)
				.containsEntry("Access-Control-Allow-Methods", "GET")
				.doesNotContainKey("Access-Control-Allow-Credentials");
		}
	}

	@Test
	void trailingSlashIsAnotherFormOnlyWhereSomethingElseCovers() {
		PolicyMapping exact = new PolicyMapping(List.of(policy("/items", CorsPolicy.builder().allowedOrigins(APP))));
		assertThat(exact.find("/items/")).isNull();
		PolicyMapping both = new PolicyMapping(List.of(policy("/items", CorsPolicy.builder().allowedOrigins(APP)),
				policy("/**", CorsPolicy.builder().allowedOrigins("*"))));
		assertThat(both.find("/items/").evaluate(TestRequest.of("GET", "https://evil.test")))
			.isInstanceOf(Rejected.class);
		assertThat(both.find("/other/").evaluate(TestRequest.of("GET", "https://evil.test")))
			.isInstanceOf(Allowed.class);
	}

	@Test
	void evaluateWhenThereIsNoOriginVariesAndSaysNothingElse() {
		TestRequest request = TestRequest.of("GET");
		for (String path : List.of("/open/..%2fapp/x", "/app/..%2fopen/x", "/open/..%2fother")) {
			CorsDecision decision = evaluate(path, request);
			assertThat(decision).isInstanceOf(Passed.class);
			assertThat(headers(decision, request)).isEmpty();
			assertThat(decision.headers().vary()).isEqualTo("Origin");
		}
	}

	@Test
	void evaluateWhenOriginIsTheRequestsOwnPasses() {
		assertThat(evaluate("/app/..%2fother", TestRequest.of("POST", "http://api.example.com")))
			.isInstanceOf(Passed.class);
	}

	@Test
	void policiesAreThoseOfAllForms() {
		PathPolicies covered = this.mapping.find(RequestedPath.of(PathContainer.parsePath("/open/..%2fapp/x")));
		assertThat(covered.policies()).extracting(MappedPolicy::name).containsExactly("/open/**", "/app/**");
		assertThat(covered.pattern()).isEqualTo("/open/**, /app/**");
	}

	@Test
	void pathWithSeveralFormsUnderOnePolicyIsDecidedByIt() {
		assertThat(this.mapping.find(RequestedPath.of(PathContainer.parsePath("/app/a%20b;x=1/"))))
			.isSameAs(this.mapping.find("/app/x"));
	}

}
