package io.github.corsboot.fleet;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import com.jayway.jsonpath.JsonPath;
import io.github.corsboot.policy.RejectionReason;
import io.github.corsboot.rejection.CorsNotice;
import io.github.corsboot.rejection.CorsNotices;
import io.github.corsboot.rejection.CorsRejections;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Instances of an application that show each other's rejections by a real Redis, and what
 * can go wrong with it.
 */
@Tag("containers")
@EnabledIf("io.github.corsboot.fleet.Redis#isAvailable")
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class FleetStreamTests {

	private static final Duration SOON = Duration.ofSeconds(60);

	private static final String STREAM = "cors:stream:reports";

	/** Of the package faketime: gives a process another clock. */
	private static final Path FAKETIME = Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1");

	private static final String APP = "https://app.test";

	private static final String STRANGER = "https://stranger.test";

	private static ConfigurableApplicationContext first;

	private static ConfigurableApplicationContext second;

	/** Closed last: with the first one, threads of Netty end that all use. */
	private static final List<ConfigurableApplicationContext> others = new ArrayList<>();

	private final HttpClient client = HttpClient.newHttpClient();

	@BeforeAll
	static void startBoth() {
		first = start(WebApplicationType.SERVLET, "one");
		second = start(WebApplicationType.REACTIVE, "two");
	}

	@AfterAll
	static void stopBoth() {
		first.close();
		second.close();
		others.forEach(ConfigurableApplicationContext::close);
	}

	@BeforeEach
	void forget() throws Exception {
		first.getBean(CorsRejections.class).clear();
		second.getBean(CorsRejections.class).clear();
		Redis.run("del", STREAM);
	}

	private static ConfigurableApplicationContext start(WebApplicationType type, String host) {
		return new SpringApplicationBuilder(Application.class).web(type).run(arguments(type, host, APP));
	}

	/**
	 * Start an instance whose user of Redis may do no more than the documentation says.
	 */
	private static ConfigurableApplicationContext startThird(String origin) throws Exception {
		List<String> user = new ArrayList<>(List.of("acl", "setuser", "limited", "reset", "on", ">secret"));
		try (Stream<String> lines = Files.lines(Path.of("..", "docs", "instances.md"))) {
			lines.map(String::strip)
				.filter((line) -> line.startsWith("acl setuser"))
				.map((line) -> line.substring(line.indexOf('~')).split(" "))
				.forEach((rights) -> user.addAll(List.of(rights)));
		}
		assertThat(Redis.run(user.toArray(String[]::new))).isEqualTo("OK");
		Redis.run("acl", "log", "reset");
		List<String> arguments = new ArrayList<>(
				List.of("--spring.data.redis.username=limited", "--spring.data.redis.password=secret"));
		arguments.addAll(List.of(arguments(WebApplicationType.SERVLET, "three", origin)));
		ConfigurableApplicationContext third = new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.SERVLET)
			.run(arguments.toArray(String[]::new));
		others.add(third);
		return third;
	}

	private static String[] arguments(WebApplicationType type, String host, String origin) {
		return new String[] { "--server.port=0", "--spring.application.name=stream", "--HOSTNAME=" + host,
				"--spring.data.redis.host=" + URI.create(Redis.url()).getHost(),
				"--spring.data.redis.port=" + URI.create(Redis.url()).getPort(), "--cors.fleet.redis.enabled=true",
				"--cors.allowed-origins=" + origin, "--cors.websocket.enforce-origin=true",
				"--management.endpoints.web.exposure.include=cors,metrics", "--spring.security.user.password=secret",
				"--spring.cloud.gateway.server.webflux.redis.enabled=false",
				"--spring.cloud.gateway.server.webflux.enabled=" + (type == WebApplicationType.REACTIVE),
				"--logging.level.root=error" };
	}

	private static int port(ConfigurableApplicationContext instance) {
		return instance.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	private void refuse(ConfigurableApplicationContext instance, String origin, String path) throws Exception {
		refuse(port(instance), origin, path);
	}

	private void refuse(int port, String origin, String path) throws Exception {
		HttpResponse<String> answer = send(
				HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).header("Origin", origin));
		assertThat(answer.statusCode()).isEqualTo(403);
		assertThat(answer.body()).contains("origin-not-allowed");
	}

	private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
		return this.client.send(request.build(), HttpResponse.BodyHandlers.ofString());
	}

	private HttpResponse<String> actuator(ConfigurableApplicationContext instance, String path) throws Exception {
		String user = Base64.getEncoder().encodeToString("user:secret".getBytes(StandardCharsets.UTF_8));
		return send(HttpRequest.newBuilder(URI.create("http://localhost:" + port(instance) + "/actuator/" + path))
			.header("Authorization", "Basic " + user)
			.header("Accept", "application/json"));
	}

	private String fleet(ConfigurableApplicationContext instance) throws Exception {
		HttpResponse<String> answer = actuator(instance, "cors?scope=fleet");
		assertThat(answer.statusCode()).isEqualTo(200);
		return answer.body();
	}

	private static int recorded(ConfigurableApplicationContext instance) {
		return instance.getBean(CorsRejections.class).counts().get(RejectionReason.ORIGIN_NOT_ALLOWED).intValue();
	}

	private static int noticed(ConfigurableApplicationContext instance) {
		return (int) instance.getBean(CorsNotices.class).count(CorsNotice.Kind.NOT_A_BROWSER);
	}

	/**
	 * Return the groups of an origin that an instance shows for all.
	 */
	private List<Map<String, Object>> groups(ConfigurableApplicationContext instance, String origin) throws Exception {
		return JsonPath.read(fleet(instance), "$.rejections.groups[?(@.origin == '" + origin + "')]");
	}

	private void awaitCount(ConfigurableApplicationContext instance, String origin, int count) {
		await().atMost(SOON)
			.untilAsserted(() -> assertThat(groups(instance, origin)).singleElement()
				.satisfies((group) -> assertThat(group).containsEntry("count", count)));
	}

	@Test
	void rejectionsAndNoticesOfAllInstancesAreMerged() throws Exception {
		refuse(first, STRANGER, "/orders/1");
		refuse(second, STRANGER, "/orders/2");
		refuse(second, STRANGER, "/orders/3");
		refuse(second, "https://app.test:8443", "/orders");
		for (ConfigurableApplicationContext instance : List.of(first, second)) {
			awaitCount(instance, STRANGER, 3);
			awaitCount(instance, "https://app.test:8443", 1);
			assertThat(groups(instance, STRANGER)).singleElement()
				.satisfies((group) -> assertThat(group).containsEntry("instances", Map.of("one", 1, "two", 2))
					.hasEntrySatisfying("path", (path) -> assertThat(path.toString()).startsWith("/orders/"))
					.containsEntry("near", false)
					.containsKeys("decidedBy", "policies", "id"));
			assertThat(groups(instance, "https://app.test:8443")).singleElement()
				.satisfies((group) -> assertThat(group).containsEntry("near", true)
					.containsEntry("instances", Map.of("two", 1))
					.hasEntrySatisfying("hint",
							(hint) -> assertThat(hint.toString()).contains("Only the port differs")));
			String answer = fleet(instance);
			assertThat(JsonPath.<List<String>>read(answer, "$.fleet.instances[*].host"))
				.containsExactlyInAnyOrder("one", "two");
			assertThat(JsonPath.<List<String>>read(answer, "$.fleet.instances[*].policiesHash")).hasSize(2)
				.containsOnly(JsonPath.<String>read(answer, "$.policiesHash"));
			assertThat(JsonPath.<Integer>read(answer, "$.rejections.counts['origin-not-allowed']"))
				.isEqualTo(recorded(first) + recorded(second));
			assertThat(JsonPath.<List<Map<String, Object>>>read(answer, "$.notices[?(@.kind == 'not-a-browser')]"))
				.singleElement()
				.satisfies((notice) -> assertThat(notice).containsEntry("instances",
						Map.of("one", noticed(first), "two", noticed(second))));
			assertThat(answer).doesNotContain("\"silent\"", "\"unreadable\"", "\"failures\"");
		}
		String own = actuator(first, "cors").body();
		assertThat(JsonPath.<List<Integer>>read(own, "$.rejections.groups[*].count")).containsExactly(1);
		assertThat(JsonPath.<List<String>>read(own, "$.fleet.instances[*].host")).containsExactly("one");
		assertThat(own).doesNotContain("\"instances\":{");
	}

	@Test
	void rejectionOfAnotherInstanceIsExplained() throws Exception {
		refuse(second, STRANGER, "/orders");
		awaitCount(first, STRANGER, 1);
		HttpResponse<String> answer = actuator(first, "cors/explain?id=" + groups(first, STRANGER).get(0).get("id"));
		assertThat(answer.statusCode()).isEqualTo(200);
		assertThat(answer.body()).contains("decided-as-before", STRANGER,
				"by the instance two, with the policies that are in force here");
		HttpResponse<String> unknown = actuator(first, "cors/explain?id=nobody-1");
		assertThat(unknown.statusCode()).isEqualTo(400);
		assertThat(unknown.body()).contains("nor of the latest one of a group of another");
	}

	@Test
	void wrongScopeIsRefused() throws Exception {
		assertThat(actuator(first, "cors?scope=all").statusCode()).isEqualTo(400);
		assertThat(actuator(second, "cors?scope=instance").statusCode()).isEqualTo(200);
		HttpResponse<String> single = actuator(first, "cors/rejections?scope=fleet");
		assertThat(single.statusCode()).isEqualTo(400);
		assertThat(single.body()).contains("?scope=fleet");
	}

	@Test
	void redisKilledInTheMiddleOfALoadLosesNothing() throws Exception {
		AtomicBoolean ended = new AtomicBoolean();
		AtomicLong refused = new AtomicLong();
		List<Throwable> failures = new ArrayList<>();
		Thread load = new Thread(() -> {
			try {
				while (!ended.get()) {
					refuse(first, STRANGER, "/orders");
					refuse(second, STRANGER, "/orders");
					refused.addAndGet(2);
				}
			}
			catch (Throwable ex) {
				failures.add(ex);
			}
		});
		load.start();
		try {
			await().atMost(SOON).until(() -> !groups(first, STRANGER).isEmpty());
			for (int i = 0; i < 2; i++) {
				await().atMost(SOON).until(() -> Redis.run("ping").equals("PONG"));
				long before = refused.get();
				Redis.kill();
				await().atMost(SOON).until(() -> refused.get() > before + 1000);
			}
		}
		finally {
			ended.set(true);
			load.join();
		}
		assertThat(failures).isEmpty();
		awaitCount(first, STRANGER, refused.intValue());
		awaitCount(second, STRANGER, refused.intValue());
	}

	@Test
	void streamThatWasLostIsFilledAgain() throws Exception {
		refuse(first, STRANGER, "/orders");
		refuse(second, STRANGER, "/orders");
		awaitCount(first, STRANGER, 2);
		Redis.run("del", STREAM);
		refuse(second, "https://another.test", "/orders");
		awaitCount(first, "https://another.test", 1);
		assertThat(Integer.parseInt(Redis.run("ttl", STREAM))).isPositive();
		awaitCount(first, STRANGER, 2);
		awaitCount(second, STRANGER, 2);
	}

	/**
	 * Delete the entries of others ({@code ==}), or those of the instances ({@code ~=}).
	 */
	private static void deleteEntries(String operator) throws Exception {
		String deleted = Redis.run("eval",
				"local deleted = 0 for _, entry in ipairs(redis.call('xrange', KEYS[1], '-', '+')) do if entry[2][2] "
						+ operator + " 'others' then deleted = deleted + redis.call('xdel', KEYS[1], entry[1]) end end "
						+ "return deleted",
				"1", STREAM);
		assertThat(Integer.parseInt(deleted)).isPositive();
	}

	@Test
	void streamThatHasLostSomeIsFilledAgain() throws Exception {
		// As after a start of Redis with what it had saved before.
		for (int i = 0; i < 30; i++) {
			Redis.run("eval", "for i = 1, 100 do redis.call('xadd', KEYS[1], '*', 'of', 'others') end", "1", STREAM);
		}
		refuse(first, STRANGER, "/orders");
		awaitCount(second, STRANGER, 1);
		deleteEntries("~=");
		refuse(first, "https://another.test", "/orders");
		awaitCount(second, "https://another.test", 1);
		awaitCount(second, STRANGER, 1);
	}

	@Test
	void fullStreamTakesEntriesBackWhenThereIsRoom() throws Exception {
		refuse(first, STRANGER, "/orders");
		awaitCount(second, STRANGER, 1);
		for (int i = 0; i < 60; i++) {
			Redis.run("eval", "for i = 1, 100 do redis.call('xadd', KEYS[1], '*', 'of', 'others') end", "1", STREAM);
		}
		refuse(first, "https://another.test", "/orders");
		awaitCount(second, "https://another.test", 1);
		assertThat(Redis.run("xlen", STREAM)).asInt().isBetween(5000, 5300);
		// Where there is no room, nobody writes the same again and again.
		await().during(Duration.ofSeconds(35)).atMost(SOON).until(() -> groups(second, STRANGER).isEmpty());
		deleteEntries("==");
		awaitCount(second, STRANGER, 1);
	}

	@Test
	void redisThatRefusesToWriteKeepsWhatItHas() throws Exception {
		refuse(first, STRANGER, "/orders");
		refuse(second, "https://of-second.test", "/orders");
		awaitCount(second, STRANGER, 1);
		awaitCount(first, "https://of-second.test", 1);
		// What a report may leave behind that was interrupted.
		String orphan = copyGroup(first);
		Redis.run("config", "set", "maxmemory", "1");
		try {
			refuse(first, STRANGER, "/orders");
			await().atMost(SOON).until(() -> fleet(first).contains("\"failures\""));
			assertThat(JsonPath.<String>read(fleet(first), "$.fleet.failures[0]"))
				.startsWith("Rejections and notices cannot be published for the other instances at the moment: ")
				.contains("maxmemory");
			// The one that answers knows its own from memory.
			awaitCount(first, STRANGER, 2);
			assertThat(groups(second, STRANGER)).singleElement()
				.satisfies((group) -> assertThat(group).containsEntry("count", 1));
			awaitCount(first, "https://of-second.test", 1);
		}
		finally {
			Redis.run("config", "set", "maxmemory", "0");
		}
		awaitCount(second, STRANGER, 2);
		await().atMost(SOON).until(() -> Redis.run("xrange", STREAM, orphan, orphan).isEmpty());
		assertThat(fleet(first)).doesNotContain("\"failures\"");
	}

	@Test
	void instanceThatMayNotDeleteDoesNotFillTheStream() throws Exception {
		ConfigurableApplicationContext third = startThird(APP);
		FleetReporter reporter = third.getBean(FleetReporter.class);
		try {
			refuse(first, STRANGER, "/orders");
			awaitCount(first, STRANGER, 1);
			await().atMost(SOON).until(() -> fleet(first).contains("\"three\""));
			Redis.run("acl", "setuser", "limited", "-xdel");
			for (int i = 0; i < 100; i++) {
				refuse(third, "https://of-third-" + i + ".test", "/orders");
			}
			await().atMost(SOON).until(() -> !reporter.all().failures().isEmpty());
			assertThat(reporter.all().failures().get(0)).contains("xdel");
			int size = Integer.parseInt(Redis.run("xlen", STREAM));
			await().during(Duration.ofSeconds(8))
				.atMost(SOON)
				.until(() -> Integer.parseInt(Redis.run("xlen", STREAM)) <= size);
			assertThat(groups(second, STRANGER)).hasSize(1);
			Redis.run("acl", "setuser", "limited", "+xdel");
			await().atMost(SOON).until(() -> reporter.all().failures().isEmpty());
			awaitCount(second, "https://of-third-99.test", 1);
			reporter.stop();
			reporter.start();
			refuse(third, "https://of-third-99.test", "/orders");
			awaitCount(second, "https://of-third-99.test", 2);
			assertThat(JsonPath.<List<Object>>read(fleet(second),
					"$.fleet.instances[?(@.host == 'three')].policiesVersion"))
				.hasSize(1);
		}
		finally {
			reporter.stop();
		}
	}

	@Test
	void originsThatLookTheSameAreAllCounted() throws Exception {
		for (int i = 0; i < 100; i++) {
			HttpResponse<String> answer = send(
					HttpRequest.newBuilder(URI.create("http://localhost:" + port(first) + "/"))
						.header("Origin", "https://user" + i + "@stranger.test"));
			assertThat(answer.statusCode()).isEqualTo(403);
		}
		for (ConfigurableApplicationContext instance : List.of(first, second)) {
			await().atMost(SOON)
				.until(() -> JsonPath.<List<Integer>>read(fleet(instance), "$.rejections.groups[*].count")
					.stream()
					.mapToInt(Integer::intValue)
					.sum() == 100);
		}
	}

	@Test
	void instanceThatIsStoppedLeavesItsLastRejections() throws Exception {
		ConfigurableApplicationContext third = startThird("https://of-third.test");
		// More than are written at once, and than there is room for.
		int late = 700;
		try {
			await().atMost(SOON).until(() -> fleet(first).contains("\"three\""));
			refuse(third, APP, "/orders");
			for (int i = 0; i < late; i++) {
				refuse(third, "https://late-" + i + ".test", "/orders");
			}
		}
		finally {
			third.getBean(FleetReporter.class).stop();
		}
		assertThat(published(fleet(first)) + unpublished(fleet(first))).isEqualTo(2 * (late + 1));
		assertThat(groups(first, APP)).singleElement()
			.satisfies((group) -> assertThat(group).containsEntry("instances", Map.of("three", 1)));
		assertThat(JsonPath.<List<Boolean>>read(fleet(first), "$.fleet.instances[?(@.host == 'three')].silent"))
			.containsOnly(true);
		String explained = actuator(second, "cors/explain?id=" + groups(first, APP).get(0).get("id")).body();
		assertThat(explained)
			.contains("policies-changed", "by the instance three, with other or older policies than those here")
			.doesNotContain("decided-as-before");
		assertThat(third.getBean(FleetReporter.class).all().failures().get(0)).contains("stopped");
		assertThat(Redis.run("acl", "log")).isEmpty();
	}

	@Test
	void reportsWithoutATimeDoNoHarm() throws Exception {
		refuse(first, STRANGER, "/orders");
		awaitCount(second, STRANGER, 1);
		Redis.run("xadd", STREAM, "18446744073709551614-0", "anything", "");
		awaitCount(second, STRANGER, 1);
		assertThat(fleet(second)).contains("\"unreadable\":1");
	}

	@Test
	void withoutAnAnswerOfRedisThisInstanceIsShown() throws Exception {
		refuse(second, STRANGER, "/orders");
		awaitCount(first, STRANGER, 1);
		Redis.whilePaused(() -> {
			refuse(first, "https://mine.test", "/orders");
			String answer = fleet(first);
			assertThat(JsonPath.<String>read(answer, "$.fleet.failures[0]"))
				.startsWith("Other instances are missing, because Redis cannot be read");
			assertThat(JsonPath.<List<String>>read(answer, "$.rejections.groups[*].origin"))
				.containsExactly("https://mine.test");
			assertThat(JsonPath.<List<String>>read(answer, "$.fleet.instances[*].host")).containsExactly("one");
		});
		awaitCount(second, "https://mine.test", 1);
	}

	@Test
	void whatHasToMakeRoomWhileRedisIsAwayIsCounted() throws Exception {
		int origins = 1500;
		ConfigurableApplicationContext third = startThird(APP);
		try {
			Redis.whilePaused(() -> {
				for (int i = 0; i < origins; i++) {
					refuse(third, "https://stranger-" + i + ".test", "/orders");
				}
			});
			await().atMost(SOON).untilAsserted(() -> {
				String answer = fleet(second);
				int unpublished = unpublished(answer);
				assertThat(unpublished).isPositive();
				assertThat(published(answer) + unpublished).isEqualTo(2 * origins);
				assertThat(JsonPath.<List<Double>>read(actuator(third, "metrics/cors.fleet.unpublished").body(),
						"$.measurements[*].value"))
					.containsExactly((double) unpublished);
			});
		}
		finally {
			third.getBean(FleetReporter.class).stop();
		}
	}

	/**
	 * Return the number of rejections and notices of the third instance that an answer
	 * shows.
	 */
	private static int published(String answer) {
		return Stream.of("$.rejections.groups[*].instances.three", "$.notices[*].instances.three")
			.flatMap((path) -> JsonPath.<List<Integer>>read(answer, path).stream())
			.mapToInt(Integer::intValue)
			.sum();
	}

	private static int unpublished(String answer) {
		return JsonPath.<List<Integer>>read(answer, "$.fleet.instances[?(@.host == 'three')].unpublished")
			.stream()
			.mapToInt(Integer::intValue)
			.sum();
	}

	@Test
	void floodLeavesTheStreamBounded() throws Exception {
		refuse(first, "https://app.test:8443", "/orders");
		for (int i = 0; i < 3000; i++) {
			refuse(first, "https://stranger-" + i + ".test", "/orders");
		}
		refuse(first, "https://app.test:8443", "/orders");
		awaitCount(second, "https://app.test:8443", 2);
		await().atMost(SOON).untilAsserted(() -> {
			int groups = first.getBean(CorsRejections.class).liveGroups().size();
			// Beside them, each instance has an entry and a notice.
			assertThat(Redis.run("xlen", STREAM)).asInt().isBetween(groups, groups + 10);
			assertThat(JsonPath.<List<Object>>read(fleet(second), "$.rejections.groups")).hasSize(groups);
		});
	}

	/**
	 * Write an entry of a group once more.
	 */
	private static String copyGroup(ConfigurableApplicationContext instance) throws Exception {
		String copy = Redis.run("eval",
				"for _, entry in ipairs(redis.call('xrange', KEYS[1], '-', '+')) do "
						+ "if table.concat(entry[2], ' '):find(ARGV[1], 1, true) then "
						+ "return redis.call('xadd', KEYS[1], '*', unpack(entry[2])) end end",
				"1", STREAM, "subject REJECTIONS instance " + instance.getBean(CorsRejections.class).instance());
		assertThat(copy).contains("-");
		return copy;
	}

	@Test
	void forgottenRejectionsLeaveTheStream() throws Exception {
		refuse(first, STRANGER, "/orders");
		awaitCount(second, STRANGER, 1);
		// As if the answer of Redis had been lost, so that it was written twice.
		String copy = copyGroup(first);
		first.getBean(CorsRejections.class).clear();
		await().atMost(SOON).until(() -> groups(second, STRANGER).isEmpty());
		assertThat(Redis.run("xrange", STREAM, copy, copy)).isEmpty();
		refuse(first, STRANGER, "/orders");
		awaitCount(second, STRANGER, 1);
	}

	@Test
	void entriesOfOtherVersionsAreCountedAndDoNoHarm() throws Exception {
		refuse(first, STRANGER, "/orders");
		awaitCount(second, STRANGER, 1);
		Redis.run("xadd", STREAM, "*", "format", "2", "subject", "REJECTIONS", "instance", "x");
		Redis.run("xadd", STREAM, "*", "anything", "");
		Redis.run("xadd", STREAM, "*", "format", "1", "subject", "REJECTIONS", "instance", "x", "reason", "of-tomorrow",
				"number", "1", "count", "1");
		Redis.run("xadd", STREAM, "*", "format", "1", "subject", "REJECTIONS", "instance", "new", "host",
				"three\r\n\u202e", "origin", "https://new.test\u202e<b>", "pattern", "/**", "reason",
				"origin-not-allowed", "number", "1", "count", "7", "first", "1", "last", "2", "near", "false", "id",
				"new-1", "policiesVersion", "1", "kind", "actual", "method", "GET", "path", "/x", "tomorrow", "more");
		String answer = fleet(second);
		assertThat(JsonPath.<Integer>read(answer, "$.fleet.unreadable")).isEqualTo(3);
		assertThat(JsonPath.<List<Integer>>read(answer, "$.rejections.groups[*].count")).containsExactlyInAnyOrder(7,
				1);
		assertThat(answer).contains("https://new.test\\\\u202E<b>").doesNotContain("\u202e");
	}

	@Test
	void instanceThatDiesWhilePublishingLeavesWhatItHasSaid() throws Exception {
		Process third = new ProcessBuilder(command()).redirectErrorStream(true).start();
		try {
			int port = port(third);
			AtomicBoolean ended = new AtomicBoolean();
			Thread load = new Thread(() -> {
				try {
					for (int i = 0; !ended.get(); i++) {
						refuse(port, "https://of-third-" + i % 400 + ".test", "/orders");
					}
				}
				catch (Exception | AssertionError ex) {
					// It is dead.
				}
			});
			load.start();
			await().atMost(SOON).until(() -> fleet(first).contains("https://of-third-1.test"));
			third.destroyForcibly().waitFor();
			ended.set(true);
			load.join();
		}
		finally {
			third.destroyForcibly();
		}
		refuse(second, STRANGER, "/orders");
		awaitCount(first, STRANGER, 1);
		String answer = fleet(first);
		assertThat(JsonPath.<List<String>>read(answer, "$.fleet.instances[*].host")).contains("one", "two", "three");
		assertThat(groups(first, "https://of-third-1.test")).singleElement()
			.satisfies((group) -> assertThat(group.get("instances").toString()).contains("three"));
		assertThat(answer).doesNotContain("\"unreadable\"", "\"failures\"");
	}

	@Test
	@EnabledIf("isFaketimeAvailable")
	void clockThatJumpsDecidesNothing(@TempDir Path directory) throws Exception {
		Path offset = directory.resolve("offset");
		ProcessBuilder builder = new ProcessBuilder(command()).redirectErrorStream(true);
		// Without the fix for another library, every wait of the JVM ends at once.
		builder.environment()
			.putAll(Map.of("LD_PRELOAD", FAKETIME.toString(), "FAKETIME_TIMESTAMP_FILE", offset.toString(),
					"FAKETIME_CACHE_DURATION", "1", "FAKETIME_DONT_FAKE_MONOTONIC", "1", "FAKETIME_FORCE_MONOTONIC_FIX",
					"0"));
		Files.writeString(offset, "+0");
		Process third = builder.start();
		try {
			int port = port(third);
			AtomicInteger refused = new AtomicInteger();
			for (int hours : List.of(0, 25, -25, 0)) {
				Files.writeString(offset, "%+dh".formatted(hours));
				await().atMost(SOON).until(() -> {
					refuse(port, STRANGER, "/orders");
					refused.incrementAndGet();
					return hasClock(hours, groups(first, STRANGER));
				});
				awaitCount(first, STRANGER, refused.get());
				HttpResponse<String> allowed = send(
						HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/")).header("Origin", APP));
				assertThat(allowed.headers().firstValue("Access-Control-Allow-Origin")).contains("https://app.test");
			}
			assertThat(fleet(first)).doesNotContain("\"silent\"", "\"failures\"");
		}
		finally {
			third.destroyForcibly();
		}
	}

	private static boolean hasClock(int hours, List<Map<String, Object>> groups) {
		return !groups.isEmpty() && Duration.between(Instant.now(), Instant.parse(groups.get(0).get("last").toString()))
			.minus(Duration.ofHours(hours))
			.abs()
			.compareTo(Duration.ofMinutes(5)) < 0;
	}

	static boolean isFaketimeAvailable() {
		return "true".equals(System.getenv("CI")) || Files.exists(FAKETIME);
	}

	private static List<String> command() {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
						System.getProperty("java.class.path"), Application.class.getName()));
		command.addAll(List.of(arguments(WebApplicationType.SERVLET, "three", APP)));
		return command;
	}

	private static int port(Process process) throws IOException {
		String prefix = "port ";
		while (true) {
			String line = readLine(process);
			if (line.startsWith(prefix)) {
				return Integer.parseInt(line.substring(prefix.length()));
			}
		}
	}

	private static String readLine(Process process) throws IOException {
		StringBuilder line = new StringBuilder();
		for (int c = process.getInputStream().read(); c != '\n'; c = process.getInputStream().read()) {
			assertThat(c).as("the output ends: " + line).isNotNegative();
			line.append((char) c);
		}
		return line.toString();
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
	static class Application {

		public static void main(String... arguments) {
			ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
				.web(WebApplicationType.SERVLET)
				.run(arguments);
			System.out.println("port " + port(context));
		}

	}

}
