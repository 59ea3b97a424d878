package io.github.corsboot.web;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.rejection.CorsNotice.Kind;
import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The meters, as Prometheus scrapes them from an application that has seen requests of
 * each kind, and the dashboard and alerts that are made for them.
 */
@ParameterizedClass
@EnumSource(value = TestServer.Kind.class, names = { "TOMCAT", "JETTY", "NETTY" })
class MetricsTests {

	private static final Path GRAFANA = Path.of("..", "docs", "grafana");

	private static final Set<String> LABELS_OF_A_TARGET = Set.of("job", "instance");

	private static final String APP = "Origin: https://app.example.com";

	private static final String EVIL = "Origin: https://evil.test";

	private static TestServer server;

	@Parameter
	TestServer.Kind kind;

	@BeforeParameterizedClassInvocation
	static void start(TestServer.Kind kind) {
		server = kind.start(new Class<?>[] { Measuring.class }, "--test.with=prometheus",
				"--management.endpoints.web.exposure.include=prometheus", "--cors.websocket.enforce-origin=true");
		server.send("GET /api/data");
		server.send("GET /api/data", APP);
		server.send("GET /api/data", APP);
		server.send("OPTIONS /api/data", APP, "Access-Control-Request-Method: PUT");
		server.send("GET /api/data", EVIL);
		server.send("OPTIONS /credentials/data", APP, "Access-Control-Request-Method: PURGE");
		server.send("GET /shared/data", EVIL);
		server.send("GET /api/data", "Origin: nonsense");
		server.send("POST /api/data", EVIL, "Sec-Fetch-Site: same-origin", "Content-Length: 0");
		WebSocketHandshake.send(server.port(), "/api/data", "https://evil.test");
		server.send("GET /uncovered/data", EVIL);
		await().until(() -> !scrape("cors_requests_total", "reason=\"no-policy\"").isEmpty());
		await().until(() -> !scrape("http_server_requests_seconds_count", "status=\"403\"").isEmpty());
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
	}

	private static List<String> scrape(String name, String... labels) {
		return server.send("GET /actuator/prometheus")
			.body()
			.lines()
			.filter((line) -> line.matches(name + "[{ ].*"))
			.filter((line) -> Stream.of(labels).allMatch(line::contains))
			.toList();
	}

	/**
	 * Return the labels of all that is scraped, with their values, by the name of the
	 * metric.
	 */
	private static Map<String, Map<String, Set<String>>> scrapeLabels() {
		Map<String, Map<String, Set<String>>> labels = new TreeMap<>();
		for (String line : scrape("\\w+")) {
			Map<String, Set<String>> ofMetric = labels.computeIfAbsent(line.replaceFirst("[{ ].*", ""),
					(name) -> new TreeMap<>());
			find("(\\w+)=\"([^\"]*)\"", line).forEach(
					(label) -> ofMetric.computeIfAbsent(label.group(1), (name) -> new TreeSet<>()).add(label.group(2)));
		}
		return labels;
	}

	private static List<MatchResult> find(String pattern, String text) {
		return Pattern.compile(pattern).matcher(text).results().toList();
	}

	@ParameterizedTest
	@CsvSource({ "actual, allowed, none, default, 2", "preflight, allowed, none, default, 1",
			"actual, rejected, origin-not-allowed, default, 1",
			"preflight, rejected, method-not-allowed, with-credentials, 1",
			"actual, rejected, origin-not-allowed, several, 1", "actual, rejected, origin-malformed, default, 1",
			"none, passed, same-origin-declared, none, 1", "websocket, rejected, origin-not-allowed, default, 1",
			"actual, rejected, no-policy, none, 1" })
	void countsEveryOutcome(String kind, String outcome, String reason, String policy, double count) {
		assertThat(scrape("cors_requests_total"))
			.contains("cors_requests_total{kind=\"%s\",outcome=\"%s\",policy=\"%s\",reason=\"%s\"} %s".formatted(kind,
					outcome, policy, reason, count));
	}

	@Test
	void countsNoRequestWithoutOrigin() {
		assertThat(scrape("cors_requests_total", "reason=\"no-origin\"")).isEmpty();
	}

	@Test
	void noMeterHasAnOriginOrAPath() {
		assertThat(scrape("cors_\\w+")).isNotEmpty().noneMatch((line) -> line.contains("evil") || line.contains("/"));
	}

	@Test
	void countsNoticesOfEveryKind() {
		assertThat(scrapeLabels().get("cors_notices_total").get("kind"))
			.isEqualTo(Stream.of(Kind.values()).map(Kind::code).collect(Collectors.toSet()));
	}

	@Test
	void showsTheNumberOfPolicies() {
		int policies = server.context().getBean(CorsPolicies.class).mapping().policies().size();
		assertThat(scrape("cors_policies")).containsExactly("cors_policies " + (double) policies);
	}

	/**
	 * Prometheus takes the tags of the first series, and drops those with others.
	 */
	@Test
	void refusedRequestsAreInTheSameSeriesAsOthers() {
		Set<String> statuses = scrapeLabels().get("http_server_requests_seconds_count").get("status");
		assertThat(statuses).contains("200", "403");
		assertThat(scrape("http_server_requests_seconds_count"))
			.extracting((line) -> find("(\\w+)=\"", line).stream().map((label) -> label.group(1)).toList())
			.containsOnly(List.of("error", "exception", "method", "outcome", "status", "uri"));
	}

	@Test
	void observationOfARefusedRequestHasTheReason() {
		assertThat(server.context().getBean(Reasons.class).seen).contains("origin-not-allowed", "origin-malformed",
				"method-not-allowed");
	}

	@Test
	void dashboardUsesMetersThatExist() throws IOException {
		JsonNode dashboard = JsonMapper.shared().readTree(Files.readString(GRAFANA.resolve("cors.json")));
		List<String> expressions = new ArrayList<>();
		for (JsonNode panel : dashboard.get("panels")) {
			for (JsonNode target : panel.get("targets")) {
				String expression = target.get("expr").asString();
				expressions.add(expression);
				assertMetersExist(expression);
				assertLabelsExist(find("\\{\\{(\\w+)}}", target.get("legendFormat").asString()), expression);
				assertThat(target.get("datasource").get("uid").asString()).isEqualTo("${datasource}");
			}
		}
		assertThat(String.join("\n", expressions)).contains("cors_requests_total", "cors_policies",
				"cors_rejections_dropped_total", "cors_notices_total");
		for (JsonNode variable : dashboard.get("templating").get("list")) {
			find("label_values\\((\\w+), (\\w+)\\)", variable.path("definition").asString("")).forEach((query) -> {
				assertThat(scrapeLabels()).containsKey(query.group(1));
				assertThat(LABELS_OF_A_TARGET).contains(query.group(2));
			});
		}
	}

	@Test
	@SuppressWarnings("unchecked")
	void alertsUseMetersThatExist() throws IOException {
		Map<String, List<Map<String, Object>>> file = new Yaml().load(Files.readString(GRAFANA.resolve("alerts.yaml")));
		List<Map<String, Object>> rules = (List<Map<String, Object>>) file.get("groups").get(0).get("rules");
		assertThat(rules).hasSize(4).allSatisfy((rule) -> {
			String expression = (String) rule.get("expr");
			assertMetersExist(expression);
			assertLabelsExist(find("\\$labels\\.(\\w+)", rule.get("annotations").toString()), expression);
		});
	}

	private static void assertMetersExist(String expression) {
		Map<String, Map<String, Set<String>>> scraped = scrapeLabels();
		List<MatchResult> selectors = find("(cors_\\w+)(?:\\{([^}]*)})?", expression);
		assertThat(selectors).as(expression).isNotEmpty();
		for (MatchResult selector : selectors) {
			assertThat(scraped).containsKey(selector.group(1));
			String matchers = (selector.group(2) != null) ? selector.group(2) : "";
			for (MatchResult matcher : find("(\\w+)(=|!=|=~|!~)\"([^\"]*)\"", matchers)) {
				if (!LABELS_OF_A_TARGET.contains(matcher.group(1))) {
					Map<String, Set<String>> labels = scraped.get(selector.group(1));
					assertThat(labels).as(expression).containsKey(matcher.group(1));
					if (!matcher.group(2).endsWith("~")) {
						assertThat(labels.get(matcher.group(1))).as(expression).contains(matcher.group(3));
					}
				}
			}
		}
		for (MatchResult grouping : find("by \\(([^)]*)\\)", expression)) {
			assertLabelsExist(find("(\\w+)", grouping.group(1)), expression);
		}
	}

	private static void assertLabelsExist(List<MatchResult> labels, String expression) {
		Set<String> known = new TreeSet<>(LABELS_OF_A_TARGET);
		Matcher names = Pattern.compile("cors_\\w+").matcher(expression);
		while (names.find()) {
			known.addAll(scrapeLabels().get(names.group()).keySet());
		}
		assertThat(labels).extracting((label) -> label.group(1)).as(expression).allMatch(known::contains);
	}

	@Configuration(proxyBeanMethods = false)
	static class Measuring {

		@Bean
		Reasons reasons() {
			return new Reasons();
		}

	}

	/** The reasons that traces would show. */
	static final class Reasons implements ObservationHandler<Observation.Context> {

		private final Queue<String> seen = new ConcurrentLinkedQueue<>();

		@Override
		public void onStop(Observation.Context context) {
			KeyValue reason = context.getHighCardinalityKeyValue("cors.reason");
			if (reason != null) {
				this.seen.add(reason.getValue());
			}
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return true;
		}

	}

}
