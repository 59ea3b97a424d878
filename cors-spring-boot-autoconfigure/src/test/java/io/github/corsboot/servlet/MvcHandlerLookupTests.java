package io.github.corsboot.servlet;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import io.github.corsboot.annotation.AnnotatedHandler;
import io.github.corsboot.annotation.CrossOriginReader;
import io.github.corsboot.annotation.FoundHandlers;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.mock.web.MockHttpServletMapping;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.util.AntPathMatcher;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.bind.annotation.CrossOrigin;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.context.support.StaticWebApplicationContext;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.handler.SimpleUrlHandlerMapping;
import org.springframework.web.servlet.mvc.condition.RequestCondition;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.socket.handler.AbstractWebSocketHandler;
import org.springframework.web.socket.server.support.OriginHandshakeInterceptor;
import org.springframework.web.socket.server.support.WebSocketHttpRequestHandler;
import org.springframework.web.util.ServletRequestPathUtils;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

import static io.github.corsboot.mapping.TestPolicies.policy;
import static io.github.corsboot.servlet.ServletFixture.preflight;
import static io.github.corsboot.servlet.ServletFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MvcHandlerLookup}, with mappings of Spring MVC that no
 * {@code DispatcherServlet} asks.
 */
class MvcHandlerLookupTests {

	private static final String PARTNER = "https://partner.test";

	private final ServletFixture fixture = ServletFixture.of(policy("/**", "https://app.example.com"));

	private final StaticWebApplicationContext context = new StaticWebApplicationContext();

	private final RequestMappingHandlerMapping methods = new RequestMappingHandlerMapping();

	private final SimpleUrlHandlerMapping urls = new SimpleUrlHandlerMapping();

	private final MvcHandlerLookup lookup = new MvcHandlerLookup(this.context);

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
		this.methods.registerMapping(
				RequestMappingInfo.paths(path).methods(method).options(this.methods.getBuilderConfiguration()).build(),
				this, MvcHandlerLookupTests.class.getDeclaredMethod(name));
	}

	@CrossOrigin(PARTNER)
	void annotated() {
	}

	void plain() {
	}

	private List<AnnotatedHandler> collect() {
		return this.lookup.collect(this.reader, "");
	}

	private FoundHandlers find(MockHttpServletRequest request) {
		return this.lookup.find(request, this.fixture.policies().find("/").evaluate(new ServletCorsRequest(request)));
	}

	@Test
	void collectFindsWhatIsAnnotated() {
		assertThat(collect()).extracting((handler) -> handler.place().toString())
			.hasSize(2)
			.allMatch((place) -> place.endsWith("MvcHandlerLookupTests#annotated)"));
	}

	@Test
	void collectReadsPathsWithinTheApplication() {
		assertThat(this.lookup.collect(this.reader, "/mvc")).flatMap((handler) -> handler.policy().paths())
			.extracting(PathPattern::getPatternString)
			.contains("/mvc/items", "/mvc/both");
	}

	@Test
	void findBeforeAnythingIsCollectedFindsNothing() {
		assertThat(find(request("GET", "/items", "Origin: " + PARTNER)).isEmpty()).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "GET, /items, 1", "GET, /%69tems, 1", "GET, /plain, 0", "PUT, /items, 0", "GET, /both, 1",
			"PUT, /both, 0", "GET, /nothing, 0" })
	void findFindsTheHandlerThatTheRequestWillReach(String method, String path, int count) {
		collect();
		assertThat(find(request(method, path, "Origin: " + PARTNER)).handlers()).hasSize(count);
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
		assertThat(find(request("GET", "/both", "Origin: " + PARTNER)).handlers())
			.flatMap((handler) -> handler.policy().paths())
			.extracting(PathPattern::getPatternString)
			.containsExactly("/both");
	}

	static Stream<UnaryOperator<RequestMappingInfo.Builder>> conditions() {
		return Stream.of((mapping) -> mapping.params("x"), (mapping) -> mapping.headers("X-One"),
				(mapping) -> mapping.consumes("application/json"), (mapping) -> mapping.produces("application/json"),
				(mapping) -> mapping.customCondition(new NeverCondition()));
	}

	/**
	 * A preflight does not show whether the request after it meets the condition.
	 */
	@ParameterizedTest
	@MethodSource("conditions")
	void findWhenAPreflightCannotMeetAConditionMayMeanEveryHandlerOfThePath(
			UnaryOperator<RequestMappingInfo.Builder> condition) throws Exception {
		this.methods.registerMapping(condition.apply(RequestMappingInfo.paths("/wild/one").methods(RequestMethod.GET))
			.options(this.methods.getBuilderConfiguration())
			.build(), this, MvcHandlerLookupTests.class.getDeclaredMethod("annotated"));
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
		HttpRequestHandler other = (request, response) -> {
		};
		this.urls.setUrlMap(Map.of("/items", other));
		this.urls.setOrder(-1);
		this.urls.setApplicationContext(this.context);
		this.methods.setOrder(0);
		collect();
		assertThat(find(request("GET", "/items", "Origin: " + PARTNER)).isEmpty()).isTrue();
	}

	@Test
	void findWhenThereIsNoOriginFindsNothing() {
		collect();
		MockHttpServletRequest request = request("GET", "/items");
		assertThat(this.lookup.find(request, this.fixture.evaluate(request)).isEmpty()).isTrue();
	}

	@Test
	void findLeavesTheRequestAsItIs() {
		collect();
		MockHttpServletRequest request = request("GET", "/items", "Origin: " + PARTNER);
		assertThat(find(request).isEmpty()).isFalse();
		assertThat(request.getAttributeNames().hasMoreElements()).isFalse();
	}

	@Test
	void findWhenAnotherServletServesFindsNothing() {
		collect();
		MockHttpServletRequest request = request("GET", "/items", "Origin: " + PARTNER);
		request.setHttpServletMapping(new MockHttpServletMapping("", "/", "other", null));
		assertThat(find(request).isEmpty()).isTrue();
	}

	@Test
	void findWhenThePathCannotBeMappedFindsNothing() {
		collect();
		MockHttpServletRequest request = request("GET", "/items", "Origin: " + PARTNER);
		request.setRequestURI("/items/%zz");
		assertThat(find(request).isEmpty()).isTrue();
	}

	@Test
	void findReachedWhenAMethodIsMappedTwiceFindsTheMappingOfThePath() throws Exception {
		collect();
		MockHttpServletRequest request = request("GET", "/both");
		ServletRequestPathUtils.parseAndCache(request);
		assertThat(this.lookup.findReached(request, handlerMethod("annotated")).handlers())
			.flatMap((handler) -> handler.policy().paths())
			.extracting(PathPattern::getPatternString)
			.containsExactly("/both");
	}

	@Test
	void findReachedTellsWhetherTheHandlerIsAnnotated() throws Exception {
		collect();
		MockHttpServletRequest request = request("GET", "/items");
		ServletRequestPathUtils.parseAndCache(request);
		assertThat(this.lookup.findReached(request, handlerMethod("annotated")).handlers()).hasSize(1);
		assertThat(this.lookup.findReached(request, handlerMethod("plain")).handlers()).isEmpty();
		assertThat(this.lookup.findReached(request, "handler").handlers()).isEmpty();
	}

	private HandlerMethod handlerMethod(String name) throws Exception {
		return new HandlerMethod(this, MvcHandlerLookupTests.class.getDeclaredMethod(name));
	}

	@Test
	void isForApplicationWhenItsDispatcherServletServes() {
		MockHttpServletRequest request = request("GET", "/items");
		assertThat(this.lookup.isForApplication(request)).isFalse();
		request.setAttribute(DispatcherServlet.WEB_APPLICATION_CONTEXT_ATTRIBUTE, this.context);
		assertThat(this.lookup.isForApplication(request)).isTrue();
		request.setDispatcherType(DispatcherType.ERROR);
		assertThat(this.lookup.isForApplication(request)).isFalse();
	}

	@Test
	void ignoresCaseWhenAMappingDoes() {
		collect();
		assertThat(this.lookup.ignoresCase()).isFalse();
		PathPatternParser parser = new PathPatternParser();
		parser.setCaseSensitive(false);
		this.urls.setPatternParser(parser);
		assertThat(this.lookup.ignoresCase()).isTrue();
	}

	@Test
	@SuppressWarnings("removal")
	void ignoresCaseWhenAPathMatcherDoes() {
		collect();
		AntPathMatcher matcher = new AntPathMatcher();
		matcher.setCaseSensitive(false);
		this.urls.setPatternParser(null);
		this.urls.setPathMatcher(matcher);
		assertThat(this.lookup.ignoresCase()).isTrue();
	}

	@Test
	void acceptsHandshakeWhenThePathCannotBeMappedIsFalse() {
		collect();
		MockHttpServletRequest request = request("GET", "/socket", "Origin: " + PARTNER);
		request.setRequestURI("/socket/%zz");
		assertThat(this.lookup.acceptsHandshake(request)).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "/socket, https://partner.test, true", "/socket, https://evil.test, false",
			"/plain-handler, https://partner.test, false", "/nothing, https://partner.test, false" })
	void acceptsHandshakeWhenTheHandlerListsTheOrigin(String path, String origin, boolean accepts) {
		WebSocketHttpRequestHandler socket = new WebSocketHttpRequestHandler(new AbstractWebSocketHandler() {
		}, (request, response, handler, attributes) -> true);
		socket.setHandshakeInterceptors(List.of(new OriginHandshakeInterceptor(List.of(PARTNER))));
		HttpRequestHandler other = (request, response) -> {
		};
		this.urls.setUrlMap(Map.of("/socket", socket, "/plain-handler", other));
		this.urls.setApplicationContext(this.context);
		collect();
		assertThat(this.lookup.acceptsHandshake(request("GET", path, "Origin: " + origin, "Upgrade: websocket")))
			.isEqualTo(accepts);
	}

	private static final class NeverCondition implements RequestCondition<NeverCondition> {

		@Override
		public NeverCondition combine(NeverCondition other) {
			return this;
		}

		@Override
		public @Nullable NeverCondition getMatchingCondition(HttpServletRequest request) {
			return null;
		}

		@Override
		public int compareTo(NeverCondition other, HttpServletRequest request) {
			return 0;
		}

	}

}
