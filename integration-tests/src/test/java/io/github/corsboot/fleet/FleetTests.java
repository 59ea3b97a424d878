package io.github.corsboot.fleet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.origins.AllowedOrigin;
import io.github.corsboot.origins.AllowedOriginsLoader;
import io.github.corsboot.origins.AllowedOriginsProvider;
import io.github.corsboot.reload.CorsPoliciesReloadedEvent;
import org.junit.jupiter.api.AfterEach;
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
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Two instances of an application that tell each other of changes by a real Redis, and
 * what can go wrong with it.
 */
@Tag("containers")
@EnabledIf("io.github.corsboot.fleet.Redis#isAvailable")
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class FleetTests {

	private static final Duration SOON = Duration.ofSeconds(40);

	private static final String OLD = "https://old.test";

	private static final String NEW = "https://new.test";

	@TempDir
	private Path directory;

	private ConfigurableApplicationContext first;

	private ConfigurableApplicationContext second;

	@BeforeEach
	void startBoth() throws Exception {
		write(OLD);
		this.first = start(WebApplicationType.SERVLET, "shop", Redis.url());
		this.second = start(WebApplicationType.REACTIVE, "shop", Redis.url());
		awaitSubscribers("shop", 2);
	}

	@AfterEach
	void stopBoth() {
		this.first.close();
		this.second.close();
	}

	private ConfigurableApplicationContext start(WebApplicationType type, String name, String redis) {
		return new SpringApplicationBuilder(Application.class).web(type)
			.run("--server.port=0", "--spring.config.location=file:" + this.directory + "/",
					"--spring.application.name=" + name, "--spring.data.redis.url=" + redis,
					"--cors.fleet.redis.enabled=true", "--cors.websocket.enforce-origin=true",
					"--cors.origins.refresh-interval=0",
					"--spring.cloud.gateway.server.webflux.enabled=" + (type == WebApplicationType.REACTIVE),
					"--logging.level.root=error");
	}

	private static void awaitSubscribers(String application, int count) {
		await().atMost(SOON)
			.ignoreExceptions()
			.until(() -> Redis.run("pubsub", "numsub", "cors:" + application + ":changes").endsWith("\n" + count));
	}

	private void write(String origin) throws IOException {
		Files.writeString(this.directory.resolve("application.yml"),
				"cors:\n  allowed-origins: " + origin + "\n  origins-from: tenants\n");
	}

	private static CorsPolicies policies(ConfigurableApplicationContext instance) {
		return instance.getBean(CorsPolicies.class);
	}

	private static boolean allows(ConfigurableApplicationContext instance, String origin) {
		return policies(instance).mapping().policies().get(0).policy().allowsOrigin(origin);
	}

	private static void awaitAllowed(ConfigurableApplicationContext instance, String origin) {
		await().atMost(SOON).until(() -> allows(instance, origin));
	}

	@Test
	void reloadReachesTheOtherInstance() throws Exception {
		write(NEW);
		policies(this.first).reload();
		awaitAllowed(this.second, NEW);
		assertThat(allows(this.second, OLD)).isFalse();
		assertThat(policies(this.first).mapping().hash()).isEqualTo(policies(this.second).mapping().hash());
		write(OLD);
		policies(this.second).reload();
		awaitAllowed(this.first, OLD);
		// What is done on the word of another is not told again.
		assertThat(this.first.getBean(Application.class).reloads).hasValue(1);
		assertThat(this.second.getBean(Application.class).reloads).hasValue(1);
	}

	/**
	 * Files do not arrive everywhere at the same time.
	 */
	@Test
	void reloadThatChangesNothingReachesTheOtherInstanceToo() throws Exception {
		write(NEW);
		policies(this.first).reload();
		awaitAllowed(this.second, NEW);
		int before = this.second.getBean(Application.class).told.get();
		assertThat(policies(this.first).reload()).isFalse();
		await().atMost(SOON).until(() -> this.second.getBean(Application.class).told.get() > before);
	}

	@Test
	void instanceThatComesLateDoesWhatItHasMissed() throws Exception {
		try (ConfigurableApplicationContext late = start(WebApplicationType.SERVLET, "shop", "redis://127.0.0.1:1")) {
			assertThat(late.getBean(Application.class).told).hasValue(0);
		}
		// Whoever begins to listen reloads once.
		await().atMost(SOON).until(() -> this.first.getBean(Application.class).told.get() > 0);
		await().atMost(SOON).until(() -> this.second.getBean(Application.class).told.get() > 0);
	}

	@Test
	void changeOfOriginsReachesTheOtherInstance() {
		Application.rows = List.of(new AllowedOrigin("https://tenant.test"));
		this.first.getBean(AllowedOriginsLoader.class).refresh();
		awaitAllowed(this.first, "https://tenant.test");
		awaitAllowed(this.second, "https://tenant.test");
		Application.rows = List.of();
		this.second.getBean(AllowedOriginsLoader.class).refresh();
		await().atMost(SOON).until(() -> !allows(this.first, "https://tenant.test"));
	}

	@Test
	void wrongFileOfTheOtherInstanceChangesNothingThere() throws Exception {
		write(NEW);
		policies(this.first).reload();
		awaitAllowed(this.second, NEW);
		write(OLD);
		policies(this.first).reload();
		write(NEW + "/");
		awaitAllowed(this.first, OLD);
		write(OLD);
		policies(this.second).reload();
		assertThat(allows(this.second, OLD)).isTrue();
	}

	@Test
	void instancesOfAnotherApplicationDoNotListen() throws Exception {
		try (ConfigurableApplicationContext other = start(WebApplicationType.SERVLET, "other", Redis.url())) {
			// It reloads once when it begins to listen.
			await().atMost(SOON).until(() -> other.getBean(Application.class).told.get() == 1);
			write(NEW);
			policies(this.first).reload();
			awaitAllowed(this.second, NEW);
			assertThat(allows(other, OLD)).isTrue();
		}
	}

	@Test
	void whatWasMissedWhileRedisWasAwayIsMadeGood() throws Exception {
		Redis.kill();
		write(NEW);
		policies(this.first).reload();
		assertThat(allows(this.first, NEW)).isTrue();
		awaitAllowed(this.second, NEW);
		awaitSubscribers("shop", 2);
		write(OLD);
		policies(this.second).reload();
		awaitAllowed(this.first, OLD);
	}

	@Test
	void nothingWaitsForRedisThatDoesNotAnswer() throws Exception {
		Redis.whilePaused(() -> {
			for (String origin : List.of(NEW, OLD, NEW)) {
				write(origin);
				policies(this.first).reload();
				assertThat(allows(this.first, origin)).isTrue();
			}
			assertThat(allows(this.second, OLD)).isTrue();
		});
		awaitAllowed(this.second, NEW);
	}

	@Test
	void instanceStartsWithoutRedisAndServes() throws Exception {
		try (ConfigurableApplicationContext alone = start(WebApplicationType.SERVLET, "alone", "redis://127.0.0.1:1")) {
			write(NEW);
			assertThat(policies(alone).reload()).isTrue();
			assertThat(allows(alone, NEW)).isTrue();
		}
	}

	@Test
	void strangeMessagesDoNothing() throws Exception {
		for (String message : List.of("", " ", "POLICIES", "x policies", "x POLICIES ", "x PING", "\r\n x ORIGIN")) {
			Redis.run("publish", "cors:shop:changes", message);
		}
		write(NEW);
		Redis.run("publish", "cors:shop:changes", "another POLICIES");
		awaitAllowed(this.first, NEW);
		awaitAllowed(this.second, NEW);
		assertThat(this.first.getBean(Application.class).reloads).hasValue(0);
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
	static class Application {

		private static volatile List<AllowedOrigin> rows = List.of();

		private final AtomicInteger reloads = new AtomicInteger();

		private final AtomicInteger told = new AtomicInteger();

		@Bean
		AllowedOriginsProvider tenants() {
			return (policy) -> rows;
		}

		@EventListener
		void on(CorsPoliciesReloadedEvent event) {
			(event.reload().told() ? this.told : this.reloads).incrementAndGet();
		}

	}

}
