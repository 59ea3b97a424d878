package io.github.corsboot.web;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * However a path is written: what is served, and under which policy, fit together. There
 * is no firewall in front, and every other path is open to everybody.
 */
class PathBypassTests {

	private static final String APP = "Origin: https://app.example.com";

	private static final String EVIL = "Origin: https://evil.test";

	/**
	 * The paths with {@code %s} for one of {@code controller}, {@code servlet},
	 * {@code files}.
	 */
	private static final List<String> FORMS = List.of("/@/secret.txt", "//@/secret.txt", "/@//secret.txt",
			"/./@/secret.txt", "/@/./secret.txt", "/open/../@/secret.txt", "/open/%2e%2e/@/secret.txt",
			"/open/.%2e/@/secret.txt", "/open/..;/@/secret.txt", "/open;/../@/secret.txt", "/@;a=b/secret.txt",
			"/;a=b/@/secret.txt", "/@/;a=b/secret.txt", "/@/secret.txt;a=b", "/@%2fsecret.txt", "/%2f@/secret.txt",
			"/@/secret.txt/", "/@/secret.txt%2f", "/@/%73ecret.txt", "/open/..%2f@/secret.txt",
			"/open%2f..%2f@/secret.txt", "/@/secret.txt?/open/x", "/open/..\\@/secret.txt",
			"/open%5c..%5c@%5csecret.txt", "/@/open/../secret.txt", "/@/..%2f@/secret.txt", "/@/secret.txt%20",
			"/@/secret.txt%00", "/@/secret.txt%23", "/%40/secret.txt");

	private static final List<String> AREAS = List.of("controller", "servlet", "files");

	enum Server {

		TOMCAT(WebApplicationType.SERVLET), JETTY(WebApplicationType.SERVLET), NETTY(WebApplicationType.REACTIVE);

		private final WebApplicationType type;

		Server(WebApplicationType type) {
			this.type = type;
		}

		ConfigurableApplicationContext run() {
			Class<?>[] sources = (this == JETTY)
					? new Class<?>[] { Application.class, TestServer.JettyConfiguration.class }
					: new Class<?>[] { Application.class };
			return new SpringApplicationBuilder(sources).web(this.type)
				.properties("spring.config.name=cases", "cors.unknown-properties=ignore")
				.run("--spring.autoconfigure.exclude=" + excluded(), "--cors.paths=/**", "--cors.allowed-origins=*",
						"--cors.policies.secret.paths=/controller/**,/servlet/**,/files/**",
						"--cors.policies.secret.allowed-origins=https://app.example.com",
						"--spring.mvc.servlet.load-on-startup=1");
		}

		private static String excluded() {
			return StreamSupport
				.stream(ImportCandidates.load(AutoConfiguration.class, PathBypassTests.class.getClassLoader())
					.spliterator(), false)
				.filter((name) -> name.contains(".security."))
				.collect(Collectors.joining(","));
		}

	}

	@ParameterizedTest
	@EnumSource
	void whatIsServedIsNeverReadableByAStranger(Server server) {
		List<String> served = new ArrayList<>();
		try (ConfigurableApplicationContext context = server.run()) {
			int port = TestApplication.port(context);
			for (String area : AREAS) {
				for (String form : FORMS) {
					String path = form.replace("@", area);
					HttpExchange stranger = HttpExchange.send(port, "GET " + path, EVIL);
					assertThat(stranger.body()).as("%s is served to a stranger", path).doesNotContain("SECRET");
					HttpExchange nobody = HttpExchange.send(port, "GET " + path);
					if (nobody.body().contains("SECRET")) {
						served.add(path);
						assertThat(nobody.corsHeaderNames()).as(path).isEmpty();
						assertThat(nobody.vary()).as(path).contains("origin");
					}
				}
				HttpExchange allowed = HttpExchange.send(port, "GET /" + area + "/secret.txt", APP);
				if (server != Server.NETTY || !area.equals("servlet")) {
					assertThat(allowed.body()).contains("SECRET");
					assertThat(allowed.header("Access-Control-Allow-Origin")).isEqualTo("https://app.example.com");
				}
			}
		}
		// Or the test would prove nothing.
		assertThat(served).hasSizeGreaterThan(10);
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@org.springframework.context.annotation.Import(ServletConfiguration.class)
	static class Application {

		@Bean
		SecretController secretController() {
			return new SecretController();
		}

	}

	@RestController
	static class SecretController {

		@GetMapping({ "/controller/secret.txt", "/controller/{*rest}" })
		String secret() {
			return "SECRET of a controller";
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
	static class ServletConfiguration {

		@Bean
		ServletRegistrationBean<HttpServlet> secretServlet() {
			return new ServletRegistrationBean<>(new HttpServlet() {

				@Override
				protected void doGet(HttpServletRequest request, HttpServletResponse response)
						throws java.io.IOException {
					response.getWriter().write("SECRET of a servlet");
				}

			}, "/servlet/*");
		}

	}

}
