package io.github.corsboot.web;

import java.io.IOException;
import java.util.Map;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import org.glassfish.jersey.server.ResourceConfig;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.annotation.Id;
import org.springframework.data.keyvalue.repository.KeyValueRepository;
import org.springframework.data.map.repository.config.EnableMapRepositories;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.stereotype.Controller;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever answers a request, the policy applies, below other paths, too.
 */
@ParameterizedClass
@CsvSource({ "TOMCAT, '', ''", "TOMCAT, /app, ''", "TOMCAT, '', /mvc", "JETTY, /app, /mvc", "NETTY, '', ''",
		"NETTY, /app, ''" })
class EverythingServedTests {

	private static final String APP = "https://app.example.com";

	private static TestServer server;

	private final TestServer.Kind kind;

	private final String base;

	private final String servletPath;

	EverythingServedTests(TestServer.Kind kind, String base, String servletPath) {
		this.kind = kind;
		this.base = base;
		this.servletPath = servletPath;
	}

	@BeforeParameterizedClassInvocation
	static void start(TestServer.Kind kind, String base, String servletPath) {
		Class<?>[] sources = { Everything.class,
				kind.isServlet() ? ServletEverything.class : ReactiveEverything.class };
		server = kind.start(sources, "--test.with=graphql,data,jersey", "--cors.paths=/**",
				"--server.servlet.context-path=" + base, "--spring.webflux.base-path=" + base,
				"--spring.mvc.servlet.path=" + (servletPath.isEmpty() ? "/" : servletPath),
				"--spring.graphql.schema.locations=classpath:graphql-test/", "--spring.data.rest.base-path=/rest",
				"--spring.jersey.application-path=/jersey",
				"--spring.web.resources.static-locations=classpath:/welcome/");
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
	}

	@ParameterizedTest
	@CsvSource({ "annotated controller, GET, /things/data, handled", "functional endpoint, GET, /route, route",
			"static file, GET, /file.txt, a static file", "welcome page, GET, /, Welcome",
			"Spring GraphQL, POST, /graphql, hello" })
	void policyApplies(String what, String method, String path, String content) {
		assertPolicyApplies(method, this.servletPath + path, content);
	}

	@ParameterizedTest
	@CsvSource({ "plain servlet, /servlet/x, servlet, false", "Jersey, /jersey/greeting, hello, false",
			"Spring Data REST, /rest/notes, notes, true" })
	void policyAppliesToWhatOnlyServletApplicationsHave(String what, String path, String content, boolean mvc) {
		if (this.kind.isServlet()) {
			assertPolicyApplies("GET", mvc ? this.servletPath + path : path, content);
		}
		else {
			HttpExchange missing = send("GET", path, APP);
			assertThat(missing.status()).isEqualTo(404);
			assertThat(missing.header("Access-Control-Allow-Origin")).isEqualTo(APP);
		}
	}

	private void assertPolicyApplies(String method, String path, String content) {
		HttpExchange allowed = send(method, path, APP);
		assertThat(allowed.status()).as(allowed.body()).isEqualTo(200);
		assertThat(allowed.body()).contains(content);
		assertThat(allowed.header("Access-Control-Allow-Origin")).isEqualTo(APP);
		assertThat(allowed.corsHeaderNames()).containsExactly("access-control-allow-origin",
				"access-control-expose-headers");
		assertThat(allowed.vary()).contains("origin");
		HttpExchange refused = send(method, path, "https://evil.test");
		assertThat(refused.status()).isEqualTo(403);
		assertThat(refused.corsHeaderNames()).isEmpty();
		assertThat(refused.body()).isEqualTo("Refused by CORS policy: origin-not-allowed\n");
		HttpExchange preflight = server.send("OPTIONS " + this.base + path, "Origin: " + APP,
				"Access-Control-Request-Method: " + method, "Access-Control-Request-Headers: content-type");
		assertThat(preflight.status()).isEqualTo(200);
		assertThat(preflight.header("Access-Control-Allow-Origin")).isEqualTo(APP);
		assertThat(preflight.body()).isEmpty();
	}

	private HttpExchange send(String method, String path, String origin) {
		String body = "{\"query\":\"{ greeting }\"}";
		return method.equals("GET") ? server.send("GET " + this.base + path, "Origin: " + origin, "Accept: */*")
				: server.send("POST " + this.base + path, "Origin: " + origin, "Content-Type: application/json",
						"Accept: application/json", "Content-Length: " + body.length() + "\r\n\r\n" + body);
	}

	@Configuration(proxyBeanMethods = false)
	static class Everything {

		@Controller
		static class GreetingController {

			@QueryMapping
			String greeting() {
				return "hello";
			}

		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
	@EnableMapRepositories(considerNestedRepositories = true, basePackageClasses = EverythingServedTests.class)
	static class ServletEverything {

		@Bean
		RouterFunction<ServerResponse> route() {
			return RouterFunctions.route().GET("/route", (request) -> ServerResponse.ok().body("route")).build();
		}

		@Bean
		ServletRegistrationBean<HttpServlet> plainServlet() {
			return new ServletRegistrationBean<>(new HttpServlet() {

				@Override
				protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
					response.getWriter().write("servlet");
				}

			}, "/servlet/*");
		}

		@Bean
		ResourceConfig resourceConfig() {
			return new ResourceConfig(Greeting.class);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
	static class ReactiveEverything {

		@Bean
		org.springframework.web.reactive.function.server.RouterFunction<?> route() {
			return org.springframework.web.reactive.function.server.RouterFunctions.route()
				.GET("/route",
						(request) -> org.springframework.web.reactive.function.server.ServerResponse.ok()
							.bodyValue("route"))
				.build();
		}

	}

	@Path("/greeting")
	public static class Greeting {

		@GET
		public String greet() {
			return "hello";
		}

	}

	public record Note(@Id String id, Map<String, String> texts) {

	}

	/** Of one store, since several modules of Spring Data are on the class path. */
	public interface NoteRepository extends KeyValueRepository<Note, String> {

	}

}
