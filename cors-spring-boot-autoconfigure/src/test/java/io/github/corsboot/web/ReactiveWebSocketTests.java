package io.github.corsboot.web;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;

import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
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
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

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

	/**
	 * Spring's own service wants {@code Upgrade}, which HTTP/2 does not have.
	 */
	@Test
	void extendedConnectOfHttp2IsAHandshakeToo() {
		start("--server.http2.enabled=true");
		assertThatExceptionOfType(WebSocketClientHandshakeException.class).isThrownBy(() -> connectOverHttp2(APP))
			.withMessageContaining("400");
		assertThat(rejections()).isEmpty();
		assertThatExceptionOfType(WebSocketClientHandshakeException.class).isThrownBy(() -> connectOverHttp2(EVIL))
			.withMessageContaining("403");
		assertThat(rejections()).containsExactly("websocket origin-not-allowed " + EVIL);
	}

	private void connectOverHttp2(String origin) {
		HttpClient.newConnection()
			.protocol(HttpProtocol.H2C)
			.headers((headers) -> headers.set("Origin", origin))
			.websocket()
			.uri("ws://localhost:" + this.server.port() + "/api/raw")
			.handle((in, out) -> out.sendClose())
			.blockLast(Duration.ofSeconds(10));
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
		WebServerFactoryCustomizer<NettyReactiveWebServerFactory> extendedConnect() {
			return (factory) -> factory.addServerCustomizers(
					(server) -> server.http2Settings((settings) -> settings.connectProtocolEnabled(true)));
		}

		@Bean
		HandlerMapping webSocketMapping() {
			WebSocketHandler echo = (session) -> session.send(session.receive().doOnNext(WebSocketMessage::retain));
			return new SimpleUrlHandlerMapping(Map.of("/api/raw", echo, "/uncovered/raw", echo), -1);
		}

	}

}
