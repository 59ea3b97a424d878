package io.github.corsboot.reactive;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import io.github.corsboot.annotation.AnnotatedHandler;
import io.github.corsboot.annotation.CrossOriginReader;
import io.github.corsboot.annotation.FoundHandlers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;

import org.springframework.context.support.StaticApplicationContext;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.web.bind.annotation.CrossOrigin;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.reactive.result.method.RequestMappingInfo;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.server.WebHandler;
import org.springframework.web.util.pattern.PathPattern;

import static io.github.corsboot.mapping.TestPolicies.policy;
import static io.github.corsboot.reactive.ReactiveFixture.exchange;
import static io.github.corsboot.reactive.ReactiveFixture.preflight;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WebFluxHandlerLookup}, with mappings of WebFlux that no
 * {@code DispatcherHandler} asks.
 */
class WebFluxHandlerLookupTests {

	private static final String APP = "https://app.example.com";

	private static final String PARTNER = "https://partner.test";

	private final ReactiveFixture fixture = ReactiveFixture.of(policy("/**", APP));

	private final StaticApplicationContext context = (StaticApplicationContext) this.fixture.context();

	private final RequestMappingHandlerMapping methods = new RequestMappingHandlerMapping();

	private final SimpleUrlHandlerMapping urls = new SimpleUrlHandlerMapping();

	private final WebFluxHandlerLookup lookup = this.fixture.handlers();

	private final CrossOriginReader reader = new CrossOriginReader((value) -> value);

	@BeforeEach
	void prepare() throws Exception {
		this.methods.setApplicationContext(this.context);
		this.methods.afterPropertiesSet();
		this.context.getBeanFactory().registerSingleton("methods", this.methods);
		this.context.getBeanFactory().registerSingleton("urls", this.urls);
		map("/items", RequestMethod.GET, "annotated");
		map("/plain", RequestMethod.GET, "plain");
		map("/both", RequestMethod.GET, "annotated");
		map("/both", RequestMethod.PUT, "plain");
	}

	private void map(String path, RequestMethod method, String name) throws Exception {
		this.methods.registerMapping(RequestMappingInfo.paths(path).methods(method).build(), this,
				WebFluxHandlerLookupTests.class.getDeclaredMethod(name));
	}

	@CrossOrigin(PARTNER)
	void annotated() {
	}

	void plain() {
	}

	private List<AnnotatedHandler> collect() {
		return this.lookup.collect(this.reader);
	}

	private FoundHandlers find(MockServerWebExchange exchange) {
		return this.lookup.find(exchange).block();
	}

	private @Nullable FoundHandlers findByPath(MockServerWebExchange exchange, @Nullable String origin) {
		return this.lookup.findByPath(exchange, this.fixture.evaluate(exchange.getRequest()), origin);
	}

	@Test
	void collectFindsWhatIsAnnotated() {
		assertThat(collect()).extracting((handler) -> handler.place().toString())
			.hasSize(2)
			.allMatch((place) -> place.endsWith("WebFluxHandlerLookupTests#annotated)"));
	}

	@Test
	void findBeforeAnythingIsCollectedFindsNothing() {
		assertThat(find(exchange("GET", "/items", "Origin: " + PARTNER)).isEmpty()).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "GET, /items, 1", "GET, /plain, 0", "PUT, /items, 0", "GET, /both, 1", "PUT, /both, 0",
			"GET, /nothing, 0" })
	void findFindsTheHandlerThatTheRequestWillReach(String method, String path, int count) {
		collect();
		assertThat(find(exchange(method, path, "Origin: " + PARTNER)).handlers()).hasSize(count);
	}

	@ParameterizedTest
	@CsvSource({ "GET, /items, 1", "PUT, /items, 0", "GET, /both, 1", "PUT, /both, 0" })
	void findWhenItIsAPreflightFindsTheHandlerOfTheRequestAfterIt(String method, String path, int count) {
		collect();
		assertThat(find(preflight(path, PARTNER, method)).handlers()).hasSize(count);
	}

	@Test
	void findWhenAMethodIsMappedTwiceFindsTheMappingOfThePath() {
		collect();
		assertThat(find(exchange("GET", "/both", "Origin: " + PARTNER)).handlers())
			.flatMap((handler) -> handler.policy().paths())
			.extracting(PathPattern::getPatternString)
			.containsExactly("/both");
	}

	static Stream<UnaryOperator<RequestMappingInfo.Builder>> conditions() {
		return Stream.of((mapping) -> mapping.params("x"), (mapping) -> mapping.headers("X-One"),
				(mapping) -> mapping.consumes("application/json"), (mapping) -> mapping.produces("application/json"));
	}

	/**
	 * A preflight does not show whether the request after it meets the condition.
	 */
	@ParameterizedTest
	@MethodSource("conditions")
	void findWhenAPreflightCannotMeetAConditionMayMeanEveryHandlerOfThePath(
			UnaryOperator<RequestMappingInfo.Builder> condition) throws Exception {
		this.methods.registerMapping(
				condition.apply(RequestMappingInfo.paths("/wild/one").methods(RequestMethod.GET)).build(), this,
				WebFluxHandlerLookupTests.class.getDeclaredMethod("annotated"));
		map("/wild/{name}", RequestMethod.GET, "plain");
		collect();
		FoundHandlers found = find(preflight("/wild/one", PARTNER, "GET"));
		assertThat(found.handlers()).hasSize(1);
		assertThat(found.mayBeUnannotated()).isTrue();
	}

	@Test
	void findWhenThereIsNoConditionMeansTheMostSpecificHandlerAlone() throws Exception {
		map("/wild/one", RequestMethod.GET, "annotated");
		map("/wild/{name}", RequestMethod.GET, "plain");
		collect();
		assertThat(find(preflight("/wild/one", PARTNER, "GET")).mayBeUnannotated()).isFalse();
	}

	@Test
	void findWhenAnEarlierMappingHasThePathFindsNothing() {
		WebHandler other = (exchange) -> Mono.empty();
		this.urls.setUrlMap(Map.of("/items", other));
		this.urls.setOrder(-1);
		this.urls.setApplicationContext(this.context);
		this.methods.setOrder(0);
		collect();
		assertThat(find(exchange("GET", "/items", "Origin: " + PARTNER)).isEmpty()).isTrue();
	}

	@Test
	void findWhenAMappingFailsFindsNothing() {
		this.context.getBeanFactory()
			.registerSingleton("failing", (HandlerMapping) (exchange) -> Mono.error(new IllegalStateException()));
		this.methods.setOrder(Integer.MAX_VALUE);
		collect();
		assertThat(find(exchange("GET", "/nothing", "Origin: " + PARTNER)).isEmpty()).isTrue();
	}

	@Test
	void findLeavesTheExchangeAsItIs() {
		collect();
		MockServerWebExchange exchange = exchange("GET", "/items", "Origin: " + PARTNER);
		int attributes = exchange.getAttributes().size();
		assertThat(find(exchange).isEmpty()).isFalse();
		assertThat(exchange.getAttributes()).hasSize(attributes);
		assertThat(exchange.getResponse().getStatusCode()).isNull();
		assertThat(exchange.getResponse().getHeaders().isEmpty()).isTrue();
	}

	@Test
	void findByPathWhenTheAnnotationCouldChangeTheDecisionReturnsNull() {
		collect();
		assertThat(findByPath(exchange("GET", "/items", "Origin: " + PARTNER), PARTNER)).isNull();
	}

	@Test
	void findByPathWhenTheAnnotationCannotChangeTheDecisionNamesTheHandler() {
		collect();
		String stranger = "https://stranger.test";
		assertThat(findByPath(exchange("GET", "/items", "Origin: " + stranger), stranger).handlers()).hasSize(1);
		assertThat(findByPath(exchange("GET", "/items", "Origin: " + APP), APP).isEmpty()).isTrue();
	}

	@Test
	void findByPathWhenNoAnnotatedHandlerHasThePathFindsNothing() {
		collect();
		assertThat(findByPath(exchange("GET", "/plain", "Origin: " + PARTNER), PARTNER).isEmpty()).isTrue();
	}

	@Test
	void findByPathWhenThereIsNoOriginFindsNothing() {
		collect();
		assertThat(findByPath(exchange("GET", "/items"), null).isEmpty()).isTrue();
	}

	@Test
	void findReachedWhenAMethodIsMappedTwiceFindsTheMappingOfThePath() throws Exception {
		collect();
		assertThat(this.lookup.findReached(exchange("GET", "/both"), handlerMethod("annotated")).handlers())
			.flatMap((handler) -> handler.policy().paths())
			.extracting(PathPattern::getPatternString)
			.containsExactly("/both");
	}

	@Test
	void findReachedTellsWhetherTheHandlerIsAnnotated() throws Exception {
		collect();
		MockServerWebExchange exchange = exchange("GET", "/items");
		assertThat(this.lookup.findReached(exchange, handlerMethod("annotated")).handlers()).hasSize(1);
		assertThat(this.lookup.findReached(exchange, handlerMethod("plain")).handlers()).isEmpty();
		assertThat(this.lookup.findReached(exchange, "handler").handlers()).isEmpty();
	}

	private HandlerMethod handlerMethod(String name) throws Exception {
		return new HandlerMethod(this, WebFluxHandlerLookupTests.class.getDeclaredMethod(name));
	}

	@Test
	void ignoresCaseWhenAMappingDoes() {
		collect();
		assertThat(this.lookup.ignoresCase()).isFalse();
		this.urls.setUseCaseSensitiveMatch(false);
		assertThat(this.lookup.ignoresCase()).isTrue();
	}

	@Test
	void requestIsDecidedByTheAnnotationOfItsHandler() {
		collect();
		ReactiveCors cors = new ReactiveCors(this.fixture.policies(), this.lookup, this.fixture.recorder(),
				this.context);
		MockServerWebExchange allowed = exchange("GET", "/items", "Origin: " + PARTNER);
		cors.filter(allowed, new CapturingChain()).block();
		assertThat(allowed.getResponse().getHeaders().getAccessControlAllowOrigin()).isEqualTo(PARTNER);
		MockServerWebExchange refused = exchange("GET", "/plain", "Origin: " + PARTNER);
		cors.filter(refused, new CapturingChain()).block();
		assertThat(this.fixture.reasons()).containsExactly("origin-not-allowed");
	}

}
