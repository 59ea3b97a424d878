package io.github.corsboot.browsers;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.openqa.selenium.MutableCapabilities;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.remote.RemoteWebDriver;

import static org.awaitility.Awaitility.await;

/**
 * A browser behind the WebDriver of its makers.
 *
 * @param <D> the type of the driver
 */
final class WebDriverViewer<D extends RemoteWebDriver> implements Viewer {

	private static final String CHROMEDRIVER = "/usr/bin/chromedriver";

	private static final String WEBKIT_DRIVER = "/usr/bin/WebKitWebDriver";

	private final D driver;

	private final Runnable stop;

	private WebDriverViewer(D driver, Runnable stop) {
		this.driver = driver;
		this.stop = stop;
	}

	static WebDriverViewer<ChromeDriver> chromium() {
		ChromeOptions options = new ChromeOptions();
		options.setBinary(Engine.CHROMIUM.binary());
		options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
				"--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars");
		options.setCapability("goog:loggingPrefs", Map.of("browser", "ALL"));
		options.setAcceptInsecureCerts(true);
		ChromeDriverService service = new ChromeDriverService.Builder().usingDriverExecutable(new File(CHROMEDRIVER))
			.usingAnyFreePort()
			.build();
		return new WebDriverViewer<>(new ChromeDriver(service, options), () -> {
		});
	}

	static WebDriverViewer<RemoteWebDriver> webkit(Path folder) throws IOException {
		int port;
		try (ServerSocket socket = new ServerSocket(0)) {
			port = socket.getLocalPort();
		}
		ProcessBrowser process = new ProcessBrowser(List.of("xvfb-run", "-a", "env",
				"WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS=1", "WEBKIT_DISABLE_COMPOSITING_MODE=1", "HOME=" + folder,
				WEBKIT_DRIVER, "--host=127.0.0.1", "--port=" + port), folder, "");
		MutableCapabilities capabilities = new MutableCapabilities();
		capabilities.setCapability("browserName", "MiniBrowser");
		capabilities.setCapability("webkitgtk:browserOptions",
				Map.of("binary", Engine.WEBKIT.binary(), "args", List.of("--automation")));
		URI address = URI.create("http://127.0.0.1:" + port);
		RemoteWebDriver driver = await().atMost(Duration.ofSeconds(30))
			.ignoreExceptions()
			.until(() -> new RemoteWebDriver(address.toURL(), capabilities), (created) -> true);
		return new WebDriverViewer<>(driver, process::close);
	}

	D driver() {
		return this.driver;
	}

	@Override
	public void open(String url) {
		this.driver.get(url);
	}

	@Override
	public String evaluate(String expression) {
		return String.valueOf(this.driver.executeScript("return JSON.stringify(" + expression + ")"));
	}

	@Override
	public void close() {
		try {
			this.driver.quit();
		}
		finally {
			this.stop.run();
		}
	}

}
