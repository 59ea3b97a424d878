package io.github.corsboot.sample;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.WebApplicationType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The packaged sample behind an nginx that terminates TLS and rewrites {@code Host}.
 */
@ParameterizedClass
@EnumSource(names = { "SERVLET", "REACTIVE" })
class NginxIT {

	private static final String SHOP = "https://shop.test";

	private static final String PARTNER = "https://partner.test";

	private static final String STRATEGY = "server.forward-headers-strategy";

	private static Containers containers;

	private final WebApplicationType type;

	NginxIT(WebApplicationType type) {
		this.type = type;
	}

	@BeforeAll
	static void startBrowser() {
		containers = new Containers();
	}

	@AfterAll
	static void stop() {
		if (containers != null) {
			containers.close();
		}
	}

	private void start(String strategy) throws Exception {
		String api = strategy.equals("none") ? SHOP : "http://shop.test";
		containers.start(this.type, List.of("shop.test", "kept.test", "partner.test", "stranger.test"),
				List.of("--cors.allowed-origins=" + PARTNER, "--cors.paths=/**", "--cors.exclude-paths=/page",
						"--management.endpoints.web.cors.allowed-origins=https://ops.test", "--sample.api-url=" + api,
						"--server.forward-headers-strategy=" + strategy));
	}

	/**
	 * Let a page call others.
	 * @param page the origin of the page
	 * @param calls method and path of each
	 * @return what a script gets to know of each
	 */
	private static Visit fetch(String page, String... calls) throws Exception {
		StringBuilder url = new StringBuilder(page + "/fetch.html?api=" + SHOP);
		for (String call : calls) {
			url.append("&call=").append(call.replace(' ', '+'));
		}
		return containers.open(url.toString());
	}

	private static List<String> results(Visit visit) {
		return visit.document().select("li").eachText();
	}

	private static Map<String, Object> rejection() throws Exception {
		List<Map<String, Object>> rejections = containers.rejections();
		assertThat(rejections).isNotEmpty();
		return rejections.get(0);
	}

	private static int post(String origin, String... more) throws Exception {
		List<String> arguments = new ArrayList<>(List.of("--header", "Origin: " + origin, "--header",
				"Content-Type: application/json", "--data", "{\"text\":\"x\"}", SHOP + "/data"));
		arguments.addAll(List.of(more));
		return containers.status(arguments.toArray(String[]::new));
	}

	@Test
	void pageReadsItsOwnOriginAlthoughTheApplicationDoesNotKnowIt() throws Exception {
		start("none");
		Visit visit = containers.open(SHOP + "/?send-all");
		assertThat(AbstractStoryTests.CALLS.stream().map(visit::result)).as(visit::toString).containsOnly("passed");
		assertThat(visit.outcome("json", "wire")).endsWith("no preflight POST → 201");
		assertThat(visit.outcome("custom-header", "wire")).endsWith("no preflight PUT → 200");
		assertThat(visit.outcome("delete", "wire")).endsWith("no preflight DELETE → 204");
		assertThat(visit.console()).isEmpty();
		assertThat(containers.rejections()).isEmpty();
	}

	@Test
	void withoutFetchMetadataThePageIsRefusedAndTheHintNamesTheProperty() throws Exception {
		start("none");
		Visit visit = containers.open("http://shop.test/?send-all");
		assertThat(visit.document().body().hasAttr("data-done")).isFalse();
		assertThat(rejection()).containsEntry("reason", "origin-not-allowed")
			.containsEntry("origin", "http://shop.test")
			.containsEntry("path", "/page.js")
			.hasEntrySatisfying("hint", (hint) -> assertThat(hint).asString().contains(STRATEGY));
		assertThat(post(SHOP)).isEqualTo(403);
		assertThat(rejection()).containsEntry("path", "/data")
			.hasEntrySatisfying("hint", (hint) -> assertThat(hint).asString().contains(STRATEGY));
		assertThat(containers.status("--header", "Origin: https://kept.test", "https://kept.test/data")).isEqualTo(403);
		assertThat(rejection()).containsEntry("origin", "https://kept.test")
			.hasEntrySatisfying("hint",
					(hint) -> assertThat(hint).asString()
						.startsWith("It differs from the address that was asked only in the scheme")
						.contains(STRATEGY));
	}

	@ParameterizedTest
	@ValueSource(strings = { "native", "framework" })
	void withForwardedHeadersNoFetchMetadataIsNeeded(String strategy) throws Exception {
		start(strategy);
		Visit visit = containers.open("http://shop.test/?send-all");
		assertThat(AbstractStoryTests.CALLS.stream().map(visit::result)).as(visit::toString).containsOnly("passed");
		assertThat(post(SHOP)).isEqualTo(201);
		assertThat(containers.status("--header", "Origin: https://shop.test:8443", "https://shop.test:8443/data"))
			.isEqualTo(200);
		assertThat(containers.status("--header", "Origin: " + SHOP, SHOP + "/actuator/health")).isEqualTo(200);
		// There is no such socket, but it may be asked for.
		assertThat(handshake(SHOP)).isEqualTo(404);
		assertThat(containers.rejections()).isEmpty();
		assertThat(post("http://shop.test")).isEqualTo(403);
		assertThat(post("https://shop.test.evil.test")).isEqualTo(403);
		assertThat(post("https://evil.test", "--header", "X-Forwarded-Host: evil.test")).isEqualTo(403);
		assertThat(post("https://evil.test", "--header", "Forwarded: host=evil.test;proto=https")).isEqualTo(403);
	}

	@Test
	void handshakeOfTheOwnOriginNeedsForwardedHeadersWhereThePolicyDecides() throws Exception {
		start("none");
		if (this.type == WebApplicationType.SERVLET) {
			assertThat(handshake(SHOP)).isEqualTo(404);
			return;
		}
		assertThat(handshake("https://evil.test")).isEqualTo(403);
		assertThat(handshake(SHOP)).isEqualTo(403);
		assertThat(rejection()).containsEntry("kind", "websocket")
			.hasEntrySatisfying("hint", (hint) -> assertThat(hint).asString().contains(STRATEGY));
	}

	private static int handshake(String origin) throws Exception {
		return containers.status("--http1.1", "--header", "Origin: " + origin, "--header", "Connection: Upgrade",
				"--header", "Upgrade: websocket", SHOP + "/socket/updates");
	}

	@Test
	void refusalOfSpringThatDoesNotKnowTheOwnOriginNamesTheProperty() throws Exception {
		start("none");
		String path = SHOP + "/actuator/health";
		assertThat(containers.status("--header", "Origin: " + SHOP, path)).isEqualTo(403);
		assertThat(rejection()).containsEntry("reason", "spring-cors")
			.containsEntry("detail", "origin-not-allowed")
			.hasEntrySatisfying("hint",
					(hint) -> assertThat(hint).asString()
						.startsWith("A forwarding header names the host of this origin")
						.contains(STRATEGY));
		String[] marked = { "--header", "Origin: " + SHOP, "--header", "Sec-Fetch-Site: same-origin", path };
		assertThat(containers.status(marked)).isEqualTo(403);
		assertThat(rejection()).containsEntry("reason", "spring-cors")
			.hasEntrySatisfying("hint",
					(hint) -> assertThat(hint).asString()
						.startsWith("The browser says that a page asks its own origin")
						.contains(STRATEGY));
	}

	@Test
	void whatNginxDoesInFrontOfTheApplicationIsNotSeenThere() throws Exception {
		start("none");
		assertThat(results(fetch(PARTNER, "GET /data", "PUT /data"))).containsExactly("200", "200");
		Visit visit = fetch(PARTNER, "GET /twice/data", "PUT /answered/data", "PUT /small/data", "GET /down/data",
				"GET /removed/data");
		assertThat(results(visit)).hasSize(5).containsOnly("TypeError: Failed to fetch");
		assertThat(visit.console()).anyMatch((line) -> line.contains("/twice/") && line.contains("multiple values"))
			.anyMatch((line) -> line.contains("/answered/") && line.contains("preflight request doesn't pass"))
			.anyMatch((line) -> line.contains("/small/") && line.contains("No 'Access-Control-Allow-Origin'"))
			.anyMatch((line) -> line.contains("/down/") && line.contains("No 'Access-Control-Allow-Origin'"))
			.anyMatch((line) -> line.contains("/removed/") && line.contains("No 'Access-Control-Allow-Origin'"));
		Visit hanging = containers.whileSampleHangs(() -> fetch(PARTNER, "GET /slow/data"));
		assertThat(results(hanging)).containsExactly("TypeError: Failed to fetch");
		assertThat(hanging.console()).anyMatch((line) -> line.contains("No 'Access-Control-Allow-Origin'"));
		assertThat(containers.status(SHOP + "/down/data")).isEqualTo(502);
		assertThat(containers.status("--data", "x".repeat(2048), SHOP + "/small/data")).isEqualTo(413);
		assertThat(containers.<Integer>whileSampleHangs(() -> containers.status(SHOP + "/slow/data"))).isEqualTo(504);
		assertThat(containers.rejections()).isEmpty();
	}

	@Test
	void whatArrivesIsRecordedWhateverNginxAdds() throws Exception {
		start("none");
		// The header of nginx lets the script read the status of the refusal.
		assertThat(results(fetch("https://stranger.test", "GET /twice/data"))).containsExactly("403");
		assertThat(rejection()).containsEntry("reason", "origin-not-allowed")
			.containsEntry("origin", "https://stranger.test");
		assertThat(results(fetch("https://stranger.test", "GET /wrong/data")))
			.containsExactly("TypeError: Failed to fetch");
		assertThat(rejection()).containsEntry("reason", "origin-not-allowed")
			.hasEntrySatisfying("hint",
					(hint) -> assertThat(hint).asString().contains("belongs to the response", "client or proxy"));
		// No policy covers it, and what nginx adds cannot be seen.
		assertThat(results(fetch(PARTNER, "GET /twice/page?origin=x"))).containsExactly("200");
		assertThat(rejection()).containsEntry("reason", "no-policy").containsEntry("path", "/page");
	}

	@Test
	void errorsOfNginxCanBeMadeReadable() throws Exception {
		start("none");
		assertThat(results(fetch(PARTNER, "GET /readable/data"))).containsExactly("502");
		assertThat(results(fetch("https://stranger.test", "GET /readable/data")))
			.containsExactly("TypeError: Failed to fetch");
		assertThat(containers.status("--data", "x".repeat(2048), SHOP + "/readable/data")).isEqualTo(413);
	}

}
