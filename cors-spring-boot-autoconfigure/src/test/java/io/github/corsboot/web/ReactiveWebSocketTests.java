package io.github.corsboot.web;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.server.WebSocketService;
import org.springframework.web.reactive.socket.server.support.HandshakeWebSocketService;
import org.springframework.web.reactive.socket.server.upgrade.ReactorNettyRequestUpgradeStrategy;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * WebSocket handlers on WebFlux, which check no origin themselves.
 */
class ReactiveWebSocketTests {

	private static final String APP = "https://app.example.com";

	private static final String EVIL = "https://evil.test";

	private TestServer server;

	private void start(String property) {
		this.server = TestServer.Kind.NETTY.start(new Class<?>[] { Handlers.class },
				"--spring.config.name=cases-common", "--cors.paths=/api/**", "--cors.allowed-origins=" + APP, property);
	}

	@AfterEach
	void stop() {
		this.server.close();
	}

	private int handshake(String path, String origin) {
		return WebSocketHandshake.send(this.server.port(), path, origin);
	}

	private List<String> rejections() {
		return WebSocketHandshake.rejections(this.server.context());
	}

	@ParameterizedTest
	@ValueSource(strings = { "--spring.application.name=none", "--cors.websocket.enforce-origin=true" })
	void policyDecidesUnlessItIsSwitchedOff(String property) {
		start(property);
		assertThat(handshake("/api/raw", APP)).isEqualTo(101);
		assertThat(handshake("/api/raw", "http://localhost:" + this.server.port())).isEqualTo(101);
		assertThat(rejections()).isEmpty();
		assertThat(handshake("/api/raw", EVIL)).isEqualTo(403);
		assertThat(handshake("/api/raw", "null")).isEqualTo(403);
		assertThat(rejections()).containsExactly("websocket origin-not-allowed " + EVIL,
				"websocket origin-not-allowed null");
		assertThat(handshake("/uncovered/raw", EVIL)).isEqualTo(101);
	}

	@Test
	void handlersAreLeftAloneIfItIsSwitchedOff() {
		start("--cors.websocket.enforce-origin=false");
		assertThat(handshake("/api/raw", EVIL)).isEqualTo(101);
		assertThat(rejections()).isEmpty();
	}

	@Configuration(proxyBeanMethods = false)
	static class Handlers implements WebFluxConfigurer {

		/**
		 * Otherwise the strategy of Jetty is used because it is there.
		 */
		@Override
		public WebSocketService getWebSocketService() {
			return new HandshakeWebSocketService(new ReactorNettyRequestUpgradeStrategy());
		}

		@Bean
		HandlerMapping webSocketMapping() {
			WebSocketHandler echo = (session) -> session.send(session.receive().doOnNext(WebSocketMessage::retain));
			return new SimpleUrlHandlerMapping(Map.of("/api/raw", echo, "/uncovered/raw", echo), -1);
		}

	}

}
