package io.github.corsboot.browsers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

import io.github.corsboot.rejection.CorsRejection;
import io.github.corsboot.rejection.CorsRejectionListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import reactor.core.publisher.Flux;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.server.WebFilter;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.ServletWebSocketHandlerRegistry;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.handler.TextWebSocketHandler;

/**
 * The application that browsers ask, the same on both stacks.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
@Import({ CasesApplication.Answers.class, CasesApplication.Pages.class })
class CasesApplication {

	static ConfigurableApplicationContext start(WebApplicationType type, Certificate certificate, Script script,
			Map<String, Case> cases, String... arguments) {
		Stream<String> tls = (certificate != null) ? Stream.of("--server.ssl.key-store=" + certificate.keyStore(),
				"--server.ssl.key-store-password=" + Certificate.PASSWORD) : Stream.empty();
		return new SpringApplicationBuilder(CasesApplication.class).web(type)
			.properties("spring.config.location=classpath:/browsers/application.yml,classpath:/page/open.yml")
			.initializers((context) -> {
				GenericApplicationContext beans = (GenericApplicationContext) context;
				beans.registerBean(Wire.class);
				beans.registerBean(Script.class, () -> script);
				beans.registerBean("cases", Map.class, () -> cases);
				beans.registerBean(Recorded.class);
			})
			.run(Stream.concat(tls, Stream.of(arguments)).toArray(String[]::new));
	}

	/**
	 * Return whether a path belongs to a case: its name is the second segment.
	 */
	static boolean isOf(String id, String path) {
		String[] segments = path.split("/", -1);
		return segments.length > 2 && segments[2].equals(id);
	}

	/**
	 * What the server has recorded.
	 */
	static final class Recorded implements CorsRejectionListener {

		private final Queue<CorsRejection> rejections = new ConcurrentLinkedQueue<>();

		@Override
		public void onRejection(CorsRejection rejection) {
			this.rejections.add(rejection);
		}

		List<String> of(String id) {
			return this.rejections.stream()
				.filter((each) -> isOf(id, each.path()))
				.map((each) -> each.reason().code())
				.toList();
		}

	}

	/**
	 * Answers as the case says.
	 */
	@RestController
	static class Answers {

		private final Map<String, Case> cases;

		private final Wire wire;

		private final Site site;

		Answers(Map<String, Case> cases, Wire wire, Script script) {
			this.cases = cases;
			this.wire = wire;
			this.site = script.site();
		}

		@RequestMapping({ "/{policy}/{id}", "/{policy}/{id}/{end}" })
		ResponseEntity<Object> answer(@PathVariable String id, @PathVariable(required = false) String end,
				@RequestHeader(name = HttpHeaders.COOKIE, defaultValue = "no cookie") String cookie)
				throws IOException {
			Answer answer = this.cases.get(id).answer((end != null) ? end : "");
			ResponseEntity.BodyBuilder response = ResponseEntity.status(answer.status());
			answer.headers().forEach((name, value) -> response.header(name, this.site.resolve(value)));
			return switch (answer.body()) {
				case "" ->
					response.body(String.valueOf(this.wire.of(id).stream().filter((each) -> !each.preflight()).count())
						.getBytes(StandardCharsets.UTF_8));
				case "cookie" -> response.body(cookie.getBytes(StandardCharsets.UTF_8));
				case "stream" -> response.body(Flux.just(1, 2, 3).delayElements(Duration.ofMillis(30)));
				default -> response.body(answer.bytes());
			};
		}

	}

	/**
	 * The page that belongs to the application itself.
	 */
	@RestController
	static class Pages {

		private final Script script;

		Pages(Script script) {
			this.script = script;
		}

		@GetMapping(path = "/cases", produces = MediaType.APPLICATION_JSON_VALUE)
		String cases(@RequestParam Map<String, String> page) {
			return this.script.read(Place.valueOf(page.keySet().iterator().next()));
		}

		@PostMapping("/report")
		void report(@RequestBody String report) {
			this.script.report(report);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebSocket
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
	static class ServletConfiguration {

		@Bean
		FilterRegistrationBean<Filter> wireFilter(Wire wire) {
			FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>((request, response, chain) -> {
				HttpServletRequest http = (HttpServletRequest) request;
				wire.add(http.getMethod(), http.getRequestURI(), new ServletServerHttpRequest(http).getHeaders());
				chain.doFilter(request, response);
			});
			registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
			registration.setDispatcherTypes(DispatcherType.REQUEST);
			return registration;
		}

		@Bean
		WebSocketConfigurer sockets() {
			return (registry) -> {
				registry.addHandler(new TextWebSocketHandler(), "/sockets/*");
				((ServletWebSocketHandlerRegistry) registry).setOrder(-1);
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
	static class ReactiveConfiguration {

		@Bean
		@Order(Ordered.HIGHEST_PRECEDENCE)
		WebFilter wireFilter(Wire wire) {
			return (exchange, chain) -> {
				wire.add(exchange.getRequest().getMethod().name(), exchange.getRequest().getPath().value(),
						exchange.getRequest().getHeaders());
				return chain.filter(exchange);
			};
		}

		@Bean
		HandlerMapping sockets() {
			WebSocketHandler handler = (session) -> session.receive().then();
			return new SimpleUrlHandlerMapping(Map.of("/sockets/*", handler), -1);
		}

	}

}
