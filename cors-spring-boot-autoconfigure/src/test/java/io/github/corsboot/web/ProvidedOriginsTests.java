package io.github.corsboot.web;

import java.util.List;

import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.origins.AllowedOrigin;
import io.github.corsboot.origins.AllowedOriginsLoader;
import io.github.corsboot.origins.AllowedOriginsProvider;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Origins from elsewhere, over HTTP.
 */
class ProvidedOriginsTests {

	private static final String[] ARGUMENTS = { "--cors.policies.provided.paths=/provided/**",
			"--cors.policies.provided.allowed-origins=https://own.test",
			"--cors.policies.provided.origins-from=tenants", "--cors.policies.provided.allow-credentials=true",
			"--cors.origins.refresh-interval=0", "--server.forward-headers-strategy=framework",
			"--management.endpoints.web.exposure.include=cors" };

	private static JsonNode json(TestServer server, String path) {
		return new JsonMapper().readTree(server.send("GET " + path).body());
	}

	@ParameterizedTest
	@EnumSource(value = TestServer.Kind.class, names = { "TOMCAT", "JETTY", "NETTY" })
	void originIsAllowedForItsHost(TestServer.Kind kind) {
		try (TestServer server = kind.start(new Class<?>[] { Tenants.class }, ARGUMENTS)) {
			Tenants tenants = server.context().getBean(Tenants.class);
			HttpExchange allowed = server.send("GET /provided/data", "Host: one.test", "Origin: https://shop-one.test");
			assertThat(allowed.status()).isEqualTo(200);
			assertThat(allowed.header("Access-Control-Allow-Origin")).isEqualTo("https://shop-one.test");
			assertThat(allowed.header("Access-Control-Allow-Credentials")).isEqualTo("true");
			assertThat(allowed.vary()).contains("origin");
			HttpExchange preflight = server.send("OPTIONS /provided/data", "Host: internal",
					"X-Forwarded-Host: ONE.test", "Origin: https://shop-one.test",
					"Access-Control-Request-Method: PUT");
			assertThat(preflight.header("Access-Control-Allow-Origin")).isEqualTo("https://shop-one.test");
			HttpExchange refused = server.send("GET /provided/data", "Host: two.test", "Origin: https://shop-one.test");
			assertThat(refused.status()).isEqualTo(403);
			assertThat(refused.corsHeaderNames()).isEmpty();
			JsonNode rejection = json(server, "/actuator/cors").get("rejections").get("recent").get(0);
			assertThat(rejection.get("hint").asString())
				.startsWith("'tenants' gives policy 'provided' this origin, but only for requests to one.test.")
				.contains("The server was asked as 'http://two.test");
			explain(server);
			tenants.rows = List.of(new AllowedOrigin("https://shop-one.test", "two.test"));
			server.context().getBean(AllowedOriginsLoader.class).refresh();
			await().until(() -> server.context().getBean(CorsPolicies.class).mapping().version() == 3);
			assertThat(server.send("GET /provided/data", "Host: one.test", "Origin: https://shop-one.test").status())
				.isEqualTo(403);
			assertThat(server.send("GET /provided/data", "Host: two.test", "Origin: https://shop-one.test").status())
				.isEqualTo(200);
			assertThat(json(server, "/actuator/cors").get("policiesVersion").asInt()).isEqualTo(3);
		}
	}

	private static void explain(TestServer server) {
		String explain = "/actuator/cors/explain?origin=https://shop-one.test&credentials=true&url=http://";
		JsonNode allowed = json(server, explain + "one.test/provided/data");
		assertThat(allowed.get("verdict").get("code").asString()).isEqualTo("allowed");
		assertThat(allowed.toString()).contains("it takes the origin from elsewhere")
			.contains("cors.policies.provided.origins-from");
		JsonNode refused = json(server, explain + "two.test/provided/data");
		assertThat(refused.get("verdict").get("code").asString()).isNotEqualTo("allowed");
		assertThat(refused.toString()).contains("only for requests to one.test");
	}

	@ParameterizedTest
	@EnumSource(value = TestServer.Kind.class, names = { "TOMCAT", "NETTY" })
	void causeOfARefusalIsNamed(TestServer.Kind kind) {
		try (TestServer server = kind.start(new Class<?>[] { Tenants.class }, ARGUMENTS)) {
			Tenants tenants = server.context().getBean(Tenants.class);
			AllowedOriginsLoader loader = server.context().getBean(AllowedOriginsLoader.class);
			tenants.rows = List.of(new AllowedOrigin("https://wrong.test", "one.test:8443"),
					new AllowedOrigin("https://near.test", "one.test"));
			loader.refresh();
			await().until(() -> loader.statuses().get(0).skipped() == 1 && !loader.isLoading());
			assertThat(hint(server, "https://wrong.test"))
				.isEqualTo("'tenants' gives policy 'provided' this origin, but its row is wrong and was skipped: "
						+ "name a host in lower case without scheme and port, like 'api.example.com'.");
			assertThat(hint(server, "https://near.test:8443")).startsWith("Only the port differs from");
			JsonNode near = json(server,
					"/actuator/cors/explain?url=http://one.test/provided/data&origin=https://near.test:8443");
			assertThat(near.toString()).contains("add it there");
			assertThat(near.has("change")).isFalse();
			assertThat(hint(server, "http://near.test")).startsWith("Only the scheme differs from 'https://near.test'");
			assertThat(verdict(server, "https://wrong.test")).contains("its row is wrong and was skipped");
			tenants.rows = null;
			loader.refresh();
			await().until(() -> loader.statuses().get(0).failure() != null);
			assertThat(hint(server, "https://new.test")).isEqualTo(
					"The origins of 'tenants' for policy 'provided' could not be loaded, so that this one may be "
							+ "missing: NullPointerException: the provider returned null.");
			assertThat(verdict(server, "https://new.test")).contains("may be missing")
				.contains("cors.policies.provided.origins-from");
			assertThat(server.send("GET /provided/data", "Host: one.test", "Origin: https://near.test").status())
				.isEqualTo(200);
		}
	}

	private static String hint(TestServer server, String origin) {
		assertThat(server.send("GET /provided/data", "Host: one.test", "Origin: " + origin).status()).isEqualTo(403);
		JsonNode hint = json(server, "/actuator/cors").get("rejections").get("recent").get(0).get("hint");
		return (hint != null) ? hint.asString().replaceFirst(" The server was asked as .*", "") : null;
	}

	private static String verdict(TestServer server, String origin) {
		return json(server, "/actuator/cors/explain?url=http://one.test/provided/data&origin=" + origin).get("verdict")
			.toString();
	}

	@Configuration(proxyBeanMethods = false)
	static class Tenants {

		private volatile List<AllowedOrigin> rows = List.of(new AllowedOrigin("https://shop-one.test", "one.test"));

		@Bean
		AllowedOriginsProvider tenants() {
			return (policy) -> this.rows;
		}

	}

}
