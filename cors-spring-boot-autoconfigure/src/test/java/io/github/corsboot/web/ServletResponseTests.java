package io.github.corsboot.web;

import java.io.IOException;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What servlets and filters may try with the headers of a policy.
 */
class ServletResponseTests {

	private static final String APP = "https://app.example.com";

	private static ConfigurableApplicationContext context;

	@BeforeAll
	static void start() {
		context = new SpringApplicationBuilder(TestApplication.class, ServletConfiguration.class)
			.web(WebApplicationType.SERVLET)
			.properties("spring.config.name=cases")
			.run("--cors.paths=/api/**,/servlet/**");
	}

	@AfterAll
	static void stop() {
		context.close();
	}

	private static HttpExchange send(String requestLine, String... headers) {
		return HttpExchange.send(TestApplication.port(context), requestLine, headers);
	}

	private static void assertOneSetOfHeaders(HttpExchange response) {
		assertThat(response.corsHeaderNames()).containsExactly("access-control-allow-origin",
				"access-control-expose-headers");
		assertThat(response.header("Access-Control-Allow-Origin")).isEqualTo(APP);
		assertThat(response.header("Access-Control-Expose-Headers")).isEqualTo("X-Total");
		assertThat(response.vary()).contains("origin");
	}

	@ParameterizedTest
	@ValueSource(strings = { "set", "add", "int", "date", "reset", "vary", "error", "redirect", "async", "async-own",
			"null" })
	void servletCannotChangeTheHeadersOfAPolicy(String what) {
		assertOneSetOfHeaders(send("GET /servlet/" + what, "Origin: " + APP, "X-Before: true"));
	}

	@Test
	void servletKeepsItsOtherHeaders() {
		HttpExchange response = send("GET /servlet/set", "Origin: " + APP);
		assertThat(response.header("X-Servlet")).isEqualTo("set");
		assertThat(send("GET /servlet/int", "Origin: " + APP).header("X-Servlet")).isEqualTo("7");
		assertThat(send("GET /servlet/vary", "Origin: " + APP).vary()).containsExactly("accept-encoding", "origin");
	}

	@Test
	void headerOfAnEarlierFilterIsRemovedOnRefusal() {
		HttpExchange response = send("GET /servlet/set", "Origin: https://evil.test", "X-Before: true");
		assertThat(response.status()).isEqualTo(403);
		assertThat(response.corsHeaderNames()).isEmpty();
		HttpExchange preflight = send("OPTIONS /servlet/set", "Origin: https://evil.test",
				"Access-Control-Request-Method: PUT", "X-Before: true");
		assertThat(preflight.status()).isEqualTo(403);
		assertThat(preflight.corsHeaderNames()).isEmpty();
	}

	@Test
	void headerOfAnEarlierFilterIsReplacedInAPreflight() {
		HttpExchange response = send("OPTIONS /servlet/set", "Origin: " + APP, "Access-Control-Request-Method: PUT",
				"X-Before: true");
		assertThat(response.header("Access-Control-Allow-Origin")).isEqualTo(APP);
		assertThat(response.header("Access-Control-Allow-Credentials")).isNull();
	}

	@Test
	void earlierFilterIsLeftAloneWithoutPolicy() {
		HttpExchange response = send("GET /uncovered/data", "Origin: " + APP, "X-Before: true");
		assertThat(response.header("Access-Control-Allow-Origin")).isEqualTo("https://evil.test");
	}

	@Test
	void handshakeIsLeftToTheHandlersOfSpring() {
		HttpExchange response = send("GET /api/data", "Origin: https://evil.test", "Upgrade: websocket",
				"Connection: close, Upgrade");
		assertThat(response.status()).isEqualTo(200);
		assertThat(response.corsHeaderNames()).isEmpty();
	}

	@Configuration(proxyBeanMethods = false)
	static class ServletConfiguration {

		@Bean
		FilterRegistrationBean<Filter> earlierFilter() {
			FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>(new EarlierFilter());
			registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
			registration.setAsyncSupported(true);
			return registration;
		}

		@Bean
		ServletRegistrationBean<HeaderServlet> headerServlet() {
			ServletRegistrationBean<HeaderServlet> registration = new ServletRegistrationBean<>(new HeaderServlet(),
					"/servlet/*");
			registration.setAsyncSupported(true);
			return registration;
		}

	}

	static class EarlierFilter implements Filter {

		@Override
		public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
				throws IOException, ServletException {
			if (((HttpServletRequest) request).getHeader("X-Before") != null) {
				HttpServletResponse http = (HttpServletResponse) response;
				http.setHeader("Access-Control-Allow-Origin", "https://evil.test");
				http.addHeader("access-control-allow-credentials", "true");
			}
			chain.doFilter(request, response);
		}

	}

	static class HeaderServlet extends HttpServlet {

		private static final String ALLOW_ORIGIN = "Access-Control-Allow-Origin";

		@Override
		protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
			switch (request.getPathInfo()) {
				case "/set" -> {
					response.setHeader(ALLOW_ORIGIN, "https://evil.test");
					response.setHeader("access-control-allow-credentials", "true");
					response.setHeader("X-Servlet", "set");
				}
				case "/add" -> response.addHeader(ALLOW_ORIGIN, "https://evil.test");
				case "/int" -> {
					response.setIntHeader("Access-Control-Max-Age", 1);
					response.addIntHeader("Access-Control-Max-Age", 2);
					response.setIntHeader("X-Servlet", 7);
				}
				case "/date" -> {
					response.setDateHeader(ALLOW_ORIGIN, 1);
					response.addDateHeader(ALLOW_ORIGIN, 2);
				}
				case "/reset" -> {
					response.setHeader("X-Servlet", "gone");
					response.reset();
				}
				case "/null" -> {
					response.setHeader(null, "x");
					response.addHeader(null, "x");
				}
				case "/vary" -> response.setHeader("Vary", "Accept-Encoding");
				case "/error" -> response.sendError(HttpServletResponse.SC_CONFLICT);
				case "/redirect" -> response.sendRedirect("/servlet/set");
				case "/async" -> writeLater(request.startAsync());
				case "/async-own" -> writeLater(request.startAsync(request, response));
				default -> throw new IllegalStateException(request.getPathInfo());
			}
		}

		private static void writeLater(AsyncContext async) {
			async.start(() -> {
				HttpServletResponse response = (HttpServletResponse) async.getResponse();
				response.setHeader(ALLOW_ORIGIN, "https://evil.test");
				response.addHeader(ALLOW_ORIGIN, "https://evil.test");
				async.complete();
			});
		}

	}

}
