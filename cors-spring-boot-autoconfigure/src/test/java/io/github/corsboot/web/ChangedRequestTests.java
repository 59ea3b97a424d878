package io.github.corsboot.web;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A form may say that it means another method than it is sent with.
 */
class ChangedRequestTests {

	private static final String APP = "https://app.example.com";

	@ParameterizedTest
	@EnumSource(value = WebApplicationType.class, names = { "SERVLET", "REACTIVE" })
	void methodThatAFormMeansHasToBeAllowedToo(WebApplicationType type) {
		try (ConfigurableApplicationContext context = TestApplication.run(type,
				"--spring.mvc.hiddenmethod.filter.enabled=true", "--spring.webflux.hiddenmethod.filter.enabled=true")) {
			int port = TestApplication.port(context);
			HttpExchange refused = post(port, "_method=DELETE", APP);
			assertThat(refused.status()).isEqualTo(403);
			assertThat(refused.body()).isEqualTo("Refused by CORS policy: method-not-allowed\n");
			assertThat(refused.header("Access-Control-Allow-Origin")).isEqualTo(APP);
			assertThat(refused.header("X-Handled")).isNull();
			assertThat(post(port, "_method=PUT", APP).header("X-Handled")).isEqualTo("true");
			assertThat(post(port, "x=DELETE", APP).header("X-Handled")).isEqualTo("true");
			assertThat(post(port, "_method=DELETE", "http://localhost:" + port).header("X-Handled")).isEqualTo("true");
		}
	}

	private static HttpExchange post(int port, String form, String origin) {
		return HttpExchange.send(port, "POST /credentials/data", "Origin: " + origin,
				"Content-Type: application/x-www-form-urlencoded",
				"Content-Length: " + form.length() + "\r\n\r\n" + form);
	}

}
