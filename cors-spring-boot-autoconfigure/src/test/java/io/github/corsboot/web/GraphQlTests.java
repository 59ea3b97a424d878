package io.github.corsboot.web;

import java.util.List;

import io.github.corsboot.mapping.CorsWarning;
import io.github.corsboot.mapping.CorsWarnings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.stereotype.Controller;
import org.springframework.test.util.ReflectionTestUtils;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.reactive.socket.server.WebSocketService;
import org.springframework.web.reactive.socket.server.support.HandshakeWebSocketService;
import org.springframework.web.reactive.socket.server.upgrade.ReactorNettyRequestUpgradeStrategy;
import org.springframework.web.socket.server.standard.StandardWebSocketUpgradeStrategy;
import org.springframework.web.socket.server.support.DefaultHandshakeHandler;
import org.springframework.web.socket.server.support.WebSocketHandlerMapping;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One policy decides on GraphQL, be it over HTTP or over a WebSocket.
 */
class GraphQlTests {

	private static final String APP = "https://app.example.com";

	private static final String OTHER = "https://other.example.com";

	private static TestServer start(TestServer.Kind kind, String... properties) {
		List<String> all = new java.util.ArrayList<>(List.of("--spring.config.name=cases-common", "--test.with=graphql",
				"--spring.graphql.schema.locations=classpath:graphql-test/", "--spring.graphql.websocket.path=/graphql",
				"--cors.paths=/graphql", "--cors.allowed-origins=" + APP));
		all.addAll(List.of(properties));
		return kind.start(
				new Class<?>[] { GreetingController.class, ServletConfiguration.class, ReactiveConfiguration.class },
				all.toArray(String[]::new));
	}

	private static HttpExchange query(TestServer server, String origin) {
		String body = "{\"query\":\"{ greeting }\"}";
		return server.send("POST /graphql", "Origin: " + origin, "Content-Type: application/json",
				"Accept: application/json", "Content-Length: " + body.length() + "\r\n\r\n" + body);
	}

	@ParameterizedTest
	@CsvSource({ "TOMCAT, true", "NETTY, true", "NETTY, " })
	void policyDecidesOnBoth(TestServer.Kind kind, String enforce) {
		String property = (enforce != null) ? "--cors.websocket.enforce-origin=" + enforce : "--x=y";
		try (TestServer server = start(kind, property)) {
			assertThat(query(server, APP).body()).contains("hello");
			assertThat(query(server, APP).header("Access-Control-Allow-Origin")).isEqualTo(APP);
			assertThat(query(server, OTHER).status()).isEqualTo(403);
			assertThat(WebSocketHandshake.send(server.port(), "/graphql", APP)).isEqualTo(101);
			assertThat(WebSocketHandshake.send(server.port(), "/graphql", "http://localhost:" + server.port()))
				.isEqualTo(101);
			assertThat(WebSocketHandshake.send(server.port(), "/graphql", OTHER)).isEqualTo(403);
		}
	}

	/**
	 * On servlets, GraphQL decides on its WebSocket unless policies are told to.
	 */
	@Test
	void propertiesOfGraphQlDecideOnItsWebSocketUntilPoliciesDo() {
		String graphql = "--spring.graphql.cors.allowed-origins=" + OTHER;
		try (TestServer server = start(TestServer.Kind.TOMCAT, graphql)) {
			assertThat(query(server, OTHER).status()).isEqualTo(403);
			assertThat(WebSocketHandshake.send(server.port(), "/graphql", OTHER)).isEqualTo(101);
			assertThat(WebSocketHandshake.send(server.port(), "/graphql", APP)).isEqualTo(403);
			assertThat(server.context().getBean(CorsWarnings.class).all()).extracting(CorsWarning::toString)
				.anySatisfy((warning) -> assertThat(warning).contains("cors.websocket.enforce-origin to true"));
		}
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
	static class ServletConfiguration {

		/**
		 * Otherwise the strategy of Jetty is used because it is there.
		 */
		@Bean
		static BeanPostProcessor tomcatUpgrade() {
			return new BeanPostProcessor() {

				@Override
				public Object postProcessAfterInitialization(Object bean, String name) {
					if (bean instanceof WebSocketHandlerMapping mapping) {
						mapping.getHandlerMap()
							.values()
							.forEach((handler) -> ReflectionTestUtils.setField(handler, "handshakeHandler",
									new DefaultHandshakeHandler(new StandardWebSocketUpgradeStrategy())));
					}
					return bean;
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
	static class ReactiveConfiguration implements WebFluxConfigurer {

		/**
		 * Otherwise the strategy of Jetty is used because it is there.
		 */
		@Override
		public WebSocketService getWebSocketService() {
			return new HandshakeWebSocketService(new ReactorNettyRequestUpgradeStrategy());
		}

	}

	@Controller
	static class GreetingController {

		@QueryMapping
		String greeting() {
			return "hello";
		}

	}

}
