package io.github.corsboot.web;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import javax.management.MBeanParameterInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;

import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.mapping.MappedPolicy;
import io.github.corsboot.mapping.PolicyMapping;
import io.github.corsboot.policy.CorsPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.WebApplicationType;
import org.springframework.web.util.UriUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the endpoint shows.
 */
@ParameterizedClass
@EnumSource(value = WebApplicationType.class, names = { "SERVLET", "REACTIVE" })
class CorsEndpointTests extends AbstractActuatorTests {

	CorsEndpointTests(WebApplicationType type) {
		super(type);
	}

	private static JsonNode policy(JsonNode cors, String name) {
		for (JsonNode policy : cors.get("policies")) {
			if (policy.get("name").asString().equals(name)) {
				return policy;
			}
		}
		throw new AssertionError("No policy '" + name + "' in " + cors);
	}

	@Test
	void endpointShowsEveryResolvedValueAndWhereItWasSet() {
		start();
		JsonNode cors = json(send("GET /actuator/cors"));
		assertThat(cors.get("enabled").asBoolean()).isTrue();
		JsonNode policy = policy(cors, "with-credentials");
		assertThat(policy.get("paths").toString()).isEqualTo("[\"/credentials/**\"]");
		assertThat(policy.get("allowedOrigins").toString())
			.isEqualTo("[\"https://app.example.com\",\"https://*.example.com\",\"https://pr-*.preview.test\"]");
		assertThat(policy.has("hosts")).isFalse();
		assertThat(policy(cors, "tenant-a").get("hosts").toString()).isEqualTo("[\"a.tenants.test\"]");
		assertThat(policy(cors, "tenant-a").get("sources").get("hosts").get("property").asString())
			.isEqualTo("cors.policies.tenant-a.hosts");
		assertThat(policy.get("allowedMethods").toString()).isEqualTo("[\"GET\",\"POST\",\"PUT\"]");
		assertThat(policy.get("allowedHeaders").toString()).isEqualTo("[\"Content-Type\",\"X-Api-Key\"]");
		assertThat(policy.get("exposedHeaders").toString()).isEqualTo("[\"X-Total\",\"ETag\"]");
		assertThat(policy.get("allowCredentials").asBoolean()).isTrue();
		assertThat(policy.get("maxAge").asString()).isEqualTo("3600s");
		JsonNode sources = policy.get("sources");
		assertThat(sources.get("allowed-origins").get("property").asString())
			.isEqualTo("cors.policies.with-credentials.allowed-origins");
		assertThat(sources.get("allowed-origins").get("location").asString()).contains("[cases.yml]");
		assertThat(sources.get("exposed-headers").get("location").asString()).contains("[cases.yml]");
		assertThat(sources.get("allowed-origins").get("from").asString()).isEqualTo("set");
		assertThat(sources.get("allow-navigation").toString())
			.isEqualTo("{\"property\":\"cors.policies.with-credentials.allow-navigation\",\"from\":\"default\"}");
		JsonNode inherited = policy(cors, "open").get("sources").get("exposed-headers");
		assertThat(inherited.get("property").asString()).isEqualTo("cors.exposed-headers");
		assertThat(inherited.get("from").asString()).isEqualTo("inherited");
		assertThat(policy(cors, "default").get("sources").get("paths").get("location").asString())
			.contains("commandLineArgs");
	}

	@Test
	void endpointShowsRecentRejectionsNewestFirst() {
		start();
		send("GET /api/data;secret=1?token=2", EVIL);
		send("OPTIONS /credentials/data", "Origin: https://app.example.com", "Access-Control-Request-Method: PUT",
				"Access-Control-Request-Headers: x-one,x-api-key,x-two");
		send("GET /api/data", "Origin: https://app.example.com/");
		send("GET /api/data", "Origin: https://app.example.com");
		JsonNode rejections = json(send("GET /actuator/cors")).get("rejections");
		assertThat(rejections.get("counts").toString())
			.isEqualTo("{\"origin-not-allowed\":1,\"origin-malformed\":1,\"header-not-allowed\":1}");
		JsonNode recent = rejections.get("recent");
		assertThat(recent).hasSize(3);
		assertThat(recent.get(0).get("reason").asString()).isEqualTo("origin-malformed");
		assertThat(recent.get(0).get("hint").asString()).contains("trailing slash");
		assertThat(recent.get(1).get("kind").asString()).isEqualTo("preflight");
		assertThat(recent.get(1).get("method").asString()).isEqualTo("PUT");
		assertThat(recent.get(1).get("policies").toString()).isEqualTo("[\"with-credentials\"]");
		assertThat(recent.get(1).get("refusedHeaders").toString()).isEqualTo("[\"x-one\",\"x-two\"]");
		assertThat(recent.get(1).get("decidedBy").get(0).get("property").asString())
			.isEqualTo("cors.policies.with-credentials.allowed-headers");
		JsonNode first = recent.get(2);
		assertThat(first.get("origin").asString()).isEqualTo("https://evil.test");
		assertThat(first.get("path").asString()).isEqualTo("/api/data");
		assertThat(first.get("decidedBy").get(0).get("location").asString()).contains("[cases.yml]");
		assertThat(first.get("time").asString()).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
		assertThat(rejections.toString()).doesNotContain("secret", "token");
	}

	@Test
	void rejectionKeepsTheHostThatWasAsked() {
		start();
		send("GET /api/data", "Host: b.tenants.test", "Origin: https://a.test");
		send("GET /api/data", "Host: internal:8080", "X-Forwarded-Host: a.tenants.test", "Origin: https://a.test");
		JsonNode recent = json(send("GET /actuator/cors")).get("rejections").get("recent");
		assertThat(recent.get(1).get("address").asString()).matches("http://b.tenants.test(:80)?");
		assertThat(json(send("GET /actuator/cors")).get("rejections").get("groups").get(1).get("address").asString())
			.matches("http://b.tenants.test(:80)?");
		assertThat(recent.get(1).get("pattern").asString()).isEqualTo("b.tenants.test/api/**");
		assertThat(recent.get(1).get("hint").asString())
			.startsWith("Policy 'tenant-a' allows this origin, but only for requests to a.tenants.test. "
					+ "The server was asked as 'http://b.tenants.test");
		assertThat(recent.get(0).get("hint").asString()).contains("Policy 'tenant-a' allows this origin",
				"The server was asked as 'http://internal:8080'", "A forwarding header names another host",
				"server.forward-headers-strategy");
		for (int i = 0; i < 2; i++) {
			JsonNode explanation = json(send("GET /actuator/cors/explain?id=" + recent.get(i).get("id").asString()));
			assertThat(explanation.toString()).contains("decided-as-before");
			assertThat(explanation.get("verdict").get("code").asString()).isEqualTo("blocked-at-response");
		}
	}

	@Test
	void endpointShowsWarnings() {
		start("--cors.allowed-methods=GET,patch");
		JsonNode warnings = json(send("GET /actuator/cors")).get("warnings");
		assertThat(warnings).anySatisfy((warning) -> {
			assertThat(warning.get("value").asString()).isEqualTo("patch");
			assertThat(warning.get("source").get("property").asString()).isEqualTo("cors.allowed-methods");
			assertThat(warning.get("source").get("location").asString()).contains("commandLineArgs");
			assertThat(warning.get("advice").asString()).contains("write 'PATCH'");
		});
	}

	@Test
	void endpointShowsAnnotationsThatWidenAPolicy() {
		start("--cors.policies.annotated.paths=/{area}/annotated");
		JsonNode annotations = json(send("GET /actuator/cors")).get("annotations");
		assertThat(annotations).hasSize(1);
		assertThat(annotations.get(0).toString()).isEqualTo("{\"handler\":\""
				+ TestApplication.DataController.class.getName()
				+ "#annotated\",\"paths\":[\"/{area}/annotated\"],\"policies\":[\"tenants\",\"tenant-a\",\"tenant-b\",\"annotated\"],"
				+ "\"allowedOrigins\":[\"https://annotated.test\"],\"allowedMethods\":[\"GET\"],"
				+ "\"allowedHeaders\":[],\"exposedHeaders\":[]}");
	}

	@Test
	void endpointShowsThatNothingIsChecked() {
		start("--cors.enabled=false");
		assertThat(send("GET /api/data", EVIL).status()).isEqualTo(200);
		JsonNode cors = json(send("GET /actuator/cors"));
		assertThat(cors.get("enabled").asBoolean()).isFalse();
		assertThat(cors.get("policies")).isEmpty();
	}

	@Test
	void endpointSaysWhichInstanceAndVersionThisIs() {
		start("--spring.application.name=orders");
		HttpExchange response = send("GET /actuator/cors");
		JsonNode cors = json(response);
		assertThat(cors.get("instance").get("application").asString()).isEqualTo("orders");
		assertThat(cors.get("instance").get("id").asString()).matches("[0-9a-z]{6}");
		assertThat(cors.get("policiesVersion").asInt()).isOne();
		assertThat(cors.get("policiesSince").asString()).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
		assertThat(response.body()).doesNotContain("null");
	}

	@ParameterizedTest
	@ValueSource(strings = { "*/*", "application/json", "application/vnd.spring-boot.actuator.v3+json" })
	void endpointAnswersJson(String accept) {
		start();
		HttpExchange response = send("GET /actuator/cors", "Accept: " + accept);
		assertThat(json(response).get("enabled").asBoolean()).isTrue();
		assertThat(response.header("Content-Type")).contains("json");
	}

	@Test
	void indexOfActuatorHasThePlainLink() {
		start();
		JsonNode links = json(send("GET /actuator")).get("_links");
		assertThat(links.get("cors").get("href").asString()).endsWith("/actuator/cors");
		assertThat(links.get("cors").get("templated").asBoolean()).isFalse();
	}

	@Test
	void rejectionsAreGroupedWithHintAndLine() {
		start();
		send("GET /api/data", EVIL);
		send("GET /api/data/7", "Origin: http://app.example.com");
		send("PUT /api/data", "Origin: http://app.example.com");
		JsonNode groups = json(send("GET /actuator/cors")).get("rejections").get("groups");
		assertThat(groups).hasSize(2);
		JsonNode newest = groups.get(0);
		assertThat(newest.get("origin").asString()).isEqualTo("http://app.example.com");
		assertThat(newest.get("count").asInt()).isEqualTo(2);
		assertThat(newest.get("method").asString()).isEqualTo("PUT");
		assertThat(newest.get("path").asString()).isEqualTo("/api/data");
		assertThat(newest.get("hint").asString())
			.isEqualTo("Only the scheme differs from 'https://app.example.com', which is allowed.");
		assertThat(newest.get("decidedBy").get(0).get("location").asString()).contains("[cases.yml]");
		assertThat(json(send("GET /actuator/cors/explain?id=" + newest.get("id").asString())).get("mode").asString())
			.isEqualTo("what-happened");
	}

	@Test
	void noticesAreShown() {
		start();
		send("GET /api/data", "Origin: https://app.example.com", "Sec-Fetch-Mode: cors", "Sec-Fetch-Site: cross-site",
				"Cookie: a=b");
		JsonNode notices = json(send("GET /actuator/cors")).get("notices");
		assertThat(notices.toString()).contains("\"kind\":\"cookie-without-credentials\"",
				"\"reference\":\"docs/notices.md#cookie-without-credentials\"");
	}

	@Test
	void rejectionsAreSelected() {
		start();
		send("GET /api/data", EVIL);
		send("GET /credentials/data", "Origin: https://other.test");
		send("GET /api/data", "Origin: https://app.example.com/");
		assertThat(paths("")).containsExactly("/api/data", "/credentials/data", "/api/data");
		assertThat(paths("?limit=1")).hasSize(1);
		assertThat(paths("?reason=origin-malformed")).hasSize(1);
		assertThat(paths("?origin=https://other.test")).containsExactly("/credentials/data");
		assertThat(paths("?path=/credentials")).containsExactly("/credentials/data");
		assertThat(paths("?since=1m")).hasSize(3);
		assertThat(paths("?since=2100-01-01T00:00:00Z")).isEmpty();
	}

	private List<String> paths(String query) {
		List<String> paths = new ArrayList<>();
		json(send("GET /actuator/cors/rejections" + query)).get("rejections")
			.forEach((rejection) -> paths.add(rejection.get("path").asString()));
		return paths;
	}

	@ParameterizedTest
	@ValueSource(strings = { "rejections?reason=unknown", "rejections?since=yesterday",
			"rejections?since=PT999999999999999999S", "rejections?limit=0", "explain", "explain?url=ftp://a.test/",
			"explain?url=/api/data&mode=same-origin", "explain?console=nonsense", "explain?id=unknown",
			"explain?url=/api/data&headers=a%20b" })
	void badParameterIsAClearError(String view) {
		start();
		HttpExchange response = send("GET /actuator/cors/" + view);
		assertThat(response.status()).as(response.body()).isEqualTo(400);
		assertThat(JsonMapper.shared().readTree(response.body()).get("error").asString()).contains("'");
	}

	@ParameterizedTest
	@ValueSource(strings = { "fleet", "all", "" })
	void scopeThatIsNotKnownIsAClearError(String scope) {
		start();
		HttpExchange response = send("GET /actuator/cors?scope=" + scope);
		assertThat(response.status()).isEqualTo(400);
		assertThat(JsonMapper.shared().readTree(response.body()).get("error").asString())
			.contains(scope.equals("fleet") ? "cors.fleet.redis.enabled" : "has to be instance or fleet");
	}

	@Test
	void scopeOfThisInstanceIsTheDefault() {
		start();
		send("GET /api/data", EVIL);
		HttpExchange response = send("GET /actuator/cors?scope=instance");
		assertThat(map(response)).isEqualTo(map(send("GET /actuator/cors")));
		assertThat(response.body()).doesNotContain("\"fleet\"", "\"instances\"");
	}

	@Test
	void otherViewsAreNotThere() {
		start();
		assertThat(send("GET /actuator/cors/other").status()).isEqualTo(404);
	}

	@Test
	void rejectionsAreClearedIfThatIsAllowed() {
		start("--management.endpoint.cors.access=unrestricted");
		send("GET /api/data", EVIL);
		assertThat(paths("")).hasSize(1);
		assertThat(send("DELETE /actuator/cors/rejections").status()).isEqualTo(204);
		assertThat(paths("")).isEmpty();
		JsonNode rejections = json(send("GET /actuator/cors")).get("rejections");
		assertThat(rejections.get("recent")).isEmpty();
		assertThat(rejections.get("counts").get("origin-not-allowed").asInt()).isOne();
	}

	@Test
	void rejectionsAreNotClearedByDefault() {
		start();
		assertThat(send("DELETE /actuator/cors/rejections").status()).isIn(404, 405);
	}

	@Test
	void explainSaysWhatWouldBecomeOfARequest() {
		start();
		JsonNode explanation = json(send("GET /actuator/cors/explain?url=http://localhost/credentials/data&method=PUT"
				+ "&origin=https://app.example.com&headers=X-One&headers=Content-Type:%20application/json&credentials=true"));
		assertThat(explanation.get("mode").asString()).isEqualTo("what-if");
		JsonNode verdict = explanation.get("verdict");
		assertThat(verdict.get("code").asString()).isEqualTo("blocked-at-preflight");
		assertThat(verdict.get("text").asString()).contains("header-not-allowed", "x-one");
		assertThat(verdict.get("source").get("property").asString())
			.isEqualTo("cors.policies.with-credentials.allowed-headers");
		assertThat(verdict.get("source").get("location").asString()).contains("[cases.yml]");
		assertThat(explanation.get("change").get("yaml").asString()).contains("with-credentials:",
				"allowed-headers: Content-Type, X-Api-Key, x-one");
		assertThat(explanation.get("preflight").get("responseHeaders").get("Access-Control-Allow-Headers").asString())
			.isEqualTo("Content-Type, X-Api-Key");
		assertThat(json(send("GET /actuator/cors")).get("rejections").get("recent")).isEmpty();
	}

	@Test
	void explainSaysWhatHappenedToARequest() {
		start();
		send("GET /api/data", EVIL);
		String id = json(send("GET /actuator/cors")).get("rejections").get("recent").get(0).get("id").asString();
		JsonNode explanation = json(send("GET /actuator/cors/explain?id=" + id));
		assertThat(explanation.get("mode").asString()).isEqualTo("what-happened");
		assertThat(explanation.get("steps").get(0).get("code").asString()).isEqualTo("decided-as-before");
		assertThat(explanation.get("verdict").get("text").asString()).contains("https://evil.test");
		assertThat(explanation.get("link").asString()).isEqualTo("explain?id=" + id);
	}

	@Test
	void explainSaysThatOtherPoliciesWouldAllowTheRequestNow() {
		start();
		send("GET /api/data", EVIL);
		String id = json(send("GET /actuator/cors")).get("rejections").get("recent").get(0).get("id").asString();
		this.context.getBean(CorsPolicies.class)
			.replace(new PolicyMapping(
					List.of(MappedPolicy.of(CorsPolicy.builder().allowedOrigins("https://evil.test").build(), "/**"))));
		JsonNode explanation = json(send("GET /actuator/cors/explain?id=" + id));
		assertThat(explanation.get("policiesVersion").asInt()).isEqualTo(2);
		assertThat(explanation.get("steps").get(0).get("text").asString()).contains("under version 1", "Version 2",
				"would allow it", "up to 1800 s");
	}

	@Test
	void explainReadsALineOfAConsole() {
		start();
		String line = "Access to fetch at 'http://localhost/api/data' from origin 'https://evil.test' has been blocked by "
				+ "CORS policy: No 'Access-Control-Allow-Origin' header is present on the requested resource.";
		JsonNode explanation = json(
				send("GET /actuator/cors/explain?console=" + UriUtils.encode(line, StandardCharsets.UTF_8)));
		assertThat(explanation.get("verdict").get("code").asString()).isEqualTo("blocked-at-response");
		assertThat(explanation.get("steps").toString()).contains(line);
	}

	@Test
	void jmxShowsTheSame() throws Exception {
		start("--spring.jmx.enabled=true", "--management.endpoints.jmx.exposure.include=cors",
				"--management.endpoint.cors.access=unrestricted");
		send("GET /api/data", EVIL);
		assertThat(invoke("cors")).isEqualTo(map(send("GET /actuator/cors")).toString());
		Object rejections = map(send("GET /actuator/cors/rejections")).get("rejections");
		assertThat(invoke("rejections", null, null, null, null, null)).isEqualTo(rejections.toString());
		assertThat(
				invoke("explain", null, null, "https://api.test/api/data", "https://evil.test", null, null, null, null))
			.isEqualTo(map(send("GET /actuator/cors/explain?url=https://api.test/api/data&origin=https://evil.test"))
				.toString());
		invoke("clearRejections");
		assertThat(paths("")).isEmpty();
	}

	private static Map<?, ?> map(HttpExchange response) {
		return JsonMapper.shared().readValue(response.body().getBytes(StandardCharsets.ISO_8859_1), Map.class);
	}

	private static String invoke(String operation, Object... arguments) throws Exception {
		MBeanServer server = ManagementFactory.getPlatformMBeanServer();
		ObjectName endpoint = new ObjectName("org.springframework.boot:type=Endpoint,name=Cors");
		String[] signature = Arrays.stream(server.getMBeanInfo(endpoint).getOperations())
			.filter((candidate) -> candidate.getName().equals(operation))
			.flatMap((candidate) -> Arrays.stream(candidate.getSignature()))
			.map(MBeanParameterInfo::getType)
			.toArray(String[]::new);
		assertThat(arguments).hasSameSizeAs(signature);
		return String.valueOf(server.invoke(endpoint, operation, arguments, signature));
	}

}
