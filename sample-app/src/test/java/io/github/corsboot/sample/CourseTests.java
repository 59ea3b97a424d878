package io.github.corsboot.sample;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.deque.html.axecore.results.Rule;
import com.deque.html.axecore.selenium.AxeBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.openqa.selenium.By;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The course, taken in Chromium by somebody who presses every button.
 */
@Tag("browsers")
@ParameterizedClass
@EnumSource(value = WebApplicationType.class, names = { "SERVLET", "REACTIVE" })
class CourseTests {

	private static final String CHROMEDRIVER = "/usr/bin/chromedriver";

	/** What a step shows as long as it fails. */
	private static final List<Step> STEPS = List.of(
			new Step("no-policy", "TypeError", "No 'Access-Control-Allow-Origin' header", "GET → 200", "no-policy"),
			new Step("slash", "TypeError", "No 'Access-Control-Allow-Origin' header", "GET → 200",
					"does not cover the slash at the end"),
			new Step("port", "TypeError", "No 'Access-Control-Allow-Origin' header", "GET → 403",
					"Only the port differs"),
			new Step("scheme", "TypeError", "No 'Access-Control-Allow-Origin' header", "GET → 403",
					"Only the scheme differs"),
			new Step("apex", "TypeError", "No 'Access-Control-Allow-Origin' header", "GET → 403",
					"contains the sub-domains, not the domain itself"),
			new Step("content-type", "TypeError", "Request header field content-type is not allowed", "OPTIONS → 200",
					"header-not-allowed (preflight POST)"),
			new Step("authorization", "TypeError", "Request header field authorization is not allowed", "OPTIONS → 200",
					"header-not-allowed (preflight GET)"),
			new Step("response-header", "TypeError", "Request header field access-control-allow-origin is not allowed",
					"OPTIONS → 200", "belongs to the response"),
			new Step("patch", "TypeError", "Method patch is not allowed", "OPTIONS → 200", "write 'PATCH'"),
			new Step("credentials", "TypeError", "must be 'true' when the request's credentials mode is 'include'",
					"GET → 200", "Access-Control-Allow-Credentials is missing"),
			new Step("login-redirect", "TypeError", "No 'Access-Control-Allow-Origin' header", "GET /login → 200",
					"If this is a login page"),
			new Step("second-header", "TypeError", "contains multiple values", "GET → 200", "several-allow-origin"),
			new Step("proxy-error", "TypeError", "No 'Access-Control-Allow-Origin' header", "GET → 502",
					"a proxy in front has answered"),
			new Step("samesite", "401", "Nothing of CORS", "GET → 401", "refused-behind"),
			new Step("csrf", "403", "Nothing of CORS", "POST → 403", "refused-behind"),
			new Step("host", "HTTP/1.1 403", "the sample has sent it", "Host: backend", "a proxy hides its address"));

	private static ChromeDriver driver;

	private final WebApplicationType type;

	private ConfigurableApplicationContext context;

	CourseTests(WebApplicationType type) {
		this.type = type;
	}

	@BeforeAll
	static void startBrowser() {
		if (!Files.isExecutable(Path.of(CHROMEDRIVER))) {
			HeadlessChromium.missing("There is no " + CHROMEDRIVER);
		}
		ChromeOptions options = new ChromeOptions();
		options.setBinary(HeadlessChromium.binary());
		options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
				"--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars");
		options.setCapability("goog:loggingPrefs", Map.of("browser", "ALL"));
		driver = new ChromeDriver(new ChromeDriverService.Builder().usingDriverExecutable(new File(CHROMEDRIVER))
			.usingAnyFreePort()
			.build(), options);
	}

	@AfterAll
	static void stopBrowser() {
		if (driver != null) {
			driver.quit();
		}
	}

	@BeforeEach
	void start() throws IOException {
		int allowed = freePort();
		this.context = run(this.type, 0, allowed, freePort(), "--cors.allowed-origins=http://localhost:" + allowed,
				"--cors.policies.orders.allowed-origins=http://localhost:" + allowed + ",http://*.shop.localhost:"
						+ allowed,
				"--cors.policies.secure.allowed-origins=https://localhost:" + allowed);
		look(1300, "light");
	}

	static ConfigurableApplicationContext run(WebApplicationType type, int port, int allowed, int stranger,
			String... more) {
		Stream<String> ports = Stream.of("--server.port=" + port, "--sample.allowed-port=" + allowed,
				"--sample.stranger-port=" + stranger, "--spring.reactor.netty.shutdown-quiet-period=0s");
		return new SpringApplicationBuilder(SampleApplication.class).web(type)
			.run(Stream.concat(ports, Stream.of(more)).toArray(String[]::new));
	}

	static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	@AfterEach
	void stop() {
		this.context.close();
	}

	private static void look(int width, String scheme) {
		driver.executeCdpCommand("Emulation.setDeviceMetricsOverride",
				Map.of("width", width, "height", 1000, "deviceScaleFactor", 1, "mobile", false));
		driver.executeCdpCommand("Emulation.setEmulatedMedia",
				Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
	}

	private static void open(String page) {
		driver.get("about:blank");
		driver.manage().deleteAllCookies();
		driver.get(page);
		awaitAttribute("body", "data-ready", "true");
	}

	private Addresses addresses() {
		return this.context.getBean(Addresses.class);
	}

	private static void awaitAttribute(String selector, String attribute, String value) {
		await().atMost(Duration.ofSeconds(20))
			.untilAsserted(() -> assertThat(driver.findElement(By.cssSelector(selector)).getDomAttribute(attribute))
				.as(selector)
				.isEqualTo(value));
	}

	private static void press(String selector) {
		// Nothing is clicked, since it may be below what stays at the top.
		driver.findElement(By.cssSelector(selector)).sendKeys(Keys.ENTER);
	}

	private static String text(String selector) {
		return driver.findElement(By.cssSelector(selector)).getText();
	}

	private static void send(Step step, String state) {
		press("#" + step.id + " .send");
		awaitAttribute("#" + step.id, "data-state", state);
	}

	@Test
	void eachStepFailsSaysWhyAndIsFixed() throws IOException {
		open(addresses().allowedPage());
		assertThat(text("#progress")).isEqualTo("0 of 16 fixed, 0 failing, 16 not tried");
		takePictures("untouched");
		for (Step step : STEPS) {
			send(step, "refused");
			assertThat(text("#" + step.id + " .script .outcome")).as(step.id).startsWith(step.script);
			assertThat(text("#" + step.id + " .console .outcome")).as(step.id).contains(step.console);
			assertThat(text("#" + step.id + " .wire .outcome")).as(step.id).contains(step.wire);
			assertThat(text("#" + step.id + " .server .outcome")).as(step.id).contains(step.server);
			assertThat(text("#" + step.id + " .state")).isEqualTo("✕ fails");
		}
		assertThat(text("#progress")).isEqualTo("0 of 16 fixed, 16 failing, 0 not tried");
		takePictures("broken");
		for (Step step : STEPS) {
			press("#" + step.id + " .apply");
			await().atMost(Duration.ofSeconds(10))
				.untilAsserted(() -> assertThat(text("#" + step.id + " .state")).startsWith("→ changed"));
			send(step, "passed");
			assertThat(text("#" + step.id + " .state")).isEqualTo("✓ fixed");
		}
		assertThat(text("#progress")).isEqualTo("16 of 16 fixed, 0 failing, 0 not tried");
		takePictures("fixed");
	}

	/**
	 * A page cannot read the console. What it shows there is what Chromium has printed.
	 */
	@Test
	void sentencesOfTheConsoleAreThoseOfTheBrowser() {
		open(addresses().allowedPage());
		driver.manage().logs().get("browser");
		for (Step step : STEPS) {
			send(step, "refused");
			List<String> printed = driver.manage()
				.logs()
				.get("browser")
				.getAll()
				.stream()
				.map(LogEntry::getMessage)
				.map((line) -> line.replaceAll("\\?call=[0-9a-f-]+", ""))
				.toList();
			String shown = text("#" + step.id + " .console .outcome");
			if (step.id.equals("apex")) {
				// The driver does not tell what frames of another site print.
				assertThat(printed).isEmpty();
			}
			else if (step.script.equals("TypeError")) {
				assertThat(printed).as(step.id).anyMatch((line) -> line.contains(shown));
			}
			else {
				assertThat(printed).as(step.id).noneMatch((line) -> line.contains("CORS"));
			}
		}
	}

	/**
	 * The list is written out, with what was in it before.
	 */
	@Test
	void changeNamesAllEntries() {
		open(addresses().allowedPage());
		send(STEPS.get(0), "refused");
		assertThat(text("#no-policy .change"))
			.isEqualTo("cors:\n  policies:\n    orders:\n      paths: /orders/**, /export, /jobs/**, /reports/**");
	}

	@Test
	void whatAnotherTabHasChangedIsKnown() {
		open(addresses().allowedPage());
		this.context.getBean(Changes.class).make(Change.NO_POLICY);
		send(STEPS.get(0), "passed");
		assertThat(text("#no-policy .apply")).isEqualTo("Undo the change");
	}

	/**
	 * One after the other, so that each shows what the server has seen of it.
	 */
	@Test
	void stepsThatArePressedAtOnceAreKeptApart() {
		open(addresses().allowedPage());
		((JavascriptExecutor) driver).executeScript(
				"['content-type', 'authorization', 'patch'].forEach((id) => document.querySelector(`#${id} .send`).click())");
		awaitAttribute("#patch", "data-state", "refused");
		assertThat(text("#content-type .server")).contains("header-not-allowed (preflight POST)");
		assertThat(text("#authorization .server")).contains("header-not-allowed (preflight GET)");
		assertThat(text("#patch .server")).contains("write 'PATCH'");
	}

	@Test
	void sampleThatHasStoppedIsSaid() {
		open(addresses().allowedPage());
		this.context.close();
		press("#no-policy .send");
		await().atMost(Duration.ofSeconds(10))
			.untilAsserted(() -> assertThat(text("#problem")).startsWith("The sample does not answer."));
		assertThat(driver.findElement(By.cssSelector("#no-policy .send")).isEnabled()).isTrue();
	}

	@Test
	void whatIsChangedInAScriptOutlivesAReload() {
		open(addresses().allowedPage());
		send(STEPS.get(1), "refused");
		press("#slash .apply");
		await().until(() -> text("#slash .state").startsWith("→ changed"));
		driver.navigate().refresh();
		awaitAttribute("#slash", "data-state", "changed");
		send(STEPS.get(1), "passed");
	}

	@Test
	void changeCanBeUndone() {
		open(addresses().allowedPage());
		Step step = STEPS.get(0);
		send(step, "refused");
		press("#no-policy .apply");
		await().until(() -> text("#no-policy .apply").equals("Undo the change"));
		send(step, "passed");
		press("#no-policy .apply");
		await().until(() -> text("#no-policy .apply").equals("Change the policy"));
		send(step, "refused");
	}

	@Test
	void courseCanBeStartedOver() {
		open(addresses().allowedPage());
		send(STEPS.get(0), "refused");
		press("#no-policy .apply");
		await().until(() -> text("#progress").endsWith("1 to send again"));
		driver.navigate().refresh();
		awaitAttribute("#no-policy", "data-state", "changed");
		press("#over");
		await().atMost(Duration.ofSeconds(10))
			.ignoreExceptions()
			.until(() -> text("#progress").endsWith("16 not tried"));
		send(STEPS.get(0), "refused");
	}

	@Test
	void whatTheServerSaysLeadsToItsExplanation() {
		open(addresses().allowedPage());
		send(STEPS.get(5), "refused");
		driver.get(driver.findElement(By.cssSelector("#content-type .server a")).getDomProperty("href"));
		await().atMost(Duration.ofSeconds(20))
			.ignoreExceptions()
			.untilAsserted(() -> assertThat(text("#answer .verdict")).contains("does not have content-type"));
	}

	@Test
	void deleteHasItsChangeBeside() {
		open(addresses().allowedPage());
		press("#all");
		awaitAttribute("body", "data-done", "true");
		assertThat(text("#delete .remedy")).contains("allowed-methods: GET, POST, PUT, DELETE");
		assertThat(text("#exposed-header .server")).contains("Allowed by policy", "header-not-exposed");
		press("#delete .apply");
		await().until(() -> text("#delete .state").startsWith("→ changed"));
		press("#delete .send");
		awaitAttribute("#delete", "data-result", "passed");
	}

	@Test
	void strangerIsLetInAndThenIsNoStranger() {
		open(addresses().strangerPage());
		assertThat(text("#verdict")).startsWith("✕");
		assertThat(driver.findElement(By.id("course")).isDisplayed()).isFalse();
		press("#simple .send");
		awaitAttribute("#simple", "data-result", "blocked");
		press("#let-in");
		await().atMost(Duration.ofSeconds(10)).until(() -> text("#verdict").startsWith("✓"));
		assertThat(driver.findElement(By.id("fix")).isDisplayed()).isFalse();
		press("#simple .send");
		awaitAttribute("#simple", "data-result", "passed");
	}

	@Test
	void pageIsAccessibleAndFits() {
		open(addresses().allowedPage());
		for (Step step : STEPS.subList(0, 3)) {
			send(step, "refused");
		}
		press("#no-policy .apply");
		await().until(() -> text("#no-policy .apply").equals("Undo the change"));
		send(STEPS.get(0), "passed");
		for (String scheme : List.of("light", "dark")) {
			for (int width : new int[] { 390, 1300 }) {
				look(width, scheme);
				assertThat(driver.executeScript("return document.documentElement.scrollWidth")).isEqualTo((long) width);
				List<Rule> violations = new AxeBuilder().analyze(driver).getViolations();
				assertThat(violations)
					.as(() -> violations.stream()
						.map((rule) -> rule.getId() + ": " + rule.getNodes())
						.toList()
						.toString())
					.isEmpty();
			}
		}
	}

	private void takePictures(String name) throws IOException {
		Path folder = Files.createDirectories(Path.of("target", "pictures", this.type.name()));
		for (int width : new int[] { 390, 1300 }) {
			look(width, "light");
			long height = (Long) driver.executeScript("return document.documentElement.scrollHeight");
			driver.executeCdpCommand("Emulation.setDeviceMetricsOverride", Map.of("width", width, "height",
					Math.min(height, 12_000), "deviceScaleFactor", 1, "mobile", false));
			Files.write(folder.resolve(name + "-" + width + ".png"), driver.getScreenshotAs(OutputType.BYTES));
		}
		look(1300, "light");
	}

	/**
	 * What a step shows as long as it fails.
	 *
	 * @param id the element
	 * @param script how begins what the script saw
	 * @param console a part of what the console says
	 * @param wire a part of what the browser sent
	 * @param server a part of what the server says
	 */
	private record Step(String id, String script, String console, String wire, String server) {
	}

}
