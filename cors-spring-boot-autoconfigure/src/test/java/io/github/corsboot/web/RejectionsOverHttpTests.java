package io.github.corsboot.web;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.rejection.CorsRejectedEvent;
import io.github.corsboot.rejection.CorsRejection;
import io.github.corsboot.rejection.CorsRejectionGroup;
import io.github.corsboot.rejection.CorsRejections;
import io.github.corsboot.rejection.LogLines;
import io.micrometer.context.ContextRegistry;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

/**
 * What an application sees of refused requests: the log, events, groups and versions.
 */
class RejectionsOverHttpTests {

	private static final String EVIL = "Origin: https://evil.test";

	private static final String TRACE = "traceId";

	private final Logger logger = (Logger) LoggerFactory.getLogger(CorsRejections.LOGGER);

	private final ListAppender<ILoggingEvent> lines = LogLines.ofThisTest();

	private Level level;

	@AfterEach
	void stop() {
		this.logger.detachAppender(this.lines);
		this.logger.setLevel(this.level);
	}

	private TestServer start(TestServer.Kind kind, String... arguments) {
		TestServer server = kind.start(new Class<?>[] { Listener.class, ServletTracing.class, ReactiveTracing.class },
				arguments);
		// Boot has configured the loggers anew.
		this.level = this.logger.getLevel();
		this.logger.setLevel(Level.WARN);
		this.logger.addAppender(this.lines);
		this.lines.start();
		return server;
	}

	@ParameterizedTest
	@EnumSource(value = TestServer.Kind.class, names = { "TOMCAT", "JETTY", "NETTY" })
	void eventIsPublished(TestServer.Kind kind) throws InterruptedException {
		try (TestServer server = start(kind)) {
			server.send("GET /api/data?token=secret", EVIL);
			CorsRejection rejection = server.context().getBean(Listener.class).events.poll(10, TimeUnit.SECONDS);
			assertThat(rejection).isNotNull();
			assertThat(rejection.origin()).isEqualTo("https://evil.test");
			assertThat(rejection.path()).isEqualTo("/api/data");
			assertThat(rejection.id()).isEqualTo(recent(server).get(0).id());
		}
	}

	@ParameterizedTest
	@EnumSource(value = TestServer.Kind.class, names = { "TOMCAT", "NETTY" })
	void rejectionNamesTheVersionThatDecided(TestServer.Kind kind) {
		try (TestServer server = start(kind)) {
			server.send("GET /api/data", EVIL);
			CorsPolicies policies = server.context().getBean(CorsPolicies.class);
			policies.replace(policies.mapping());
			server.send("GET /api/data", EVIL);
			server.send("GET /uncovered/data", EVIL);
			await().untilAsserted(() -> assertThat(recent(server)).extracting(CorsRejection::policiesVersion)
				.containsExactly(2, 2, 1));
		}
	}

	@ParameterizedTest
	@EnumSource(value = TestServer.Kind.class, names = { "TOMCAT", "NETTY" })
	void whatIsRefusedAgainAndAgainIsOneGroupAndOneLine(TestServer.Kind kind) {
		try (TestServer server = start(kind)) {
			for (String path : List.of("/api/data", "/api/status/200", "/api/unknown")) {
				server.send("GET " + path, EVIL);
			}
			server.send("GET /uncovered/below/data", EVIL);
			CorsRejections rejections = server.context().getBean(CorsRejections.class);
			// An uncovered path is recorded when the response is finished.
			await().untilAsserted(() -> assertThat(rejections.groups())
				.extracting(CorsRejectionGroup::pattern, CorsRejectionGroup::count)
				.containsExactlyInAnyOrder(tuple("/uncovered/below", 1L), tuple("/api/**", 3L)));
			await().untilAsserted(() -> assertThat(this.lines.list).hasSize(2));
		}
	}

	@ParameterizedTest
	@EnumSource(value = TestServer.Kind.class, names = { "TOMCAT", "NETTY" })
	void whenRejectionsAreDisabledRequestsAreRefusedAndNothingElse(TestServer.Kind kind) {
		try (TestServer server = start(kind, "--cors.rejections.enabled=false")) {
			assertThat(server.send("GET /api/data", EVIL).status()).isEqualTo(403);
			assertThat(server.send("GET /uncovered/data", EVIL).status()).isEqualTo(200);
			CorsRejections rejections = server.context().getBean(CorsRejections.class);
			assertThat(rejections.counts()).isEmpty();
			assertThat(rejections.groups()).isEmpty();
			assertThat(this.lines.list).isEmpty();
		}
	}

	@ParameterizedTest
	@EnumSource(value = TestServer.Kind.class, names = { "TOMCAT", "JETTY", "NETTY" })
	void lineHasTheContextOfTheRequest(TestServer.Kind kind) {
		ContextRegistry.getInstance()
			.registerThreadLocalAccessor(TRACE, () -> MDC.get(TRACE), (value) -> MDC.put(TRACE, value),
					() -> MDC.remove(TRACE));
		try (TestServer server = start(kind, "--spring.reactor.context-propagation=auto")) {
			server.send("GET /api/data", EVIL, "X-Trace: 4711");
			assertThat(this.lines.list).singleElement()
				.extracting(ILoggingEvent::getMDCPropertyMap)
				.isEqualTo(Map.of(TRACE, "4711"));
		}
		finally {
			Hooks.disableAutomaticContextPropagation();
			ContextRegistry.getInstance().removeThreadLocalAccessor(TRACE);
		}
	}

	@ParameterizedTest
	@EnumSource(value = TestServer.Kind.class, names = { "TOMCAT", "NETTY" })
	void whatWaitsForTheEndOfTheMinuteIsLoggedWhenTheApplicationEnds(TestServer.Kind kind) {
		try (TestServer server = start(kind)) {
			for (int i = 1; i <= 7; i++) {
				server.send("GET /api/data", "Origin: https://stranger" + i + ".test");
			}
			assertThat(this.lines.list).hasSize(5);
		}
		assertThat(this.lines.list).hasSize(7);
		assertThat(this.lines.list.get(6).getFormattedMessage()).contains("https://stranger7.test", " (at ");
	}

	private static List<CorsRejection> recent(TestServer server) {
		return server.context().getBean(CorsRejections.class).recent();
	}

	@Configuration(proxyBeanMethods = false)
	static class Listener {

		private final BlockingQueue<CorsRejection> events = new LinkedBlockingQueue<>();

		@EventListener
		void onRejected(CorsRejectedEvent event) {
			this.events.add(event.getRejection());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
	static class ServletTracing {

		@Bean
		FilterRegistrationBean<OncePerRequestFilter> tracingFilter() {
			FilterRegistrationBean<OncePerRequestFilter> registration = new FilterRegistrationBean<>(filter());
			registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
			return registration;
		}

		private static OncePerRequestFilter filter() {
			return new OncePerRequestFilter() {

				@Override
				protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response,
						FilterChain chain) throws ServletException, IOException {
					MDC.put(TRACE, String.valueOf(request.getHeader("X-Trace")));
					try {
						chain.doFilter(request, response);
					}
					finally {
						MDC.remove(TRACE);
					}
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
	static class ReactiveTracing {

		@Bean
		WebFilter tracingFilter() {
			return new TracingFilter();
		}

		@Order(Ordered.HIGHEST_PRECEDENCE)
		private static final class TracingFilter implements WebFilter {

			@Override
			public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
				String trace = String.valueOf(exchange.getRequest().getHeaders().getFirst("X-Trace"));
				return chain.filter(exchange).contextWrite((context) -> context.put(TRACE, trace));
			}

		}

	}

}
