package io.github.corsboot.sample;

import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.WebApplicationType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Pages of two sub-domains that share a cookie of an API on a third, and a page of
 * another site that does not.
 */
class SubdomainsIT {

	private static Containers containers;

	@BeforeAll
	static void startBrowser() {
		containers = new Containers();
	}

	@AfterAll
	static void stop() {
		if (containers != null) {
			containers.close();
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void subdomainsShareACookieAndAnotherSiteDoesNot(WebApplicationType type) throws Exception {
		containers.start(type, List.of("api.shop.test", "app.shop.test", "admin.shop.test", "other.test"),
				List.of("--sample.api-url=https://api.shop.test",
						"--cors.allowed-origins=https://*.shop.test,https://other.test"));
		assertThat(visits("https://app.shop.test", type)).endsWith("visits counted by a cookie: 1");
		assertThat(visits("https://admin.shop.test", type)).endsWith("visits counted by a cookie: 2");
		assertThat(visits("https://other.test", type)).endsWith("visits counted by a cookie: 1");
	}

	private static String visits(String page, WebApplicationType type) throws Exception {
		Visit visit = containers.open(page + "/?send-all", type.name());
		assertThat(visit.result("cookies")).as(visit::toString).isEqualTo("passed");
		return visit.outcome("cookies", "script");
	}

}
