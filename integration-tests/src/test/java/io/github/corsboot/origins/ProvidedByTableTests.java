package io.github.corsboot.origins;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.corsboot.mapping.CorsPolicies;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.testcontainers.postgresql.PostgreSQLContainer;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * An application whose tenants are in a table of a real PostgreSQL, and what can go wrong
 * there while it serves requests.
 */
@Tag("containers")
@EnabledIf("io.github.corsboot.origins.Postgres#isAvailable")
@DirtiesContext
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "spring.config.location=classpath:/page/open.yml", "spring.main.banner-mode=off",
				"spring.cloud.gateway.server.webflux.enabled=false", "logging.level.root=error",
				"spring.cloud.gateway.server.webflux.enabled=false", "spring.sql.init.mode=always",
				"spring.sql.init.schema-locations=classpath:/origins/schema.sql", "cors.policies.tenants.paths=/**",
				"cors.policies.tenants.origins-from=jdbc", "cors.policies.tenants.allow-credentials=true",
				"cors.origins.refresh-interval=1h", "cors.origins.jdbc.listen=CORS_ORIGINS",
				"cors.origins.max-origins=150000", "spring.datasource.hikari.connection-timeout=2000" })
class ProvidedByTableTests {

	private static final Duration SOON = Duration.ofSeconds(30);

	@ServiceConnection
	static final PostgreSQLContainer POSTGRES = Postgres.container();

	private final HttpClient client = HttpClient.newHttpClient();

	@LocalServerPort
	private int port;

	@Autowired
	private JdbcClient jdbc;

	@Autowired
	private AllowedOriginsLoader loader;

	@Autowired
	private CorsPolicies policies;

	@BeforeEach
	void oneTenant() {
		change("truncate cors_allowed_origin");
		change("insert into cors_allowed_origin values ('tenants', 'https://one.test', 'localhost')");
		await().atMost(SOON).until(() -> status().origins() == 1 && !this.loader.isLoading());
		assertThat(ask("https://one.test")).isEqualTo(200);
	}

	/**
	 * Change the table, and tell of it as a trigger would.
	 */
	private void change(String sql) {
		await().atMost(SOON).ignoreExceptions().until(() -> {
			this.jdbc.sql(sql).update();
			this.jdbc.sql("notify cors_origins").update();
			return true;
		});
	}

	private OriginsStatus status() {
		return this.loader.statuses().get(0);
	}

	/**
	 * Return the status of the answer. Some tests ask while the database is down: no
	 * request may wait for it.
	 */
	private int ask(String origin) {
		try {
			HttpResponse<String> response = this.client
				.send(HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + "/"))
					.timeout(Duration.ofSeconds(20))
					.header("Origin", origin)
					.build(), HttpResponse.BodyHandlers.ofString());
			String allowed = response.headers().firstValue("Access-Control-Allow-Origin").orElse("");
			assertThat(allowed).isEqualTo((response.statusCode() == 403) ? "" : origin);
			return (response.statusCode() == 403) ? 403 : 200;
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void notificationBringsAChangeAtOnce() {
		assertThat(ask("https://two.test")).isEqualTo(403);
		int version = this.policies.mapping().version();
		change("insert into cors_allowed_origin values ('tenants', 'https://two.test', 'localhost'), "
				+ "('tenants', 'https://elsewhere.test', 'other.test'), ('other', 'https://three.test', null)");
		await().atMost(SOON).until(() -> ask("https://two.test") == 200);
		assertThat(ask("https://elsewhere.test")).isEqualTo(403);
		assertThat(ask("https://three.test")).isEqualTo(403);
		assertThat(this.policies.mapping().version()).isEqualTo(version + 1);
	}

	@Test
	void poisonedRowsAreSkipped() {
		change("insert into cors_allowed_origin values ('tenants', '*', null), ('tenants', null, null), "
				+ "('tenants', 'https://*.test', 'localhost'), ('tenants', 'http://plain.test', 'localhost'), "
				+ "('tenants', 'https://two.test', 'localhost'), ('tenants', 'https://host.test', '*')");
		await().atMost(SOON).until(() -> status().origins() == 2);
		assertThat(status().skipped()).isEqualTo(5);
		assertThat(ask("https://two.test")).isEqualTo(200);
		assertThat(ask("https://evil.test")).isEqualTo(403);
		assertThat(ask("http://plain.test")).isEqualTo(403);
	}

	@Test
	void tableThatIsEmptiedAllowsNobody() {
		change("delete from cors_allowed_origin");
		await().atMost(SOON).until(() -> ask("https://one.test") == 403);
		assertThat(status().failure()).isNull();
	}

	@Test
	void tableThatIsGoneChangesNothing() {
		change("alter table cors_allowed_origin rename to moved");
		await().atMost(SOON).until(() -> status().failure() != null);
		assertThat(status().failure()).contains("cors_allowed_origin");
		assertThat(ask("https://one.test")).isEqualTo(200);
		assertThat(ask("https://evil.test")).isEqualTo(403);
		change("alter table moved rename to cors_allowed_origin");
		await().atMost(SOON).until(() -> status().failure() == null);
		assertThat(status().origins()).isEqualTo(1);
	}

	@Test
	void serverThatIsKilledAndStartedAgainIsListenedToAgain() throws Exception {
		Postgres.kill();
		for (int i = 0; i < 20; i++) {
			assertThat(ask("https://one.test")).isEqualTo(200);
			assertThat(ask("https://two.test")).isEqualTo(403);
		}
		change("insert into cors_allowed_origin values ('tenants', 'https://two.test', 'localhost')");
		await().atMost(SOON).until(() -> ask("https://two.test") == 200);
		assertThat(status().failure()).isNull();
	}

	@Test
	void millionRowsAreLeftOutWithoutHarm() throws Exception {
		change("insert into cors_allowed_origin select 'tenants', 'https://shop' || n || '.test', 'localhost' "
				+ "from generate_series(1, 1000000) n");
		ExecutorService clients = Executors.newFixedThreadPool(2);
		AtomicInteger asked = new AtomicInteger();
		Future<?> load = clients.submit(() -> {
			while (status().origins() < 150_000) {
				assertThat(ask("https://evil.test")).isEqualTo(403);
				asked.incrementAndGet();
			}
		});
		load.get();
		clients.shutdown();
		assertThat(asked.get()).isPositive();
		assertThat(status().leftOut()).isEqualTo(151_001);
		await().atMost(SOON).until(() -> ask("https://shop1.test") == 200);
	}

	@Test
	void stormOfNotificationsIsFewLoads() {
		int version = this.policies.mapping().version();
		for (int i = 0; i < 200; i++) {
			change("insert into cors_allowed_origin values ('tenants', 'https://storm%d.test', 'localhost')"
				.formatted(i));
		}
		await().atMost(SOON).until(() -> status().origins() == 201);
		assertThat(ask("https://storm199.test")).isEqualTo(200);
		assertThat(this.policies.mapping().version()).isLessThan(version + 50);
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
