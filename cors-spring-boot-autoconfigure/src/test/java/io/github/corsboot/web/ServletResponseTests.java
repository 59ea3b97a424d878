package io.github.corsboot.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ForkJoinPool;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What servlets and filters may try with the headers of a policy.
 */
@ParameterizedClass
@EnumSource(value = TestServer.Kind.class, mode = EnumSource.Mode.MATCH_NONE, names = "NETTY.*")
class ServletResponseTests {

	private static final String APP = "https://app.example.com";

	private static TestServer server;

	private final TestServer.Kind kind;

	ServletResponseTests(TestServer.Kind kind) {
		this.kind = kind;
	}

	@BeforeParameterizedClassInvocation
	static void start(TestServer.Kind kind) {
		server = kind.start(new Class<?>[] { ServletConfiguration.class }, "--cors.paths=/api/**,/servlet/**");
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
	}

	private static HttpExchange send(String requestLine, String... headers) {
		return server.send(requestLine, headers);
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
			"null", "exception", "exception-after-reset", "error-after-reset", "forward", "forward-to-error", "include",
			"include-error", "async-dispatch", "async-error", "async-timeout", "async-exception", "write", "large" })
	void servletCannotChangeTheHeadersOfAPolicy(String what) {
		assertOneSetOfHeaders(send("GET /servlet/" + what, "Origin: " + APP, "X-Before: true"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "error", "error-after-reset", "exception", "exception-after-reset", "forward-to-error",
			"async-error", "async-timeout", "async-exception", "async-dispatch", "forward", "include", "include-error",
			"large", "redirect" })
	void servletAnswersAsItDoesWithoutPolicy(String what) {
		int status = send("GET /uncovered-servlet/" + what).status();
		assertThat(send("GET /servlet/" + what, "Origin: " + APP).status()).isEqualTo(status);
		HttpExchange notCors = send("GET /servlet/" + what);
		assertThat(notCors.status()).isEqualTo(status);
		assertThat(notCors.corsHeaderNames()).isSubsetOf("access-control-allow-origin",
				"access-control-allow-credentials");
		if (!what.contains("reset")) {
			assertThat(notCors.vary()).contains("origin");
		}
		HttpExchange refused = send("GET /servlet/" + what, "Origin: https://evil.test");
		assertThat(refused.status()).isEqualTo(403);
		assertThat(refused.corsHeaderNames()).isEmpty();
		assertThat(refused.vary()).contains("origin");
	}

	@ParameterizedTest
	@CsvSource({ "deferred, 200", "deferred-timeout, 503", "deferred-exception, 500", "streaming-body, 200",
			"emitter, 200", "emitter-exception, 200" })
	void asynchronousHandlerCannotChangeTheHeadersEither(String path, int status) {
		HttpExchange response = send("GET /api/" + path, "Origin: " + APP);
		assertThat(response.status()).isEqualTo(status);
		assertOneSetOfHeaders(response);
		assertThat(send("GET /api/" + path).vary()).contains("origin");
		assertThat(send("GET /api/" + path, "Origin: https://evil.test").status()).isEqualTo(403);
	}

	@Test
	void largeResponseIsCompressedWhereThatIsOn() {
		HttpExchange response = send("GET /servlet/large", "Origin: " + APP, "Accept-Encoding: gzip");
		assertOneSetOfHeaders(response);
		assertThat(response.header("Content-Encoding")).isEqualTo(this.kind.isCompressing() ? "gzip" : null);
		assertThat(response.vary().contains("accept-encoding")).isEqualTo(this.kind.isCompressing());
	}

	@Test
	void servletKeepsItsOtherHeaders() {
		HttpExchange response = send("GET /servlet/set", "Origin: " + APP);
		assertThat(response.header("X-Servlet")).isEqualTo("set");
		assertThat(send("GET /servlet/int", "Origin: " + APP).header("X-Servlet")).isEqualTo("7");
		assertThat(send("GET /servlet/vary", "Origin: " + APP).vary()).containsExactly("accept-language", "origin");
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
		AsynchronousController asynchronousController() {
			return new AsynchronousController();
		}

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
					"/servlet/*", "/uncovered-servlet/*");
			registration.setAsyncSupported(true);
			return registration;
		}

	}

	@RestController
	static class AsynchronousController {

		@GetMapping("/api/deferred")
		DeferredResult<ResponseEntity<String>> deferred() {
			DeferredResult<ResponseEntity<String>> result = new DeferredResult<>();
			ForkJoinPool.commonPool()
				.execute(() -> result
					.setResult(ResponseEntity.ok().header("Access-Control-Allow-Origin", "*").body("handled")));
			return result;
		}

		@GetMapping("/api/deferred-timeout")
		DeferredResult<String> deferredTimeout() {
			return new DeferredResult<>(50L);
		}

		@GetMapping("/api/deferred-exception")
		DeferredResult<String> deferredException() {
			DeferredResult<String> result = new DeferredResult<>();
			ForkJoinPool.commonPool().execute(() -> result.setErrorResult(new IllegalStateException("as expected")));
			return result;
		}

		@GetMapping("/api/streaming-body")
		ResponseEntity<StreamingResponseBody> streamingBody() {
			return ResponseEntity.ok()
				.header("Access-Control-Allow-Origin", "*")
				.body((output) -> output.write("handled".getBytes(StandardCharsets.UTF_8)));
		}

		@GetMapping("/api/emitter")
		SseEmitter emitter() throws IOException {
			SseEmitter emitter = new SseEmitter();
			emitter.send("handled");
			emitter.complete();
			return emitter;
		}

		@GetMapping("/api/emitter-exception")
		SseEmitter emitterException() throws IOException {
			SseEmitter emitter = new SseEmitter();
			emitter.send("handled");
			emitter.completeWithError(new IllegalStateException("as expected"));
			return emitter;
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
		protected void doGet(HttpServletRequest request, HttpServletResponse response)
				throws IOException, ServletException {
			Object included = request.getAttribute(RequestDispatcher.INCLUDE_PATH_INFO);
			switch ((included != null) ? included.toString() : request.getPathInfo()) {
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
				case "/vary" -> response.setHeader("Vary", "Accept-Language");
				case "/error" -> response.sendError(HttpServletResponse.SC_CONFLICT);
				case "/redirect" -> response.sendRedirect("/servlet/set");
				case "/exception" -> throw new IllegalStateException("as expected");
				case "/exception-after-reset" -> {
					response.reset();
					throw new IllegalStateException("as expected");
				}
				case "/error-after-reset" -> {
					response.reset();
					response.sendError(HttpServletResponse.SC_CONFLICT);
				}
				case "/forward" ->
					request.getRequestDispatcher(request.getServletPath() + "/set").forward(request, response);
				case "/forward-to-error" ->
					request.getRequestDispatcher(request.getServletPath() + "/error").forward(request, response);
				case "/include" ->
					request.getRequestDispatcher(request.getServletPath() + "/write").include(request, response);
				case "/include-error" -> {
					request.getRequestDispatcher(request.getServletPath() + "/set").include(request, response);
					response.sendError(HttpServletResponse.SC_CONFLICT);
				}
				case "/write" -> {
					response.setContentType("text/plain");
					response.getWriter().write("written");
					response.flushBuffer();
				}
				case "/large" -> {
					response.setContentType("text/plain");
					response.getWriter().write("large ".repeat(10_000));
				}
				case "/async-dispatch" -> {
					AsyncContext async = request.startAsync();
					async.start(() -> async.dispatch(request.getServletPath() + "/set"));
				}
				case "/async-error" -> {
					AsyncContext async = request.startAsync();
					async.start(() -> async.dispatch(request.getServletPath() + "/error"));
				}
				case "/async-exception" -> {
					AsyncContext async = request.startAsync();
					async.start(() -> async.dispatch(request.getServletPath() + "/exception"));
				}
				case "/async-timeout" -> {
					AsyncContext async = request.startAsync();
					async.setTimeout(50);
					async.addListener(new TimeoutListener(response));
				}
				case "/async" -> writeLater(request.startAsync());
				case "/async-own" -> writeLater(request.startAsync(request, response));
				default -> throw new IllegalStateException(request.getPathInfo());
			}
		}

		/**
		 * Answers in place of what did not come.
		 */
		private record TimeoutListener(HttpServletResponse response) implements AsyncListener {

			@Override
			public void onTimeout(AsyncEvent event) throws IOException {
				this.response.setHeader(ALLOW_ORIGIN, "https://evil.test");
				this.response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
				event.getAsyncContext().complete();
			}

			@Override
			public void onComplete(AsyncEvent event) {
			}

			@Override
			public void onError(AsyncEvent event) {
			}

			@Override
			public void onStartAsync(AsyncEvent event) {
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
