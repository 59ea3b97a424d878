package io.github.corsboot.web;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.reload.CorsPoliciesReloadedEvent;
import io.github.corsboot.reload.CorsReloader;
import io.github.corsboot.reload.Reload;
import io.github.corsboot.reload.ReloadCorsPoliciesEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.web.bind.annotation.CrossOrigin;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.catchException;

/**
 * Reloads of a configuration file, over HTTP.
 */
@ParameterizedClass
@EnumSource(value = TestServer.Kind.class, names = { "TOMCAT", "NETTY" })
class ReloadTests {

	private static final String OLD = "https://old.test";

	private static final String NEW = "https://new.test";

	@Parameter
	private TestServer.Kind kind;

	@TempDir
	private Path directory;

	private TestServer server;

	@BeforeEach
	void start() throws IOException {
		write(policy(OLD));
		this.server = this.kind.start(new Class<?>[] { Listener.class, WidenedController.class },
				"--spring.config.additional-location=file:" + this.directory + "/",
				"--management.endpoints.web.exposure.include=cors", "--management.endpoint.cors.access=unrestricted");
	}

	@AfterEach
	void stop() {
		this.server.close();
	}

	private static String policy(String origin, String... more) {
		return "cors:\n  policies:\n    first:\n      paths: /first/**\n      allowed-origins: " + origin + "\n"
				+ String.join("\n", more);
	}

	private void write(String yaml) throws IOException {
		Files.writeString(this.directory.resolve("cases.yml"), yaml);
	}

	private HttpExchange reload(String query) {
		return this.server.send("POST /actuator/cors/reload" + query);
	}

	private static JsonNode json(HttpExchange exchange) {
		return new JsonMapper().readTree(exchange.body());
	}

	private JsonNode endpoint() {
		return json(this.server.send("GET /actuator/cors"));
	}

	private int get(String path, String origin) {
		return this.server.send("GET " + path, "Origin: " + origin).status();
	}

	private int version() {
		return this.server.context().getBean(CorsPolicies.class).mapping().version();
	}

	@Test
	void fileThatHasChangedComesIntoForce() throws IOException {
		assertThat(get("/first/data", NEW)).isEqualTo(403);
		assertThat(endpoint().has("lastReload")).isFalse();
		write(policy(NEW, "    second:", "      paths: /second/**", "      allowed-origins: " + OLD));
		HttpExchange answer = reload("");
		assertThat(answer.status()).isEqualTo(200);
		JsonNode reload = json(answer);
		assertThat(reload.get("dryRun").asBoolean()).isFalse();
		assertThat(reload.get("changed").asBoolean()).isTrue();
		assertThat(reload.get("policiesVersion").asInt()).isEqualTo(2);
		assertThat(reload.get("added").toString()).isEqualTo("[\"second\"]");
		assertThat(reload.get("changes").toString()).isEqualTo(
				"[{\"policy\":\"first\",\"attribute\":\"allowed-origins\",\"added\":[\"https://new.test\"],\"removed\":[\"https://old.test\"]}]");
		assertThat(get("/first/data", NEW)).isEqualTo(200);
		assertThat(get("/first/data", OLD)).isEqualTo(403);
		assertThat(get("/second/data", OLD)).isEqualTo(200);
		JsonNode shown = endpoint();
		assertThat(shown.get("policiesVersion").asInt()).isEqualTo(2);
		assertThat(shown.get("lastReload").get("outcome").asString()).isEqualTo("changed");
		assertThat(shown.get("lastReload").get("difference").asString())
			.isEqualTo("added second; changed first.allowed-origins");
		assertThat(shown.get("policies").get(1).get("sources").get("paths").get("location").asString())
			.contains("cases.yml");
		assertThat(shown.get("rejections").get("recent").get(0).get("policiesVersion").asInt()).isEqualTo(2);
	}

	@Test
	void dryRunOnlyTells() throws IOException {
		assertThat(get("/first/data", NEW)).isEqualTo(403);
		assertThat(get("/first/data", "https://stranger.test")).isEqualTo(403);
		write(policy(NEW));
		for (String query : List.of("?dry-run=true", "?dryRun=true", "?dry-run", "?dry_run=TRUE")) {
			JsonNode reload = json(reload(query));
			assertThat(reload.get("dryRun").asBoolean()).as(query).isTrue();
			assertThat(reload.get("changed").asBoolean()).isTrue();
			assertThat(reload.get("policiesVersion").asInt()).isOne();
			assertThat(reload.get("changes").get(0).get("attribute").asString()).isEqualTo("allowed-origins");
			assertThat(reload.get("rejections").size()).isOne();
			JsonNode rejection = reload.get("rejections").get(0);
			assertThat(rejection.get("origin").asString()).isEqualTo(NEW);
			assertThat(rejection.get("reason").asString()).isEqualTo("origin-not-allowed");
			assertThat(rejection.get("before").asString()).isEqualTo("blocked-at-response");
			assertThat(rejection.get("after").asString()).isEqualTo("allowed");
		}
		assertThat(version()).isOne();
		assertThat(get("/first/data", NEW)).isEqualTo(403);
		assertThat(endpoint().has("lastReload")).isFalse();
	}

	@Test
	void dryRunThatIsNeitherTrueNorFalseChangesNothing() throws IOException {
		write(policy(NEW));
		HttpExchange answer = reload("?dry-run=yes");
		assertThat(answer.status()).isEqualTo(400);
		assertThat(json(answer).get("error").asString()).isEqualTo("'dry-run' has to be true or false");
		assertThat(version()).isOne();
	}

	/**
	 * Whoever means a dry run, and writes it otherwise, must not reload.
	 */
	@Test
	void whatMayBeMeantForADryRunNeverReloads() throws IOException {
		write(policy(NEW));
		for (String query : List.of("?dry=true", "?dry-rum=true", "?dry.run=true", ";dry-run=true", "?x[]=1",
				"?dry-run=true&dryRun=false")) {
			assertThat(reload(query).status()).as(query).isEqualTo(400);
		}
		for (String query : List.of("?dry%2Drun=true", "?%64ry-run=true", "?_csrf=1&dry-run")) {
			assertThat(json(reload(query)).get("dryRun").asBoolean()).as(query).isTrue();
		}
		for (String body : List.of("{\"dryRun\":true}", "{\"dry-run\":true}", "dry-run=true")) {
			for (String type : List.of("application/json", "application/x-www-form-urlencoded")) {
				assertThat(HttpExchange
					.sendBody(this.server.port(), "POST /actuator/cors/reload", body, "Content-Type: " + type)
					.status()).isEqualTo(400);
			}
		}
		assertThat(version()).isOne();
		assertThat(HttpExchange
			.sendBody(this.server.port(), "POST /actuator/cors/reload", "{}", "Content-Type: application/json")
			.status()).isEqualTo(200);
		write(policy(OLD));
		assertThat(HttpExchange
			.sendBody(this.server.port(), "POST /actuator/cors/reload", "",
					"Content-Type: application/x-www-form-urlencoded")
			.status()).isEqualTo(200);
		assertThat(version()).isEqualTo(3);
	}

	@Test
	void wrongFileChangesNothingAndIsReported() throws IOException {
		for (String wrong : List.of(policy(NEW + "/"), policy("'*'", "      allow-credentials: true"),
				policy(NEW, "      alowed-methods: GET"))) {
			write(wrong);
			HttpExchange answer = reload("");
			assertThat(answer.status()).as(wrong).isEqualTo(422);
			JsonNode reload = json(answer);
			assertThat(reload.get("changed").asBoolean()).isFalse();
			assertThat(reload.get("failure").asString()).startsWith("Description:\n\n");
			assertThat(endpoint().get("lastReload").get("failure")).isEqualTo(reload.get("failure"));
			assertThat(json(reload("?dry-run=true")).get("failure")).isEqualTo(reload.get("failure"));
			assertThat(version()).isOne();
			assertThat(get("/first/data", OLD)).isEqualTo(200);
		}
		write(policy(NEW + "/"));
		assertThat(json(reload("")).get("failure").asString()).contains("cases.yml", "https://new.test/", "^",
				"allowed-origins: https://new.test");
		assertThatException().isThrownBy(() -> this.server.context().getBean(CorsPolicies.class).reload())
			.withMessageContaining("https://new.test/");
		write(policy(OLD));
		assertThat(reload("").status()).isEqualTo(200);
		assertThat(endpoint().get("lastReload").get("outcome").asString()).isEqualTo("unchanged");
		assertThat(endpoint().get("lastReload").has("failure")).isFalse();
	}

	/**
	 * A reader of the endpoint must not get to know any line of a file.
	 */
	@Test
	void fileThatCannotBeReadIsNotQuoted() throws IOException {
		write(policy(OLD) + "secret: %t0p-S3CRET\n");
		JsonNode reload = json(reload(""));
		assertThat(reload.get("failure").asString())
			.isEqualTo("The configuration cannot be read (ScannerException). The log of this instance says more.");
		assertThat(this.server.send("GET /actuator/cors").body()).doesNotContain("S3CRET");
		write("spring.config.import: file:/token-S3CRET/missing.yml\n");
		assertThat(reload("").status()).isEqualTo(422);
		assertThat(this.server.send("GET /actuator/cors").body()).doesNotContain("S3CRET");
	}

	@Test
	void errorOfAListenerChangesNothing() throws IOException {
		this.server.context().getBean(Listener.class).error = new NoClassDefFoundError("of the test");
		write(policy(NEW));
		assertThat(reload("").status()).isEqualTo(200);
		this.server.context().publishEvent(new ReloadCorsPoliciesEvent(this));
		assertThat(get("/first/data", NEW)).isEqualTo(200);
	}

	/**
	 * A thread of a shared pool has the class loader of whoever started it: of another
	 * application, or of the JDK.
	 */
	@Test
	void threadThatDoesNotKnowTheApplicationReloadsTheSame() throws Exception {
		write(policy(NEW));
		CorsReloader reloader = this.server.context().getBean(CorsReloader.class);
		Reload reload = onThreadThatKnowsNothing(reloader::reload);
		assertThat(reload.difference()).hasToString("changed first.allowed-origins");
		assertThat(get("/first/data", NEW)).isEqualTo(200);
	}

	@Test
	void threadThatDoesNotKnowTheApplicationReportsTheSame() throws Exception {
		write(policy(NEW + "/"));
		CorsReloader reloader = this.server.context().getBean(CorsReloader.class);
		Exception failure = onThreadThatKnowsNothing(() -> catchException(reloader::reload));
		assertThat(failure).hasMessageContaining("https://new.test/");
		JsonNode reported = endpoint().get("lastReload").get("failure");
		assertThat(reported.asString()).contains("cases.yml", "^", "allowed-origins: https://new.test");
		assertThat(json(reload("")).get("failure")).isEqualTo(reported);
	}

	private static <T> T onThreadThatKnowsNothing(Callable<T> callable) throws Exception {
		try (URLClassLoader nothing = new URLClassLoader(new URL[0], null)) {
			FutureTask<T> task = new FutureTask<>(() -> {
				T result = callable.call();
				assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(nothing);
				return result;
			});
			Thread thread = new Thread(task);
			thread.setContextClassLoader(nothing);
			thread.start();
			return task.get();
		}
	}

	@Test
	void nothingChangesWithTheSameFile() {
		assertThat(json(reload("")).get("changed").asBoolean()).isFalse();
		assertThat(json(reload("?dry-run=true")).get("changed").asBoolean()).isFalse();
		assertThat(version()).isOne();
		assertThat(this.server.context().getBean(CorsPolicies.class).reload()).isFalse();
	}

	@Test
	void pathsThatNoPolicyCoversChange() throws IOException {
		write(policy(OLD) + "  exclude-paths: /first/left/**\n  include-actuator: true\n");
		assertThat(json(reload("")).get("changes").toString()).contains("\"attribute\":\"exclude-paths\"")
			.contains("/first/left/**", "/actuator/cors/**");
		assertThat(this.server.send("GET /first/left/data", "Origin: " + NEW).status()).isEqualTo(200);
		assertThat(get("/first/data", NEW)).isEqualTo(403);
	}

	@Test
	void policiesCanBeSwitchedOffAndOn() throws IOException {
		write(policy(OLD) + "  enabled: false\n");
		assertThat(json(reload("")).get("changes").get(0).get("attribute").asString()).isEqualTo("enabled");
		assertThat(get("/first/data", NEW)).isEqualTo(200);
		assertThat(endpoint().get("enabled").asBoolean()).isFalse();
		write(policy(OLD));
		reload("");
		assertThat(get("/first/data", NEW)).isEqualTo(403);
	}

	/**
	 * The lines of values are those of the file as it is, without a new version.
	 */
	@Test
	void valuesThatMoveChangeNothing() throws IOException {
		write("\n\n" + policy(OLD));
		JsonNode reload = json(reload(""));
		assertThat(reload.get("changed").asBoolean()).isFalse();
		assertThat(version()).isOne();
		assertThat(endpoint().get("policies").toString()).contains("cases.yml] - 7:24");
	}

	@Test
	void whatNeedsARestartIsNamed() throws IOException {
		write(policy(OLD) + "  rejections:\n    capacity: 7\n  websocket:\n    enforce-origin: " + this.kind.isServlet()
				+ "\n");
		JsonNode reload = json(reload(""));
		assertThat(reload.get("needRestart").toString())
			.isEqualTo("[\"cors.websocket.enforce-origin\",\"cors.rejections.capacity\"]");
		assertThat(endpoint().get("lastReload").get("needRestart")).isEqualTo(reload.get("needRestart"));
		assertThat(reload.get("changed").asBoolean()).isFalse();
	}

	@Test
	void annotationIsCheckedAgain() throws IOException {
		write(policy(NEW, "    widened:", "      paths: /widened", "      allowed-origins: " + OLD,
				"      allow-credentials: true"));
		HttpExchange answer = reload("");
		assertThat(answer.status()).isEqualTo(422);
		assertThat(json(answer).get("failure").asString()).contains("@CrossOrigin",
				"The annotation widens policy 'widened'");
		assertThat(version()).isOne();
		write(policy(NEW, "    widened:", "      paths: /widened", "      allowed-origins: " + OLD));
		assertThat(reload("").status()).isEqualTo(200);
		assertThat(
				this.server.send("GET /widened", "Origin: https://anybody.test").header("Access-Control-Allow-Origin"))
			.isEqualTo("*");
		assertThat(endpoint().get("annotations").get(0).get("policies").toString()).isEqualTo("[\"widened\"]");
	}

	@Test
	void warningsAreThoseOfTheLastReload() throws IOException {
		write(policy(OLD + ", " + OLD));
		JsonNode preview = json(reload("?dry-run=true")).get("warnings");
		assertThat(preview.get(0).get("value").asString()).isEqualTo(OLD);
		assertThat(json(reload("")).get("warnings")).isEqualTo(preview);
		assertThat(warning().get("code").asString()).isEqualTo("redundant-entry");
		assertThat(warning().get("accepted").asBoolean()).isFalse();
		write(policy(OLD + ", " + OLD) + "  accepted-warnings: redundant-entry\n");
		reload("");
		assertThat(warning().get("accepted").asBoolean()).isTrue();
		write(policy(OLD));
		reload("");
		assertThat(warning()).isNull();
	}

	private JsonNode warning() {
		for (JsonNode warning : endpoint().get("warnings")) {
			if (warning.get("value").asString().equals(OLD)) {
				return warning;
			}
		}
		return null;
	}

	@Test
	void eventReloadsAndTellsTheResult() throws IOException {
		Listener listener = this.server.context().getBean(Listener.class);
		write(policy(NEW));
		this.server.context().publishEvent(new ReloadCorsPoliciesEvent(this));
		assertThat(get("/first/data", NEW)).isEqualTo(200);
		assertThat(listener.events.remove().reload().changed()).isTrue();
		write(policy(NEW + "/"));
		this.server.context().publishEvent(new ReloadCorsPoliciesEvent(this));
		assertThat(listener.events.remove().reload().failure()).contains("https://new.test/");
		assertThat(listener.events).isEmpty();
	}

	@Test
	void failureOfAListenerChangesNothing() throws IOException {
		this.server.context().getBean(Listener.class).fails = true;
		write(policy(NEW));
		assertThat(reload("").status()).isEqualTo(200);
		assertThat(get("/first/data", NEW)).isEqualTo(200);
	}

	@Test
	void postWithoutReloadIsNotFound() {
		assertThat(this.server.send("POST /actuator/cors/rejections").status()).isEqualTo(404);
	}

	/**
	 * Each request is decided by one version, also while policies and the paths that none
	 * covers change together.
	 */
	@Test
	void stormOfReloadsNeverDecidesByHalf() throws Exception {
		String covered = policy(OLD);
		String excluded = policy(NEW) + "  exclude-paths: /first/data\n";
		CorsPolicies policies = this.server.context().getBean(CorsPolicies.class);
		AtomicInteger wrong = new AtomicInteger();
		AtomicInteger sent = new AtomicInteger();
		ExecutorService threads = Executors.newFixedThreadPool(8);
		try {
			CountDownLatch done = new CountDownLatch(100);
			List<Future<?>> all = new ArrayList<>();
			all.add(threads.submit(() -> {
				while (done.getCount() > 0) {
					// Only half of a change would allow the new origin, or refuse the old
					// one.
					boolean allowed = this.server.send("GET /first/data", "Origin: " + NEW)
						.header("Access-Control-Allow-Origin") != null;
					wrong.addAndGet((allowed || get("/first/data", OLD) == 403) ? 1 : 0);
					sent.incrementAndGet();
				}
			}));
			for (int i = 0; i < 100; i++) {
				String file = (i % 2 == 0) ? excluded : covered;
				all.add(threads.submit(() -> {
					synchronized (this) {
						write(file);
					}
					policies.reload();
					done.countDown();
					return null;
				}));
			}
			for (Future<?> each : all) {
				each.get();
			}
		}
		finally {
			threads.shutdownNow();
		}
		assertThat(sent).hasPositiveValue();
		assertThat(wrong).hasValue(0);
		write(covered);
		policies.reload();
		assertThat(get("/first/data", OLD)).isEqualTo(200);
		assertThat(get("/first/data", NEW)).isEqualTo(403);
	}

	@Configuration(proxyBeanMethods = false)
	static class Listener {

		private final ConcurrentLinkedQueue<CorsPoliciesReloadedEvent> events = new ConcurrentLinkedQueue<>();

		private volatile boolean fails;

		private volatile Error error;

		@EventListener
		void on(CorsPoliciesReloadedEvent event) {
			if (this.error != null) {
				throw this.error;
			}
			if (this.fails) {
				throw new IllegalStateException("of the test");
			}
			this.events.add(event);
		}

	}

	@RestController
	static class WidenedController {

		@CrossOrigin(origins = "*")
		@GetMapping("/widened")
		String widened() {
			return "widened";
		}

	}

}
