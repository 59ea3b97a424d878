package io.github.corsboot.browsers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.corsboot.rejection.CorsRejections;
import io.github.corsboot.reload.ReloadCorsPoliciesEvent;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * An application whose page at {@code /actuator/cors} is looked at.
 */
final class PageApplication implements AutoCloseable {

	private static final Charset BYTES = StandardCharsets.ISO_8859_1;

	private final ConfigurableApplicationContext context;

	private PageApplication(ConfigurableApplicationContext context) {
		this.context = context;
	}

	/**
	 * Start it.
	 * @param files which files of {@code page/} configure it
	 */
	static PageApplication start(WebApplicationType type, List<String> files, String... arguments) {
		String locations = files.stream()
			.map((file) -> "classpath:/page/" + file + ".yml")
			.collect(Collectors.joining(",", "--spring.config.location=classpath:/page/server.yml,", ""));
		return new PageApplication(new SpringApplicationBuilder(Application.class).web(type)
			.run(Stream.concat(Stream.of(locations), Stream.of(arguments)).toArray(String[]::new)));
	}

	int port() {
		return this.context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	/**
	 * Reload with another value of a property. What is wrong is reported by the page.
	 */
	void reload(String property, String value) {
		TestPropertyValues.of(property + "=" + value).applyTo(this.context);
		this.context.publishEvent(new ReloadCorsPoliciesEvent(this));
	}

	void forgetRejections() {
		this.context.getBean(CorsRejections.class).clear();
	}

	int managementPort() {
		return this.context.getEnvironment().getRequiredProperty("local.management.port", Integer.class);
	}

	/**
	 * Send a request, byte by byte as it is given: no client would send most of these.
	 * @param requestLine method and path
	 * @param headers the headers; each character is a byte
	 */
	void send(String requestLine, String... headers) {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
			String request = requestLine + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
					+ String.join("\r\n", headers) + ((headers.length > 0) ? "\r\n\r\n" : "\r\n");
			socket.getOutputStream().write(request.getBytes(BYTES));
			socket.getInputStream().readAllBytes();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Write a text as the bytes of UTF-8, each as one character.
	 */
	static String utf8(String text) {
		return new String(text.getBytes(StandardCharsets.UTF_8), BYTES);
	}

	/**
	 * Send what an operator meets on an ordinary day.
	 */
	void meetOrdinaryMistakes() {
		send("GET /api/orders", "Origin: http://app.example.com");
		for (int i = 0; i < 3; i++) {
			send("OPTIONS /api/orders", "Origin: https://app.example.com", "Access-Control-Request-Method: patch");
		}
		send("OPTIONS /api/files/1", "Origin: https://app.example.com", "Access-Control-Request-Method: POST",
				"Access-Control-Request-Headers: content-type");
		send("GET /reports/1", "Origin: https://app.example.com");
		send("GET /api/orders", "Origin: https://partner.example");
		send("GET /api/list", "Origin: https://app.example.com", "Sec-Fetch-Site: same-site", "Sec-Fetch-Mode: cors",
				"Cookie: session=1");
	}

	/**
	 * Send what an attacker would like to see on the page.
	 */
	void meetAttackers() {
		for (String markup : List.of("<img src=x onerror=hacked=1>", "\"><script>hacked=1</script>",
				"' onmouseover='hacked=1", "${hacked=1}", "{{hacked=1}}", "</style><script>hacked=1</script>",
				"javascript:hacked=1", "\u202Egro.elpmaxe", "\u2066a\u2069\u200F", "\u0007\u001B[31m",
				"e\u0301".repeat(50), "\uD83D\uDE00")) {
			String bytes = utf8(markup);
			send("GET /api/orders", "Origin: https://" + bytes + ".test");
			send("OPTIONS /api/orders", "Origin: https://app.example.com", "Access-Control-Request-Method: " + bytes);
			send("OPTIONS /api/files/1", "Origin: https://app.example.com", "Access-Control-Request-Method: POST",
					"Access-Control-Request-Headers: x-" + bytes);
			send("GET /api/" + percent(bytes), "Origin: https://evil.test");
			send("GET /reports/" + percent(bytes), "Origin: https://evil.test");
			send("GET /api/orders?" + percent(bytes), "Origin: https://evil.test",
					"X-" + markup.length() + ": " + bytes);
		}
		// Half of a surrogate pair, as somebody may write it in UTF-8.
		send("GET /api/orders", "Origin: https://\u00ED\u00A0\u0080.test");
		send("GET /api/%ED%A0%80", "Origin: https://evil.test");
		send("GET /reports/%ED%A0%80%ED%B0%80", "Origin: https://evil.test");
		// As much as servers take.
		send("GET /api/orders", "Origin: https://" + "<b>".repeat(2400) + ".test");
		send("GET /reports/" + "%3Cb%3E".repeat(500), "Origin: https://evil.test");
		send("OPTIONS /api/orders", "Origin: https://app.example.com",
				"Access-Control-Request-Method: " + "X".repeat(7000));
		send("OPTIONS /api/files/1", "Origin: https://app.example.com", "Access-Control-Request-Method: POST",
				"Access-Control-Request-Headers: " + "x-" + "y".repeat(3000) + "," + "z,".repeat(1500));
	}

	private static String percent(String bytes) {
		StringBuilder encoded = new StringBuilder();
		bytes.chars().forEach((each) -> encoded.append(String.format("%%%02X", each)));
		return encoded.toString();
	}

	@Override
	public void close() {
		this.context.close();
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
	@Import(Api.class)
	static class Application {

	}

	/**
	 * Answers everything.
	 */
	@RestController
	static class Api {

		@RequestMapping({ "/api/**", "/reports/**" })
		ResponseEntity<String> answer() {
			return ResponseEntity.ok().header("X-Total-Count", "3").body("answer");
		}

	}

}
