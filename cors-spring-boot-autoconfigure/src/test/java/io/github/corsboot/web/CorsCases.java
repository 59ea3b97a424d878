package io.github.corsboot.web;

import java.util.List;
import java.util.stream.Stream;

import static io.github.corsboot.web.CorsCase.preflight;
import static io.github.corsboot.web.CorsCase.request;

/**
 * The decision tables as requests, to be answered alike by both stacks. The policies are
 * those of {@code cases.yml}.
 */
final class CorsCases {

	private static final String APP = "https://app.example.com";

	private static final String DEFAULT_METHODS = "Access-Control-Allow-Methods: GET, HEAD, POST, PUT, PATCH, DELETE, QUERY";

	private static final String ANY_HEADER = "Access-Control-Allow-Headers: *, Authorization";

	private static final String EXPOSED = "Access-Control-Expose-Headers: X-Total";

	private static final String CREDENTIALS = "Access-Control-Allow-Credentials: true";

	private CorsCases() {
	}

	static Stream<CorsCase> all() {
		return Stream
			.of(notCors(), actual(), preflights(), credentials(), everyone(), candidates(), malformed(), exemptions(),
					paths(), confusedPaths(), hosts(), handlers(), applicationErrors())
			.flatMap(List::stream);
	}

	/**
	 * Return what an attacker may send much of: an origin of nobody, one that is too
	 * long, and a list of names that is.
	 */
	static List<CorsCase> hostile() {
		return List.of(request("GET /api/data", "Origin: https://evil.test").refused("origin-not-allowed"),
				request("GET /api/data", "Origin: https://" + "a".repeat(6900)).refused("origin-malformed"),
				preflight("/api/data", APP, "PUT", "x,".repeat(3400)).answers(200, allow(APP), DEFAULT_METHODS));
	}

	private static String allow(String origin) {
		return "Access-Control-Allow-Origin: " + origin;
	}

	private static String maxAge(long seconds) {
		return "Access-Control-Max-Age: " + seconds;
	}

	private static List<CorsCase> notCors() {
		return List.of(request("GET /api/data").passes(), request("POST /api/data", "Content-Length: 0").passes(),
				request("OPTIONS /api/data").passes().unhandled(),
				request("GET /uncovered/data").passes().withoutVary(),
				request("GET /uncovered/data", "Origin: https://evil.test").passes().withoutVary(),
				request("GET /api/excluded/data", "Origin: https://evil.test").passes().withoutVary(),
				// Not a preflight without Access-Control-Request-Method.
				request("OPTIONS /api/data", "Access-Control-Request-Method: PUT").passes().unhandled());
	}

	private static List<CorsCase> actual() {
		return List.of(request("GET /api/data", "Origin: " + APP).passes(allow(APP), EXPOSED),
				request("GET /api/data", "Origin: https://a.b.example.com").passes(allow("https://a.b.example.com"),
						EXPOSED),
				request("GET /api/data", "Origin: http://localhost:8081").passes(allow("http://localhost:8081"),
						EXPOSED),
				request("GET /api/data", "Origin: moz-extension://5b4f0d28-1")
					.passes(allow("moz-extension://5b4f0d28-1"), EXPOSED),
				request("GET /api/data", "Origin: chrome-extension://abcdef").refused("origin-not-allowed"),
				request("PUT /api/data", "Origin: " + APP, "Content-Length: 0").passes(allow(APP), EXPOSED),
				request("GET /api/data", "Origin: https://evil.test").refused("origin-not-allowed"),
				request("GET /api/data", "Origin: https://example.com").refused("origin-not-allowed"),
				request("GET /api/data", "Origin: https://example.com.evil.test").refused("origin-not-allowed"),
				request("GET /api/data", "Origin: https://evilexample.com").refused("origin-not-allowed"),
				request("GET /api/data", "Origin: http://app.example.com").refused("origin-not-allowed"),
				request("GET /api/data", "Origin: https://app.example.com:8443").refused("origin-not-allowed"),
				request("GET /api/data", "Origin: null").refused("origin-not-allowed"),
				request("GET /nobody/data", "Origin: " + APP).refused("origin-not-allowed"),
				request("POST /api/data", "Origin: https://evil.test", "Content-Length: 0")
					.refused("origin-not-allowed"),
				request("OPTIONS /api/data", "Origin: " + APP).refused("method-not-allowed", allow(APP), EXPOSED),
				// An empty method makes it no preflight, but an OPTIONS request.
				request("OPTIONS /api/data", "Origin: " + APP, "Access-Control-Request-Method:")
					.refused("method-not-allowed", allow(APP), EXPOSED));
	}

	private static List<CorsCase> preflights() {
		return List.of(
				preflight("/api/data", APP, "PUT").answers(200, allow(APP), DEFAULT_METHODS, ANY_HEADER, maxAge(1800)),
				preflight("/api/data", APP, "PUT", "x-one,x-two").answers(200, allow(APP), DEFAULT_METHODS, ANY_HEADER,
						maxAge(1800)),
				// Nothing is served here, which the browser learns from the next request.
				preflight("/api/missing", APP, "PUT").answers(200, allow(APP), DEFAULT_METHODS, ANY_HEADER,
						maxAge(1800)),
				preflight("/api/data", "https://evil.test", "PUT").refused("origin-not-allowed"),
				preflight("/api/data", "null", "PUT").refused("origin-not-allowed"),
				preflight("/nobody/data", APP, "PUT").refused("origin-not-allowed"),
				// 200, so that the browser names the true cause.
				preflight("/api/data", APP, "PURGE").answers(200, allow(APP), DEFAULT_METHODS, ANY_HEADER),
				preflight("/api/data", APP, "put").answers(200, allow(APP), DEFAULT_METHODS, ANY_HEADER),
				preflight("/api/data", APP, "PUT", "x-one,,x two").answers(200, allow(APP), DEFAULT_METHODS),
				preflight("/api/data", APP, "PUT", "x-" + "a".repeat(7000)).answers(200, allow(APP), DEFAULT_METHODS),
				preflight("/credentials/data", APP, "PUT", "x-nope").answers(200, allow(APP), CREDENTIALS,
						"Access-Control-Allow-Methods: GET, POST, PUT",
						"Access-Control-Allow-Headers: Content-Type, X-Api-Key"),
				preflight("/credentials/data", APP, "DELETE", "x-nope").answers(200, allow(APP), CREDENTIALS,
						"Access-Control-Allow-Methods: GET, POST, PUT",
						"Access-Control-Allow-Headers: Content-Type, X-Api-Key"));
	}

	private static List<CorsCase> credentials() {
		return List.of(
				preflight("/credentials/data", APP, "PUT", "content-type,x-api-key").answers(200, allow(APP),
						CREDENTIALS, "Access-Control-Allow-Methods: GET, POST, PUT",
						"Access-Control-Allow-Headers: Content-Type, X-Api-Key", maxAge(3600)),
				request("GET /credentials/data", "Origin: " + APP, "Cookie: session=1").passes(allow(APP), CREDENTIALS,
						"Access-Control-Expose-Headers: X-Total, ETag"),
				request("GET /credentials/data", "Origin: https://pr-1.preview.test").passes(
						allow("https://pr-1.preview.test"), CREDENTIALS,
						"Access-Control-Expose-Headers: X-Total, ETag"),
				request("GET /credentials/data", "Origin: https://pr-.preview.test").refused("origin-not-allowed"),
				request("GET /credentials/data", "Origin: https://pr-1.x.preview.test").refused("origin-not-allowed"),
				request("GET /credentials/data", "Origin: https://evil-pr-1.preview.test")
					.refused("origin-not-allowed"),
				// Never '*' together with credentials: what was asked for is echoed.
				preflight("/any/data", APP, "PURGE", "x-one,x-two").answers(200, allow(APP), CREDENTIALS,
						"Access-Control-Allow-Methods: PURGE", "Access-Control-Allow-Headers: x-one,x-two",
						maxAge(1800)),
				preflight("/any/data", APP, "PURGE").answers(200, allow(APP), CREDENTIALS,
						"Access-Control-Allow-Methods: PURGE", maxAge(1800)),
				preflight("/any/data", APP, "PUT", "x-one", "x-two").answers(200, allow(APP), CREDENTIALS,
						"Access-Control-Allow-Methods: PUT", "Access-Control-Allow-Headers: x-one, x-two",
						maxAge(1800)),
				preflight("/any/data", APP, "PUT", "x-one,*").answers(200, allow(APP), CREDENTIALS,
						"Access-Control-Allow-Methods: PUT"),
				preflight("/any/data", APP, "PUT", " , ").answers(200, allow(APP), CREDENTIALS,
						"Access-Control-Allow-Methods: PUT", maxAge(1800)),
				preflight("/any/data", APP, "PU T", "x-one").answers(200, allow(APP), CREDENTIALS,
						"Access-Control-Allow-Headers: x-one"),
				preflight("/any/data", APP, "PUT", "x-\u00fc").answers(200, allow(APP), CREDENTIALS,
						"Access-Control-Allow-Methods: PUT"));
	}

	private static List<CorsCase> everyone() {
		return List.of(request("GET /open/data", "Origin: https://any.test").passes(allow("*"), EXPOSED).withoutVary(),
				request("GET /open/data", "Origin: null").passes(allow("*"), EXPOSED).withoutVary(),
				// Or a cache would serve an answer without these headers to the next
				// fetch.
				request("GET /open/data").passes(allow("*"), EXPOSED).withoutVary(),
				preflight("/open/data", "https://any.test", "PURGE", "x-one")
					.answers(200, allow("*"), "Access-Control-Allow-Methods: *", ANY_HEADER, maxAge(0))
					.withoutVary(),
				request("GET /open/data", "Origin: file://").passes(allow("*"), EXPOSED).withoutVary(),
				request("GET /open/data", "Origin: app://.").passes(allow("*"), EXPOSED).withoutVary(),
				request("GET /open/data", "Origin: content://").passes(allow("*"), EXPOSED).withoutVary(),
				request("GET /open/data", "Origin: https://ANY.test").passes(allow("*"), EXPOSED).withoutVary(),
				request("GET /mixed/data", "Origin: file://").passes(allow("*"), EXPOSED),
				request("GET /open/data", "Origin: not an origin").refused("origin-malformed"),
				// Constant only if a cache may serve it to everybody.
				request("GET /post/data").passes(),
				request("GET /post/data", "Origin: https://any.test").refused("method-not-allowed", allow("*"),
						EXPOSED),
				request("POST /post/data", "Origin: https://any.test", "Content-Length: 0").passes(allow("*"), EXPOSED),
				request("GET /mixed/data").passes(),
				request("GET /mixed/data", "Origin: https://any.test").passes(allow("*"), EXPOSED));
	}

	private static List<CorsCase> candidates() {
		return List.of(
				request("PUT /shared/data", "Origin: https://a.shared.partner.test", "Content-Length: 0")
					.passes(allow("https://a.shared.partner.test"), EXPOSED),
				request("PUT /shared/data", "Origin: https://a.partner.test", "Content-Length: 0")
					.refused("method-not-allowed", allow("https://a.partner.test"), EXPOSED),
				// Exact before any suffix.
				request("PUT /shared/data", "Origin: https://special.shared.partner.test", "Content-Length: 0")
					.refused("method-not-allowed", allow("https://special.shared.partner.test"), EXPOSED),
				request("GET /shared/data", "Origin: https://partner.test").refused("origin-not-allowed"),
				// The more specific path alone decides.
				request("GET /api/admin/data", "Origin: https://admin.example.com")
					.passes(allow("https://admin.example.com"), EXPOSED),
				request("GET /api/admin/data", "Origin: " + APP).refused("origin-not-allowed"));
	}

	private static List<CorsCase> malformed() {
		return Stream
			.of("https://APP.example.com", "HTTPS://app.example.com", "https://app.example.com/",
					"https://app.example.com/path", "https://user@app.example.com", "https://app.example.com:65536",
					"https://app.example.com:0443", "https://app.example.com:", "https://app.example.com:443",
					"https://", "://app.example.com", "app.example.com", "*", "NULL",
					"https://app.example.com https://other.example.com", "https://app.example.com,null",
					"https://app.example.com\tx", "https://app.example.com\u00e9", "\u00ff\u00fe",
					"https://app..example.com", "https://app.example.com?x", "https://app.example.com#x",
					"https://*.example.com", "https://" + "a".repeat(6990) + ".example.com")
			.map((origin) -> request("GET /api/data", "Origin: " + origin).refused("origin-malformed"))
			.collect(java.util.stream.Collectors.collectingAndThen(java.util.stream.Collectors.toList(),
					(cases) -> Stream.concat(cases.stream(), malformedLines()).toList()));
	}

	private static Stream<CorsCase> malformedLines() {
		return Stream.of(request("GET /api/data", "Origin: " + APP, "Origin: " + APP).refused("origin-malformed"),
				request("GET /api/data", "Origin: " + APP, "Origin: https://evil.test").refused("origin-malformed"),
				request("GET /api/data", "Origin:").refused("origin-malformed"),
				preflight("/api/data", APP + "/", "PUT").refused("origin-malformed"));
	}

	private static List<CorsCase> exemptions() {
		return List.of(request("GET /api/data", "Host: shop.test", "Origin: http://shop.test").passes(),
				request("GET /api/data", "Host: shop.test:8080", "Origin: http://shop.test:8080").passes(),
				request("GET /api/data", "Host: shop.test", "Origin: http://shop.test:8080")
					.refused("origin-not-allowed"),
				request("GET /api/data", "Host: shop.test", "Origin: https://shop.test").refused("origin-not-allowed"),
				// What only the browser can set says so, whatever a proxy hides.
				request("POST /api/data", "Host: shop.test", "Origin: https://shop.test", "Sec-Fetch-Site: same-origin",
						"Content-Length: 0")
					.passes(),
				request("GET /api/data", "Origin: https://evil.test", "Sec-Fetch-Site: cross-site")
					.refused("origin-not-allowed"),
				request("GET /api/data", "Origin: https://evil.test", "Sec-Fetch-Site: same-origin",
						"Sec-Fetch-Site: same-origin")
					.refused("origin-not-allowed"),
				// A form of a page under no-referrer, which is what Spring Security sets
				// on
				// WebFlux.
				request("POST /api/data", "Origin: null", "Sec-Fetch-Site: same-origin", "Sec-Fetch-Mode: navigate",
						"Sec-Fetch-Dest: document", "Content-Length: 0")
					.passes(),
				request("POST /api/data", "Origin: null", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate",
						"Sec-Fetch-Dest: document", "Content-Length: 0")
					.refused("origin-not-allowed"),
				preflight("/api/data", "null", "PUT", "x-one").refused("origin-not-allowed"),
				preflight("/api/data", "https://evil.test", "PUT", "sec-fetch-site").refused("origin-not-allowed"),
				request("POST /forms/data", "Origin: https://bank.test", "Sec-Fetch-Mode: navigate",
						"Sec-Fetch-Dest: document", "Content-Length: 0")
					.passes(),
				request("POST /forms/data", "Origin: null", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document",
						"Content-Length: 0")
					.passes(),
				// 3-D Secure posts a form in a frame.
				request("POST /forms/data", "Origin: https://bank.test", "Sec-Fetch-Mode: navigate",
						"Sec-Fetch-Dest: iframe", "Content-Length: 0")
					.passes(),
				request("POST /forms/data", "Origin: https://bank.test", "Sec-Fetch-Mode: navigate",
						"Sec-Fetch-Dest: empty", "Content-Length: 0")
					.refused("origin-not-allowed"),
				// What a service worker passes on in WebKit.
				request("POST /api/data", "Origin: https://evil.test", "Sec-Fetch-Site: same-origin",
						"Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: empty", "Content-Length: 0")
					.refused("origin-not-allowed"),
				// A picture or a frame whose site may ask for its cookies.
				request("GET /api/data", "Origin: https://top.test", "Sec-Fetch-Site: cross-site",
						"Sec-Fetch-Mode: no-cors", "Sec-Fetch-Dest: image", "Sec-Fetch-Storage-Access: inactive")
					.passes(),
				request("GET /api/data", "Origin: https://top.test", "Sec-Fetch-Site: cross-site",
						"Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: iframe", "Sec-Fetch-Storage-Access: active")
					.passes(),
				request("GET /api/data", "Origin: https://top.test", "Sec-Fetch-Site: cross-site",
						"Sec-Fetch-Mode: cors", "Sec-Fetch-Dest: empty", "Sec-Fetch-Storage-Access: inactive")
					.refused("origin-not-allowed"),
				request("POST /api/data", "Origin: https://top.test", "Sec-Fetch-Site: cross-site",
						"Sec-Fetch-Mode: no-cors", "Sec-Fetch-Storage-Access: inactive", "Content-Length: 0")
					.refused("origin-not-allowed"),
				request("POST /api/data", "Origin: https://bank.test", "Sec-Fetch-Mode: navigate",
						"Sec-Fetch-Dest: document", "Content-Length: 0")
					.refused("origin-not-allowed"));
	}

	private static List<CorsCase> paths() {
		return List.of(
				// Another way to write a covered path is covered, too.
				request("GET /%61pi/data", "Origin: https://evil.test").refused("origin-not-allowed"),
				request("GET /api;x=1/data", "Origin: https://evil.test").refused("origin-not-allowed"),
				request("GET /api/admin;x=1/data", "Origin: " + APP).refused("origin-not-allowed"),
				request("GET /api/%61dmin/data", "Origin: " + APP).refused("origin-not-allowed"),
				request("GET /uncovered/../api/data", "Origin: https://evil.test").refused("origin-not-allowed"),
				request("GET /uncovered/%2e%2e/api/data", "Origin: https://evil.test").refused("origin-not-allowed"),
				// Nor does another form of an excluded path let anybody in.
				request("GET /api/excluded/../data", "Origin: https://evil.test").refused("origin-not-allowed"),
				request("GET /api/excluded/%2e%2e/data", "Origin: https://evil.test").refused("origin-not-allowed"),
				request("GET /api/data?q=../uncovered", "Origin: https://evil.test").refused("origin-not-allowed"));
	}

	/**
	 * Nobody knows by which of its forms a path is served, so all of them have to allow.
	 */
	private static List<CorsCase> confusedPaths() {
		return List.of(
				request("GET /public/data", "Origin: https://partner.example").passes(allow("https://partner.example"),
						CREDENTIALS, EXPOSED),
				request("GET /api/data", "Origin: https://partner.example").refused("origin-not-allowed"),
				request("GET /public/..;/api/data", "Origin: https://partner.example").refused("origin-not-allowed"),
				request("GET /public/%2e%2e/api/data", "Origin: https://partner.example").refused("origin-not-allowed"),
				request("GET /api/..%252fpublic/data", "Origin: https://partner.example").refused("origin-not-allowed"),
				preflight("/public/..;/api/data", "https://partner.example", "PUT").refused("origin-not-allowed"),
				request("GET /uncovered/..;/public/data", "Origin: https://partner.example")
					.refused("origin-not-allowed"),
				// Both policies allow it: the strictest of each attribute counts.
				request("GET /public/..;/credentials/data", "Origin: " + APP)
					.answers(400, allow(APP), CREDENTIALS, "Access-Control-Expose-Headers: X-Total")
					.unhandled(),
				request("GET /api/exact/", "Origin: " + APP).refused("origin-not-allowed"),
				request("GET /api/exact/", "Origin: https://exact.test").refused("origin-not-allowed"),
				// The policies of both forms allow it.
				request("GET /api/exact/", "Origin: https://both.example.com")
					.answers(404, allow("https://both.example.com"), EXPOSED)
					.unhandled(),
				request("GET /api/exact", "Origin: " + APP).refused("origin-not-allowed"),
				request("GET /api/nothing/", "Origin: " + APP).answers(404, allow(APP), EXPOSED).unhandled());
	}

	private static List<CorsCase> hosts() {
		String a = "https://a.test";
		String all = "https://all.test";
		return List.of(
				request("GET /api/data", "Host: a.tenants.test", "Origin: " + a).passes(allow(a), CREDENTIALS, EXPOSED),
				request("GET /api/data", "Host: A.Tenants.TEST:8443", "Origin: " + a).passes(allow(a), CREDENTIALS,
						EXPOSED),
				request("GET /api/data", "Host: a.tenants.test.", "Origin: " + a).passes(allow(a), CREDENTIALS,
						EXPOSED),
				preflight("/api/data", a, "PUT", "x-one").host("a.tenants.test")
					.answers(200, allow(a), CREDENTIALS, DEFAULT_METHODS, "Access-Control-Allow-Headers: x-one",
							maxAge(1800)),
				// A page of one tenant at another.
				request("GET /api/data", "Host: b.tenants.test", "Origin: " + a).refused("origin-not-allowed"),
				preflight("/api/data", a, "PUT").host("b.tenants.test").refused("origin-not-allowed"),
				request("GET /api/data", "Host: c.tenants.test", "Origin: " + a).refused("origin-not-allowed"),
				request("GET /api/data", "Host: tenants.test", "Origin: " + a).refused("origin-not-allowed"),
				request("GET /api/data", "Host: xa.tenants.test.evil.test", "Origin: " + a)
					.refused("origin-not-allowed"),
				request("GET /api/data", "Origin: " + a).refused("origin-not-allowed"),
				request("GET /api/data", "X-Forwarded-Host: a.tenants.test", "Origin: " + a)
					.refused("origin-not-allowed"),
				// The more specific host decides alone, even if its path is less
				// specific.
				request("GET /api/data", "Host: a.tenants.test", "Origin: " + APP).refused("origin-not-allowed"),
				request("GET /api/admin/data", "Host: a.tenants.test", "Origin: https://admin.example.com")
					.refused("origin-not-allowed"),
				request("GET /api/data", "Host: a.tenants.test", "Origin: " + all).refused("origin-not-allowed"),
				request("GET /api/data", "Host: c.tenants.test", "Origin: " + all).passes(allow(all), EXPOSED),
				request("GET /open/closed/data", "Host: a.tenants.test", "Origin: " + all).passes(allow(all), EXPOSED),
				// What it does not cover is left to the others.
				request("GET /uncovered/data", "Host: a.tenants.test").passes().withoutVary(),
				request("GET /public/data", "Host: a.tenants.test", "Origin: " + APP).passes(allow(APP), CREDENTIALS,
						EXPOSED));
	}

	private static List<CorsCase> handlers() {
		return List.of(request("GET /api/callable", "Origin: " + APP).passes(allow(APP), EXPOSED).unhandled(),
				request("GET /api/mono", "Origin: " + APP).passes(allow(APP), EXPOSED).unhandled(),
				request("HEAD /api/data", "Origin: " + APP).passes(allow(APP), EXPOSED),
				request("GET /api/status/204", "Origin: " + APP).answers(204, allow(APP), EXPOSED),
				request("GET /api/status/302", "Origin: " + APP).answers(302, allow(APP), EXPOSED),
				request("GET /api/file.txt", "Origin: " + APP).passes(allow(APP), EXPOSED).unhandled(),
				request("GET /api/file.txt").passes().unhandled(),
				request("GET /api/file.txt", "Origin: https://evil.test").refused("origin-not-allowed"),
				request("GET /api/%66ile.txt", "Origin: https://evil.test").refused("origin-not-allowed"),
				preflight("/api/file.txt", APP, "PUT").answers(200, allow(APP), DEFAULT_METHODS, ANY_HEADER,
						maxAge(1800)));
	}

	private static List<CorsCase> applicationErrors() {
		return List.of(request("GET /error-cases/status/500", "Origin: " + APP).answers(500, allow(APP), EXPOSED),
				request("GET /error-cases/status/404", "Origin: " + APP).answers(404, allow(APP), EXPOSED),
				request("GET /error-cases/nothing/at/all", "Origin: " + APP).answers(404, allow(APP), EXPOSED)
					.unhandled(),
				request("GET /error-cases/exception", "Origin: " + APP).answers(500, allow(APP), EXPOSED).unhandled(),
				request("GET /error-cases/mono-exception", "Origin: " + APP).answers(500, allow(APP), EXPOSED)
					.unhandled(),
				request("GET /error-cases/conflict", "Origin: " + APP).answers(409, allow(APP), EXPOSED).unhandled(),
				request("GET /error-cases/exception").answers(500).unhandled(),
				request("GET /error-cases/nothing").answers(404).unhandled(),
				request("GET /error-cases/exception", "Origin: https://evil.test").refused("origin-not-allowed"),
				request("GET /secured/data", "Origin: " + APP).answers(401, allow(APP), EXPOSED).unhandled(),
				request("GET /secured/data", "Origin: https://evil.test").refused("origin-not-allowed"),
				request("GET /secured/data").answers(401).unhandled(),
				preflight("/secured/data", APP, "PUT", "authorization").answers(200, allow(APP), DEFAULT_METHODS,
						ANY_HEADER, maxAge(1800)));
	}

}
