package io.github.corsboot.servlet;

import java.util.HashMap;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.http.server.ServletServerHttpResponse;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.handler.AbstractWebSocketHandler;
import org.springframework.web.socket.server.HandshakeInterceptor;
import org.springframework.web.socket.server.support.HttpSessionHandshakeInterceptor;
import org.springframework.web.socket.server.support.OriginHandshakeInterceptor;
import org.springframework.web.socket.server.support.WebSocketHttpRequestHandler;
import org.springframework.web.socket.sockjs.support.SockJsHttpRequestHandler;
import org.springframework.web.socket.sockjs.transport.TransportHandlingSockJsService;
import org.springframework.web.socket.sockjs.transport.handler.XhrPollingTransportHandler;

import static io.github.corsboot.mapping.TestPolicies.policy;
import static io.github.corsboot.servlet.ServletFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WebSocketOrigins}.
 */
class WebSocketOriginsTests {

	private static final String APP = "https://app.example.com";

	private static final String OWN = "https://own.test";

	private final WebSocketHandler handler = new AbstractWebSocketHandler() {
	};

	private final WebSocketHttpRequestHandler plain = new WebSocketHttpRequestHandler(this.handler,
			(request, response, handler, attributes) -> true);

	private final TransportHandlingSockJsService service = new TransportHandlingSockJsService(
			new ThreadPoolTaskScheduler(), new XhrPollingTransportHandler());

	private final SockJsHttpRequestHandler sockJs = new SockJsHttpRequestHandler(this.service, this.handler);

	private final ServletFixture fixture = ServletFixture.of(
			policy("/enforced/**", (policy) -> policy.allowedOrigins(APP).enforceWebSocketOrigin(true)),
			policy("/everybody/**", (policy) -> policy.allowedOrigins("*").enforceWebSocketOrigin(true)),
			policy("/unenforced/**", APP));

	private static OriginHandshakeInterceptor interceptor(String... origins) {
		return new OriginHandshakeInterceptor(List.of(origins));
	}

	private WebSocketOrigins intercepted(HandshakeInterceptor... interceptors) {
		this.plain.setHandshakeInterceptors(List.of(interceptors));
		return WebSocketOrigins.of(this.plain);
	}

	@Test
	void ofWhenItIsNoHandlerOfSpringReturnsNull() {
		assertThat(WebSocketOrigins.of("handler")).isNull();
	}

	@Test
	void ofWhenHandlersShareASockJsServiceIsTheSame() {
		assertThat(WebSocketOrigins.of(this.sockJs))
			.isEqualTo(WebSocketOrigins.of(new SockJsHttpRequestHandler(this.service, this.handler)))
			.isNotEqualTo(WebSocketOrigins.of(this.plain))
			.hasSameHashCodeAs(WebSocketOrigins.of(this.sockJs));
	}

	@Test
	void areSetWhenTheApplicationHasSetOriginsOrPatterns() {
		assertThat(intercepted(interceptor(OWN)).areSet()).isTrue();
		OriginHandshakeInterceptor patterns = new OriginHandshakeInterceptor();
		patterns.setAllowedOriginPatterns(List.of("https://*.own.test"));
		assertThat(intercepted(patterns).areSet()).isTrue();
	}

	@Test
	void areSetWhenThereIsNoneIsFalse() {
		assertThat(intercepted(interceptor()).areSet()).isFalse();
		assertThat(intercepted(new HttpSessionHandshakeInterceptor()).areSet()).isFalse();
	}

	@Test
	void areSetWhenASockJsServiceHasOrigins() {
		assertThat(WebSocketOrigins.of(this.sockJs).areSet()).isFalse();
		this.service.setAllowedOrigins(List.of(OWN));
		assertThat(WebSocketOrigins.of(this.sockJs).areSet()).isTrue();
	}

	@Test
	void containTellsWhichOriginsTheHandlerAccepts() {
		WebSocketOrigins origins = intercepted(interceptor(OWN));
		assertThat(origins.allow(OWN)).isTrue();
		assertThat(origins.allow(APP)).isFalse();
	}

	@Test
	void containWhenPoliciesDecideIsFalse() {
		WebSocketOrigins origins = intercepted(interceptor(OWN));
		origins.leaveToPolicies();
		assertThat(origins.allow(OWN)).isFalse();
		assertThat(origins.areSet()).isFalse();
	}

	@Test
	void ensureCheckedWhenASockJsServiceChecksNothingAddsTheCheckOfItsOrigins() {
		this.service.setAllowedOrigins(List.of(OWN));
		this.service.setAllowedOriginPatterns(List.of("https://*.own.test"));
		this.service.setHandshakeInterceptors(List.of(new HttpSessionHandshakeInterceptor()));
		WebSocketOrigins.of(this.sockJs).ensureChecked();
		assertThat(this.service.getHandshakeInterceptors()).hasSize(2)
			.last()
			.isInstanceOfSatisfying(OriginHandshakeInterceptor.class, (check) -> {
				assertThat(check.getAllowedOrigins()).containsExactly(OWN);
				assertThat(check.getAllowedOriginPatterns()).containsExactly("https://*.own.test");
			});
	}

	@Test
	void ensureCheckedWhenSomethingChecksAddsNothing() {
		this.service.setHandshakeInterceptors(List.of(interceptor(OWN)));
		WebSocketOrigins.of(this.sockJs).ensureChecked();
		assertThat(this.service.getHandshakeInterceptors()).hasSize(1);
	}

	@Test
	void ensureCheckedWhenTheHandlerIsPlainAddsNothing() {
		intercepted(new HttpSessionHandshakeInterceptor()).ensureChecked();
		assertThat(this.plain.getHandshakeInterceptors()).hasSize(1);
	}

	@Test
	void leaveToPoliciesLeavesInterceptorsOfTheApplication() {
		HandshakeInterceptor own = new HttpSessionHandshakeInterceptor();
		HandshakeInterceptor ownCheck = new OriginHandshakeInterceptor() {
		};
		intercepted(own, ownCheck, interceptor(OWN)).leaveToPolicies();
		assertThat(this.plain.getHandshakeInterceptors()).hasSize(3).startsWith(own, ownCheck);
		assertThat(this.plain.getHandshakeInterceptors().get(2).getClass())
			.isNotEqualTo(OriginHandshakeInterceptor.class);
	}

	@Test
	void acceptOtherRequestsIsForSockJsAlone() {
		WebSocketOrigins.of(this.sockJs).acceptOtherRequests(List.of(APP));
		WebSocketOrigins.of(this.plain).acceptOtherRequests(List.of(APP));
		assertThat(this.service.getAllowedOriginPatterns()).containsExactly(APP);
		assertThat(WebSocketOrigins.of(this.plain).areSet()).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "/enforced/x, https://app.example.com, true", "/enforced/x, http://localhost, true",
			"/everybody/x, https://app.example.com, false", "/unenforced/x, https://app.example.com, false" })
	void beforeHandshakeAcceptsTheSameOriginAndWhatAPolicyThatListsOriginsHasAllowed(String path, String origin,
			boolean accepted) throws Exception {
		MockHttpServletRequest request = request("GET", path, "Origin: " + origin, "Upgrade: websocket");
		this.fixture.cors().filter(request, new MockHttpServletResponse(), new MockFilterChain());
		assertThat(beforeHandshake(request)).isEqualTo(accepted);
	}

	@Test
	void beforeHandshakeWhenNothingHasDecidedRefusesStrangers() throws Exception {
		assertThat(beforeHandshake(request("GET", "/enforced/x", "Origin: " + APP))).isFalse();
	}

	private boolean beforeHandshake(MockHttpServletRequest request) throws Exception {
		intercepted(interceptor()).leaveToPolicies();
		return this.plain.getHandshakeInterceptors()
			.get(0)
			.beforeHandshake(new ServletServerHttpRequest(request),
					new ServletServerHttpResponse(new MockHttpServletResponse()), this.handler, new HashMap<>());
	}

}
