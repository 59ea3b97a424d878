package io.github.corsboot.reactive;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.context.ApplicationContext;
import org.springframework.context.support.StaticApplicationContext;
import org.springframework.core.MethodParameter;
import org.springframework.core.Ordered;
import org.springframework.http.HttpStatus;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.util.ClassUtils;
import org.springframework.web.reactive.HandlerAdapter;
import org.springframework.web.reactive.HandlerResult;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.ServerWebExchangeDecorator;

import static io.github.corsboot.mapping.TestPolicies.policy;
import static io.github.corsboot.reactive.ReactiveFixture.exchange;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link LastLookHandlerAdapter}.
 */
class LastLookHandlerAdapterTests {

	private static final String APP = "https://app.example.com";

	private static final String EVIL = "https://evil.test";

	private static final MethodParameter RESULT = new MethodParameter(ClassUtils.getMethod(String.class, "toString"),
			-1);

	private final ReactiveFixture fixture = ReactiveFixture.of(policy("/api/**", APP));

	private final StaticApplicationContext context = (StaticApplicationContext) this.fixture.context();

	private final LastLookHandlerAdapter adapter = new LastLookHandlerAdapter(this.fixture.policies(),
			this.fixture.handlers(), this.fixture.recorder(), this.context);

	private static void register(StaticApplicationContext context, String name, HandlerAdapter adapter) {
		context.getBeanFactory().registerSingleton(name, adapter);
	}

	private static @Nullable Object result(Mono<HandlerResult> handled) {
		HandlerResult result = handled.block();
		return (result != null) ? result.getReturnValue() : null;
	}

	private static ServerWebExchange in(ApplicationContext context, ServerWebExchange exchange) {
		return new ServerWebExchangeDecorator(exchange) {

			@Override
			public ApplicationContext getApplicationContext() {
				return context;
			}

		};
	}

	@Test
	void handleLeavesTheHandlerToTheAdapterThatSupportsIt() {
		register(this.context, "one", new TextAdapter("one", "first", 1));
		register(this.context, "two", new TextAdapter("two", "second", 2));
		assertThat(result(this.adapter.handle(exchange("GET", "/api/x"), "second"))).isEqualTo("two second");
	}

	@Test
	void handleWhenSeveralAdaptersSupportTheHandlerTakesTheFirstInOrder() {
		register(this.context, "last", new TextAdapter("last", "handler", 2));
		register(this.context, "first", new TextAdapter("first", "handler", 1));
		assertThat(result(this.adapter.handle(exchange("GET", "/api/x"), "handler"))).isEqualTo("first handler");
	}

	@Test
	void handleNeverAsksItself() {
		register(this.context, "self", this.adapter);
		register(this.context, "one", new TextAdapter("one", "handler", 1));
		assertThat(result(this.adapter.handle(exchange("GET", "/api/x"), "handler"))).isEqualTo("one handler");
	}

	@Test
	void handleWhenNoAdapterSupportsTheHandlerFails() {
		assertThatIllegalStateException()
			.isThrownBy(() -> this.adapter.handle(exchange("GET", "/api/x"), "handler").block())
			.withMessage("No HandlerAdapter: handler");
	}

	@Test
	void handleWhenTheOriginIsRefusedReachesNoHandler() {
		TextAdapter one = new TextAdapter("one", "handler", 1);
		register(this.context, "one", one);
		MockServerWebExchange exchange = exchange("GET", "/api/x", "Origin: " + EVIL);
		assertThat(result(this.adapter.handle(exchange, "handler"))).isNull();
		assertThat(one.handled).isZero();
		assertThat(exchange.getResponse().getStatusCode()).isEqualTo(HttpStatus.FORBIDDEN);
		assertThat(exchange.getResponse().getBodyAsString().block())
			.isEqualTo("Refused by CORS policy: origin-not-allowed\n");
	}

	@Test
	void handleWhenTheOriginIsAllowedReachesTheHandlerOnce() {
		TextAdapter one = new TextAdapter("one", "handler", 1);
		register(this.context, "one", one);
		MockServerWebExchange exchange = exchange("GET", "/api/x", "Origin: " + APP);
		assertThat(result(this.adapter.handle(exchange, "handler"))).isEqualTo("one handler");
		assertThat(one.handled).isOne();
		assertThat(exchange.getResponse().getHeaders().getAccessControlAllowOrigin()).isEqualTo(APP);
	}

	@Test
	void handleWhenTheRequestIsThatOfAnotherApplicationAsksItsAdapters() {
		StaticApplicationContext management = new StaticApplicationContext();
		register(this.context, "one", new TextAdapter("one", "handler", 1));
		register(management, "two", new TextAdapter("two", "handler", 1));
		ServerWebExchange exchange = in(management, exchange("GET", "/api/x", "Origin: " + EVIL));
		assertThat(result(this.adapter.handle(exchange, "handler"))).isEqualTo("two handler");
		assertThat(exchange.getResponse().getHeaders().isEmpty()).isTrue();
	}

	@Test
	void handleWhenAnotherApplicationHasAParentAsksTheAdaptersOfBoth() {
		StaticApplicationContext management = new StaticApplicationContext(this.context);
		register(this.context, "one", new TextAdapter("one", "handler", 1));
		register(management, "two", new TextAdapter("two", "other", 1));
		assertThat(result(this.adapter.handle(in(management, exchange("GET", "/api/x")), "handler")))
			.isEqualTo("one handler");
	}

	@Test
	void supportsWhateverIsMapped() {
		assertThat(this.adapter.supports(new Object())).isTrue();
	}

	@Test
	void getOrderIsInFrontOfAllOtherAdapters() {
		assertThat(this.adapter.getOrder()).isEqualTo(Ordered.HIGHEST_PRECEDENCE);
	}

	/**
	 * An adapter for one text.
	 */
	private static final class TextAdapter implements HandlerAdapter, Ordered {

		private final String name;

		private final String supported;

		private final int order;

		private int handled;

		TextAdapter(String name, String supported, int order) {
			this.name = name;
			this.supported = supported;
			this.order = order;
		}

		@Override
		public int getOrder() {
			return this.order;
		}

		@Override
		public boolean supports(Object handler) {
			return this.supported.equals(handler);
		}

		@Override
		public Mono<HandlerResult> handle(ServerWebExchange exchange, Object handler) {
			this.handled++;
			return Mono.just(new HandlerResult(handler, this.name + " " + handler, RESULT));
		}

	}

}
