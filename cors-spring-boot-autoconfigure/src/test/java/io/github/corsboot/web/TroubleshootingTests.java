package io.github.corsboot.web;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.corsboot.rejection.CorsRejections;
import io.github.corsboot.rejection.LogLines;
import io.github.corsboot.web.TroubleshootingPage.Question;
import io.github.corsboot.web.TroubleshootingPage.Section;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.HttpStatusEntryPoint;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.ServerAuthenticationEntryPoint;
import org.springframework.security.web.server.authentication.HttpStatusServerEntryPoint;
import org.springframework.security.web.server.authentication.RedirectServerAuthenticationEntryPoint;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

/**
 * Each failure of {@code docs/troubleshooting.md} is provoked as a browser would. Then
 * the log, the endpoint and the explanation have to say what the section quotes, whose
 * title is the name of the test.
 */
@ParameterizedClass
@EnumSource(value = WebApplicationType.class, names = { "SERVLET", "REACTIVE" })
class TroubleshootingTests {

	private static final String APP = "https://app.example.com";

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private static final int COMMAND_NOT_FOUND = 127;

	private static ConfigurableApplicationContext context;

	private final TroubleshootingPage page = new TroubleshootingPage();

	private final Logger logger = (Logger) LoggerFactory.getLogger(CorsRejections.LOGGER);

	private final ListAppender<ILoggingEvent> lines = LogLines.ofThisTest();

	private final WebApplicationType type;

	private Level level;

	private String test;

	private List<JsonNode> seenBefore;

	TroubleshootingTests(WebApplicationType type) {
		this.type = type;
	}

	@BeforeParameterizedClassInvocation
	static void start(WebApplicationType type) {
		context = run(type);
	}

	private static ConfigurableApplicationContext run(WebApplicationType type, String... arguments) {
		return new SpringApplicationBuilder(Application.class).web(type)
			.properties("spring.config.location=classpath:/troubleshooting/", "server.port=0",
					"server.shutdown=immediate", "spring.reactor.netty.shutdown-quiet-period=0s",
					"management.endpoints.web.exposure.include=cors", "logging.level.root=warn")
			.run(arguments);
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		context.close();
	}

	@BeforeEach
	void listen(TestInfo test) {
		this.test = test.getTestMethod().orElseThrow().getName();
		this.level = this.logger.getLevel();
		// At this level, what is not logged as a warning is logged as well.
		this.logger.setLevel(Level.DEBUG);
		this.lines.start();
		this.logger.addAppender(this.lines);
		this.seenBefore = seen();
	}

	@AfterEach
	void listenNoLonger() {
		this.logger.detachAppender(this.lines);
		this.logger.setLevel(this.level);
	}

	private static HttpExchange send(String requestLine, String... headers) {
		return HttpExchange.send(TestApplication.port(context), requestLine, headers);
	}

	/**
	 * Send a request of a script.
	 */
	private static HttpExchange script(String requestLine, String origin, String... headers) {
		return send(requestLine,
				Stream
					.concat(Stream.of("Origin: " + origin, "Accept: */*", "Sec-Fetch-Site: cross-site",
							"Sec-Fetch-Mode: cors", "Sec-Fetch-Dest: empty"), Stream.of(headers))
					.toArray(String[]::new));
	}

	private static HttpExchange preflight(String path, String origin, String method, String... headers) {
		return script("OPTIONS " + path, origin,
				Stream.concat(Stream.of("Access-Control-Request-Method: " + method), Stream.of(headers))
					.toArray(String[]::new));
	}

	private static JsonNode get(String path) {
		HttpExchange response = send("GET /actuator/cors" + path);
		assertThat(response.status()).as(response.body()).isEqualTo(200);
		return JsonMapper.shared().readTree(response.body());
	}

	/**
	 * Return the rejections and notices.
	 */
	private static List<JsonNode> seen() {
		JsonNode endpoint = get("");
		List<JsonNode> seen = new ArrayList<>();
		endpoint.get("rejections").get("groups").forEach(seen::add);
		endpoint.get("notices").forEach(seen::add);
		return seen;
	}

	private static boolean contains(JsonNode all, JsonNode excerpt) {
		return excerpt.properties().stream().allMatch((entry) -> entry.getValue().equals(all.get(entry.getKey())));
	}

	private List<String> logged() {
		return List.copyOf(this.lines.list)
			.stream()
			.map(ILoggingEvent::getFormattedMessage)
			.map((line) -> line.replace("troubleshooting/", ""))
			.toList();
	}

	/**
	 * Check that the section of this test quotes what there is.
	 * @param recorded the reason of the rejection, or the kind of the notice, that the
	 * endpoint shows first; or {@code null} if nothing is recorded
	 * @param verdicts the codes of the answers to the questions of the section
	 */
	private void check(String recorded, String... verdicts) {
		Section section = this.page.section(this.test);
		assertThat(section.excerpts()).extracting(TroubleshootingTests::code).first().isEqualTo(recorded);
		await().atMost(PATIENCE).untilAsserted(() -> {
			assertThat(logged()).containsAll(section.log());
			assertThat(section.excerpts())
				.allSatisfy((excerpt) -> assertThat(seen()).anyMatch((each) -> contains(each, excerpt)));
		});
		checkQuestions(section, verdicts);
	}

	private void checkNothingIsRecorded(String... verdicts) {
		Section section = this.page.section(this.test);
		assertThat(section.log()).isEmpty();
		assertThat(section.excerpts()).isEmpty();
		assertThat(logged()).isEmpty();
		assertThat(seen()).isEqualTo(this.seenBefore);
		checkQuestions(section, verdicts);
	}

	private static String code(JsonNode excerpt) {
		return excerpt.get(excerpt.has("kind") ? "kind" : "reason").asString();
	}

	private static void checkQuestions(Section section, String... verdicts) {
		assertThat(section.questions()).hasSameSizeAs(verdicts);
		for (int i = 0; i < verdicts.length; i++) {
			checkAnswer(section.questions().get(i), verdicts[i], section.yaml());
		}
	}

	private static void checkAnswer(Question question, String verdict, List<String> yaml) {
		JsonNode answer = get("/explain?" + question.query());
		assertThat(answer.get("verdict").get("code").asString()).isEqualTo(verdict);
		assertThat(question.answer()).isNotEmpty()
			.allSatisfy((quote) -> assertThat(texts(answer, quote.label())).contains(quote.text()));
		if (answer.has("change")) {
			assertThat(yaml).contains(answer.get("change").get("yaml").asString());
		}
	}

	private static List<String> texts(JsonNode answer, String step) {
		return Stream.of("verdict", "steps", "notConsidered")
			.map(answer::path)
			.flatMap((steps) -> steps.isArray() ? steps.valueStream() : Stream.of(steps))
			.filter((each) -> each.path("step").asString().equals(step))
			.map((each) -> each.get("text").asString())
			.toList();
	}

	@Test
	void everySectionWithQuotesIsChecked() {
		List<String> tests = Stream.of(getClass().getDeclaredMethods())
			.filter((method) -> method.isAnnotationPresent(Test.class))
			.map(Method::getName)
			.toList();
		assertThat(this.page.sections()).filteredOn(Section::isChecked)
			.hasSizeGreaterThan(20)
			.extracting(Section::test)
			.isSubsetOf(tests);
	}

	@Test
	void configurationIsThatOfThePage() throws IOException {
		assertThat(this.page.section("troubleshooting").yaml()).containsExactly(
				new ClassPathResource("troubleshooting/application.yml").getContentAsString(StandardCharsets.UTF_8));
	}

	/**
	 * The functions of the shell that the page begins with.
	 */
	@Test
	void functionsOfTheShellPrintWhatTheSectionsQuote() throws Exception {
		script("GET /api/orders", "http://localhost:3001");
		String recent = inShell("recent");
		assertThat(recent.lines().findFirst()).hasValueSatisfying(
				(line) -> assertThat(line).endsWith(" origin-not-allowed: GET /api/orders from http://localhost:3001"));
		assertThat(recent).contains("    Only the port differs from 'http://localhost:3000', which is allowed.",
				"    decided by cors.allowed-origins class path resource [troubleshooting/application.yml] - 3:20");
		assertThat(inShell("explain -d url=/api/orders -d origin=http://localhost:3001"))
			.startsWith("verdict: The browser does not show the response to the script. Reason: origin-not-allowed.")
			.contains("\nchange: If this page is yours, too, add its origin. ", "\ncors:\n  allowed-origins: ",
					"\n# replaces the value at class path resource [troubleshooting/application.yml] - 3:20")
			.doesNotContain("not-considered");
		assertThat(inShell("explain -d url=/api/orders -d origin=" + APP + " -d credentials=true"))
			.contains("# beside class path resource [troubleshooting/application.yml] - ");
		assertThat(inShell("explain -d url=/api/list/1 -d origin=" + APP)).contains("not-considered: ");
		assertThat(inShell(
				"explain --data-urlencode console@- <<'END'\nAccess to fetch at 'https://api.example.com/api/orders"
						+ "?x=$(echo run)' from origin 'https://evil.test' has been blocked by CORS policy: x\nEND"))
			.contains("No entry of allowed-origins of policy 'default' contains 'https://evil.test'")
			.doesNotContain("run");
		assertThat(inShell("explain -d url=/api/orders -d method=@")).startsWith("'method' has to be a token");
	}

	private String inShell(String command) throws Exception {
		String functions = String.join("\n", this.page.section("troubleshooting").shell())
			.replace("localhost:8080", "localhost:" + TestApplication.port(context));
		Process shell = new ProcessBuilder("bash", "-c", functions + "\n" + command).redirectErrorStream(true).start();
		String output = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		shell.waitFor();
		assumeThat(shell.exitValue()).as("jq is installed").isNotEqualTo(COMMAND_NOT_FOUND);
		assertThat(shell.exitValue()).as(output).isZero();
		return output;
	}

	@Test
	void noPolicyOnThePath() {
		assertThat(script("GET /reports/1", APP).header("Access-Control-Allow-Origin")).isNull();
		check("no-policy", "no-policy");
	}

	@Test
	void aRedirectToTheLoginPage() {
		HttpExchange redirect = script("GET /api/jobs", APP);
		assertThat(redirect.header("Location")).endsWith("/login");
		assertThat(redirect.header("Access-Control-Allow-Origin")).isEqualTo(APP);
		script("GET /login", APP);
		check("no-policy");
	}

	@Test
	void trailingSlash() {
		script("GET /api/orders", APP + "/");
		script("GET /export/", APP);
		check("origin-malformed", "blocked-at-response");
	}

	@Test
	void trailingSlashInTheConfigurationStopsTheStart() {
		assertThatException().isThrownBy(() -> run(this.type, "--cors.allowed-origins=" + APP + "/").close())
			.havingRootCause()
			.withMessageContaining("an origin has no trailing slash");
	}

	@Test
	void httpForHttps() {
		script("GET /api/orders", "http://app.example.com");
		check("origin-not-allowed", "blocked-at-response");
	}

	@Test
	void anotherPort() {
		script("GET /api/orders", "http://localhost:3001");
		check("origin-not-allowed", "blocked-at-response");
	}

	@Test
	void apexAndSubDomain() {
		script("GET /api/orders", "https://partner.example");
		script("GET /api/orders", "https://admin.app.example.com");
		check("origin-not-allowed", "blocked-at-response");
	}

	/**
	 * Over plain http to a host name, browsers send no {@code Sec-Fetch-*}.
	 */
	@Test
	void proxyThatRewritesHost() {
		send("POST /api/orders", "Host: backend:8080", "X-Forwarded-Host: shop.intranet.example",
				"Origin: http://shop.intranet.example", "Content-Length: 0");
		send("POST /api/orders", "Host: backend:8080", "Origin: http://intranet.example", "Content-Length: 0");
		check("origin-not-allowed", "not-cors");
	}

	@Test
	void aPackagedApp() {
		script("GET /api/orders", "capacitor://localhost");
		script("GET /api/orders", "https://localhost");
		check("origin-not-allowed", "blocked-at-response");
	}

	@Test
	void aFileFromDisk() {
		script("GET /api/orders", "null");
		check("origin-not-allowed", "blocked-at-response");
	}

	/**
	 * The preflight passes, and the proxy answers the request itself.
	 */
	@Test
	void errorPageOfAProxy() {
		assertThat(preflight("/api/orders", APP, "PUT").status()).isEqualTo(200);
		checkNothingIsRecorded("contradicted");
	}

	@Test
	void preflightIntoALoginRedirect() {
		HttpExchange answer = preflight("/internal/jobs", APP, "PUT");
		assertThat(answer.status()).isEqualTo(302);
		assertThat(answer.header("Location")).endsWith("/login");
		check("no-policy", "no-policy");
	}

	@Test
	void lowerCasePatch() {
		preflight("/api/orders", APP, "patch");
		check("method-not-allowed", "blocked-at-preflight");
	}

	@Test
	void contentType() {
		preflight("/api/files/1", APP, "POST", "Access-Control-Request-Headers: content-type");
		check("header-not-allowed", "blocked-at-preflight");
	}

	@Test
	void authorization() {
		preflight("/api/files/1", APP, "GET", "Access-Control-Request-Headers: authorization");
		check("header-not-allowed", "blocked-at-preflight");
	}

	@Test
	void accessControlAllowInTheRequest() {
		preflight("/api/files/1", APP, "GET", "Access-Control-Request-Headers: access-control-allow-origin");
		check("header-not-allowed", "blocked-at-preflight");
	}

	@Test
	void credentialsIncludeWithoutCredentials() {
		assertThat(script("GET /api/orders", APP, "Cookie: SESSION=1").header("Access-Control-Allow-Credentials"))
			.isNull();
		check("cookie-without-credentials", "blocked-at-response");
	}

	@Test
	void aSecondAccessControlAllowOrigin() {
		assertThat(script("GET /api/twice", APP).header("Access-Control-Allow-Origin")).isEqualTo(APP);
		assertThat(script("GET /reports/twice", APP).headers("Access-Control-Allow-Origin")).hasSize(2);
		check("header-overruled", "contradicted");
	}

	@Test
	void sameSiteLax() {
		assertThat(script("GET /api/account/1", APP).status()).isEqualTo(401);
		check("refused-behind", "allowed");
	}

	@Test
	void missingCsrfToken() {
		assertThat(script("POST /api/account/1", APP, "Cookie: SESSION=1", "Content-Length: 0").status())
			.isEqualTo(403);
		check("refused-behind", "allowed");
	}

	@Test
	void unexposedHeader() {
		assertThat(script("GET /api/list/1", APP).header("X-Total-Count")).isNotNull();
		check("header-not-exposed", "allowed");
	}

	/**
	 * The browser sends nothing.
	 */
	@Test
	void localNetworkAccess() {
		checkNothingIsRecorded("not-a-cors-error");
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@RestController
		static class DataController {

			@RequestMapping({ "/api/orders", "/api/account/{id}", "/api/files/{id}", "/reports/{id}", "/login",
					"/export" })
			String data() {
				return "handled";
			}

			@GetMapping({ "/api/twice", "/reports/twice" })
			ResponseEntity<String> twice() {
				return ResponseEntity.ok().header("Access-Control-Allow-Origin", APP, "*").body("handled");
			}

			@GetMapping("/api/list/{id}")
			ResponseEntity<String> list(@PathVariable("id") String id) {
				return ResponseEntity.ok().header("X-Total-Count", id).body("handled");
			}

		}

		@Configuration(proxyBeanMethods = false)
		@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
		static class ServletSecurityConfiguration {

			@Bean
			SecurityFilterChain securityFilterChain(HttpSecurity http) throws Exception {
				PathPatternRequestMatcher.Builder paths = PathPatternRequestMatcher.withDefaults();
				return http
					.authorizeHttpRequests(
							(requests) -> requests.requestMatchers("/api/account/**", "/api/jobs", "/internal/**")
								.authenticated()
								.anyRequest()
								.permitAll())
					.exceptionHandling((exceptions) -> exceptions
						.defaultAuthenticationEntryPointFor(new LoginUrlAuthenticationEntryPoint("/login"),
								paths.matcher("/internal/**"))
						.defaultAuthenticationEntryPointFor(new HttpStatusEntryPoint(HttpStatus.UNAUTHORIZED),
								paths.matcher("/api/account/**")))
					.build();
			}

		}

		@Configuration(proxyBeanMethods = false)
		@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
		static class ReactiveSecurityConfiguration {

			@Bean
			SecurityWebFilterChain securityWebFilterChain(ServerHttpSecurity http) {
				ServerAuthenticationEntryPoint login = new RedirectServerAuthenticationEntryPoint("/login");
				ServerAuthenticationEntryPoint status = new HttpStatusServerEntryPoint(HttpStatus.UNAUTHORIZED);
				return http
					.authorizeExchange(
							(requests) -> requests.pathMatchers("/api/account/**", "/api/jobs", "/internal/**")
								.authenticated()
								.anyExchange()
								.permitAll())
					.exceptionHandling((exceptions) -> exceptions.authenticationEntryPoint(
							(exchange, ex) -> exchange.getRequest().getPath().value().startsWith("/api/account")
									? status.commence(exchange, ex) : login.commence(exchange, ex)))
					.build();
			}

		}

	}

}
