package io.github.corsboot.web;

import java.time.Duration;

import io.github.corsboot.rejection.CorsNotice;
import io.github.corsboot.rejection.CorsNotices;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A request that Spring Security refuses for want of a CSRF token is told from others
 * that get a 403.
 */
@ParameterizedClass
@EnumSource(value = WebApplicationType.class, names = { "SERVLET", "REACTIVE" })
class CsrfNoticeTests {

	private static final String APP = "Origin: https://app.example.com";

	private static final String BASIC = "Authorization: Basic dXNlcjpwYXNzd29yZA==";

	private final ConfigurableApplicationContext context;

	CsrfNoticeTests(WebApplicationType type) {
		this.context = new SpringApplicationBuilder(Application.class).web(type)
			.properties("spring.config.name=none", "server.port=0", "server.shutdown=immediate",
					"spring.reactor.netty.shutdown-quiet-period=0s")
			.run("--spring.security.user.password=password", "--cors.allow-credentials=true",
					"--cors.allowed-origins=https://app.example.com");
	}

	@AfterEach
	void stop() {
		this.context.close();
	}

	private CorsNotice noticeAfter(String requestLine, String... headers) {
		// The error page of a servlet application needs a login, too: then the client
		// gets
		// a 401 in the end.
		assertThat(HttpExchange.send(TestApplication.port(this.context), requestLine, headers).status()).isIn(401, 403);
		CorsNotices notices = this.context.getBean(CorsNotices.class);
		await().atMost(Duration.ofSeconds(5)).until(() -> !notices.all().isEmpty());
		assertThat(notices.all()).hasSize(1);
		return notices.all().get(0);
	}

	@Test
	void missingTokenIsNamed() {
		CorsNotice notice = noticeAfter("POST /data", APP, BASIC, "Content-Length: 0");
		assertThat(notice.kind()).isEqualTo(CorsNotice.Kind.REFUSED_BEHIND);
		assertThat(notice.name()).isEqualTo("403");
		assertThat(notice.hint()).contains("CSRF");
	}

	/**
	 * The method has a 403 of its own, which needs no token.
	 */
	@Test
	void otherRefusalsAreNot() {
		CorsNotice notice = noticeAfter("GET /forbidden", APP, BASIC);
		assertThat(notice.name()).isEqualTo("403");
		assertThat(notice.hint()).doesNotContain("CSRF").contains("Spring Security");
	}

	@Test
	void whereATokenCameNoCookieIsMissed() {
		assertThat(noticeAfter("GET /forbidden", APP, BASIC, "Sec-Fetch-Site: cross-site").hint())
			.doesNotContain("SameSite");
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@RestController
		static class DataController {

			@PostMapping("/data")
			String data() {
				return "handled";
			}

			@GetMapping("/forbidden")
			String forbidden() {
				throw new ResponseStatusException(HttpStatus.FORBIDDEN);
			}

		}

	}

}
