package io.github.corsboot.policy;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

import io.github.corsboot.policy.PolicyProblem.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PolicyCheck}: each mistake, and beside it what is right.
 */
class PolicyCheckTests {

	private static final String APP = "https://app.example.com";

	private static List<PolicyProblem> problems(Consumer<CorsPolicy.Builder> attributes) {
		CorsPolicy.Builder builder = CorsPolicy.builder().allowedOrigins(APP);
		attributes.accept(builder);
		try {
			return builder.build().warnings();
		}
		catch (InvalidCorsPolicyException ex) {
			return ex.problems();
		}
	}

	private static PolicyProblem problem(Consumer<CorsPolicy.Builder> attributes) {
		List<PolicyProblem> problems = problems(attributes);
		assertThat(problems).hasSize(1);
		return problems.get(0);
	}

	@ParameterizedTest
	@CsvSource(delimiterString = "~~", quoteCharacter = '`', value = {
			"app.example.com ~~ 0 ~~ write the scheme first, like 'https://app.example.com'",
			"localhost:3000 ~~ 0 ~~ write the scheme first, like 'http://localhost:3000'",
			"app.example.com/path ~~ 0 ~~ write the scheme first, like 'https://app.example.com'",
			"*.example.com ~~ 0 ~~ write the scheme first, like 'https://*.example.com'",
			"https:/app.example.com ~~ 5 ~~ write '://' behind the scheme: 'https://app.example.com'",
			"http//localhost:3000 ~~ 4 ~~ write '://' behind the scheme: 'http://localhost:3000'",
			"none ~~ 0 ~~ write the scheme first, like 'https://app.example.com'",
			"https://a.example other.example ~~ 17 ~~ delete the white space, or separate entries with commas",
			"//app.example.com ~~ 0 ~~ write the scheme first, like 'https://app.example.com'",
			"https://app.example.com/ ~~ 23 ~~ an origin has no trailing slash: write 'https://app.example.com'",
			"https://app.example.com/path ~~ 23 ~~ an origin has no path: write 'https://app.example.com'",
			"https://app.example.com/* ~~ 23 ~~ an origin has no path: write 'https://app.example.com'",
			"https://app.example.com:8443/ ~~ 28 ~~ an origin has no trailing slash: write 'https://app.example.com:8443'",
			"https://app.example.com?x=1 ~~ 23 ~~ an origin has no query: write 'https://app.example.com'",
			"https://app.example.com#x ~~ 23 ~~ an origin has no fragment: write 'https://app.example.com'",
			"https://me@app.example.com ~~ 10 ~~ an origin has no user information: write 'https://app.example.com'",
			"https://app .example.com ~~ 11 ~~ delete the white space, or separate entries with commas",
			"https://app.example.com\u00a0 ~~ 23 ~~ delete the white space, or separate entries with commas",
			"https://App.example.com ~~ 8 ~~ browsers send lower case: write 'https://app.example.com'",
			"HTTPS://app.example.com ~~ 0 ~~ browsers send lower case: write 'https://app.example.com'",
			"https://b\u00fccher.example ~~ 9 ~~ write the host as browsers send it, in ASCII: 'https://xn--bcher-kva.example'",
			"https://*.b\u00fccher.example:8443 ~~ 11 ~~ write the host as browsers send it, in ASCII: 'https://*.xn--bcher-kva.example:8443'",
			"https://stra\u00dfe.example ~~ 12 ~~ write the host as browsers send it, in ASCII",
			"https://\u00fc*.example.com ~~ 8 ~~ write the host as browsers send it, in ASCII",
			"https://app.example.com:443 ~~ 23 ~~ browsers leave out the default port: write 'https://app.example.com'",
			"http://localhost:80 ~~ 16 ~~ browsers leave out the default port: write 'http://localhost'",
			"https://app.example.com:0 ~~ 24 ~~ a port is a number from 1 to 65535",
			"https://app.example.com:65536 ~~ 24 ~~ a port is a number from 1 to 65535",
			"https://app.example.com:08443 ~~ 24 ~~ write the port without leading zeros",
			"https://app.example.com: ~~ 24 ~~ a port is a number from 1 to 65535",
			"http://127.0.0 ~~ 13 ~~ write an IPv4 address as four decimal numbers, like 'http://127.0.0.1'",
			"http://127.0.0.0x1 ~~ 15 ~~ write an IPv4 address as four decimal numbers, like 'http://127.0.0.1'",
			"http://2130706433 ~~ 7 ~~ write an IPv4 address as four decimal numbers, like 'http://127.0.0.1'",
			"http://::1 ~~ 7 ~~ write a host after '://'",
			"https://*example.com:443 ~~ 8 ~~ use '*' only as the whole first label",
			"https://my..app:443 ~~ 15 ~~ browsers leave out the default port",
			"https:app.example.com ~~ 0 ~~ write the scheme first, like 'https://app.example.com'",
			"https://app.example.com:443/ ~~ 27 ~~ an origin has no trailing slash",
			"https://user:pw@app.example.com ~~ 15 ~~ an origin has no user information: write 'https://app.example.com'",
			"http://[0:0:0:0:0:0:0:1] ~~ 7 ~~ write an IPv6 address in lower case and brackets, like 'http://[::1]'",
			"http://[::0001] ~~ 7 ~~ write an IPv6 address in lower case and brackets, like 'http://[::1]'",
			"http://[1::0:0:2] ~~ 7 ~~ write an IPv6 address in lower case and brackets, like 'http://[::1]'",
			"http://[::1 ~~ 7 ~~ write an IPv6 address in lower case and brackets, like 'http://[::1]'",
			"http://[0:0:0:0:0:0:0:0:1] ~~ 7 ~~ write an IPv6 address in lower case and brackets, like 'http://[::1]'",
			"file:// ~~ 0 ~~ serve the page over http, as from 'http://localhost:3000': a file:// page has no origin of its own",
			"file:///C:/index.html ~~ 0 ~~ serve the page over http, as from 'http://localhost:3000': a file:// page has no origin of its own",
			"null ~~ 0 ~~ list origins that have a name: 'null' is what every sandboxed frame and every file:// page has",
			"ws://localhost:3000 ~~ 0 ~~ the origin of a page is http or https: write 'http://localhost:3000'",
			"wss://app.example.com ~~ 0 ~~ the origin of a page is http or https: write 'https://app.example.com'",
			"https://*example.com ~~ 8 ~~ use '*' only as the whole first label: write 'https://*.example.com'",
			"https://a.*.com ~~ 10 ~~ use '*' only as the whole first label, like 'https://*.example.com', once within it, like 'https://pr-*.example.com', or as the whole port, like 'http://localhost:*'",
			"https://app-*-*.example.com ~~ 14 ~~ use '*' only as the whole first label, like 'https://*.example.com', once within it, like 'https://pr-*.example.com', or as the whole port, like 'http://localhost:*'",
			"https://example.* ~~ 16 ~~ use '*' only as the whole first label, like 'https://*.example.com', once within it, like 'https://pr-*.example.com', or as the whole port, like 'http://localhost:*'",
			"http*://example.com ~~ 4 ~~ write one scheme, it cannot be '*'",
			"https://.*\\.example\\.com ~~ 10 ~~ an entry is not a regular expression: write 'https://*.example.com' for sub-domains, 'https://pr-*.example.com' for names that begin alike, 'http://localhost:*' for any port, or list the origins",
			"^https://app.example.com$ ~~ 0 ~~ an entry is not a regular expression: write 'https://*.example.com' for sub-domains, 'https://pr-*.example.com' for names that begin alike, 'http://localhost:*' for any port, or list the origins",
			"https?://app.example.com ~~ 5 ~~ an entry is not a regular expression: write 'https://*.example.com' for sub-domains, 'https://pr-*.example.com' for names that begin alike, 'http://localhost:*' for any port, or list the origins",
			"https://(a|b).example.com ~~ 8 ~~ an entry is not a regular expression: write 'https://*.example.com' for sub-domains, 'https://pr-*.example.com' for names that begin alike, 'http://localhost:*' for any port, or list the origins",
			"http://localhost:[*] ~~ 17 ~~ write ':*' for any port",
			"http://localhost:[8080,8081] ~~ 17 ~~ write one entry for each port, or ':*' for any",
			"${FRONTEND_URL} ~~ 0 ~~ set FRONTEND_URL, or give it a default, like '${FRONTEND_URL:https://app.example.com}'",
			"https://${HOST}.example.com ~~ 8 ~~ set HOST, or give it a default, like '${HOST:https://app.example.com}'",
			"\"https://app.example.com\" ~~ 0 ~~ delete the quotes",
			"'https://app.example.com' ~~ 0 ~~ delete the quotes",
			"[\"https://app.example.com\" ~~ 0 ~~ write the list without brackets and quotes, like 'https://a.example, https://b.example'",
			"[https://app.example.com] ~~ 0 ~~ write the list without brackets and quotes, like 'https://a.example, https://b.example'",
			"\"https://app.example.com\"] ~~ 25 ~~ write the list without brackets and quotes, like 'https://a.example, https://b.example'",
			"https://a.test;https://b.test ~~ 14 ~~ separate entries with commas",
			"https://a.test https://b.test ~~ 14 ~~ separate entries with commas",
			"https://a.test|https://b.test ~~ 14 ~~ separate entries with commas" })
	void originThatIsNone(String value, int position, String advice) {
		PolicyProblem problem = problem((policy) -> policy.allowedOrigins(APP, value));
		assertThat(problem.advice()).isEqualTo(advice);
		assertThat(problem.position()).isEqualTo(position);
		assertThat(problem.reason()).isEqualTo(Reason.MALFORMED);
		assertThat(problem.index()).isEqualTo(1);
		assertThat(problem.value()).isEqualTo(value);
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://app.example.com:8443", "https://xn--bcher-kva.example",
			"https://xn--strae-oqa.example", "https://xn--fiqs8s", "https://xn--h28h.example", "https://axn--0.example",
			"http://[::1]:3000", "http://127.0.0.1:8080", "capacitor://localhost", "ionic://localhost",
			"tauri://localhost", "chrome-extension://abcdefghijklmnop", "moz-extension://5b4f0d28-7b3a-4c3d",
			"custom+app://x", "https://intranet", "https://1a.example.com", "https://0x.example",
			"https://under_score.example", "http://localhost:*", "https://*.example.com:*",
			"https://*.example.com:8443", "https://*.localhost", "http://*.localhost:3000", "https://*.myorg.github.io",
			"https://*.example.co.uk", "https://example.com." })
	void originThatIsOne(String value) {
		assertThat(problems((policy) -> policy.allowedOrigins(value))).isEmpty();
	}

	@Test
	void originThatIsTooLong() {
		String label = "a".repeat(64);
		assertThat(problem((policy) -> policy.allowedOrigins("https://" + label + ".test")).advice())
			.isEqualTo("a label has at most 63 characters");
		assertThat(problem((policy) -> policy.allowedOrigins("a".repeat(65) + "://x.test")).advice())
			.isEqualTo("a scheme has at most 64 characters");
		assertThat(problem((policy) -> policy.allowedOrigins("https://" + "a.".repeat(127) + "test")).advice())
			.isEqualTo("a host has at most 253 characters");
	}

	@Test
	void namesWithABarBetweenThem() {
		PolicyProblem methods = problem((policy) -> policy.allowedMethods(List.of("GET|POST")));
		assertThat(methods.advice()).isEqualTo("separate entries with commas");
		assertThat(methods.position()).isEqualTo(3);
		assertThat(methods.correction()).isEqualTo("GET, POST");
		assertThat(problem((policy) -> policy.exposedHeaders(List.of("X-One|X-Two"))).correction())
			.isEqualTo("X-One, X-Two");
	}

	@Test
	void entriesOnSeveralLines() {
		PolicyProblem problem = problem((policy) -> policy.allowedOrigins("https://a.test\nhttps://b.test"));
		assertThat(problem.advice()).isEqualTo("separate entries with commas");
		assertThat(problem.position()).isEqualTo(14);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "\t" })
	void blankEntry(String value) {
		for (Consumer<CorsPolicy.Builder> attribute : List.<Consumer<CorsPolicy.Builder>>of(
				(policy) -> policy.allowedOrigins(APP, value), (policy) -> policy.allowedMethods(List.of("GET", value)),
				(policy) -> policy.allowedHeaders(List.of("X-One", value)),
				(policy) -> policy.exposedHeaders(List.of("X-One", value)))) {
			assertThat(problem(attribute).reason()).isEqualTo(Reason.BLANK);
		}
	}

	@ParameterizedTest
	@CsvSource({ "https://*.com, 10, com", "https://*.co.uk, 10, co.uk", "https://*.github.io, 10, github.io",
			"http://*.github.io:*, 9, github.io", "https://*.something.ck, 10, something.ck", "https://*.ck, 10, ck",
			"https://*.github.io., 10, github.io.", "https://*.kawasaki.jp, 10, kawasaki.jp",
			"https://app-*-team.vercel.app, 19, vercel.app", "https://*-x.github.io:*, 12, github.io",
			"https://pr*.x.compute.amazonaws.com, 12, x.compute.amazonaws.com", "https://a*.com, 11, com",
			"https://*.xn--p1ai, 10, xn--p1ai" })
	void publicSuffix(String value, int position, String suffix) {
		PolicyProblem warning = problem((policy) -> policy.allowedOrigins(value));
		assertThat(warning.reason()).isEqualTo(Reason.SUSPICIOUS);
		PolicyProblem error = problem(
				(policy) -> policy.allowedOrigins(value).allowCredentials(true).dangerouslyAllowInsecureOrigins(true));
		assertThat(error.reason()).isEqualTo(Reason.PUBLIC_SUFFIX);
		assertThat(error.position()).isEqualTo(position);
		assertThat(error.advice()).contains("below '" + suffix + "'");
		assertThat(problem((policy) -> policy.allowedOrigins(value)
			.allowCredentials(true)
			.dangerouslyAllowInsecureOrigins(true)
			.dangerouslyAllowPublicSuffixes(true)).reason()).isEqualTo(Reason.SUSPICIOUS);
	}

	/**
	 * Anybody can have a name below a suffix that is itself below the domain.
	 */
	@ParameterizedTest
	@CsvSource({ "https://*.amazonaws.com, amazonaws.com", "https://*.windows.net, windows.net",
			"https://*.core.windows.net:*, core.windows.net", "https://*.amazonaws.com., amazonaws.com" })
	void domainAboveAPublicSuffix(String value, String domain) {
		assertThat(problem((policy) -> policy.allowedOrigins(value)).reason()).isEqualTo(Reason.SUSPICIOUS);
		PolicyProblem error = problem((policy) -> policy.allowedOrigins(value).allowCredentials(true));
		assertThat(error.reason()).isEqualTo(Reason.PUBLIC_SUFFIX);
		assertThat(error.position()).isEqualTo(10);
		assertThat(error.advice()).contains("a domain of your own below '" + domain, "." + domain + "' and would get");
		assertThat(problem(
				(policy) -> policy.allowedOrigins(value).allowCredentials(true).dangerouslyAllowPublicSuffixes(true))
			.reason()).isEqualTo(Reason.SUSPICIOUS);
	}

	/**
	 * {@code s3.amazonaws.com} is itself on the list.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "https://s*.amazonaws.com", "https://s3*.amazonaws.com:8443" })
	void patternWithinALabelThatContainsAPublicSuffix(String value) {
		assertThat(problem((policy) -> policy.allowedOrigins(value)).reason()).isEqualTo(Reason.SUSPICIOUS);
		PolicyProblem error = problem((policy) -> policy.allowedOrigins(value).allowCredentials(true));
		assertThat(error.reason()).isEqualTo(Reason.PUBLIC_SUFFIX);
		assertThat(error.advice()).contains("'s3", "matches, where anybody can have a page, and would get");
	}

	@Test
	void wildcardInFrontOfADomainIsProbablyMeantForSubdomains() {
		PolicyProblem problem = problem(
				(policy) -> policy.allowedOrigins("https://*preview.example.com").allowCredentials(true));
		assertThat(problem.reason()).isEqualTo(Reason.SUSPICIOUS);
		assertThat(problem.correction()).isEqualTo("https://*.preview.example.com");
		assertThat(problem.advice()).contains("'https://evilpreview.example.com'");
		CorsPolicy policy = CorsPolicy.builder().allowedOrigins("https://*preview.example.com").build();
		assertThat(policy.allowedOrigins()).extracting(OriginPattern::toString)
			.containsExactly("https://*preview.example.com");
		assertThat(policy.allowsOrigin("https://pr-1.preview.example.com")).isFalse();
	}

	@Test
	void subdomainsThatWouldBeRefusedAreNotAdvised() {
		// 'x.amazonaws.com' can have sub-domains of its own, below
		// 'compute.amazonaws.com' everybody can.
		assertThat(
				problem((policy) -> policy.allowedOrigins("https://*x.amazonaws.com").allowCredentials(true)).advice())
			.startsWith("write 'https://*.x.amazonaws.com'");
		assertThat(problems((policy) -> policy.allowedOrigins("https://*compute.amazonaws.com").allowCredentials(true)))
			.isEmpty();
		assertThat(problem((policy) -> policy.allowedOrigins("https://*preview.example.com:*")).advice())
			.endsWith("such as 'https://evilpreview.example.com'");
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://*.corp", "https://*.internal", "https://pr-*.corp" })
	void topLevelDomainThatIsNotListedIsAWarning(String value) {
		PolicyProblem problem = problem((policy) -> policy.allowedOrigins(value).allowCredentials(true));
		assertThat(problem.reason()).isEqualTo(Reason.SUSPICIOUS);
		assertThat(problem.advice()).contains("this is everything", "below the top-level domain");
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://*.example.com", "https://*.www.ck", "https://*.example.co.uk",
			"https://*.me.github.io", "https://github.io", "https://pr-*.preview.example.com",
			"https://pr-*.amazonaws.com", "https://*-pr.example.com", "https://app-*.me.github.io",
			"http://pr-*.localhost:3000" })
	void domainBelowAPublicSuffix(String value) {
		assertThat(problems((policy) -> policy.allowedOrigins(value).allowCredentials(true))).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "moz-extension://*", "chrome-extension://*", "vscode-webview://*" })
	void anyHostOfASchemeIsForRequestsWithoutCredentials(String value) {
		assertThat(problems((policy) -> policy.allowedOrigins(value))).isEmpty();
		PolicyProblem error = problem((policy) -> policy.allowedOrigins(value).allowCredentials(true));
		assertThat(error.reason()).isEqualTo(Reason.ANYBODY_WITH_CREDENTIALS);
		assertThat(error.position()).isEqualTo(value.length() - 1);
		assertThat(error.advice()).contains("all of '" + value.replace("://*", "'"));
	}

	@ParameterizedTest
	@CsvSource({ "CONNECT, forbidden", "trace, forbidden", "Track, forbidden", "P T, malformed", "GET;POST, malformed",
			"patch, suspicious", "Purge, suspicious", "P*, suspicious" })
	void method(String value, String reason) {
		PolicyProblem problem = problem((policy) -> policy.allowedMethods(List.of("GET", value)));
		assertThat(problem.reason()).hasToString(reason);
		assertThat(problem.attribute()).isEqualTo(PolicyAttribute.ALLOWED_METHODS);
		assertThat(problem.index()).isEqualTo(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "OPTIONS", "options", "get", "PURGE", "M-SEARCH", "X!#$%&'+-.^_`|~" })
	void methodThatIsOne(String value) {
		assertThat(
				problems((policy) -> policy.allowedMethods(List.of(value.toUpperCase(java.util.Locale.ROOT), "PUT"))))
			.isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "Cookie, forbidden", "host, forbidden", "Origin, forbidden",
			"Access-Control-Request-Method, forbidden", "Sec-Fetch-Site, forbidden", "sec-anything, forbidden",
			"Proxy-Authorization, forbidden", "Access-Control-Request-Foo, forbidden", "Content-Length, forbidden",
			"Access-Control-Allow-Origin, wrong-direction", "ETag, wrong-direction", "Location, wrong-direction",
			"Accept, no-effect", "accept-language, no-effect", "X-*, suspicious", "X One, malformed",
			"X:One, malformed", "X-One;X-Two, malformed" })
	void allowedHeader(String value, String reason) {
		PolicyProblem problem = problem((policy) -> policy.allowedHeaders(List.of("X-Fine", value)));
		assertThat(problem.reason()).hasToString(reason);
		assertThat(problem.attribute()).isEqualTo(PolicyAttribute.ALLOWED_HEADERS);
	}

	@Test
	void allowedHeadersThatAreFine() {
		assertThat(problems((policy) -> policy.allowedHeaders(List.of("Content-Type", "Range", "Authorization",
				"X-Requested-With", "Cache-Control", "If-None-Match", "User-Agent", "x_y", "Security", "Proxied"))))
			.isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "Set-Cookie, forbidden", "set-cookie2, forbidden", "Cookie, wrong-direction",
			"Origin, wrong-direction", "If-None-Match, wrong-direction", "Sec-Fetch-Site, wrong-direction",
			"Proxy-Authorization, wrong-direction", "Cache-Control, no-effect", "content-type, no-effect",
			"Access-Control-Allow-Origin, no-effect", "X-*, suspicious", "X One, malformed" })
	void exposedHeader(String value, String reason) {
		PolicyProblem problem = problem((policy) -> policy.exposedHeaders(List.of("X-Fine", value)));
		assertThat(problem.reason()).hasToString(reason);
		assertThat(problem.attribute()).isEqualTo(PolicyAttribute.EXPOSED_HEADERS);
	}

	@Test
	void exposedHeadersThatAreFine() {
		assertThat(problems((policy) -> policy.exposedHeaders(List.of("Authorization", "ETag", "Location",
				"X-Total-Count", "Content-Disposition", "WWW-Authenticate", "Accept-Ranges"))))
			.isEmpty();
		assertThat(problems((policy) -> policy.exposedHeaders(List.of("*")))).isEmpty();
	}

	@Test
	void asteriskWithCredentials() {
		assertThat(problem((policy) -> policy.exposedHeaders(List.of("*")).allowCredentials(true)).reason())
			.isEqualTo(Reason.LITERAL_ASTERISK);
		assertThat(problem((policy) -> policy.allowedOrigins("*").allowCredentials(true))).satisfies((problem) -> {
			assertThat(problem.reason()).isEqualTo(Reason.ANYBODY_WITH_CREDENTIALS);
			assertThat(problem.advice()).startsWith("list the origins");
		});
		assertThat(problems(
				(policy) -> policy.allowedMethods(List.of("*")).allowedHeaders(List.of("*")).allowCredentials(true)))
			.isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "https://app.example.com, https://app.example.com, 1, repeats an earlier entry",
			"https://app.example.com, https://*.example.com, 0, https://*.example.com",
			"https://a.b.example.com, https://*.example.com, 0, https://*.example.com",
			"https://*.b.example.com, https://*.example.com, 0, https://*.example.com",
			"https://app.example.com, https://*.example.com:*, 0, https://*.example.com:*",
			"http://localhost:3000, http://localhost:*, 0, http://localhost:*",
			"http://localhost, http://localhost:*, 0, http://localhost:*",
			"https://*.example.com:8443, https://*.example.com:*, 0, https://*.example.com:*",
			"https://app.example.com:8443, https://*.example.com:8443, 0, https://*.example.com:8443",
			"https://pr-1.example.com, https://pr-*.example.com, 0, https://pr-*.example.com",
			"https://pr-*.example.com, https://*.example.com, 0, https://*.example.com",
			"https://pr-*.a.example.com, https://*.example.com:*, 0, https://*.example.com:*",
			"https://pr-*.example.com, https://pr-*.example.com:*, 0, https://pr-*.example.com:*",
			"https://pr-a*.example.com, https://pr-*.example.com, 0, https://pr-*.example.com",
			"https://p*-team.example.com, https://p*m.example.com:*, 0, https://p*m.example.com:*",
			"https://pr-*.example.com:*, https://p*.example.com:*, 0, https://p*.example.com:*",
			"moz-extension://a, moz-extension://*, 0, moz-extension://*",
			"*, https://app.example.com, 0, already includes them" })
	void entryThatAnotherContains(String one, String other, int index, String advice) {
		PolicyProblem problem = problem((policy) -> policy.allowedOrigins(one, other));
		assertThat(problem.reason()).isEqualTo(Reason.REDUNDANT);
		assertThat(problem.index()).isEqualTo(index);
		assertThat(problem.advice()).contains(advice);
	}

	@ParameterizedTest
	@CsvSource({ "https://example.com, https://*.example.com", "http://app.example.com, https://*.example.com",
			"https://app.example.com:8443, https://*.example.com", "https://*.example.com:*, https://*.example.org",
			"https://app.example.com, https://app.example.com:*.x", "https://myexample.com, https://*.example.com",
			"https://pr-*.example.com, https://*-pr.example.com", "https://pr-*.example.com:*, https://p*.example.com",
			"https://pr-*.example.com, https://pr-*.a.example.com", "https://pr-*.example.com, http://pr-*.example.com",
			"moz-extension://*, chrome-extension://*", "https://ab*.example.com, https://ba*.example.com" })
	void entryThatNoOtherContains(String one, String other) {
		assertThat(problems((policy) -> policy.allowedOrigins(one, other.replace(":*.x", ":8443")))).isEmpty();
	}

	@Test
	void repeatedEntryCountsOnce() {
		CorsPolicy policy = CorsPolicy.builder().allowedOrigins(APP, APP).allowedHeaders(List.of("X-A", "x-a")).build();
		assertThat(policy.allowedOrigins()).hasSize(1);
		assertThat(policy.warnings()).extracting(PolicyProblem::attribute)
			.containsExactly(PolicyAttribute.ALLOWED_ORIGINS, PolicyAttribute.ALLOWED_HEADERS);
	}

	@ParameterizedTest
	@CsvSource({ "PT-1S, out-of-range", "PT0.5S, out-of-range", "PT24H1S, out-of-range", "PT2H1S, no-effect" })
	void maxAge(String value, String reason) {
		assertThat(problem((policy) -> policy.maxAge(Duration.parse(value))).reason()).hasToString(reason);
	}

	@ParameterizedTest
	@ValueSource(strings = { "PT0S", "PT10M", "PT2H" })
	void maxAgeThatIsFine(String value) {
		assertThat(problems((policy) -> policy.maxAge(Duration.parse(value)))).isEmpty();
	}

	@Test
	void nothingAllowed() {
		assertThat(problem((policy) -> policy.allowedOrigins(List.of())).reason()).isEqualTo(Reason.NOTHING_ALLOWED);
		assertThat(problem((policy) -> policy.allowedMethods(List.of())).reason()).isEqualTo(Reason.NOTHING_ALLOWED);
	}

	@Test
	void manyEntriesAreCheckedInReasonableTime() {
		List<String> origins = new java.util.ArrayList<>();
		for (int i = 0; i < 100_000; i++) {
			origins.add("https://tenant" + i + ".example.com");
		}
		assertThat(problems((policy) -> policy.allowedOrigins(origins))).isEmpty();
	}

}
