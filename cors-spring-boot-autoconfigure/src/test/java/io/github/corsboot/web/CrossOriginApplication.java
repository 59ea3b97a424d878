package io.github.corsboot.web;

import java.io.IOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.ResponseEntity;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.CrossOrigin;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * An application with {@code @CrossOrigin} in all its forms, that runs on either stack.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({ TestApplication.ServletSecurityConfiguration.class, TestApplication.ReactiveSecurityConfiguration.class })
class CrossOriginApplication {

	static ConfigurableApplicationContext run(WebApplicationType type, Class<?>[] sources, String... arguments) {
		return new SpringApplicationBuilder(CrossOriginApplication.class).sources(sources)
			.web(type)
			.properties("spring.config.name=cross-origin")
			.run(arguments);
	}

	private static ResponseEntity<String> handled() {
		return ResponseEntity.ok().header("X-Handled", "true").body("handled");
	}

	@RestController
	@RequestMapping("/api")
	static class MethodController {

		@CrossOrigin
		@GetMapping("/bare")
		ResponseEntity<String> bare() {
			return handled();
		}

		@CrossOrigin("https://partner.test")
		@PutMapping("/items/{id}")
		ResponseEntity<String> item() {
			return handled();
		}

		@PutMapping("/items/special")
		ResponseEntity<String> special() {
			return handled();
		}

		@CrossOrigin(origins = "https://PARTNER.test/", methods = { RequestMethod.DELETE, RequestMethod.GET },
				allowedHeaders = "X-Two", exposedHeaders = "ETag", maxAge = 60)
		@RequestMapping("/everything")
		ResponseEntity<String> everything() {
			return handled();
		}

		@CrossOrigin(originPatterns = { "https://*.patterns.test:[8443,9443]", "https://app-*.labels.test",
				"https://app.*.unusable.test" })
		@GetMapping("/patterns")
		ResponseEntity<String> patterns() {
			return handled();
		}

		@CrossOrigin("${partners}")
		@GetMapping("/placeholder")
		ResponseEntity<String> placeholder() {
			return handled();
		}

		@CrossOrigin(origins = "https://partner.test", allowCredentials = "false")
		@GetMapping("/without-credentials")
		ResponseEntity<String> withoutCredentials() {
			return handled();
		}

		@ForPartners
		@GetMapping("/composed")
		ResponseEntity<String> composed() {
			return handled();
		}

		@CrossOrigin("https://json.test")
		@PostMapping(path = "/ambiguous", consumes = "application/json")
		ResponseEntity<String> json() {
			return handled();
		}

		@CrossOrigin("https://text.test")
		@PostMapping(path = "/ambiguous", consumes = "text/plain")
		ResponseEntity<String> text() {
			return handled();
		}

		@PostMapping(path = "/half-annotated", consumes = "application/json")
		ResponseEntity<String> jsonWithoutAnnotation() {
			return handled();
		}

		@CrossOrigin("https://text.test")
		@PostMapping(path = "/half-annotated", consumes = "text/plain")
		ResponseEntity<String> textWithAnnotation() {
			return handled();
		}

		@CrossOrigin("https://partner.test")
		@GetMapping("/routed")
		ResponseEntity<String> routed() {
			return handled();
		}

	}

	@RestController
	@RequestMapping({ "/api/class", "/shared", "/legacy", "/uncovered" })
	@CrossOrigin(origins = "https://class.test", exposedHeaders = "X-Class")
	static class ClassController {

		@GetMapping("/inherited")
		ResponseEntity<String> inherited() {
			return handled();
		}

		@CrossOrigin(origins = "https://method.test", maxAge = 10)
		@DeleteMapping("/both")
		ResponseEntity<String> both() {
			return handled();
		}

		@CrossOrigin(originPatterns = "https://*.shared.test")
		@PutMapping("/candidates")
		ResponseEntity<String> candidates() {
			return handled();
		}

	}

	@Retention(RetentionPolicy.RUNTIME)
	@CrossOrigin("https://partner.test")
	@interface ForPartners {

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
	static class ServletConfiguration {

		@Bean
		RouterFunction<ServerResponse> route() {
			return RouterFunctions.route()
				.GET("/api/routed", (request) -> ServerResponse.ok().header("X-Handled", "route").body("route"))
				.build();
		}

		/**
		 * Sees the paths below it as Spring MVC sees those of annotated handlers.
		 */
		@Bean
		ServletRegistrationBean<HttpServlet> plainServlet() {
			ServletRegistrationBean<HttpServlet> servlet = new ServletRegistrationBean<>(new HttpServlet() {

				@Override
				protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
					response.setHeader("X-Handled", "servlet");
					response.getWriter().write("servlet");
				}

			}, "/plain/*");
			servlet.setName("plain");
			return servlet;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
	static class ReactiveConfiguration {

		/** Or the end of one application would be that of the others. */
		@Bean
		ReactorResourceFactory reactorResourceFactory() {
			ReactorResourceFactory factory = new ReactorResourceFactory();
			factory.setUseGlobalResources(false);
			return factory;
		}

		@Bean
		org.springframework.web.reactive.function.server.RouterFunction<?> route() {
			return org.springframework.web.reactive.function.server.RouterFunctions.route()
				.GET("/api/routed",
						(request) -> org.springframework.web.reactive.function.server.ServerResponse.ok()
							.header("X-Handled", "route")
							.bodyValue("route"))
				.build();
		}

		@RestController
		static class PlainController {

			@RequestMapping("/plain/api/bare")
			ResponseEntity<String> plain(ServerHttpRequest request) {
				return ResponseEntity.ok().header("X-Handled", "servlet").body("servlet");
			}

		}

	}

}
