package io.github.corsboot.slice;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.security.test.context.support.WithMockUser;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Policies apply in {@code @WebMvcTest} without anything to add.
 */
@WebMvcTest(properties = { "spring.config.name=none", "cors.allowed-origins=https://app.example.com" })
@WithMockUser
class WebMvcSliceTests {

	@Autowired
	private MockMvcTester mvc;

	@Test
	void allowedOriginReadsTheResponse() {
		assertThat(this.mvc.get().uri("/orders").header("Origin", "https://app.example.com")).hasStatusOk()
			.hasHeader("Access-Control-Allow-Origin", "https://app.example.com")
			.hasBodyTextEqualTo("none");
	}

	@Test
	void preflightIsAnswered() {
		assertThat(this.mvc.options()
			.uri("/orders")
			.header("Origin", "https://app.example.com")
			.header("Access-Control-Request-Method", "PUT")).hasStatusOk()
			.hasHeader("Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, PATCH, DELETE, QUERY");
	}

	@Test
	void annotationWidensThePolicy() {
		assertThat(this.mvc.get().uri("/partner-orders").header("Origin", "https://partner.example")).hasStatusOk()
			.hasHeader("Access-Control-Allow-Origin", "https://partner.example");
		assertThat(this.mvc.get().uri("/orders").header("Origin", "https://partner.example")).hasStatus(403);
	}

	@Test
	void strangerIsRefused() {
		assertThat(this.mvc.get().uri("/orders").header("Origin", "https://evil.test")).hasStatus(403)
			.doesNotContainHeader("Access-Control-Allow-Origin");
	}

	/**
	 * MockMvc asks for {@code http://localhost}: to that origin a request is not
	 * cross-origin.
	 */
	@Test
	void hostOfMockMvcIsAnOriginToo() {
		assertThat(this.mvc.get().uri("/orders").header("Origin", "http://localhost")).hasStatusOk()
			.doesNotContainHeader("Access-Control-Allow-Origin");
		assertThat(this.mvc.get().uri("/orders").header("Origin", "http://localhost:3000")).hasStatus(403);
	}

}
