package io.github.corsboot.servlet;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import io.github.corsboot.rejection.CorsNotice.Kind;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.mock.web.MockAsyncContext;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import static io.github.corsboot.mapping.TestPolicies.policy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests of what {@link ServletCors} notices.
 */
class ServletNoticesTests {

	private static final String APP = "https://app.example.com";

	private static final String ALLOW_ORIGIN = "Access-Control-Allow-Origin";

	private static final String CSRF = "org.springframework.security.web.csrf.CsrfToken";

	private final ServletFixture fixture = ServletFixture.of(
			policy("/api/**", (policy) -> policy.allowedOrigins(APP).exposedHeaders(List.of("X-Total"))),
			policy("/credentials/**", (policy) -> policy.allowedOrigins(APP).allowCredentials(true)),
			policy("/open/**", (policy) -> policy.allowedOrigins("*").exposedHeaders(List.of("*"))),
			policy("/forms/**", (policy) -> policy.allowedOrigins(APP).allowNavigation(true)));

	private final MockHttpServletResponse response = new MockHttpServletResponse();

	private static MockHttpServletRequest request(String method, String path, String... headers) {
		return ServletFixture.request(method, path,
				Stream.concat(Stream.of("Origin: " + APP), Arrays.stream(headers)).toArray(String[]::new));
	}

	private List<String> notice(MockHttpServletRequest request, Application application)
			throws IOException, ServletException {
		FilterChain chain = (req, res) -> application.handle((HttpServletRequest) req, (HttpServletResponse) res);
		this.fixture.cors().filter(request, this.response, chain);
		return this.fixture.noticed();
	}

	private List<String> noticeHeader(String path, String name, String... headers) throws Exception {
		return notice(request("GET", path, headers), (req, res) -> res.setHeader(name, "1"));
	}

	@Test
	void headerThatIsNotExposedIsNoticed() throws Exception {
		assertThat(noticeHeader("/api/x", "X-Session")).containsExactly("header-not-exposed X-Session");
		assertThat(this.fixture.notice().policy()).isEqualTo("/api/**");
		assertThat(this.fixture.notice().pattern()).isEqualTo("/api/**");
		assertThat(this.fixture.notice().path()).isEqualTo("/api/x");
	}

	@Test
	void numbersAndDatesThatAreNotExposedAreNoticed() throws Exception {
		assertThat(notice(request("GET", "/api/x"), (req, res) -> {
			res.setIntHeader("X-Count", 1);
			res.addIntHeader("X-Size", 1);
			res.setDateHeader("X-Since", 1);
			res.addDateHeader("X-Until", 1);
			res.addHeader("X-Name", "x");
		})).containsExactlyInAnyOrder("header-not-exposed X-Count", "header-not-exposed X-Size",
				"header-not-exposed X-Since", "header-not-exposed X-Until", "header-not-exposed X-Name");
	}

	@ParameterizedTest
	@CsvSource({ "/api/x, X-Total", "/api/x, Cache-Control", "/open/x, X-Anything", "/other, X-Session" })
	void headerThatIsExposedOrSafelistedOrNotCoveredIsNot(String path, String name) throws Exception {
		assertThat(noticeHeader(path, name)).isEmpty();
	}

	@Test
	void headerThatTheApplicationExposesLaterIsNot() throws Exception {
		assertThat(notice(request("GET", "/api/x"), (req, res) -> {
			res.setHeader("X-Session", "1");
			res.setHeader("Access-Control-Expose-Headers", "x-session");
		})).isEmpty();
	}

	@Test
	void headerThatIsRemovedIsNot() throws Exception {
		assertThat(notice(request("GET", "/api/x"), (req, res) -> {
			res.setHeader("X-Session", "1");
			res.setHeader("X-Session", null);
		})).isEmpty();
	}

	@Test
	void headerOfAResponseThatIsResetIsNot() throws Exception {
		assertThat(notice(request("GET", "/api/x"), (req, res) -> {
			res.setHeader("X-Session", "1");
			res.reset();
		})).isEmpty();
	}

	@Test
	void headerOfARedirectIsNot() throws Exception {
		assertThat(notice(request("GET", "/api/x"), (req, res) -> {
			res.setHeader("X-Session", "1");
			res.setHeader("Location", "/login");
			res.setStatus(302);
		})).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "Sec-Fetch-Mode: navigate", "Sec-Fetch-Mode: no-cors", "Sec-Fetch-Site: same-origin" })
	void headerOfAResponseThatNoScriptOfAnotherOriginReadsIsNot(String header) throws Exception {
		assertThat(noticeHeader("/api/x", "X-Session", header)).isEmpty();
	}

	@Test
	void headerThatBelongsToThePolicyIsNoticedIfItDiffers() throws Exception {
		assertThat(notice(request("GET", "/api/x"), (req, res) -> {
			res.setHeader(ALLOW_ORIGIN, APP);
			res.addIntHeader("Access-Control-Max-Age", 5);
			res.addHeader(ALLOW_ORIGIN, "*");
			res.setHeader("Access-Control-Expose-Headers", "X-Other");
		})).containsExactlyInAnyOrder("header-overruled " + ALLOW_ORIGIN, "header-overruled Access-Control-Max-Age");
	}

	@Test
	void headerThatSaysWhatThePolicySaysIsNot() throws Exception {
		assertThat(notice(request("GET", "/credentials/x"), (req, res) -> {
			res.setHeader(ALLOW_ORIGIN, APP);
			res.setHeader("Access-Control-Allow-Credentials", "true");
			res.setHeader("Access-Control-Max-Age", null);
		})).isEmpty();
	}

	@Test
	void cookieIsNoticedWhereThePolicyDoesNotAllowCredentials() throws Exception {
		MockHttpServletRequest request = request("GET", "/api/x", "Cookie: a=b", "Sec-Fetch-Mode: cors",
				"Sec-Fetch-Site: same-site");
		assertThat(notice(request, (req, res) -> {
		})).containsExactly("cookie-without-credentials");
	}

	@ParameterizedTest
	@CsvSource({ "/api/x, no-cors, cross-site", "/api/x, navigate, cross-site", "/api/x, '', ''",
			"/api/x, cors, same-origin", "/credentials/x, cors, cross-site" })
	void otherCookiesAreNot(String path, String mode, String site) throws Exception {
		MockHttpServletRequest request = request("GET", path, "Cookie: a=b", "Sec-Fetch-Mode: " + mode,
				"Sec-Fetch-Site: " + site);
		assertThat(notice(request, (req, res) -> {
		})).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(ints = { 401, 403 })
	void refusalFromBehindIsNoticed(int status) throws Exception {
		assertThat(notice(request("GET", "/api/x"), (req, res) -> res.sendError(status)))
			.containsExactly("refused-behind " + status);
	}

	@Test
	void refusalIsNoticedIfTheChainFails() {
		assertThatIOException().isThrownBy(() -> notice(request("GET", "/api/x"), (req, res) -> {
			res.setStatus(403);
			throw new IOException("as expected");
		}));
		assertThat(this.fixture.noticed()).containsExactly("refused-behind 403");
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://login.test/", "https://localhost/x", "http://localhost:81/", "//login.test" })
	void redirectToAnotherOriginIsNoticed(String location) throws Exception {
		assertThat(notice(request("GET", "/api/x"), (req, res) -> res.sendRedirect(location)))
			.containsExactly("refused-behind 302");
		assertThat(this.fixture.notice().hint()).contains("Location of another origin");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/login", "login?error", "http://localhost/login", "HTTP://LOCALHOST:80/login",
			"//localhost/x", "http://%%%", "" })
	void otherRedirectIsNot(String location) throws Exception {
		assertThat(notice(request("GET", "/api/x"), (req, res) -> {
			res.setHeader("Location", location);
			res.setStatus(303);
		})).isEmpty();
	}

	private String hintOf403(MockHttpServletRequest request, boolean csrf) throws Exception {
		notice(request, (req, res) -> {
			req.setAttribute(CSRF, csrf ? "token" : null);
			res.sendError(403);
		});
		return this.fixture.notice().hint();
	}

	@Test
	void missingTokenIsNamedIfSpringSecurityExpectsOne() throws Exception {
		assertThat(hintOf403(request("POST", "/api/x"), true)).contains("CSRF");
	}

	@Test
	void missingTokenIsNotNamedWithoutSpringSecurity() throws Exception {
		assertThat(hintOf403(request("POST", "/api/x"), false)).doesNotContain("CSRF");
	}

	@Test
	void missingTokenIsNotNamedWhereNoneIsNeeded() throws Exception {
		assertThat(hintOf403(request("GET", "/api/x"), true)).doesNotContain("CSRF");
	}

	@ParameterizedTest
	@ValueSource(strings = { "X-CSRF-TOKEN: x", "X-XSRF-TOKEN: x", "Authorization: Bearer x" })
	void missingTokenIsNotNamedIfThereIsOne(String header) throws Exception {
		assertThat(hintOf403(request("POST", "/api/x", header), true)).doesNotContain("CSRF");
	}

	@Test
	void missingTokenIsNotNamedIfItIsAParameter() throws Exception {
		MockHttpServletRequest request = request("POST", "/api/x");
		request.setParameter("_csrf", "x");
		assertThat(hintOf403(request, true)).doesNotContain("CSRF");
	}

	@Test
	void asynchronousResponseIsLookedAtOnceItIsComplete() throws Exception {
		MockHttpServletRequest request = request("GET", "/api/x");
		assertThat(notice(request, (req, res) -> req.startAsync())).isEmpty();
		((HttpServletResponse) request.getAsyncContext().getResponse()).setHeader("X-Session", "1");
		assertThat(this.fixture.noticed()).isEmpty();
		((MockAsyncContext) request.getAsyncContext()).complete();
		assertThat(this.fixture.noticed()).containsExactly("header-not-exposed X-Session");
	}

	@Test
	void severalAllowOriginOfAnUncoveredPathAreNoticed() throws Exception {
		assertThat(notice(request("GET", "/other"), (req, res) -> {
			res.addHeader(ALLOW_ORIGIN, APP);
			res.addHeader(ALLOW_ORIGIN, APP);
		})).containsExactly("several-allow-origin");
	}

	@Test
	void listInOneAllowOriginOfAnUncoveredPathIsNoticed() throws Exception {
		assertThat(notice(request("GET", "/other"), (req, res) -> res.setHeader(ALLOW_ORIGIN, APP + ", *")))
			.containsExactly("several-allow-origin");
	}

	@Test
	void oneAllowOriginOfAnUncoveredPathIsNot() throws Exception {
		assertThat(notice(request("GET", "/other"), (req, res) -> res.setHeader(ALLOW_ORIGIN, APP))).isEmpty();
	}

	@Test
	void refusedRequestThatIsNotOfABrowserIsNoticed() throws Exception {
		MockHttpServletRequest request = ServletFixture.request("GET", "/api/x", "Origin: https://evil.test");
		this.fixture.cors().filter(request, this.response, (req, res) -> {
		});
		assertThat(this.fixture.notice().kind()).isEqualTo(Kind.NOT_A_BROWSER);
		assertThat(this.fixture.notice().origin()).isEqualTo("https://evil.test");
	}

	/**
	 * An application, behind the filter.
	 */
	@FunctionalInterface
	interface Application {

		void handle(HttpServletRequest request, HttpServletResponse response) throws IOException, ServletException;

	}

}
