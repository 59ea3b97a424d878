package io.github.corsboot.sample;

import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

import org.springframework.boot.WebApplicationType;

/**
 * The story between hosts: the packaged sample, an nginx in front of it that has the
 * names and certificates, and the browser, each in a container.
 */
abstract class AbstractContainerStoryIT extends AbstractStoryTests {

	private static final String API = "api.shop.test";

	private static final String ALLOWED = "www.shop.test";

	private static final String STRANGER = "stranger.test";

	private static Containers containers;

	private final WebApplicationType type;

	AbstractContainerStoryIT(WebApplicationType type) {
		this.type = type;
	}

	@BeforeAll
	static void startBrowser() {
		containers = new Containers();
	}

	@BeforeEach
	void start() throws Exception {
		containers.start(this.type, List.of(API, ALLOWED, STRANGER),
				List.of("--cors.allowed-origins=" + allowedPage(), "--sample.api-url=https://" + API,
						"--sample.allowed-page-url=" + allowedPage(), "--sample.stranger-page-url=" + strangerPage()));
	}

	@AfterEach
	void forget() {
		containers.stopSample();
	}

	@AfterAll
	static void stop() {
		if (containers != null) {
			containers.close();
		}
	}

	@Override
	String allowedPage() {
		return "https://" + ALLOWED;
	}

	@Override
	String strangerPage() {
		return "https://" + STRANGER;
	}

	@Override
	Visit open(String url) throws Exception {
		return containers.open(url);
	}

}
