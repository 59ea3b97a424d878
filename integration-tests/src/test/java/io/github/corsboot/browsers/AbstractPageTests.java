package io.github.corsboot.browsers;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;

import org.springframework.boot.WebApplicationType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Looks at the page in Chromium.
 */
@Tag("browsers")
abstract class AbstractPageTests {

	static WebDriverViewer<ChromeDriver> viewer;

	final WebApplicationType type;

	PageApplication application;

	AbstractPageTests(WebApplicationType type) {
		this.type = type;
	}

	@BeforeAll
	static void startBrowser() {
		Engine.CHROMIUM.require();
		viewer = WebDriverViewer.chromium();
	}

	@AfterAll
	static void stopBrowser() {
		viewer.close();
	}

	@BeforeEach
	void lookFromAfar() {
		look(1600, "light");
	}

	@AfterEach
	void stop() {
		this.application.close();
	}

	ChromeDriver driver() {
		return viewer.driver();
	}

	void startApplication(String... arguments) {
		this.application = PageApplication.start(this.type, List.of("open", "policies"), arguments);
	}

	String page() {
		return "http://localhost:" + this.application.port() + "/actuator/cors";
	}

	void open(String url) {
		driver().get("about:blank");
		driver().get(url);
	}

	void openBusyPage() {
		startApplication();
		this.application.meetOrdinaryMistakes();
		open(page());
		awaitText("#groups", "The nearest is");
		awaitText("#notices", "cookie-without-credentials");
	}

	static void awaitText(String selector, String text) {
		await().atMost(Duration.ofSeconds(20))
			.untilAsserted(
					() -> assertThat(viewer.evaluate("document.querySelector('" + selector + "')?.textContent ?? ''"))
						.contains(text));
	}

	void look(int width, String scheme, String... more) {
		driver().executeCdpCommand("Emulation.setDeviceMetricsOverride",
				Map.of("width", width, "height", 1000, "deviceScaleFactor", 1, "mobile", false));
		List<Map<String, String>> features = new ArrayList<>(
				List.of(Map.of("name", "prefers-color-scheme", "value", scheme)));
		for (String feature : more) {
			features.add(Map.of("name", feature, "value", "reduce"));
		}
		driver().executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", features));
	}

	WebElement find(String selector) {
		return driver().findElement(By.cssSelector(selector));
	}

	/**
	 * Explain the group with a reason. Nothing is clicked, since it may scroll.
	 */
	void explain(String reason) {
		driver().findElement(By.xpath("//article[contains(., '" + reason + "')]//button")).sendKeys(Keys.ENTER);
		awaitText("#answer", "Step by step");
	}

}
