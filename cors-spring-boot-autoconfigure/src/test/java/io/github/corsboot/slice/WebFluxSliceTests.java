package io.github.corsboot.slice;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.webflux.test.autoconfigure.WebFluxTest;
import org.springframework.security.test.context.support.WithMockUser;
import org.springframework.test.web.reactive.server.WebTestClient;

/**
 * Policies apply in {@code @WebFluxTest} without anything to add.
 */
@WebFluxTest(properties = { "spring.config.name=none", "cors.allowed-origins=https://app.example.com" })
@WithMockUser
class WebFluxSliceTests {

	@Autowired
	private WebTestClient client;

	@Test
	void allowedOriginReadsTheResponse() {
		this.client.get()
			.uri("/orders")
			.header("Origin", "https://app.example.com")
			.exchange()
			.expectStatus()
			.isOk()
			.expectHeader()
			.valueEquals("Access-Control-Allow-Origin", "https://app.example.com")
			.expectBody(String.class)
			.isEqualTo("none");
	}

	@Test
	void preflightIsAnswered() {
		this.client.options()
			.uri("/orders")
			.header("Origin", "https://app.example.com")
			.header("Access-Control-Request-Method", "PUT")
			.exchange()
			.expectStatus()
			.isOk()
			.expectHeader()
			.valueEquals("Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, PATCH, DELETE, QUERY");
	}

	@Test
	void annotationWidensThePolicy() {
		this.client.get()
			.uri("http://localhost/partner-orders")
			.header("Origin", "https://partner.example")
			.exchange()
			.expectStatus()
			.isOk()
			.expectHeader()
			.valueEquals("Access-Control-Allow-Origin", "https://partner.example");
		this.client.get()
			.uri("/orders")
			.header("Origin", "https://partner.example")
			.exchange()
			.expectStatus()
			.isForbidden();
	}

	@Test
	void strangerIsRefused() {
		this.client.get()
			.uri("/orders")
			.header("Origin", "https://evil.test")
			.exchange()
			.expectStatus()
			.isForbidden()
			.expectHeader()
			.doesNotExist("Access-Control-Allow-Origin");
	}

}
