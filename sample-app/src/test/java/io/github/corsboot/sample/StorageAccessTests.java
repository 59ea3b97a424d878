package io.github.corsboot.sample;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import com.sun.net.httpserver.HttpServer;
import io.github.corsboot.rejection.CorsRejection;
import io.github.corsboot.rejection.CorsRejections;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Chromium sends {@code Origin} with pictures and frames of another site that may ask for
 * its cookies. The page cannot read them, so they pass.
 */
class StorageAccessTests {

	/**
	 * Blocks cookies of other sites, and lets 127.0.0.1 ask for them within localhost.
	 */
	private static final String PREFERENCES = """
			{"profile": {"cookie_controls_mode": 1, "content_settings": {"exceptions": {"storage_access":
			{"http://127.0.0.1:%1$s,http://localhost:%2$s": {"setting": 1}}}}}}
			""";

	private static final Queue<String> SEEN = new ConcurrentLinkedQueue<>();

	@TempDir
	private Path folder;

	@ParameterizedTest
	@EnumSource(value = WebApplicationType.class, names = { "SERVLET", "REACTIVE" })
	void picturesAndFramesThatMayAskForCookiesPass(WebApplicationType type) throws Exception {
		SEEN.clear();
		HttpServer top = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(SampleApplication.class,
				EmbeddedController.class)
			.web(type)
			.run("--server.port=0", "--sample.allowed-port=0", "--sample.stranger-port=0", "--cors.paths=/**",
					"--spring.reactor.netty.shutdown-quiet-period=0s")) {
			int port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
			top.createContext("/", (exchange) -> {
				byte[] page = """
						<img src="http://127.0.0.1:%1$s/embedded/picture">
						<iframe src="http://127.0.0.1:%1$s/embedded/frame"></iframe>
						<script>
						fetch("http://127.0.0.1:%1$s/embedded/script", { credentials: "include" }).catch(() => { });
						</script>
						""".formatted(port).getBytes(StandardCharsets.UTF_8);
				exchange.getResponseHeaders().set("Content-Type", "text/html");
				exchange.sendResponseHeaders(200, page.length);
				exchange.getResponseBody().write(page);
				exchange.close();
			});
			top.start();
			Path profile = Files.createDirectories(this.folder.resolve("profile").resolve("Default"));
			Files.writeString(profile.resolve("Preferences"), PREFERENCES.formatted(port, top.getAddress().getPort()));
			String origin = "http://localhost:" + top.getAddress().getPort();
			HeadlessChromium.open(origin + "/", this.folder);
			assertThat(SEEN).containsExactlyInAnyOrder("picture " + origin + " inactive",
					"frame " + origin + " inactive");
			List<CorsRejection> rejections = context.getBean(CorsRejections.class).recent();
			assertThat(rejections).extracting(CorsRejection::path).containsOnly("/embedded/script");
		}
		finally {
			top.stop(0);
		}
	}

	@RestController
	static class EmbeddedController {

		@GetMapping("/embedded/{kind}")
		String embedded(@PathVariable String kind, @RequestHeader(name = "Origin", required = false) String origin,
				@RequestHeader(name = "Sec-Fetch-Storage-Access", required = false) String access) {
			SEEN.add(kind + " " + origin + " " + access);
			return kind;
		}

	}

}
