package io.github.corsboot.web;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import jakarta.servlet.http.HttpServletRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.webflux.autoconfigure.WebFluxRegistrations;
import org.springframework.boot.webmvc.autoconfigure.WebMvcRegistrations;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Scope;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpMethod;
import org.springframework.http.ResponseEntity;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.bind.annotation.CrossOrigin;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.filter.UrlHandlerFilter;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebHandler;
import org.springframework.web.servlet.function.RequestPredicates;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;
import org.springframework.web.servlet.handler.SimpleUrlHandlerMapping;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The annotation counts of the handler that serves a request, whatever happens to the
 * request on its way there.
 */
@ParameterizedClass
@EnumSource(value = WebApplicationType.class, names = { "SERVLET", "REACTIVE" })
class CrossOriginHandlerTests {

	private static final String APP = "Origin: https://app.example.com";

	private static final String PARTNER = "Origin: https://partner.test";

	private static final String BASIC = "Authorization: Basic dXNlcjpwYXNzd29yZA==";

	private final WebApplicationType type;

	private ConfigurableApplicationContext context;

	CrossOriginHandlerTests(WebApplicationType type) {
		this.type = type;
	}

	@AfterEach
	void stop() {
		if (this.context != null) {
			this.context.close();
		}
	}

	private void start(Class<?> source, String... arguments) {
		this.context = new SpringApplicationBuilder(Application.class, source).web(this.type)
			.properties("spring.config.name=cases-common", "cors.allowed-origins=https://app.example.com",
					"spring.mvc.hiddenmethod.filter.enabled=true", "spring.webflux.hiddenmethod.filter.enabled=true")
			.run(arguments);
	}

	private HttpExchange send(String requestLine, String... headers) {
		return HttpExchange.send(TestApplication.port(this.context), requestLine, headers);
	}

	private HttpExchange sendForm(String requestLine, String form, String origin) {
		return send(requestLine, origin, "Content-Type: application/x-www-form-urlencoded",
				"Content-Length: " + form.length() + "\r\n\r\n" + form);
	}

	private static void assertAllowed(HttpExchange response, String handler) {
		assertThat(response.header("X-Handled")).isEqualTo(handler);
		assertThat(response.header("Access-Control-Allow-Origin")).isEqualTo("https://partner.test");
	}

	private static void assertRefused(HttpExchange response) {
		assertThat(response.status()).isEqualTo(403);
		assertThat(response.header("X-Handled")).isNull();
		assertThat(response.corsHeaderNames()).isEmpty();
		assertThat(response.body()).isEqualTo("Refused by CORS policy: origin-not-allowed\n");
	}

	@Test
	void formThatLeadsToAnotherHandler() {
		start(Forms.class);
		assertAllowed(sendForm("PUT /form", "mode=public", PARTNER), "annotated");
		HttpExchange other = sendForm("PUT /form", "mode=private", PARTNER);
		if (this.type == WebApplicationType.SERVLET) {
			// A filter of Boot adds the parameters of the form.
			assertRefused(other);
		}
		else {
			// Parameters are those of the query only.
			assertAllowed(other, "annotated");
		}
		assertRefused(sendForm("PUT /form?mode=private", "", PARTNER));
	}

	@Test
	void pathThatAFilterRewrites() {
		start(Slashes.class);
		assertAllowed(send("GET /slash/other/", PARTNER), "annotated");
		assertRefused(send("GET /slash/private", PARTNER));
		assertRefused(send("GET /slash/private/", PARTNER));
	}

	@Test
	void pathThatAFilterRewritesToOneThatNoPolicyCovers() {
		start(Slashes.class, "--cors.exclude-paths=/slash/private,/slash/own");
		HttpExchange response = send("GET /slash/private/", PARTNER);
		assertThat(response.header("X-Handled")).isEqualTo("plain");
		assertThat(response.corsHeaderNames()).isEmpty();
		// What the handler there sets is its own.
		assertThat(send("GET /slash/own/", PARTNER).header("Access-Control-Allow-Origin")).isEqualTo("*");
	}

	@Test
	void methodThatAFormMeans() {
		start(Methods.class);
		HttpExchange direct = sendForm("DELETE /method", "", APP);
		HttpExchange meant = sendForm("POST /method", "_method=DELETE", APP);
		assertThat(meant.header("X-Handled")).isEqualTo("plain");
		// The handler that is reached gives nobody what the other one does.
		assertThat(meant.corsHeaderNames()).isEqualTo(direct.corsHeaderNames())
			.containsExactly("access-control-allow-origin");
		assertRefused(sendForm("POST /method", "_method=DELETE", PARTNER));
		HttpExchange post = sendForm("POST /method", "", PARTNER);
		assertAllowed(post, "annotated");
		assertThat(post.header("Access-Control-Allow-Credentials")).isEqualTo("true");
	}

	@Test
	void handlerForUsers() {
		start(Principals.class);
		assertAllowed(send("GET /me", PARTNER), "annotated");
		assertRefused(send("GET /me", PARTNER, BASIC));
		assertThat(send("GET /me", APP, BASIC).header("X-Handled")).isEqualTo("route");
	}

	@Test
	void mappingThatDeclinesWhatItFinds() {
		start(Declining.class);
		assertRefused(send("GET /declined", PARTNER));
		assertThat(send("GET /declined").header("X-Handled")).isEqualTo("other");
	}

	@Test
	void methodThatIsMappedTwice() {
		start(Twice.class, "--cors.allowed-methods=POST");
		assertAllowed(send("GET /one", PARTNER), "annotated");
		assertAllowed(send("PUT /two", PARTNER, "Content-Length: 0"), "annotated");
		assertThat(send("OPTIONS /one", PARTNER, "Access-Control-Request-Method: PUT").status()).isEqualTo(403);
	}

	@Test
	void controllerOfARequest() {
		start(Scoped.class);
		assertAllowed(send("GET /scoped", PARTNER), "annotated");
		assertThat(send("OPTIONS /scoped", PARTNER, "Access-Control-Request-Method: GET").status()).isEqualTo(200);
		assertRefused(send("GET /scoped", "Origin: https://evil.test"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "/plain", "/annotated", "/bare" })
	void whatPassesWithoutHeadersPassesAnAnnotatedHandlerToo(String path) {
		start(Exempt.class, "--cors.allow-navigation=true");
		HttpExchange sameOrigin = send("POST " + path, "Origin: https://shop.test", "Sec-Fetch-Site: same-origin",
				"Content-Length: 0");
		assertThat(sameOrigin.header("X-Handled")).isEqualTo("true");
		assertThat(sameOrigin.corsHeaderNames()).isEmpty();
		HttpExchange navigation = send("POST " + path, "Origin: https://bank.test", "Sec-Fetch-Mode: navigate",
				"Sec-Fetch-Dest: document", "Content-Length: 0");
		assertThat(navigation.header("X-Handled")).isEqualTo("true");
		assertThat(navigation.corsHeaderNames()).isEmpty();
		assertRefused(send("GET " + path, "Origin: https://evil.test"));
	}

	@ParameterizedTest
	@CsvSource({ "/half, app.example.com", "/two, partner.test" })
	void preflightForSeveralHandlersLetsCredentialsThrough(String path, String host) {
		start(Several.class, "--cors.allow-credentials=true");
		String origin = "Origin: https://" + host;
		HttpExchange preflight = send("OPTIONS " + path, origin, "Access-Control-Request-Method: POST",
				"Access-Control-Request-Headers: content-type");
		assertThat(preflight.status()).isEqualTo(200);
		assertThat(preflight.header("Access-Control-Allow-Credentials")).isEqualTo("true");
		assertThat(preflight.header("Access-Control-Max-Age")).isEqualTo("1800");
		HttpExchange json = send("POST " + path, origin, "Content-Type: application/json", "Content-Length: 0");
		assertThat(json.header("Access-Control-Allow-Credentials")).isEqualTo("true");
		HttpExchange text = send("POST " + path, origin, "Content-Type: text/plain", "Content-Length: 0");
		assertThat(text.header("Access-Control-Allow-Credentials")).isNull();
		assertThat(text.header("Access-Control-Allow-Origin")).isEqualTo("https://" + host);
	}

	@Test
	void bodyIsReadByNobodyBeforeTheHandlerOfAnAllowedOrigin() {
		start(Forms.class, "--spring.webflux.hiddenmethod.filter.enabled=false");
		// The filter in front of Spring Security reads what is left of the body.
		assertThat(sendForm("POST /form", "mode=x", APP).header("X-Body")).isEqualTo("mode=x");
		assertRefused(sendForm("POST /form", "mode=x", "Origin: https://evil.test"));
	}

	private static ResponseEntity<String> handled(String by) {
		return ResponseEntity.ok().header("X-Handled", by).body("handled");
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ TestApplication.ServletSecurityConfiguration.class, TestApplication.ReactiveSecurityConfiguration.class })
	static class Application {

	}

	@RestController
	static class Forms {

		@CrossOrigin("https://partner.test")
		@RequestMapping(path = "/form", method = { RequestMethod.PUT, RequestMethod.POST })
		ResponseEntity<String> annotated() {
			return handled("annotated");
		}

		@RequestMapping(path = "/form", params = "mode=private", method = { RequestMethod.PUT, RequestMethod.POST })
		ResponseEntity<String> plain() {
			return handled("plain");
		}

		@Bean
		@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
		static FilterRegistrationBean<jakarta.servlet.Filter> readingFilter() {
			FilterRegistrationBean<jakarta.servlet.Filter> registration = new FilterRegistrationBean<>(
					(request, response, chain) -> {
						if (((HttpServletRequest) request).getMethod().equals("POST")) {
							String body = new String(request.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
							((jakarta.servlet.http.HttpServletResponse) response).setHeader("X-Body", body);
						}
						chain.doFilter(request, response);
					});
			// Before the filter that looks for _method.
			registration.setOrder(-20_000);
			return registration;
		}

		@Bean
		@Order(-20_000)
		@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
		static WebFilter reactiveReadingFilter() {
			return (exchange, chain) -> exchange.getRequest().getMethod().equals(HttpMethod.POST)
					? DataBufferUtils.join(exchange.getRequest().getBody()).flatMap((body) -> {
						String text = body.toString(StandardCharsets.UTF_8);
						DataBufferUtils.release(body);
						exchange.getResponse().getHeaders().set("X-Body", text);
						return chain.filter(exchange);
					}) : chain.filter(exchange);
		}

	}

	@RestController
	static class Slashes {

		@CrossOrigin("https://partner.test")
		@GetMapping("/slash/**")
		ResponseEntity<String> annotated() {
			return handled("annotated");
		}

		@GetMapping("/slash/private")
		ResponseEntity<String> plain() {
			return handled("plain");
		}

		@GetMapping("/slash/own")
		ResponseEntity<String> own() {
			return ResponseEntity.ok().header("Access-Control-Allow-Origin", "*").body("own");
		}

		@Bean
		@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
		static FilterRegistrationBean<UrlHandlerFilter> urlHandlerFilter() {
			return new FilterRegistrationBean<>(UrlHandlerFilter.trailingSlashHandler("/**").wrapRequest().build());
		}

		@Bean
		@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
		static WebFilter reactiveUrlHandlerFilter() {
			return org.springframework.web.filter.reactive.UrlHandlerFilter.trailingSlashHandler("/**")
				.mutateRequest()
				.build();
		}

	}

	@RestController
	static class Methods {

		@CrossOrigin(origins = "https://partner.test", allowCredentials = "true", exposedHeaders = "X-Secret")
		@PostMapping("/method")
		ResponseEntity<String> annotated() {
			return handled("annotated");
		}

		@DeleteMapping("/method")
		ResponseEntity<String> plain() {
			return handled("plain");
		}

	}

	@RestController
	static class Principals {

		@CrossOrigin("https://partner.test")
		@GetMapping("/me")
		ResponseEntity<String> annotated() {
			return handled("annotated");
		}

		@Configuration(proxyBeanMethods = false)
		@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
		static class Routes {

			@Bean
			RouterFunction<ServerResponse> route() {
				return RouterFunctions.route(
						RequestPredicates.GET("/me").and((request) -> request.principal().isPresent()),
						(request) -> ServerResponse.ok().header("X-Handled", "route").body("secret"));
			}

		}

		@Configuration(proxyBeanMethods = false)
		@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
		static class ReactiveRoutes {

			@Bean
			org.springframework.web.reactive.function.server.RouterFunction<org.springframework.web.reactive.function.server.ServerResponse> route() {
				return (request) -> request.path().equals("/me")
						? request.principal().map((principal) -> (handled) -> secret()) : Mono.empty();
			}

			private static Mono<org.springframework.web.reactive.function.server.ServerResponse> secret() {
				return org.springframework.web.reactive.function.server.ServerResponse.ok()
					.header("X-Handled", "route")
					.bodyValue("secret");
			}

		}

	}

	@RestController
	static class Declining {

		@CrossOrigin("https://partner.test")
		@GetMapping("/declined")
		ResponseEntity<String> declined() {
			return handled("annotated");
		}

		@Configuration(proxyBeanMethods = false)
		@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
		static class Mappings {

			@Bean
			WebMvcRegistrations registrations() {
				return new WebMvcRegistrations() {

					@Override
					public RequestMappingHandlerMapping getRequestMappingHandlerMapping() {
						return new RequestMappingHandlerMapping() {

							@Override
							protected HandlerMethod getHandlerInternal(HttpServletRequest request) throws Exception {
								HandlerMethod found = super.getHandlerInternal(request);
								return (found != null && found.getMethod().getName().equals("declined")) ? null : found;
							}

						};
					}

				};
			}

			@Bean
			SimpleUrlHandlerMapping otherMapping() {
				SimpleUrlHandlerMapping mapping = new SimpleUrlHandlerMapping();
				mapping.setOrder(5);
				mapping.setUrlMap(Map.of("/declined",
						(HttpRequestHandler) (request, response) -> response.setHeader("X-Handled", "other")));
				return mapping;
			}

		}

		@Configuration(proxyBeanMethods = false)
		@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
		static class ReactiveMappings {

			@Bean
			WebFluxRegistrations registrations() {
				return new WebFluxRegistrations() {

					@Override
					public org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping getRequestMappingHandlerMapping() {
						return new org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping() {

							@Override
							public Mono<HandlerMethod> getHandlerInternal(ServerWebExchange exchange) {
								return super.getHandlerInternal(exchange)
									.filter((found) -> !found.getMethod().getName().equals("declined"));
							}

						};
					}

				};
			}

			@Bean
			org.springframework.web.reactive.handler.SimpleUrlHandlerMapping otherMapping() {
				WebHandler other = (exchange) -> {
					exchange.getResponse().getHeaders().set("X-Handled", "other");
					return Mono.empty();
				};
				return new org.springframework.web.reactive.handler.SimpleUrlHandlerMapping(Map.of("/declined", other),
						5);
			}

		}

	}

	@RestController
	static class Twice {

		@CrossOrigin("https://partner.test")
		public ResponseEntity<String> annotated() {
			return handled("annotated");
		}

		@Configuration(proxyBeanMethods = false)
		@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
		static class Registrations {

			Registrations(RequestMappingHandlerMapping requestMappingHandlerMapping, Twice twice) throws Exception {
				register(requestMappingHandlerMapping, twice, "/one", RequestMethod.GET);
				register(requestMappingHandlerMapping, twice, "/two", RequestMethod.PUT);
			}

			private static void register(RequestMappingHandlerMapping mapping, Twice twice, String path,
					RequestMethod method) throws Exception {
				mapping.registerMapping(RequestMappingInfo.paths(path)
					.methods(method)
					.options(mapping.getBuilderConfiguration())
					.build(), twice, Twice.class.getMethod("annotated"));
			}

		}

		@Configuration(proxyBeanMethods = false)
		@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
		static class ReactiveRegistrations {

			ReactiveRegistrations(
					org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping requestMappingHandlerMapping,
					Twice twice) throws Exception {
				register(requestMappingHandlerMapping, twice, "/one", RequestMethod.GET);
				register(requestMappingHandlerMapping, twice, "/two", RequestMethod.PUT);
			}

			private static void register(
					org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping mapping,
					Twice twice, String path, RequestMethod method) throws Exception {
				mapping.registerMapping(org.springframework.web.reactive.result.method.RequestMappingInfo.paths(path)
					.methods(method)
					.build(), twice, Twice.class.getMethod("annotated"));
			}

		}

	}

	@RestController
	@Scope("request")
	@Import(ReactiveRequestScope.class)
	static class Scoped {

		@CrossOrigin("https://partner.test")
		@GetMapping("/scoped")
		ResponseEntity<String> annotated() {
			return handled("annotated");
		}

	}

	@RestController
	static class Exempt {

		@RequestMapping("/plain")
		ResponseEntity<String> plain() {
			return handled("true");
		}

		@CrossOrigin("https://partner.test")
		@RequestMapping("/annotated")
		ResponseEntity<String> annotated() {
			return handled("true");
		}

		@CrossOrigin
		@RequestMapping("/bare")
		ResponseEntity<String> bare() {
			return handled("true");
		}

	}

	@RestController
	static class Several {

		@PostMapping(path = "/half", consumes = "application/json")
		ResponseEntity<String> halfJson() {
			return handled("true");
		}

		@CrossOrigin(origins = "https://partner.test", allowCredentials = "false", maxAge = 86_400)
		@PostMapping(path = "/half", consumes = "text/plain")
		ResponseEntity<String> halfText() {
			return handled("true");
		}

		@CrossOrigin("https://partner.test")
		@PostMapping(path = "/two", consumes = "application/json")
		ResponseEntity<String> twoJson() {
			return handled("true");
		}

		@CrossOrigin(origins = "https://partner.test", allowCredentials = "false", maxAge = 86_400)
		@PostMapping(path = "/two", consumes = "text/plain")
		ResponseEntity<String> twoText() {
			return handled("true");
		}

	}

}
