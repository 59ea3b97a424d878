package io.github.corsboot.browsers;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import static io.github.corsboot.browsers.Step.fetch;

/**
 * All cases. The paths belong to the policies of {@code browsers/application.yml}.
 */
final class Cases {

	private static final String NOT_ALLOWED = "origin-not-allowed";

	private static final String JSON = "application/json";

	private final List<Case> cases = new ArrayList<>();

	private Cases() {
	}

	static List<Case> all() {
		Cases cases = new Cases();
		cases.origins();
		cases.ownOrigin();
		cases.methods();
		cases.headers();
		cases.credentials();
		cases.cookies();
		cases.exposedHeaders();
		cases.preflightCache();
		cases.httpCache();
		cases.redirects();
		cases.frames();
		cases.elements();
		cases.xhr();
		cases.beacons();
		cases.forms();
		cases.sockets();
		cases.responses();
		cases.proxies();
		cases.workers();
		return cases.cases;
	}

	private Case add(String id, Place page, Step... steps) {
		Case added = new Case(id, page, steps);
		this.cases.add(added);
		return added;
	}

	private Case app(String id, Step... steps) {
		return add(id, Place.APP, steps);
	}

	/** A case that ends with a refusal before any response is read. */
	private void refused(String id, Place page, Step step, String reason) {
		add(id, page, step).blocked().records(reason);
	}

	private void origins() {
		app("allowed-origin", fetch("/api"));
		app("allowed-origin-of-another-site", fetch("/api").at(Place.API_ELSEWHERE));
		for (Place page : List.of(Place.OTHER_PORT, Place.ADMIN, Place.APEX, Place.LOOKALIKE, Place.SUFFIX,
				Place.STRANGER, Place.INTERNATIONAL, Place.ADDRESS)) {
			refused("not-allowed-" + name(page), page, fetch("/api"), NOT_ALLOWED);
		}
		for (Place page : List.of(Place.APP, Place.ADMIN, Place.DEEP)) {
			add("sub-domain-" + name(page), page, fetch("/sub-domains"));
		}
		for (Place page : List.of(Place.APEX, Place.OTHER_PORT, Place.LOOKALIKE, Place.SUFFIX, Place.STRANGER)) {
			refused("no-sub-domain-" + name(page), page, fetch("/sub-domains"), NOT_ALLOWED);
		}
		add("any-port", Place.APP, fetch("/ports"));
		add("any-other-port", Place.OTHER_PORT, fetch("/ports"));
		refused("any-port-of-another-host", Place.ADMIN, fetch("/ports"), NOT_ALLOWED);
		for (Place page : List.of(Place.STRANGER, Place.ADDRESS, Place.INTERNATIONAL)) {
			add("everyone-" + name(page), page, fetch("/open"));
		}
		add("international-name", Place.INTERNATIONAL, fetch("/international"));
		add("second-origin-of-a-list", Place.ADMIN, fetch("/two"));
		refused("nobody", Place.APP, fetch("/nobody"), NOT_ALLOWED);
		refused("no-policy", Place.APP, fetch("/reports"), "no-policy");
		app("no-policy-with-preflight", fetch("/reports").method("PUT")).blocked().preflights(1).records("no-policy");
		add("stranger-asks-before", Place.STRANGER, fetch("/api").method("PUT")).blocked()
			.preflights(1)
			.records(NOT_ALLOWED);
	}

	private static String name(Place page) {
		return page.name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	private void ownOrigin() {
		for (String method : List.of("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH")) {
			add("own-origin-" + method.toLowerCase(Locale.ROOT), Place.API, fetch("/nobody").method(method))
				.sees(method.equals("HEAD") ? "200" : "200 1");
		}
		add("own-origin-json", Place.API, fetch("/api").method("POST").header("Content-Type", JSON));
		add("own-origin-module", Place.API, Step.of("module", "/nobody")).answers(javascript()).sees("loaded");
		add("own-origin-socket", Place.API, Step.of("webSocket", "/sockets")).sees("open");
		add("own-host-of-another-name", Place.API, fetch("/api").at(Place.API_ELSEWHERE)).blocked()
			.records(NOT_ALLOWED);
	}

	private void methods() {
		app("head", fetch("/api").method("HEAD")).sees("200");
		app("post", fetch("/api").method("POST"));
		app("post-in-mixed-case", fetch("/api").method("pOsT"));
		for (String method : List.of("PUT", "PATCH", "DELETE", "QUERY")) {
			app("method-" + method.toLowerCase(Locale.ROOT), fetch("/api").method(method)).preflights(1);
		}
		app("put-in-lower-case", fetch("/api").method("put")).preflights(1);
		for (String method : List.of("patch", "query", "OPTIONS", "REPORT")) {
			app("refused-method-" + method.toLowerCase(Locale.ROOT), fetch("/api").method(method)).blocked()
				.preflights(1)
				.records("method-not-allowed");
		}
		app("any-method", fetch("/any-header").method("REPORT")).preflights(1);
		app("any-method-in-lower-case", fetch("/any-header").method("patch")).preflights(1);
		app("method-not-listed", fetch("/narrow").method("PUT")).blocked().preflights(1).records("method-not-allowed");
		app("forbidden-method", fetch("/api").method("TRACE")).blocked()
			.unexplained("no browser sends it, so that nothing reaches the server");
	}

	private void headers() {
		for (String type : List.of("text/plain", "text/plain;charset=utf-8", "application/x-www-form-urlencoded",
				"multipart/form-data;boundary=x")) {
			app("type-" + type.replaceAll("[^a-z0-9]+", "-"),
					fetch("/api").method("POST").header("Content-Type", type).with("body", "x"));
		}
		app("type-json", fetch("/api").method("POST").header("Content-Type", JSON).with("body", "{}")).preflights(1);
		app("type-json-not-listed", fetch("/narrow").method("POST").header("Content-Type", JSON).with("body", "{}"))
			.blocked()
			.preflights(1)
			.records("header-not-allowed");
		app("header-listed", fetch("/api").header("X-Api-Key", "k")).preflights(1);
		app("header-in-another-case", fetch("/api").header("x-API-key", "k")).preflights(1);
		app("authorization", fetch("/api").header("Authorization", "Bearer t")).preflights(1);
		app("headers-all-listed", fetch("/api").header("X-Api-Key", "k").header("Authorization", "Bearer t"))
			.preflights(1);
		app("header-not-listed", fetch("/api").header("X-Other", "o")).blocked()
			.preflights(1)
			.records("header-not-allowed");
		app("one-of-two-headers-not-listed", fetch("/api").header("X-Api-Key", "k").header("X-Other", "o")).blocked()
			.preflights(1)
			.records("header-not-allowed");
		app("header-of-the-response", fetch("/api").header("Access-Control-Allow-Origin", "*")).blocked()
			.preflights(1)
			.records("header-not-allowed");
		app("any-header", fetch("/any-header").header("X-Anything", "a").header("Authorization", "Bearer t"))
			.preflights(1);
		app("accept", fetch("/api").header("Accept", "text/html"));
		app("accept-language", fetch("/api").header("Accept-Language", "de"));
		app("content-language", fetch("/api").header("Content-Language", "de"));
		app("unsafe-accept-language", fetch("/any-header").header("Accept-Language", "de/at")).preflights(1);
		app("long-accept", fetch("/any-header").header("Accept", "*/*;x=" + "x".repeat(130))).preflights(1);
		app("method-and-header-not-listed", fetch("/narrow").method("PUT").header("X-Other", "o")).blocked()
			.preflights(1)
			.records("method-not-allowed");
	}

	private void credentials() {
		app("credentials", fetch("/account").credentials());
		app("credentials-with-preflight", fetch("/account").method("PUT").header("Content-Type", JSON).credentials())
			.preflights(1);
		app("credentials-omitted", fetch("/account").with("credentials", "omit"));
		app("credentials-not-allowed", fetch("/api").credentials()).blocked();
		app("credentials-not-allowed-with-preflight", fetch("/api").method("PUT").credentials()).blocked()
			.preflights(1);
		app("credentials-for-everyone", fetch("/open").credentials()).blocked();
		app("credentials-for-everyone-with-preflight", fetch("/open").method("PUT").credentials()).blocked()
			.preflights(1);
		app("credentials-method-not-listed", fetch("/account-narrow").method("DELETE").credentials()).blocked()
			.preflights(1)
			.records("method-not-allowed");
		app("credentials-header-not-listed", fetch("/account-narrow").header("X-Other", "o").credentials()).blocked()
			.preflights(1)
			.records("header-not-allowed");
		add("credentials-of-a-stranger", Place.STRANGER, fetch("/account").credentials()).blocked()
			.records(NOT_ALLOWED);
	}

	/**
	 * A response sets a cookie, and the next request has it or not.
	 */
	private Case cookie(String id, Place target, String attributes, Step... more) {
		Step set = fetch("/account/set").at(target).credentials();
		Step get = fetch("/account/get").at(target).credentials();
		List<Step> steps = new ArrayList<>(List.of(set, get));
		steps.addAll(List.of(more));
		return app(id, steps.toArray(Step[]::new))
			.answers("set", Answer.OK.header("Set-Cookie", id + "=1; Path=/account/" + id + attributes))
			.answers("get", Answer.of("text/plain", "cookie"));
	}

	private void cookies() {
		for (String attribute : List.of("Lax", "Strict")) {
			String name = attribute.toLowerCase(Locale.ROOT);
			cookie(name + "-of-the-same-site", Place.API, "; SameSite=" + attribute).sees("200 1",
					"200 " + name + "-of-the-same-site=1");
			cookie(name + "-of-another-site", Place.API_ELSEWHERE, "; SameSite=" + attribute).sees("200 1",
					"200 no cookie");
		}
		cookie("none-of-the-same-site", Place.API, "; SameSite=None; Secure").onlyHttps()
			.sees("200 1", "200 none-of-the-same-site=1");
		cookie("none-of-another-site", Place.API_ELSEWHERE, "; SameSite=None; Secure").onlyHttps()
			.sees("200 1", "200 none-of-another-site=1")
			// Debian's Chromium blocks cookies of other sites, unless they are
			// partitioned.
			.seesIn(Engine.CHROMIUM, "200 1", "200 no cookie");
		cookie("partitioned-of-another-site", Place.API_ELSEWHERE, "; SameSite=None; Secure; Partitioned").onlyHttps()
			.sees("200 1", "200 partitioned-of-another-site=1");
		cookie("without-credentials-no-cookie", Place.API, "; SameSite=Lax", fetch("/account/get")).sees("200 1",
				"200 without-credentials-no-cookie=1", "200 no cookie");
		app("cookie-without-credentials-is-not-kept", fetch("/account/set"), fetch("/account/get").credentials())
			.answers("set", Answer.OK.header("Set-Cookie", "lost=1; Path=/account"))
			.answers("get", Answer.of("text/plain", "cookie"))
			.sees("200 1", "200 no cookie");
		cookie("cookie-after-a-preflight", Place.API, "; SameSite=Lax",
				fetch("/account/get").method("PUT").credentials())
			.sees("200 1", "200 cookie-after-a-preflight=1", "200 cookie-after-a-preflight=1")
			.preflights(1);
	}

	private void exposedHeaders() {
		Answer answer = Answer.OK.header("X-Total", "3").header("X-Other", "4").header("Cache-Control", "no-store");
		app("exposed-header", fetch("/api").read("X-Total")).answers(answer).sees("200 1 X-Total=3");
		app("header-not-exposed", fetch("/api").read("X-Other")).answers(answer).sees("200 1 X-Other=null");
		app("safelisted-header", fetch("/api").read("Cache-Control")).answers(answer)
			.sees("200 1 Cache-Control=no-store");
		app("all-headers-exposed", fetch("/open").read("X-Total", "X-Other")).answers(answer)
			.sees("200 1 X-Total=3 X-Other=4");
		app("exposed-header-with-credentials", fetch("/account").credentials().read("X-Total", "X-Other"))
			.answers(answer)
			.sees("200 1 X-Total=3 X-Other=null");
		app("exposed-header-of-an-error", fetch("/api").read("X-Total")).answers(answer.status(500))
			.sees("500 1 X-Total=3");
	}

	private void preflightCache() {
		Step put = fetch("/api").method("PUT");
		app("preflight-is-kept", put, put).sees("200 1", "200 2").preflights(1);
		app("preflight-is-kept-for-one-url", fetch("/api/one").method("PUT"), fetch("/api/two").method("PUT"))
			.sees("200 1", "200 2")
			.preflights(2);
		app("preflight-is-kept-for-all-methods", put, fetch("/api").method("DELETE")).sees("200 1", "200 2")
			.preflights(1);
		app("preflight-with-another-header", put, put.header("X-Api-Key", "k")).sees("200 1", "200 2").preflights(1);
		app("preflight-with-and-without-credentials", fetch("/account").method("PUT"),
				fetch("/account").method("PUT").credentials())
			.sees("200 1", "200 2")
			.preflights(2);
		app("refusal-is-not-kept", fetch("/api").method("patch"), fetch("/api").method("patch"))
			.sees("blocked", "blocked")
			.preflights(2)
			.records("method-not-allowed", "method-not-allowed");
		Step shortly = fetch("/short").method("PUT");
		app("preflight-ends", shortly, shortly, shortly.after(1300)).sees("200 1", "200 2", "200 3").preflights(2);
		Step never = fetch("/never").method("PUT");
		app("preflight-is-never-kept", never, never).sees("200 1", "200 2").preflights(2);
		app("preflight-for-each-origin", fetch("/two").method("PUT"),
				fetch("/two").method("PUT").inFrameOf(Place.ADMIN))
			.sees("200 1", "200 2")
			.preflights(2);
	}

	private void httpCache() {
		Answer answer = Answer.OK.header("Cache-Control", "max-age=600");
		Answer script = javascript().header("Cache-Control", "max-age=600");
		app("cached-for-one-origin", fetch("/two"), fetch("/two")).answers(answer).sees("200 1", "200 1");
		app("not-cached-for-another-origin", fetch("/two"), fetch("/two").inFrameOf(Place.ADMIN)).answers(answer)
			.sees("200 1", "200 2");
		app("not-cached-for-a-script-after-an-element", Step.of("script", "/two"), fetch("/two")).answers(script)
			.sees("loaded", "200 2");
		app("not-cached-for-a-stranger-after-the-app", fetch("/api"), fetch("/api").inFrameOf(Place.ADMIN))
			.answers(answer)
			.sees("200 1", "blocked")
			.records(NOT_ALLOWED);
		app("constant-header-cached-for-another-origin", fetch("/open"), fetch("/open").inFrameOf(Place.ADMIN))
			.answers(answer)
			.sees("200 1", "200 1");
		app("constant-header-cached-after-an-element", Step.of("script", "/open"), fetch("/open")).answers(script)
			.sees("loaded", "200 1")
			// Firefox keeps apart what was asked for with and without CORS.
			.seesIn(Engine.FIREFOX, "loaded", "200 2");
		app("never-stored", fetch("/two"), fetch("/two")).answers(Answer.OK.header("Cache-Control", "no-store"))
			.sees("200 1", "200 2");
	}

	private void redirects() {
		app("redirect", fetch("/api")).answers(Answer.redirect(Place.API, "/api/redirect/end")).sees("200 2");
		app("redirect-to-another-host", fetch("/api"))
			.answers(Answer.redirect(Place.API_ELSEWHERE, "/api/redirect-to-another-host/end"))
			.blocked()
			.records(NOT_ALLOWED)
			.unexplained("the redirect is followed with the origin 'null'");
		app("redirect-to-another-host-for-everyone", fetch("/api"))
			.answers(Answer.redirect(Place.API_ELSEWHERE, "/open/redirect-to-another-host-for-everyone/end"))
			.sees("200 2");
		app("redirect-with-preflight", fetch("/api").method("PUT"))
			.answers(Answer.redirect(Place.API, "/api/redirect-with-preflight/end").status(307))
			.sees("200 2")
			.preflights(2);
		app("redirect-of-a-post", fetch("/api").method("POST"))
			.answers(Answer.redirect(Place.API, "/api/redirect-of-a-post/end").status(303))
			.sees("200 2");
		app("redirect-to-a-login-page", fetch("/api"))
			.answers(Answer.redirect(Place.API, "/reports/redirect-to-a-login-page/end"))
			.blocked()
			.records("no-policy")
			.unexplained("the page that is redirected to has no policy");
		app("redirect-without-a-policy", fetch("/reports"))
			.answers(Answer.redirect(Place.API, "/api/redirect-without-a-policy/end"))
			.blocked()
			.records("no-policy");
		app("redirect-by-hand", fetch("/api").with("redirect", "manual"))
			.answers(Answer.redirect(Place.API, "/api/redirect-by-hand/end"))
			.sees("opaqueredirect");
		app("redirect-is-an-error", fetch("/api").with("redirect", "error"))
			.answers(Answer.redirect(Place.API, "/api/redirect-is-an-error/end"))
			.blocked()
			.unexplained("the script forbids redirects");
		add("redirect-from-the-own-origin", Place.API, fetch("/api"))
			.answers(Answer.redirect(Place.API_ELSEWHERE, "/api/redirect-from-the-own-origin/end"))
			.blocked()
			.records(NOT_ALLOWED)
			.unexplained("the redirect leads to another origin");
	}

	private void frames() {
		app("sandboxed-frame", fetch("/api").sandboxed()).blocked().records(NOT_ALLOWED);
		app("sandboxed-frame-asks-before", fetch("/api").method("PUT").sandboxed()).blocked()
			.preflights(1)
			.records(NOT_ALLOWED);
		app("sandboxed-frame-for-everyone", fetch("/open").sandboxed());
		app("sandboxed-frame-for-everyone-with-preflight", fetch("/open").method("PUT").sandboxed()).preflights(1);
		add("sandboxed-frame-of-the-own-origin", Place.API, fetch("/api").sandboxed()).blocked().records(NOT_ALLOWED);
		app("frame-of-another-origin", fetch("/api").inFrameOf(Place.ADMIN)).blocked().records(NOT_ALLOWED);
		add("frame-of-the-app-in-a-stranger", Place.STRANGER, fetch("/api").inFrameOf(Place.APP));
		app("frame-shows-the-response", Step.of("frame", "/api")).sees("nothing");
	}

	private static Answer javascript() {
		return Answer.of("text/javascript", "");
	}

	private void elements() {
		for (Place page : List.of(Place.APP, Place.STRANGER)) {
			boolean allowed = page == Place.APP;
			String name = name(page);
			add("module-" + name, page, Step.of("module", "/api")).answers(javascript())
				// It names the type of the refusal.
				.printsOtherwiseIn(Engine.FIREFOX);
			add("script-" + name, page, Step.of("script", "/api")).answers(javascript());
			add("script-crossorigin-" + name, page, Step.of("script", "/api").with("crossorigin", "anonymous"))
				.answers(javascript());
			add("image-" + name, page, Step.of("image", "/api")).answers(image());
			add("image-crossorigin-" + name, page, Step.of("image", "/api").with("crossorigin", "anonymous"))
				.answers(image());
			add("font-" + name, page, Step.of("font", "/api")).answers(font());
			for (Case added : this.cases.subList(this.cases.size() - 6, this.cases.size())) {
				boolean plain = added.id().equals("script-" + name) || added.id().equals("image-" + name);
				added.sees((allowed || plain) ? "loaded" : "blocked");
				added.records((allowed || plain) ? new String[0] : new String[] { NOT_ALLOWED });
			}
			if (!allowed) {
				// WebKitGTK asks for fonts without CORS.
				this.cases.get(this.cases.size() - 1)
					.seesIn(Engine.WEBKIT, "loaded")
					.recordsIn(Engine.WEBKIT)
					.unexplainedIn(Engine.WEBKIT);
			}
			Case events = add("events-" + name, page, Step.of("eventSource", "/api")).answers(events());
			events.sees(allowed ? "hello" : "blocked").records(allowed ? new String[0] : new String[] { NOT_ALLOWED });
		}
		app("events-with-credentials", Step.of("eventSource", "/account").credentials()).answers(events())
			.sees("hello");
		app("events-with-credentials-not-allowed", Step.of("eventSource", "/api").credentials()).answers(events())
			.blocked();
		app("image-with-credentials", Step.of("image", "/account").with("crossorigin", "use-credentials").credentials())
			.answers(image())
			.sees("loaded");
		add("no-cors-get", Place.STRANGER, fetch("/api").noCors()).sees("opaque");
		add("no-cors-post", Place.STRANGER, fetch("/api").method("POST").noCors()).sees("opaque").records(NOT_ALLOWED);
		app("no-cors-post-of-the-app", fetch("/api").method("POST").noCors()).sees("opaque");
	}

	private static Answer image() {
		return Answer.of("image/png", "base64:iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYPj/HwADAgH/"
				+ "p6Y2dQAAAABJRU5ErkJggg==");
	}

	private static Answer events() {
		return Answer.of("text/event-stream", "data: hello\n\n");
	}

	private static Answer font() {
		return Answer.of("font/ttf", "file:one-glyph.ttf");
	}

	private void xhr() {
		app("xhr", Step.of("xhr", "/api"));
		app("xhr-put-json", Step.of("xhr", "/api").method("PUT").header("Content-Type", JSON).with("body", "{}"))
			.preflights(1);
		app("xhr-with-credentials", Step.of("xhr", "/account").credentials());
		app("xhr-upload-progress", Step.of("xhr", "/api").method("POST").with("body", "x").with("upload", true))
			.preflights(1)
			.unexplained("a listener for the progress needs a preflight");
		refused("xhr-stranger", Place.STRANGER, Step.of("xhr", "/api"), NOT_ALLOWED);
	}

	private void beacons() {
		app("beacon", Step.of("beacon", "/api").method("POST")).sees("nothing");
		app("beacon-json", Step.of("beacon", "/account").method("POST").header("Content-Type", JSON).credentials())
			.sees("nothing")
			.preflights(1);
		add("beacon-stranger", Place.STRANGER, Step.of("beacon", "/api").method("POST")).sees("nothing")
			.records(NOT_ALLOWED);
		add("beacon-json-stranger", Place.STRANGER,
				Step.of("beacon", "/account").method("POST").header("Content-Type", JSON).credentials())
			.sees("nothing")
			.preflights(1)
			.records(NOT_ALLOWED);
	}

	private void forms() {
		app("form-post", Step.of("form", "/api").method("POST")).sees("nothing");
		add("form-get-stranger", Place.STRANGER, Step.of("form", "/api")).sees("nothing");
		add("form-post-stranger", Place.STRANGER, Step.of("form", "/api").method("POST")).sees("nothing")
			.records(NOT_ALLOWED);
		add("form-post-stranger-let-through", Place.STRANGER, Step.of("form", "/navigated").method("POST"))
			.sees("nothing");
		add("form-post-own-origin", Place.API, Step.of("form", "/api").method("POST")).sees("nothing");
		app("form-post-sandboxed", Step.of("form", "/api").method("POST").sandboxed()).sees("nothing")
			.records(NOT_ALLOWED);
	}

	private void sockets() {
		app("socket", Step.of("webSocket", "/sockets")).sees("open");
		for (Place page : List.of(Place.STRANGER, Place.ADMIN, Place.LOOKALIKE)) {
			refused("socket-" + name(page), page, Step.of("webSocket", "/sockets"), NOT_ALLOWED);
		}
		app("socket-of-a-sandboxed-frame", Step.of("webSocket", "/sockets").sandboxed()).blocked().records(NOT_ALLOWED);
	}

	private void workers() {
		app("through-a-service-worker", Step.of("worker", "/api"));
		app("put-through-a-service-worker", Step.of("worker", "/api").method("PUT")).preflights(1);
		add("stranger-through-a-service-worker", Place.STRANGER, Step.of("worker", "/api")).blocked()
			.records(NOT_ALLOWED)
			.printsOtherwiseIn(Engine.FIREFOX);
		// WebKit asks nothing before a request that a service worker lets pass, so that
		// the server has to refuse it.
		app("put-past-a-service-worker", Step.of("worker", "/api").method("PUT")).preflights(1)
			.preflightsIn(Engine.WEBKIT, 0)
			.unexplainedIn(Engine.WEBKIT);
		app("method-not-listed-past-a-service-worker", Step.of("worker", "/narrow").method("PUT")).blocked()
			.preflights(1)
			.records("method-not-allowed")
			.preflightsIn(Engine.WEBKIT, 0)
			.seesIn(Engine.WEBKIT, "403 Refused by CORS policy: method-not-allowed")
			.unexplainedIn(Engine.WEBKIT);
	}

	private void responses() {
		for (int status : new int[] { 400, 401, 403, 404, 418, 500, 503 }) {
			app("status-" + status, fetch("/api")).answers(Answer.OK.status(status)).sees(status + " 1");
		}
		app("status-500-after-a-preflight", fetch("/api").method("PUT")).answers(Answer.OK.status(500))
			.sees("500 1")
			.preflights(1);
		app("not-found", fetch("/api/nothing/here").with("only", "status")).sees("404");
		app("stream", fetch("/api")).answers(Answer.of("application/x-ndjson", "stream")).sees("200 1\n2\n3");
		add("stream-stranger", Place.STRANGER, fetch("/api")).answers(Answer.of("application/x-ndjson", "stream"))
			.blocked()
			.records(NOT_ALLOWED);
	}

	private void proxies() {
		app("proxy", fetch("/api").at(Place.PROXY));
		app("proxy-with-preflight", fetch("/api").at(Place.PROXY).method("PUT")).preflights(1);
		app("proxy-with-credentials", fetch("/account").at(Place.PROXY).credentials());
		refused("proxy-stranger", Place.STRANGER, fetch("/api").at(Place.PROXY), NOT_ALLOWED);
		for (String method : List.of("GET", "POST", "PUT")) {
			add("own-origin-behind-a-proxy-" + method.toLowerCase(Locale.ROOT), Place.PROXY,
					fetch("/nobody").at(Place.PROXY).method(method));
		}
		add("own-module-behind-a-proxy", Place.PROXY, Step.of("module", "/nobody").at(Place.PROXY))
			.answers(javascript())
			.sees("loaded");
		add("own-form-behind-a-proxy", Place.PROXY, Step.of("form", "/nobody").at(Place.PROXY).method("POST"))
			.sees("nothing");
		app("two-instances", fetch("/api").at(Place.INSTANCES).method("PUT")).preflights(1);
		app("two-instances-keep-one-preflight", fetch("/api").at(Place.INSTANCES).method("PUT"),
				fetch("/api").at(Place.INSTANCES).method("PUT"))
			.sees("200 1", "200 2")
			.preflights(1);
		app("two-instances-with-credentials",
				fetch("/account").at(Place.INSTANCES).header("Content-Type", JSON).method("POST").credentials())
			.preflights(1);
	}

}
