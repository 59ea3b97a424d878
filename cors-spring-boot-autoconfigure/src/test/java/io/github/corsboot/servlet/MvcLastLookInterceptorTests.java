package io.github.corsboot.servlet;

import java.time.Clock;
import java.util.List;

import io.github.corsboot.annotation.CrossOriginReader;
import io.github.corsboot.decision.HandlerLookup;
import io.github.corsboot.decision.RequestDecision;
import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.mapping.TestPolicies;
import io.github.corsboot.rejection.CorsNotices;
import io.github.corsboot.rejection.CorsRecorder;
import io.github.corsboot.rejection.CorsRejection;
import io.github.corsboot.rejection.CorsRejections;
import io.github.corsboot.rejection.InMemoryCorsRejectionRepository;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.bind.annotation.CrossOrigin;
import org.springframework.web.context.support.StaticWebApplicationContext;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.util.ServletRequestPathUtils;

import static io.github.corsboot.mapping.TestPolicies.policy;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MvcLastLookInterceptor}. Some requests somebody has handed to the
 * {@code DispatcherServlet} past all filters, as a batch endpoint does.
 */
class MvcLastLookInterceptorTests {

	private static final String APP = "https://app.example.com";

	private final StaticWebApplicationContext context = new StaticWebApplicationContext();

	private final CorsRejections rejections = new CorsRejections(new InMemoryCorsRejectionRepository(), List.of(),
			Clock.systemUTC());

	private final CorsRecorder recorder = new CorsRecorder(this.rejections, new CorsNotices(true, Clock.systemUTC()),
			(decision) -> {
			});

	private final CorsPolicies policies = TestPolicies.of(
			policy("/private/**", (policy) -> policy.allowedOrigins(APP).allowedMethods(List.of("GET"))),
			policy("/open/**", "*"));

	private final MvcLastLookInterceptor interceptor = new MvcLastLookInterceptor(this.policies,
			new MvcHandlerLookup(this.context), this.recorder);

	private final MockHttpServletResponse response = new MockHttpServletResponse();

	private HttpServletResponse guarded;

	private MockHttpServletRequest request(String method, String path) {
		MockHttpServletRequest request = new MockHttpServletRequest(method, path);
		request.setServletPath(path);
		request.setAttribute(DispatcherServlet.WEB_APPLICATION_CONTEXT_ATTRIBUTE, this.context);
		return request;
	}

	/**
	 * Let a request pass the filter, as most do.
	 */
	private MockHttpServletRequest decide(String method, String path, @Nullable String origin) throws Exception {
		MockHttpServletRequest request = request(method, path);
		if (origin != null) {
			request.addHeader("Origin", origin);
		}
		new CorsPolicyFilter(this.policies, HandlerLookup.none(), this.recorder).doFilter(request, this.response,
				(served, guarded) -> this.guarded = (HttpServletResponse) guarded);
		return request;
	}

	private static void moveTo(MockHttpServletRequest request, String path) {
		request.setRequestURI(path);
		request.setServletPath(path);
	}

	@Test
	void preHandleWhenNothingHasDecidedRefusesAStranger() throws Exception {
		MockHttpServletRequest request = request("GET", "/private/x");
		request.addHeader("Origin", "https://evil.test");
		assertThat(this.interceptor.preHandle(request, this.response, "handler")).isFalse();
		assertThat(this.response.getStatus()).isEqualTo(403);
		assertThat(this.response.getContentAsString()).isEqualTo("Refused by CORS policy: origin-not-allowed\n");
		assertThat(this.rejections.recent()).singleElement().extracting(CorsRejection::path).isEqualTo("/private/x");
	}

	@Test
	void preHandleWhenNothingHasDecidedRefusesAnotherMethod() throws Exception {
		MockHttpServletRequest request = request("DELETE", "/private/x");
		request.addHeader("Origin", APP);
		assertThat(this.interceptor.preHandle(request, this.response, "handler")).isFalse();
		assertThat(this.response.getContentAsString()).isEqualTo("Refused by CORS policy: method-not-allowed\n");
	}

	@Test
	void preHandleWhenNothingHasDecidedAllowsTheOrigin() throws Exception {
		MockHttpServletRequest request = request("GET", "/private/x");
		request.addHeader("Origin", APP);
		this.response.setHeader("Access-Control-Allow-Origin", "*");
		assertThat(this.interceptor.preHandle(request, this.response, "handler")).isTrue();
		assertThat(this.response.getHeaders("Access-Control-Allow-Origin")).containsExactly(APP);
		assertThat(this.response.getHeader("Vary")).isEqualTo("Origin");
	}

	@Test
	void preHandleWithoutOriginWritesWhatIsConstantInsteadOfWhatIsThere() throws Exception {
		this.response.setHeader("Access-Control-Allow-Origin", "*");
		assertThat(this.interceptor.preHandle(request("GET", "/private/x"), this.response, "handler")).isTrue();
		assertThat(this.response.getHeader("Access-Control-Allow-Origin")).isNull();
		assertThat(this.response.getHeader("Vary")).isEqualTo("Origin");
	}

	@Test
	void preHandleLeavesRequestsOfAnotherContextAlone() throws Exception {
		MockHttpServletRequest request = request("GET", "/private/x");
		request.addHeader("Origin", "https://evil.test");
		request.setAttribute(DispatcherServlet.WEB_APPLICATION_CONTEXT_ATTRIBUTE, new StaticWebApplicationContext());
		assertThat(this.interceptor.preHandle(request, this.response, "handler")).isTrue();
		assertThat(this.response.getHeaderNames()).isEmpty();
		assertThat(this.rejections.recent()).isEmpty();
	}

	@Test
	void preHandleLeavesHeadersOfOthersWhereNoPolicyCovers() throws Exception {
		MockHttpServletRequest request = request("GET", "/public");
		request.addHeader("Origin", "https://evil.test");
		this.response.setHeader("Access-Control-Allow-Origin", "https://evil.test");
		assertThat(this.interceptor.preHandle(request, this.response, "handler")).isTrue();
		assertThat(this.response.getHeader("Access-Control-Allow-Origin")).isEqualTo("https://evil.test");
		assertThat(this.response.getHeader("Vary")).isNull();
	}

	@Test
	void preHandleWhenTheRequestIsServedAsDecidedChangesNothing() throws Exception {
		MockHttpServletRequest request = decide("GET", "/private/x", APP);
		RequestDecision decision = ServletCors.current(request);
		assertThat(this.interceptor.preHandle(request, this.guarded, "handler")).isTrue();
		assertThat(ServletCors.current(request)).isSameAs(decision);
		assertThat(this.response.getHeaders("Access-Control-Allow-Origin")).containsExactly(APP);
	}

	@Test
	void preHandleWhenThePathHasChangedBehindAllFiltersRefuses() throws Exception {
		MockHttpServletRequest request = decide("GET", "/open/x", "https://evil.test");
		moveTo(request, "/private/x");
		assertThat(this.interceptor.preHandle(request, this.guarded, "handler")).isFalse();
		assertThat(this.response.getStatus()).isEqualTo(403);
		assertThat(this.response.getHeader("Access-Control-Allow-Origin")).isNull();
		assertThat(this.rejections.recent()).hasSize(1);
	}

	@Test
	void preHandleWhenSpringHasMappedAnotherPathDecidesThat() throws Exception {
		MockHttpServletRequest request = decide("GET", "/private/x", "https://app.example.com");
		moveTo(request, "/public");
		ServletRequestPathUtils.parseAndCache(request);
		moveTo(request, "/private/x");
		assertThat(this.interceptor.preHandle(request, this.guarded, "handler")).isTrue();
		assertThat(this.response.getHeader("Access-Control-Allow-Origin")).isNull();
	}

	@Test
	void preHandleWhenThePathHasChangedReplacesTheHeaders() throws Exception {
		MockHttpServletRequest request = decide("GET", "/open/x", APP);
		moveTo(request, "/private/x");
		assertThat(this.interceptor.preHandle(request, this.guarded, "handler")).isTrue();
		assertThat(this.response.getHeaders("Access-Control-Allow-Origin")).containsExactly(APP);
		this.guarded.reset();
		assertThat(this.response.getHeaders("Access-Control-Allow-Origin")).containsExactly(APP);
	}

	@Test
	void preHandleWhenItHasDecidedKeepsTheDecision() throws Exception {
		MockHttpServletRequest request = decide("GET", "/open/x", APP);
		RequestDecision first = ServletCors.current(request);
		moveTo(request, "/private/x");
		this.interceptor.preHandle(request, this.guarded, "handler");
		RequestDecision decision = ServletCors.current(request);
		assertThat(decision).isNotSameAs(first);
		this.interceptor.preHandle(request, this.guarded, "handler");
		assertThat(ServletCors.current(request)).isSameAs(decision);
	}

	@Test
	void preHandleWhenTheHandlerIsAnnotatedAllowsWhatItsAnnotationDoes() throws Exception {
		MockHttpServletRequest request = request("GET", "/private/annotated");
		request.addHeader("Origin", APP);
		ServletRequestPathUtils.parseAndCache(request);
		assertThat(annotated().preHandle(request, this.response, handler())).isTrue();
		assertThat(this.response.getHeader("Access-Control-Expose-Headers")).isEqualTo("X-Annotated");
	}

	@Test
	void preHandleWhenAnAnnotatedHandlerIsIncludedWhereNoPolicyCoversTakesTheHeadersAway() throws Exception {
		MockHttpServletRequest request = decide("GET", "/private/x", APP);
		include(request, "/public");
		assertThat(annotated().preHandle(request, this.guarded, handler())).isTrue();
		assertThat(this.response.getHeader("Access-Control-Allow-Origin")).isNull();
	}

	@Test
	void preHandleWhenAnAnnotatedHandlerIsIncludedWhereAPolicyCoversLeavesTheHeaders() throws Exception {
		MockHttpServletRequest request = decide("GET", "/private/x", APP);
		include(request, "/open/x");
		assertThat(annotated().preHandle(request, this.guarded, handler())).isTrue();
		assertThat(this.response.getHeader("Access-Control-Allow-Origin")).isEqualTo(APP);
	}

	@Test
	void preHandleWhenAHandlerWithoutAnnotationIsIncludedLeavesTheHeaders() throws Exception {
		MockHttpServletRequest request = decide("GET", "/private/x", APP);
		include(request, "/public");
		assertThat(annotated().preHandle(request, this.guarded, "handler")).isTrue();
		assertThat(this.response.getHeader("Access-Control-Allow-Origin")).isEqualTo(APP);
	}

	private static void include(MockHttpServletRequest request, String path) {
		request.setDispatcherType(DispatcherType.INCLUDE);
		request.setAttribute(RequestDispatcher.INCLUDE_REQUEST_URI, path);
		request.setAttribute(RequestDispatcher.INCLUDE_SERVLET_PATH, path);
	}

	@CrossOrigin(origins = APP, exposedHeaders = "X-Annotated")
	void handle() {
	}

	private HandlerMethod handler() throws Exception {
		return new HandlerMethod(this, MvcLastLookInterceptorTests.class.getDeclaredMethod("handle"));
	}

	/**
	 * Create an interceptor that knows {@link #handle()} as a handler.
	 */
	private MvcLastLookInterceptor annotated() throws Exception {
		RequestMappingHandlerMapping mapping = new RequestMappingHandlerMapping();
		mapping.setApplicationContext(this.context);
		mapping.afterPropertiesSet();
		mapping.registerMapping(
				RequestMappingInfo.paths("/private/annotated").options(mapping.getBuilderConfiguration()).build(), this,
				handler().getMethod());
		this.context.getBeanFactory().registerSingleton("mapping", mapping);
		MvcHandlerLookup lookup = new MvcHandlerLookup(this.context);
		lookup.collect(new CrossOriginReader((value) -> value), "");
		return new MvcLastLookInterceptor(this.policies, lookup, this.recorder);
	}

	@Test
	void preHandleWhenAnErrorPageIsServedAsDecidedChangesNothing() throws Exception {
		MockHttpServletRequest request = decide("GET", "/private/x", APP);
		request.setDispatcherType(DispatcherType.ERROR);
		moveTo(request, "/error");
		new CorsPolicyFilter(this.policies, HandlerLookup.none(), this.recorder).doFilter(request, this.response,
				(served, response) -> {
				});
		RequestDecision decision = ServletCors.current(request);
		assertThat(this.interceptor.preHandle(request, this.guarded, "handler")).isTrue();
		assertThat(ServletCors.current(request)).isSameAs(decision);
		assertThat(this.response.getHeader("Access-Control-Allow-Origin")).isEqualTo(APP);
	}

	@Test
	void preHandleWhenAnErrorPageIsMappedElsewhereDecidesThere() throws Exception {
		MockHttpServletRequest request = decide("GET", "/open/x", "https://evil.test");
		request.setDispatcherType(DispatcherType.ERROR);
		moveTo(request, "/error");
		new CorsPolicyFilter(this.policies, HandlerLookup.none(), this.recorder).doFilter(request, this.response,
				(served, response) -> {
				});
		moveTo(request, "/private/x");
		ServletRequestPathUtils.parseAndCache(request);
		moveTo(request, "/error");
		assertThat(this.interceptor.preHandle(request, this.guarded, "handler")).isFalse();
		assertThat(this.response.getStatus()).isEqualTo(403);
	}

	@Test
	void preHandleWhenTheConstantIsForAnotherPathTakesItAway() throws Exception {
		MockHttpServletRequest request = decide("GET", "/open/x", null);
		request.removeAttribute(RequestDecision.ATTRIBUTE);
		moveTo(request, "/private/x");
		assertThat(this.interceptor.preHandle(request, this.guarded, "handler")).isTrue();
		assertThat(this.response.getHeader("Access-Control-Allow-Origin")).isNull();
		assertThat(this.response.getHeader("Vary")).isEqualTo("Origin");
	}

	@Test
	void preHandleWhenTheResponseIsCommittedRefusesAllTheSame() throws Exception {
		MockHttpServletRequest request = request("GET", "/private/x");
		request.addHeader("Origin", "https://evil.test");
		this.response.setCommitted(true);
		assertThat(this.interceptor.preHandle(request, this.response, "handler")).isFalse();
		assertThat(this.response.getStatus()).isEqualTo(200);
	}

	@Test
	void preHandleLeavesAnErrorPageThatNothingHasDecidedAlone() throws Exception {
		MockHttpServletRequest request = request("GET", "/private/x");
		request.addHeader("Origin", "https://evil.test");
		request.setDispatcherType(DispatcherType.ERROR);
		assertThat(this.interceptor.preHandle(request, this.response, "handler")).isTrue();
		assertThat(this.response.getHeaderNames()).isEmpty();
	}

	@Test
	void preHandleLeavesIncludedResourcesToTheFilter() throws Exception {
		MockHttpServletRequest request = request("GET", "/private/x");
		request.addHeader("Origin", "https://evil.test");
		request.setDispatcherType(DispatcherType.INCLUDE);
		assertThat(this.interceptor.preHandle(request, this.response, "handler")).isTrue();
		assertThat(this.rejections.recent()).isEmpty();
	}

}
