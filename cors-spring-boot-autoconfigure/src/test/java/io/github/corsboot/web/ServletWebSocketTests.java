package io.github.corsboot.web;

import java.util.List;

import io.github.corsboot.mapping.CorsWarning;
import io.github.corsboot.mapping.CorsWarnings;
import jakarta.websocket.OnMessage;
import jakarta.websocket.server.ServerEndpoint;
import io.github.corsboot.explain.BrowserRequest;
import io.github.corsboot.explain.CorsExplainer;
import io.github.corsboot.explain.Explanation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.StringUtils;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.EnableWebSocketMessageBroker;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistration;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;
import org.springframework.web.socket.handler.TextWebSocketHandler;
import org.springframework.web.socket.server.HandshakeHandler;
import org.springframework.web.socket.server.standard.ServerEndpointExporter;
import org.springframework.web.socket.server.standard.StandardWebSocketUpgradeStrategy;
import org.springframework.web.socket.server.support.DefaultHandshakeHandler;
import org.springframework.web.socket.server.support.HttpSessionHandshakeInterceptor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * WebSocket handlers on servlets, which check the origin themselves.
 */
class ServletWebSocketTests {

	private static final String APP = "https://app.example.com";

	private static final String SUB_DOMAIN = "https://a.b.example.org:8443";

	private static final String EXPLICIT = "https://explicit.test";

	private static final String EVIL = "https://evil.test";

	private TestServer server;

	private int sessions;

	private void start(String... more) {
		String[] common = { "--spring.config.name=cases-common", "--cors.policies.app.paths=/api/**,/endpoint",
				"--cors.policies.app.allowed-origins=" + APP + ",https://*.example.org:*" };
		this.server = TestServer.Kind.TOMCAT.start(new Class<?>[] { Handlers.class, Stomp.class },
				StringUtils.concatenateStringArrays(common, more));
	}

	@AfterEach
	void stop() {
		this.server.close();
	}

	/**
	 * SockJS checks the origin of who opens a session, and then no more.
	 */
	private int handshake(String path, String origin) {
		String asked = path.replace("{session}", String.valueOf(this.sessions++));
		Explanation explanation = this.server.context()
			.getBean(CorsExplainer.class)
			.explain(BrowserRequest.get("ws://localhost:" + this.server.port() + asked)
				.from(origin)
				.withMode(BrowserRequest.Mode.WEBSOCKET));
		int status = WebSocketHandshake.send(this.server.port(), asked, origin);
		assertThat(explanation.isAllowed()).as("%s %s %s", path, origin, explanation).isEqualTo(status == 101);
		return status;
	}

	private String ownOrigin() {
		return "http://localhost:" + this.server.port();
	}

	@ParameterizedTest
	@ValueSource(strings = { "--spring.application.name=none", "--cors.websocket.enforce-origin=false" })
	void handlersDecideThemselvesUnlessPoliciesAreEnforced(String property) {
		start(property);
		for (String path : new String[] { "/api/raw", "/api/stomp", "/api/sockjs/1/{session}/websocket" }) {
			assertThat(handshake(path, ownOrigin())).as(path).isEqualTo(101);
			assertThat(handshake(path, APP)).as(path).isEqualTo(403);
			assertThat(handshake(path, EVIL)).as(path).isEqualTo(403);
		}
		assertThat(handshake("/api/explicit", EXPLICIT)).isEqualTo(101);
		assertThat(handshake("/api/explicit", APP)).isEqualTo(403);
		assertThat(handshake("/endpoint", EVIL)).isEqualTo(101);
		assertThat(rejections()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/api/raw", "/api/stomp", "/api/sockjs/1/{session}/websocket", "/api/sockjs/websocket",
			"/endpoint" })
	void handlersWithoutOriginsAcceptWhatThePolicyAccepts(String path) {
		start("--cors.websocket.enforce-origin=true");
		assertThat(handshake(path, ownOrigin())).isEqualTo(101);
		assertThat(handshake(path, APP)).isEqualTo(101);
		assertThat(handshake(path, SUB_DOMAIN)).isEqualTo(101);
		assertThat(rejections()).isEmpty();
		assertThat(handshake(path, EVIL)).isEqualTo(403);
		assertThat(handshake(path, "https://example.org")).isEqualTo(403);
		assertThat(handshake(path, "null")).isEqualTo(403);
		assertThat(handshake(path, "https://a.example.org@evil.test")).isEqualTo(403);
		assertThat(rejections()).containsExactly("websocket origin-not-allowed " + EVIL,
				"websocket origin-not-allowed https://example.org", "websocket origin-not-allowed null",
				"websocket origin-malformed https://…@evil.test");
	}

	@Test
	void originsOfAHandlerWin() {
		start("--cors.websocket.enforce-origin=true");
		for (String path : new String[] { "/api/explicit", "/api/sockjs-explicit/1/{session}/websocket" }) {
			assertThat(handshake(path, EXPLICIT)).as(path).isEqualTo(101);
			assertThat(handshake(path, APP)).as(path).isEqualTo(403);
			assertThat(handshake(path, EVIL)).as(path).isEqualTo(403);
		}
		assertThat(rejections()).containsOnly("websocket origin-not-allowed " + EVIL).hasSize(2);
	}

	/**
	 * Interceptors of the application replace that which checks the origin.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "true", "false", "" })
	void sockJsWithOtherInterceptorsIsNotOpen(String enforce) {
		start("--cors.websocket.enforce-origin=" + enforce, "--cors.policies.open.paths=/open/**",
				"--cors.policies.open.allowed-origins=*");
		String explicit = "/api/interceptors-explicit/1/{session}/websocket";
		assertThat(handshake(explicit, EXPLICIT)).isEqualTo(101);
		assertThat(handshake(explicit, APP)).isEqualTo(403);
		assertThat(handshake(explicit, EVIL)).isEqualTo(403);
		String sameOrigin = "/api/interceptors/1/{session}/websocket";
		assertThat(handshake(sameOrigin, ownOrigin())).isEqualTo(101);
		assertThat(handshake(sameOrigin, APP)).isEqualTo(enforce.equals("true") ? 101 : 403);
		assertThat(handshake(sameOrigin, EVIL)).isEqualTo(403);
		assertThat(handshake("/open/interceptors/websocket", EVIL)).isEqualTo(403);
	}

	@Test
	void pathsWithoutPolicyAreNotOpenedByOthers() {
		start("--cors.websocket.enforce-origin=true", "--cors.policies.partly.paths=/partly/public",
				"--cors.policies.partly.allowed-origins=" + APP);
		assertThat(handshake("/api/shared/1/{session}/websocket", APP)).isEqualTo(101);
		assertThat(handshake("/uncovered/shared/1/{session}/websocket", APP)).isEqualTo(403);
		assertThat(this.server.send("GET /uncovered/shared/info", "Origin: " + APP).corsHeaderNames()).isEmpty();
		assertThat(handshake("/partly/public", APP)).isEqualTo(101);
		assertThat(handshake("/partly/other", APP)).isEqualTo(403);
		assertThat(handshake("/partly/other", ownOrigin())).isEqualTo(101);
	}

	/**
	 * An explanation does not know that a filter of the container serves the endpoint.
	 */
	@Test
	void endpointBelowAHandlerWithOriginsIsNotOpen() {
		start("--cors.websocket.enforce-origin=true");
		int port = this.server.port();
		assertThat(WebSocketHandshake.send(port, "/api/sockjs-explicit/endpoint", APP)).isEqualTo(101);
		assertThat(WebSocketHandshake.send(port, "/api/sockjs-explicit/endpoint", EVIL)).isEqualTo(403);
	}

	private List<CorsWarning> warnings(CorsWarning.Code code) {
		return this.server.context()
			.getBean(CorsWarnings.class)
			.all()
			.stream()
			.filter((warning) -> warning.code() == code)
			.toList();
	}

	@Test
	void sockJsBelowAPolicyWithoutCredentialsIsWarnedOf() {
		start();
		assertThat(warnings(CorsWarning.Code.SOCKJS_WITHOUT_CREDENTIALS)).extracting(CorsWarning::value)
			.containsExactlyInAnyOrder("/api/sockjs-explicit/**", "/api/interceptors-explicit/**");
	}

	@Test
	void sockJsBelowAPolicyWithCredentialsIsFine() {
		start("--cors.policies.app.allow-credentials=true", "--cors.websocket.enforce-origin=true");
		assertThat(warnings(CorsWarning.Code.SOCKJS_WITHOUT_CREDENTIALS)).isEmpty();
	}

	@Test
	void policyForEveryoneDoesNotOpenHandlers() {
		start("--cors.websocket.enforce-origin=true", "--cors.policies.open.paths=/open/**",
				"--cors.policies.open.allowed-origins=*");
		assertThat(handshake("/open/raw", EVIL)).isEqualTo(403);
		assertThat(handshake("/open/raw", ownOrigin())).isEqualTo(101);
		assertThat(warnings(CorsWarning.Code.WEBSOCKET_FOR_EVERYONE)).hasSize(2)
			.first()
			.asString()
			.contains("'*' in cors.policies.open.allowed-origins", "on '/open/raw'", "handshake carries cookies");
	}

	@Test
	void pathsWithoutPolicyAreLeftAlone() {
		start("--cors.websocket.enforce-origin=true");
		assertThat(handshake("/uncovered/raw", APP)).isEqualTo(403);
		assertThat(handshake("/uncovered/raw", ownOrigin())).isEqualTo(101);
		assertThat(rejections()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "true", "false" })
	void sockJsNeverDoublesHeaders(String enforce) {
		start("--cors.websocket.enforce-origin=" + enforce);
		int allowed = enforce.equals("true") ? 200 : 403;
		HttpExchange info = this.server.send("GET /api/sockjs/info", "Origin: " + APP);
		assertThat(info.status()).isEqualTo(allowed);
		assertThat(info.header("Access-Control-Allow-Origin")).isEqualTo(APP);
		HttpExchange preflight = this.server.send("OPTIONS /api/sockjs/1/b/xhr", "Origin: " + APP,
				"Access-Control-Request-Method: POST");
		assertThat(preflight.status()).isEqualTo(200);
		assertThat(preflight.header("Access-Control-Allow-Origin")).isEqualTo(APP);
		HttpExchange xhr = this.server.send("POST /api/sockjs/1/b/xhr", "Origin: " + APP, "Content-Length: 0");
		assertThat(xhr.status()).isEqualTo(allowed);
		assertThat(xhr.header("Access-Control-Allow-Origin")).isEqualTo(APP);
		assertThat(this.server.send("GET /api/sockjs/info", "Origin: " + EVIL).status()).isEqualTo(403);
		assertThat(this.server.send("GET /api/sockjs/info").status()).isEqualTo(200);
	}

	private List<String> rejections() {
		return WebSocketHandshake.rejections(this.server.context());
	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebSocket
	static class Handlers implements WebSocketConfigurer {

		@Override
		public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
			add(registry, "/api/raw");
			add(registry, "/open/raw");
			add(registry, "/uncovered/raw");
			add(registry, "/api/explicit").setAllowedOrigins(EXPLICIT);
			add(registry, "/partly/*");
			add(registry, "/api/shared", "/uncovered/shared").withSockJS();
			add(registry, "/api/interceptors").withSockJS().setInterceptors(new HttpSessionHandshakeInterceptor());
			add(registry, "/open/interceptors").withSockJS().setInterceptors(new HttpSessionHandshakeInterceptor());
			add(registry, "/api/interceptors-explicit").setAllowedOrigins(EXPLICIT)
				.withSockJS()
				.setInterceptors(new HttpSessionHandshakeInterceptor());
			add(registry, "/api/sockjs").withSockJS();
			add(registry, "/api/sockjs-explicit").setAllowedOriginPatterns(EXPLICIT).withSockJS();
		}

		private static WebSocketHandlerRegistration add(WebSocketHandlerRegistry registry, String... paths) {
			return registry.addHandler(echo(), paths).setHandshakeHandler(handshakeHandler());
		}

		/**
		 * Otherwise the strategy of Jetty is used because it is there.
		 */
		private static HandshakeHandler handshakeHandler() {
			return new DefaultHandshakeHandler(new StandardWebSocketUpgradeStrategy());
		}

		private static WebSocketHandler echo() {
			return new TextWebSocketHandler() {
				@Override
				protected void handleTextMessage(WebSocketSession session, TextMessage message) throws Exception {
					session.sendMessage(message);
				}
			};
		}

		@Bean
		ServerEndpointExporter exporter() {
			return new ServerEndpointExporter();
		}

		@Bean
		Endpoint endpoint() {
			return new Endpoint();
		}

		@Bean
		InnerEndpoint innerEndpoint() {
			return new InnerEndpoint();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebSocketMessageBroker
	static class Stomp implements WebSocketMessageBrokerConfigurer {

		@Override
		public void registerStompEndpoints(StompEndpointRegistry registry) {
			registry.addEndpoint("/api/stomp").setHandshakeHandler(Handlers.handshakeHandler());
		}

	}

	/**
	 * Checks no origin, as Jakarta WebSocket has it.
	 */
	@ServerEndpoint("/endpoint")
	public static class Endpoint {

		@OnMessage
		public String echo(String message) {
			return message;
		}

	}

	/**
	 * Is below the path of a handler.
	 */
	@ServerEndpoint("/api/sockjs-explicit/endpoint")
	public static class InnerEndpoint extends Endpoint {

	}

}
