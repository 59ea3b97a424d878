package io.github.corsboot.browsers;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;
import org.openqa.selenium.logging.LogEntry;
import org.springframework.boot.WebApplicationType;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * How the page works, on both stacks.
 */
@ParameterizedClass
@EnumSource(value = WebApplicationType.class, names = { "SERVLET", "REACTIVE" })
class PageTests extends AbstractPageTests {

	private static final String PLACE = "document.querySelector('#url').getBoundingClientRect().top + scrollY";

	PageTests(WebApplicationType type) {
		super(type);
	}

	@Test
	void whatIsNewAppearsUnlessThePageIsStopped() {
		openBusyPage();
		this.application.send("GET /api/orders", "Origin: https://second.example");
		awaitText("#groups", "https://second.example");
		assertThat(find("#news").getAttribute("role")).isEqualTo("status");
		awaitText("#news", "1 request more was refused");
		find("#live").click();
		this.application.send("GET /api/orders", "Origin: https://third.example");
		find("#live").click();
		awaitText("#groups", "https://third.example");
	}

	@Test
	void lastReloadAndItsFailureAreShown() {
		startApplication();
		open(page());
		awaitText("#reload", "Not reloaded since the start.");
		this.application.reload("cors.allowed-origins", "https://<b>.example.com/");
		awaitText("#reload", "Version 1 stays in force, because the configuration is wrong:");
		awaitText("#reload pre", "https://<b>.example.com/");
		this.application.reload("cors.allowed-origins", "https://reloaded.example.com");
		awaitText("#reload", "reloaded");
		awaitText("#policies", "https://reloaded.example.com");
	}

	@Test
	void policyOfThePageForbidsNothingThatItNeeds() {
		openBusyPage();
		explain("header-not-allowed");
		assertThat(driver().manage().logs().get("browser").getAll().stream().map(LogEntry::getMessage))
			.noneMatch((message) -> message.contains("Content Security Policy")
					|| message.contains("Content-Security-Policy"));
	}

	@Test
	void withSecurityInFrontItIsThereAfterTheLogin() {
		this.application = PageApplication.start(this.type, List.of("secured", "policies"));
		open(page());
		find("input[name=username]").sendKeys("operator");
		find("input[name=password]").sendKeys("secret", Keys.ENTER);
		awaitText("#policies", "https://app.example.com");
		driver().manage().deleteAllCookies();
		find("#live").click();
		find("#live").click();
		awaitText("#failure", "This page is not up to date.");
		assertThat(find("#failure").isDisplayed()).isTrue();
	}

	@Test
	void behindAProxyThatRewritesHostItReadsAndExplains() throws IOException {
		startApplication();
		this.application.meetOrdinaryMistakes();
		try (Proxy proxy = new Proxy(null, "backend.internal:8080", (request) -> this.application.port())) {
			open("http://proxy.localhost:" + proxy.port() + "/actuator/cors");
			awaitText("#groups", "The nearest is");
			explain("header-not-allowed");
		}
	}

	@Test
	void withAnotherBasePathAndOnAnotherPortItFindsItsJson() {
		startApplication("--management.endpoints.web.base-path=/manage/me",
				"--management.endpoints.web.path-mapping.cors=policies");
		open("http://localhost:" + this.application.port() + "/manage/me/policies");
		awaitText("#policies", "https://app.example.com");
		this.application.close();
		startApplication("--management.server.port=0", "--management.server.address=127.0.0.1");
		open("http://localhost:" + this.application.managementPort() + "/actuator/cors");
		awaitText("#policies", "https://app.example.com");
	}

	@Test
	void whenRejectionsAreForgottenTheLastCardGoes() {
		startApplication();
		this.application.send("GET /api/orders", "Origin: http://app.example.com");
		open(page());
		awaitText("#groups", "Only the scheme differs");
		this.application.forgetRejections();
		awaitText("#groups", "Nothing was refused since the start of this instance.");
		assertThat(viewer.evaluate("document.querySelectorAll('#groups article, #chart svg').length")).isEqualTo("0");
	}

	@Test
	void focusStaysWhenTheSameIsRefusedAgain() {
		startApplication();
		this.application.send("GET /api/orders", "Origin: http://app.example.com");
		open(page());
		awaitText("#groups", "once");
		driver().executeScript("document.querySelector('#groups button').focus()");
		this.application.send("GET /api/orders", "Origin: http://app.example.com");
		awaitText("#groups", "2 times");
		assertThat(driver().switchTo().activeElement().getText()).isEqualTo("Explain this one");
	}

	@Test
	void secretsStayOutOfTheAddress() {
		startApplication();
		open(page());
		find("#url").sendKeys("https://user:SECRET@localhost/api/orders;id=SECRET?access_token=SECRET#SECRET");
		find("#origin").sendKeys("https://app.example.com/callback?code=SECRET");
		find("#headers").sendKeys("Authorization: Bearer SECRET\nContent-Type: application/json");
		find("#request-form button").sendKeys(Keys.ENTER);
		awaitText("#answer .verdict", "Allowed by policy");
		assertThat(driver().getCurrentUrl()).doesNotContain("SECRET").contains("Authorization", "application%2Fjson");
		find("#console").sendKeys(
				"Access to fetch at 'http://user:SECRET@localhost:8080/api/orders#access_token=SECRET' from origin "
						+ "'http://app.example.com' has been blocked by CORS policy: No 'Access-Control-Allow-Origin' header is "
						+ "present on the requested resource.");
		find("#console-form button").sendKeys(Keys.ENTER);
		awaitText("#answer .verdict", "Only the scheme differs");
		assertThat(driver().getCurrentUrl()).doesNotContain("SECRET");
	}

	@Test
	void headerThatIsNoneIsNotAskedAbout() {
		startApplication();
		open(page());
		find("#url").sendKeys("/api/orders");
		find("#origin").sendKeys("https://app.example.com");
		find("#headers").sendKeys("Authorization\nBearer SECRET");
		find("#request-form button").sendKeys(Keys.ENTER);
		assertThat(viewer.evaluate("document.querySelector('#headers').validationMessage"))
			.contains("Write a name, or a name and a value");
		assertThat(driver().getCurrentUrl()).doesNotContain("SECRET");
	}

	@Test
	void nothingMovesWhileSomebodyWrites() {
		openBusyPage();
		find("#url").sendKeys("/api");
		// On the page, not in the window: that may still be scrolling to where somebody
		// writes.
		String place = viewer.evaluate(PLACE);
		this.application.send("GET /api/orders", "Origin: https://second.example");
		await().during(Duration.ofSeconds(6))
			.atMost(Duration.ofSeconds(10))
			.until(() -> viewer.evaluate(PLACE).equals(place));
		driver().executeScript("document.activeElement.blur()");
		awaitText("#groups", "https://second.example");
	}

	@Test
	void answerSaysWhatItAnswersAndGoesWithItsAddress() {
		openBusyPage();
		open(page() + "#explain?url=/api/orders&origin=https://app.example.com");
		awaitText("#answer", "About GET /api/orders from https://app.example.com");
		driver().executeScript("location.hash = ''");
		await().until(() -> viewer.evaluate("document.querySelector('#answer').textContent").equals("\"\""));
	}

	/**
	 * What is no origin cannot go on as a sentence of ours.
	 */
	@Test
	void strangerCannotWriteIntoAnAnswer() {
		openBusyPage();
		open(page() + "#explain?url=/api/orders&origin=https://app.example.com'. All is well. Run this.");
		awaitText("#answer .verdict", "'https://app.example.com…'");
		assertThat(find("#answer .verdict").getText()).doesNotContain("All is well");
	}

	@Test
	void rejectionThatIsNoLongerKeptIsExplainedByItsRequest() {
		startApplication();
		this.application.send("GET /api/orders", "Origin: http://app.example.com");
		open(page());
		awaitText("#groups", "Only the scheme differs");
		find("#live").click();
		this.application.forgetRejections();
		find("#groups button").sendKeys(Keys.ENTER);
		awaitText("#answer .verdict", "Only the scheme differs");
		awaitText("#answer", "About GET /api/orders from http://app.example.com");
	}

	@Test
	void addressMayHaveAPassword() {
		startApplication();
		open("http://user:password@localhost:" + this.application.port() + "/actuator/cors");
		awaitText("#policies", "https://app.example.com");
	}

	@Test
	void manyStrangersDoNotHideWhatIsNearlyAllowed() {
		startApplication();
		this.application.send("GET /api/orders", "Origin: http://app.example.com");
		for (int i = 0; i < 60; i++) {
			this.application.send("GET /api/orders", "Origin: https://stranger-" + i + ".test");
		}
		open(page());
		awaitText("#groups", "Only the scheme differs");
		awaitText("#groups", "11 more.");
		find("#groups p button").sendKeys(Keys.ENTER);
		await().untilAsserted(() -> assertThat(viewer.evaluate("document.querySelectorAll('#groups article').length"))
			.isEqualTo("61"));
	}

	@Test
	void sameRejectionIsExplainedAgain() {
		openBusyPage();
		explain("header-not-allowed");
		driver().executeScript("document.querySelector('#answer').replaceChildren()");
		explain("header-not-allowed");
	}

	@Test
	void whatIsSwitchedOffIsSaid() {
		startApplication("--cors.rejections.enabled=false");
		this.application.send("GET /api/orders", "Origin: http://app.example.com");
		open(page());
		awaitText("#groups", "Nothing is recorded: cors.rejections.enabled is false.");
		this.application.close();
		startApplication("--cors.enabled=false");
		open(page());
		awaitText("#groups", "Nothing is checked: cors.enabled is false.");
		awaitText("#policies", "None is in force");
	}

	/**
	 * Servers drop parameters of a path and decode it, before they look for a handler.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "/actuator/cors", "/actuator/cors;x", "/actuator/c%6frs", "/actuator;v=1/cors" })
	void nobodyFramesThePageHoweverItIsAskedFor(String path) throws Exception {
		startApplication();
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + this.application.port() + path))
			.header("Accept", "text/html")
			.build();
		HttpResponse<String> response = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
		assertThat(response.body()).startsWith("<!DOCTYPE html>");
		assertThat(response.headers().firstValue("Content-Security-Policy").orElse(""))
			.contains("frame-ancestors 'none'");
		assertThat(response.headers().firstValue("Cache-Control").orElse("")).contains("no-store");
	}

}
