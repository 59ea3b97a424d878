package io.github.corsboot.browsers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

/**
 * A browser engine, as Debian packages it.
 */
enum Engine {

	/** Chromium. */
	CHROMIUM("/usr/bin/chromium", "chromium-prints") {

		@Override
		Browser start(String url, Path folder, Certificate certificate) throws IOException {
			List<String> command = new ArrayList<>(List.of(binary(), "--headless", "--no-sandbox", "--disable-gpu",
					"--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
					"--disable-sync", "--enable-logging=stderr", "--user-data-dir=" + folder.resolve("profile")));
			if (certificate != null) {
				// What is merely ignored is not cached.
				command.add("--ignore-certificate-errors-spki-list=" + certificate.publicKeyHash());
			}
			command.add(url);
			return new ProcessBrowser(command, folder, ":CONSOLE");
		}

	},

	/** Firefox. Only its remote protocol tells what stands on the console. */
	FIREFOX("/usr/bin/firefox-esr", "firefox-prints") {

		@Override
		Browser start(String url, Path folder, Certificate certificate) throws IOException {
			Path profile = Files.createDirectories(folder.resolve("profile"));
			Files.writeString(profile.resolve("user.js"), """
					user_pref("browser.aboutwelcome.enabled", false);
					user_pref("datareporting.policy.dataSubmissionEnabled", false);
					user_pref("toolkit.telemetry.reportingpolicy.firstRun", false);
					user_pref("app.update.enabled", false);
					user_pref("app.normandy.enabled", false);
					user_pref("network.captive-portal-service.enabled", false);
					user_pref("network.connectivity-service.enabled", false);
					user_pref("services.settings.server", "data:,");
					""");
			return new FirefoxBrowser(List.of(binary(), "--headless", "--no-remote", "--profile", profile.toString(),
					"--remote-debugging-port", "0", "about:blank"), folder, url);
		}

	},

	/** WebKitGTK, the engine of Safari. It needs a display. */
	WEBKIT("/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser", "webkit-prints") {

		@Override
		Browser start(String url, Path folder, Certificate certificate) throws IOException {
			List<String> command = new ArrayList<>(
					List.of("xvfb-run", "-a", "env", "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS=1",
							"WEBKIT_DISABLE_COMPOSITING_MODE=1", "HOME=" + folder, "stdbuf", "-oL"));
			command.addAll(List.of(binary(), "--ignore-tls-errors", "--cookies-policy=always",
					"--enable-write-console-messages-to-stdout=true", url));
			return new ProcessBrowser(command, folder, "CONSOLE ");
		}

	};

	private final String binary;

	private final String prints;

	Engine(String binary, String prints) {
		this.binary = binary;
		this.prints = prints;
	}

	String binary() {
		return this.binary;
	}

	/**
	 * Return the code of the steps in which explanations say what this engine prints.
	 */
	String prints() {
		return this.prints;
	}

	/**
	 * Open a page in a browser that knows nothing yet.
	 * @param url the page
	 * @param folder an empty folder
	 * @param certificate the certificate to trust, or {@code null}
	 */
	abstract Browser start(String url, Path folder, Certificate certificate) throws IOException;

	/**
	 * Open a page in a browser that can be asked what it shows.
	 * @param url the page
	 * @param folder an empty folder
	 */
	Viewer view(String url, Path folder) throws IOException {
		Viewer viewer = switch (this) {
			case CHROMIUM -> WebDriverViewer.chromium();
			case FIREFOX -> (Viewer) start(url, folder, null);
			case WEBKIT -> WebDriverViewer.webkit(folder);
		};
		viewer.open(url);
		return viewer;
	}

	/**
	 * Skip the test if the engine is not there, or fail where {@code CI=true} says that
	 * nothing may be missing.
	 */
	void require() {
		if (!Files.isExecutable(Path.of(this.binary))) {
			String message = "There is no " + this.binary;
			if ("true".equals(System.getenv("CI"))) {
				fail(message);
			}
			abort(message);
		}
	}

}
