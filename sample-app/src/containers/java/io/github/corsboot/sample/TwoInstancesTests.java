package io.github.corsboot.sample;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import com.jayway.jsonpath.JsonPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Two instances of the sample with a real PostgreSQL and a real Redis.
 */
class TwoInstancesTests {

	private static final String STRANGER = "http://localhost:3001";

	private static final String[] ANY_PORTS = { "--server.port=0", "--sample.allowed-port=0",
			"--sample.stranger-port=0" };

	private static final Duration SOON = Duration.ofSeconds(30);

	private final HttpClient client = HttpClient.newHttpClient();

	@Test
	void rowAllowsAnOriginEverywhereAndRejectionsAreShownEverywhere(@TempDir Path folder) throws Exception {
		try (ConfigurableApplicationContext one = TwoInstances.start("one", ANY_PORTS);
				ConfigurableApplicationContext two = TwoInstances.start("two", ANY_PORTS)) {
			assertThat(data(one)).isEqualTo(403);
			assertThat(data(two)).isEqualTo(403);
			for (ConfigurableApplicationContext instance : List.of(one, two)) {
				await().atMost(SOON)
					.untilAsserted(() -> assertThat(
							JsonPath.<List<Map<String, Integer>>>read(get(instance, "/actuator/cors?scope=fleet").body(),
									"$.rejections.groups[?(@.reason == 'origin-not-allowed')].instances"))
						.containsExactly(Map.of("one", 1, "two", 1)));
			}
			Visit page = HeadlessChromium.open(url(two, "/actuator/cors"), folder);
			assertThat(page.document().select("#instance").text()).startsWith("2 instances. Answered by")
				.contains(" on two,");
			assertThat(page.document().select("#groups").text()).contains("On 2 instances: one 1, two 1");
			JdbcClient table = one.getBean(JdbcClient.class);
			table.sql("insert into cors_allowed_origin values ('default', ?, 'localhost')").param(STRANGER).update();
			await().atMost(SOON).until(() -> data(one) == 200 && data(two) == 200);
			table.sql("delete from cors_allowed_origin").update();
			await().atMost(SOON).until(() -> data(one) == 403 && data(two) == 403);
		}
	}

	private int data(ConfigurableApplicationContext instance) throws Exception {
		return get(instance, "/data").statusCode();
	}

	private static String url(ConfigurableApplicationContext instance, String path) {
		return "http://localhost:" + instance.getEnvironment().getProperty("local.server.port") + path;
	}

	private HttpResponse<String> get(ConfigurableApplicationContext instance, String path) throws Exception {
		URI url = URI.create(url(instance, path));
		return this.client.send(
				HttpRequest.newBuilder(url).header("Origin", STRANGER).header("Accept", "application/json").build(),
				HttpResponse.BodyHandlers.ofString());
	}

}
