package io.github.corsboot.sample;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The story on this machine. With random ports all that differs is how the two pages are
 * told apart: by host instead of by port.
 */
abstract class AbstractSampleApplicationTests extends AbstractStoryTests {

	private final WebApplicationType type;

	private ConfigurableApplicationContext context;

	@TempDir
	private Path folder;

	AbstractSampleApplicationTests(WebApplicationType type) {
		this.type = type;
	}

	@BeforeEach
	void start() {
		this.context = new SpringApplicationBuilder(SampleApplication.class).web(this.type)
			.run("--server.port=0", "--sample.allowed-port=0", "--sample.stranger-port=0",
					"--cors.allowed-origins=http://localhost:*", "--spring.reactor.netty.shutdown-quiet-period=0s");
	}

	@AfterEach
	void stop() {
		this.context.close();
	}

	private Addresses addresses() {
		return this.context.getBean(Addresses.class);
	}

	@Override
	String allowedPage() {
		return addresses().allowedPage();
	}

	@Override
	String strangerPage() {
		return addresses().strangerPage().replace("localhost", "127.0.0.1");
	}

	@Override
	Visit open(String url) throws Exception {
		return HeadlessChromium.open(url, this.folder);
	}

	@Test
	void aThirdPartyIsRefusedFromTheCommandLine() throws Exception {
		HttpRequest request = HttpRequest.newBuilder(URI.create(addresses().api() + "/data"))
			.header("Origin", "https://evil.test")
			.build();
		assertThat(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(403);
	}

}
