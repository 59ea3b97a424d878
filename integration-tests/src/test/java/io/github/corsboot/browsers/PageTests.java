package io.github.corsboot.browsers;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.openqa.selenium.Keys;
import org.openqa.selenium.logging.LogEntry;
import org.springframework.boot.WebApplicationType;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * How the page works, on both stacks.
 */
@ParameterizedClass
@EnumSource(value = WebApplicationType.class, names = { "SERVLET", "REACTIVE" })
class PageTests extends AbstractPageTests {

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

}
