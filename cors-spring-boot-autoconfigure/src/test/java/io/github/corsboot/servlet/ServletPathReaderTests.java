package io.github.corsboot.servlet;

import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.mapping.PathPolicies;
import io.github.corsboot.mapping.TestPolicies;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.mock.web.MockHttpServletMapping;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.web.util.ServletRequestPathUtils;

import static io.github.corsboot.mapping.TestPolicies.policy;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ServletPathReader}.
 */
class ServletPathReaderTests {

	private static final String DISPATCHER_SERVLET = "org.springframework.web.servlet.FrameworkServlet.CONTEXT."
			+ "dispatcherServlet";

	private final CorsPolicies policies = TestPolicies.of(policy("/api/**", "https://api.test"),
			policy("/private/**", "https://private.test"));

	private static MockHttpServletRequest request(String uri, String contextPath, String servletPath,
			@Nullable String pathInfo) {
		MockHttpServletRequest request = new MockHttpServletRequest("GET", uri);
		request.setContextPath(contextPath);
		request.setServletPath(servletPath);
		request.setPathInfo(pathInfo);
		return request;
	}

	private static MockHttpServletRequest request(String path) {
		return request(path, "", path, null);
	}

	private static HttpServletRequest rewrite(HttpServletRequest request, String uri, String servletPath) {
		return new HttpServletRequestWrapper(request) {

			@Override
			public String getRequestURI() {
				return uri;
			}

			@Override
			public String getServletPath() {
				return servletPath;
			}

		};
	}

	private static MockHttpServletRequest include(MockHttpServletRequest request, String uri, String servletPath,
			@Nullable String pathInfo) {
		request.setDispatcherType(DispatcherType.INCLUDE);
		request.setAttribute(RequestDispatcher.INCLUDE_REQUEST_URI, uri);
		request.setAttribute(RequestDispatcher.INCLUDE_SERVLET_PATH, servletPath);
		request.setAttribute(RequestDispatcher.INCLUDE_PATH_INFO, pathInfo);
		return request;
	}

	private @Nullable String find(HttpServletRequest request) {
		PathPolicies covered = ServletPathReader.READER.find(request, this.policies.mapping());
		return (covered != null) ? covered.pattern() : null;
	}

	@ParameterizedTest
	@CsvSource({ "/api/x, '', /api/x, ", "/app/api/x, /app, /api/x, ", "/mvc/api/x, /mvc, /api, /x" })
	void findMatchesWithinTheApplication(String uri, String contextPath, String servletPath, String pathInfo) {
		assertThat(find(request(uri, contextPath, servletPath, pathInfo))).isEqualTo("/api/**");
	}

	@Test
	void findWhenOnlyTheContextPathWouldMatchFindsNothing() {
		assertThat(find(request("/api/x", "/api", "/x", null))).isNull();
	}

	@Test
	void findWhenNoPolicyCoversReturnsNull() {
		assertThat(find(request("/other"))).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "/%61pi/x, /api/x", "/api;a=b/x, /api/x", "/api/%2e/x, /api/x" })
	void findWhenThePathIsEncodedMatchesWhatItStandsFor(String uri, String dispatched) {
		assertThat(find(request(uri, "", dispatched, null))).isEqualTo("/api/**");
	}

	@Test
	void findWhenFormsHaveDifferentPoliciesNamesAll() {
		assertThat(find(request("/api/..%2fprivate/x", "", "/private/x", null))).contains("/api/**", "/private/**");
	}

	/**
	 * Another servlet looks at what the container dispatches by, Spring MVC at the URI.
	 */
	@Test
	void findWhenAFilterHasChangedOneOfTheTwoMatchesBoth() {
		HttpServletRequest rewritten = rewrite(request("/api/x"), "/api/x", "/private/x");
		assertThat(find(rewritten)).contains("/api/**", "/private/**");
	}

	@Test
	void findWhenAFilterHasChangedTheUriForTheDispatcherServletMatchesThat() {
		MockHttpServletRequest original = request("/api/x");
		original.setHttpServletMapping(new MockHttpServletMapping("", "/", "dispatcherServlet", null));
		original.getServletContext().setAttribute(DISPATCHER_SERVLET, "context");
		assertThat(find(rewrite(original, "/private/x", "/api/x"))).isEqualTo("/private/**");
	}

	@Test
	void findWhenSpringCannotParseTheUriMatchesWhatIsDispatched() {
		assertThat(find(request("/private/%zz", "", "/private/%zz", null))).isEqualTo("/private/**");
	}

	@Test
	void findWhenIncludedMatchesTheIncludedPath() {
		assertThat(find(include(request("/other"), "/private/x", "/private", "/x"))).isEqualTo("/private/**");
	}

	@Test
	void findWhenForwardedIgnoresThePathOfAnInclude() {
		MockHttpServletRequest request = include(request("/other"), "/private/x", "/private/x", null);
		request.setDispatcherType(DispatcherType.FORWARD);
		assertThat(find(request)).isNull();
	}

	@Test
	void findWhenOnePolicyCoversEverythingLooksAtNoPath() {
		CorsPolicies everything = TestPolicies.of(policy("/**", "https://all.test"));
		HttpServletRequest request = new HttpServletRequestWrapper(request("/x")) {

			@Override
			public String getRequestURI() {
				throw new AssertionError("is not needed");
			}

		};
		assertThat(ServletPathReader.READER.find(request, everything.mapping())).isNotNull();
	}

	@Test
	void findFailedMatchesThePathThatFailed() {
		MockHttpServletRequest request = request("/error");
		request.setAttribute(RequestDispatcher.ERROR_REQUEST_URI, "/api/x");
		assertThat(ServletPathReader.findFailed(request, this.policies)).extracting(PathPolicies::pattern)
			.isEqualTo("/api/**");
	}

	@Test
	void findFailedWhenOnePolicyCoversEverythingReturnsIt() {
		MockHttpServletRequest request = request("/error");
		request.setAttribute(RequestDispatcher.ERROR_REQUEST_URI, "/api/%zz");
		CorsPolicies everything = TestPolicies.of(policy("/**", "https://all.test"));
		assertThat(ServletPathReader.findFailed(request, everything)).isNotNull();
	}

	@Test
	void findFailedWhenThePathIsNotKnownReturnsNull() {
		assertThat(ServletPathReader.findFailed(request("/api/error"), this.policies)).isNull();
	}

	@Test
	void findFailedWhenThePathCannotBeParsedReturnsNull() {
		MockHttpServletRequest request = request("/error");
		request.setAttribute(RequestDispatcher.ERROR_REQUEST_URI, "/api/%zz");
		assertThat(ServletPathReader.findFailed(request, this.policies)).isNull();
	}

	@Test
	void pathWhenUriAndDispatchedPathAgreeIsThat() {
		assertThat(ServletPathReader.READER.pathKey(request("/app/api/x", "/app", "/api", "/x"))).isEqualTo("/api/x");
	}

	@Test
	void pathWhenOneOfThemChangesIsAnother() {
		String path = ServletPathReader.READER.pathKey(request("/api/x"));
		assertThat(ServletPathReader.READER.pathKey(rewrite(request("/api/x"), "/api/y", "/api/x"))).isNotEqualTo(path);
		assertThat(ServletPathReader.READER.pathKey(rewrite(request("/api/x"), "/api/x", "/api/y"))).isNotEqualTo(path);
		assertThat(ServletPathReader.READER.pathKey(include(request("/api/x"), "/api/y", "/api/y", null)))
			.isEqualTo("/api/y");
	}

	@ParameterizedTest
	@CsvSource({ "/app/api/x, /app, /api/x", "/app/api;a=b/x, /app, /api/x", "/other/x, /app, /other/x",
			"/api/%61, '', /api/%61" })
	void displayPathIsThePathAsItWasSentWithoutParameters(String uri, String contextPath, String expected) {
		assertThat(ServletPathReader.READER.displayPath(request(uri, contextPath, "", null))).isEqualTo(expected);
	}

	@Test
	void displayPathWhenIncludedIsThatOfTheResource() {
		assertThat(ServletPathReader.READER.displayPath(include(request("/api/x"), "/private/x", "/private/x", null)))
			.isEqualTo("/private/x");
	}

	@Test
	void isRewrittenTellsWhetherAWrapperHasAnotherPath() {
		MockHttpServletRequest original = request("/api/x");
		assertThat(ServletPathReader.isRewritten(original)).isFalse();
		assertThat(ServletPathReader.isRewritten(new HttpServletRequestWrapper(original))).isFalse();
		assertThat(ServletPathReader.isRewritten(rewrite(original, "/api/y", "/api/x"))).isTrue();
		assertThat(ServletPathReader.isRewritten(new HttpServletRequestWrapper(rewrite(original, "/api/x", "/api/y"))))
			.isTrue();
	}

	@Test
	void isRewrittenWhenOnlyThePathInfoIsAnotherIsTrue() {
		assertThat(ServletPathReader.isRewritten(new HttpServletRequestWrapper(request("/api/x")) {

			@Override
			public String getPathInfo() {
				return "/x";
			}

		})).isTrue();
	}

	@Test
	void asMappedWhenSpringHasMappedAnotherPathHasThatOne() {
		MockHttpServletRequest request = request("/app/private/x", "/app", "/private/x", null);
		ServletRequestPathUtils.parseAndCache(request);
		request.setRequestURI("/app/api/x");
		request.setContextPath("/moved");
		request.setPathInfo("/x");
		HttpServletRequest mapped = ServletPathReader.asMapped(request);
		assertThat(find(mapped)).isEqualTo("/private/**");
		assertThat(mapped.getRequestURI()).isEqualTo("/app/private/x");
		assertThat(mapped.getContextPath()).isEqualTo("/app");
		assertThat(mapped.getServletPath()).isEqualTo("/private/x");
		assertThat(mapped.getPathInfo()).isNull();
	}

	@Test
	void asMappedWhenThePathIsTheSameReturnsTheRequest() {
		MockHttpServletRequest request = request("/api/x");
		assertThat(ServletPathReader.asMapped(request)).isSameAs(request);
		ServletRequestPathUtils.parseAndCache(request);
		assertThat(ServletPathReader.asMapped(request)).isSameAs(request);
	}

	@Test
	void asMappedWhenIncludedReturnsTheRequest() {
		MockHttpServletRequest request = request("/private/x");
		ServletRequestPathUtils.parseAndCache(request);
		request.setRequestURI("/api/x");
		request.setDispatcherType(DispatcherType.INCLUDE);
		assertThat(ServletPathReader.asMapped(request)).isSameAs(request);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/WEB-INF/page.jsp", "/WEB-INF/views/page.jsp" })
	void isViewWhenNobodyCanRequestThePath(String path) {
		assertThat(ServletPathReader.isView(request(path))).isTrue();
		assertThat(ServletPathReader.isView(include(request("/api/x"), path, path, null))).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/web-inf/page.jsp", "/WEB-INF", "/x/WEB-INF/page.jsp" })
	void isViewWhenSomebodyMayRequestThePathIsFalse(String path) {
		assertThat(ServletPathReader.isView(request(path))).isFalse();
	}

}
