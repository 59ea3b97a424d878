package io.github.corsboot.servlet;

import java.time.Clock;
import java.util.List;
import java.util.Map;

import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.mapping.MappedPolicy;
import io.github.corsboot.mapping.PolicyMapping;
import io.github.corsboot.policy.CorsPolicy;
import io.github.corsboot.rejection.CorsRejection;
import io.github.corsboot.rejection.CorsRejections;
import io.github.corsboot.rejection.InMemoryCorsRejectionRepository;
import org.junit.jupiter.api.Test;

import org.springframework.context.ApplicationContext;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.context.support.StaticWebApplicationContext;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.util.pattern.PathPatternParser;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MvcHandlerInterceptor}, with requests that somebody has handed to the
 * {@code DispatcherServlet} past all filters, as a batch endpoint does.
 */
class MvcHandlerInterceptorTests {

	private static final String APP = "https://app.example.com";

	private final ApplicationContext context = new StaticWebApplicationContext();

	private final CorsRejections rejections = new CorsRejections(new InMemoryCorsRejectionRepository(), List.of(),
			Clock.systemUTC());

	private final MvcHandlerInterceptor interceptor = new MvcHandlerInterceptor(
			new CorsPolicies(new PolicyMapping(List
				.of(new MappedPolicy(CorsPolicy.builder().allowedOrigins(APP).allowedMethods(List.of("GET")).build(),
						List.of(PathPatternParser.defaultInstance.parse("/private/**")), Map.of()))),
					List::of),
			new MvcHandlerLookup(this.context), this.rejections);

	private final MockHttpServletResponse response = new MockHttpServletResponse();

	private MockHttpServletRequest request(String method, String path) {
		MockHttpServletRequest request = new MockHttpServletRequest(method, path);
		request.setServletPath(path);
		request.setAttribute(DispatcherServlet.WEB_APPLICATION_CONTEXT_ATTRIBUTE, this.context);
		return request;
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

}
