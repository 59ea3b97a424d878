package io.github.corsboot.gateway;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.github.corsboot.mapping.CorsWarnings;
import io.github.corsboot.rejection.CorsRejectionRepository;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Both kinds of Spring Cloud Gateway, in front of a service that has CORS of its own.
 */
class GatewayTests {

	private static final String APP = "https://app.example.com";

	private static final HttpClient CLIENT = HttpClient.newHttpClient();

	private final Backend backend = new Backend();

	private ConfigurableApplicationContext context;

	@AfterEach
	void stop() {
		this.context.close();
		this.backend.close();
	}

	private void start(Kind kind, String... more) {
		String prefix = "spring.cloud.gateway.server." + kind.name().toLowerCase(Locale.ROOT) + ".routes";
		List<String> properties = new ArrayList<>(List.of("server.port=0", "logging.level.root=warn",
				"spring.main.banner-mode=off", "spring.config.location=classpath:/page/open.yml",
				prefix + "[0].id=backend", prefix + "[0].uri=" + this.backend.uri(),
				prefix + "[0].predicates[0]=Path=/api/**", prefix + "[1].id=down",
				prefix + "[1].uri=http://127.0.0.1:1", prefix + "[1].predicates[0]=Path=/down/**",
				"cors.allowed-origins=" + APP, "cors.allow-credentials=true"));
		// Beside Spring MVC it refuses to start otherwise.
		properties.add("spring.cloud.gateway.server.webflux.enabled=" + (kind == Kind.WEBFLUX));
		properties.addAll(List.of(more));
		this.context = new SpringApplicationBuilder(GatewayApplication.class).web(kind.type)
			.properties(properties.toArray(String[]::new))
			.run();
	}

	private HttpResponse<String> send(String method, String path, String... headers) throws Exception {
		String port = this.context.getEnvironment().getRequiredProperty("local.server.port");
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
			.method(method, HttpRequest.BodyPublishers.noBody());
		if (headers.length > 0) {
			request.headers(headers);
		}
		return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
	}

	private static void assertOneSetOfHeaders(HttpResponse<String> response, String... others) {
		List<String> names = new ArrayList<>(List.of(others));
		names.addAll(List.of("access-control-allow-origin", "access-control-allow-credentials"));
		assertThat(response.headers().map().keySet()).filteredOn((name) -> name.startsWith("access-control-"))
			.containsExactlyInAnyOrderElementsOf(names);
		assertThat(response.headers().allValues("Access-Control-Allow-Origin")).containsExactly(APP);
		assertThat(response.headers().allValues("Access-Control-Allow-Credentials")).containsExactly("true");
		assertThat(vary(response)).contains("Origin");
	}

	private static List<String> vary(HttpResponse<String> response) {
		return response.headers()
			.allValues("Vary")
			.stream()
			.flatMap((line) -> List.of(line.split(", ?", -1)).stream())
			.toList();
	}

	@ParameterizedTest
	@EnumSource(Kind.class)
	void policiesApplyAtTheGateway(Kind kind) throws Exception {
		start(kind);
		HttpResponse<String> preflight = send("OPTIONS", "/api/data", "Origin", APP, "Access-Control-Request-Method",
				"PUT");
		assertThat(preflight.statusCode()).isEqualTo(200);
		assertThat(preflight.headers().allValues("Access-Control-Allow-Origin")).containsExactly(APP);
		HttpResponse<String> refused = send("GET", "/api/data", "Origin", "https://evil.test");
		assertThat(refused.statusCode()).isEqualTo(403);
		assertThat(refused.headers().map().keySet()).noneMatch((name) -> name.startsWith("access-control-"));
		assertThat(this.backend.takeRequests()).isEmpty();
		assertThat(this.context.getBean(CorsRejectionRepository.class).findAll()).singleElement()
			.extracting((rejection) -> rejection.reason().code())
			.isEqualTo("origin-not-allowed");
	}

	@ParameterizedTest
	@EnumSource(Kind.class)
	void headersOfTheBackendAreReplacedOnce(Kind kind) throws Exception {
		start(kind);
		for (String path : List.of("/api/data", "/api/teapot")) {
			HttpResponse<String> response = send("GET", path, "Origin", APP);
			assertThat(response.statusCode()).isEqualTo(path.endsWith("/teapot") ? 418 : 200);
			assertThat(response.body()).isEqualTo("backend");
			assertThat(response.headers().firstValue("X-Backend")).hasValue("true");
			assertOneSetOfHeaders(response, "access-control-expose-headers");
			// What the backend exposes of its own response can be read.
			assertThat(response.headers().allValues("Access-Control-Expose-Headers")).containsExactly("X-Backend");
			assertThat(vary(response)).containsExactlyInAnyOrder("Accept-Encoding", "Accept-Language", "Origin");
		}
		assertThat(this.backend.takeRequests()).containsExactly("GET /api/data", "GET /api/teapot");
	}

	@ParameterizedTest
	@EnumSource(Kind.class)
	void errorsOfTheGatewayCanBeRead(Kind kind) throws Exception {
		start(kind);
		HttpResponse<String> down = send("GET", "/down/data", "Origin", APP);
		assertThat(down.statusCode()).isBetween(500, 599);
		assertOneSetOfHeaders(down);
		HttpResponse<String> noRoute = send("GET", "/nothing", "Origin", APP);
		assertThat(noRoute.statusCode()).isEqualTo(404);
		assertOneSetOfHeaders(noRoute);
	}

	@ParameterizedTest
	@EnumSource(Kind.class)
	void responseWithoutOriginVariesWithIt(Kind kind) throws Exception {
		start(kind);
		HttpResponse<String> response = send("GET", "/api/data");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(vary(response)).containsExactlyInAnyOrder("Accept-Encoding", "Accept-Language", "Origin");
	}

	@ParameterizedTest
	@EnumSource(Kind.class)
	void policyOfATenantCountsForItsHost(Kind kind) throws Exception {
		String tenant = "https://app.tenant.test";
		start(kind, "server.forward-headers-strategy=framework", "cors.policies.tenant.hosts=tenant.test",
				"cors.policies.tenant.allowed-origins=" + tenant);
		HttpResponse<String> allowed = send("GET", "/api/data", "X-Forwarded-Host", "tenant.test", "Origin", tenant);
		assertThat(allowed.statusCode()).isEqualTo(200);
		assertThat(allowed.headers().allValues("Access-Control-Allow-Origin")).containsExactly(tenant);
		assertThat(send("GET", "/api/data", "X-Forwarded-Host", "tenant.test", "Origin", APP).statusCode())
			.isEqualTo(403);
		assertThat(send("GET", "/api/data", "Origin", tenant).statusCode()).isEqualTo(403);
		assertOneSetOfHeaders(send("GET", "/api/data", "Origin", APP), "access-control-expose-headers");
		assertThat(this.context.getBean(CorsRejectionRepository.class).findAll())
			.extracting((rejection) -> rejection.pattern())
			.containsExactlyInAnyOrder("/**", "tenant.test/**");
	}

	@Test
	void globalcorsBesidePoliciesIsNotUsed() throws Exception {
		String globalcors = "spring.cloud.gateway.server.webflux.globalcors.cors-configurations.[/**].";
		start(Kind.WEBFLUX, globalcors + "allowed-origins=https://other.test", globalcors + "allowed-methods=*",
				"spring.cloud.gateway.server.webflux.routes[0].metadata.cors.allowedOrigins=https://other.test");
		assertThat(this.context.getBean(CorsWarnings.class).all()).singleElement()
			.asString()
			.contains("spring.cloud.gateway.server.webflux.globalcors", "delete it");
		assertOneSetOfHeaders(send("GET", "/api/data", "Origin", APP), "access-control-expose-headers");
		assertThat(send("GET", "/api/data", "Origin", "https://other.test").statusCode()).isEqualTo(403);
	}

	/**
	 * A gateway for each stack.
	 */
	enum Kind {

		WEBFLUX(WebApplicationType.REACTIVE), WEBMVC(WebApplicationType.SERVLET);

		private final WebApplicationType type;

		Kind(WebApplicationType type) {
			this.type = type;
		}

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
	static class GatewayApplication {

	}

}
