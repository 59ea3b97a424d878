package io.github.corsboot.browsers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import com.deque.html.axecore.results.Rule;
import com.deque.html.axecore.selenium.AxeBuilder;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;
import org.springframework.boot.WebApplicationType;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * How the page looks and is used. It is the same on both stacks.
 */
class PageLooksTests extends AbstractPageTests {

	/** Where the pictures of the documentation are. */
	private static final Path DOCUMENTATION = Path.of("..", "docs", "images");

	private static final List<Integer> WIDTHS = List.of(390, 800, 1600);

	PageLooksTests() {
		super(WebApplicationType.SERVLET);
	}

	private void assertAccessible() {
		List<Rule> violations = new AxeBuilder().analyze(driver()).getViolations();
		assertThat(violations).as(() -> describe(violations)).isEmpty();
	}

	private static String describe(List<Rule> violations) {
		return violations.stream().map((rule) -> rule.getId() + ": " + rule.getNodes()).toList().toString();
	}

	@Test
	void pageIsAccessible() {
		openBusyPage();
		look(1600, "light");
		assertAccessible();
		look(390, "dark");
		assertAccessible();
		explain("header-not-allowed");
		driver().executeScript("document.querySelectorAll('details').forEach((each) => { each.open = true; })");
		assertAccessible();
		look(800, "light");
		assertAccessible();
	}

	@Test
	void emptyPageIsAccessibleAndSaysWhatToDo() {
		this.application = PageApplication.start(this.type, List.of("open"));
		open(page());
		awaitText("#groups", "Nothing was refused since the start of this instance.");
		awaitText("#policies", "Set cors.allowed-origins");
		assertAccessible();
	}

	@Test
	void everythingIsDoneByKeyboard() {
		openBusyPage();
		List<String> reached = new ArrayList<>();
		for (int i = 0; i < 40; i++) {
			new Actions(driver()).sendKeys(Keys.TAB).perform();
			WebElement focused = driver().switchTo().activeElement();
			if (focused.getTagName().equals("body")) {
				break;
			}
			reached.add(focused.getTagName() + "#" + focused.getAttribute("id") + " " + focused.getText());
			assertThat(viewer.evaluate("getComputedStyle(document.activeElement).outlineStyle"))
				.as("the focus can be seen: %s", reached)
				.doesNotContain("none");
		}
		assertThat(reached.get(0)).startsWith("a# Skip to what was refused");
		assertThat(reached.get(1)).startsWith("a# Skip to the form");
		assertThat(reached.get(2)).startsWith("button#live");
		assertThat(reached).filteredOn((each) -> each.contains("Explain this one")).hasSize(5);
		assertThat(reached).anyMatch((each) -> each.startsWith("textarea#console"))
			.anyMatch((each) -> each.startsWith("input#url"))
			.anyMatch((each) -> each.startsWith("select#mode"));

		explain("method-not-allowed");
		assertThat(driver().switchTo().activeElement().getAttribute("id")).isEqualTo("answer");
		new Actions(driver()).sendKeys(Keys.TAB, Keys.SPACE).perform();
		assertThat(viewer.evaluate("document.activeElement.parentElement.open")).isEqualTo("true");

		find("#url").sendKeys("/api/orders", Keys.TAB, "https://app.example.com", Keys.ENTER);
		awaitText("#answer .verdict", "Allowed by policy 'default'");
		find("#live").sendKeys(Keys.SPACE);
		assertThat(find("#live").getText()).isEqualTo("Go on");
		assertThat(find("#updated").getText()).startsWith("stopped, as of ");
	}

	@Test
	void lineOfAConsoleIsExplained() {
		startApplication();
		open(page());
		awaitText("#policies", "account");
		find("#console").sendKeys("Access to fetch at 'http://localhost:8080/api/orders' from origin "
				+ "'http://app.example.com' has been blocked by CORS policy: No 'Access-Control-Allow-Origin' header is "
				+ "present on the requested resource.");
		find("#console-form button").click();
		awaitText("#answer .verdict", "Only the scheme differs from 'https://app.example.com'");
		find("#console").clear();
		find("#console").sendKeys("it does not work");
		find("#console-form button").click();
		awaitText("#answer", "is not a line about a request that failed");
	}

	/**
	 * Whatever strangers send, nothing has to be scrolled sideways but what is meant to.
	 */
	@Test
	void everythingFitsIntoTheWidth() {
		startApplication();
		this.application.meetOrdinaryMistakes();
		this.application.meetAttackers();
		open(page());
		awaitText("#groups", "https://partner.example");
		explain("Only the scheme differs");
		for (int width : WIDTHS) {
			look(width, "light");
			assertThat(viewer.evaluate("document.documentElement.scrollWidth")).isEqualTo(String.valueOf(width));
		}
	}

	@Test
	void nothingMovesForThoseWhoDoNotWantIt() {
		openBusyPage();
		look(1600, "light", "prefers-reduced-motion");
		this.application.send("GET /api/orders", "Origin: https://new.example");
		awaitText("#groups", "https://new.example");
		assertThat(viewer
			.evaluate("document.getAnimations().filter((each) => each.effect.getComputedTiming().duration > 1)"
					+ ".length + ' ' + getComputedStyle(document.documentElement).scrollBehavior"))
			.isEqualTo("\"0 auto\"");
	}

	/**
	 * Those of the documentation are written there with
	 * {@code -Ddocumentation.write=true}.
	 */
	@Test
	void picturesAreTaken() throws IOException {
		openBusyPage();
		Path folder = Files.createDirectories(Path.of("target", "pictures"));
		for (String scheme : List.of("light", "dark")) {
			for (int width : WIDTHS) {
				look(width, scheme);
				take(folder.resolve("page-" + width + "-" + scheme + ".png"));
			}
		}
		look(1600, "light");
		explain("header-not-allowed");
		for (String scheme : List.of("light", "dark")) {
			for (int width : WIDTHS) {
				look(width, scheme);
				take(folder.resolve("explained-" + width + "-" + scheme + ".png"));
			}
		}
		assertThat(folder.toFile().list((parent, name) -> name.endsWith(".png"))).hasSize(12);
		if (Boolean.getBoolean("documentation.write")) {
			Files.createDirectories(DOCUMENTATION);
			look(1000, "light");
			driver().executeScript(
					"document.querySelector('#answer').scrollIntoView({ behavior: 'instant' }); scrollBy(0, -16)");
			Files.write(DOCUMENTATION.resolve("actuator-explained.png"), driver().getScreenshotAs(OutputType.BYTES));
			look(1000, "dark");
			driver().executeScript("scrollTo(0, 0)");
			Files.write(DOCUMENTATION.resolve("actuator-page.png"), driver().getScreenshotAs(OutputType.BYTES));
		}
	}

	private void take(Path file) throws IOException {
		Supplier<String> height = () -> viewer.evaluate("document.documentElement.scrollHeight");
		int width = Integer.parseInt(viewer.evaluate("innerWidth"));
		driver().executeCdpCommand("Emulation.setDeviceMetricsOverride", Map.of("width", width, "height",
				Integer.parseInt(height.get()), "deviceScaleFactor", 1, "mobile", false));
		Files.write(file, driver().getScreenshotAs(OutputType.BYTES));
	}

}
