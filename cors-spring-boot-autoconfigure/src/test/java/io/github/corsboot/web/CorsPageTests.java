package io.github.corsboot.web;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.WebApplicationType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page at {@code /actuator/cors}, over real HTTP.
 */
@ParameterizedClass
@EnumSource(value = WebApplicationType.class, names = { "SERVLET", "REACTIVE" })
class CorsPageTests extends AbstractActuatorTests {

	private static final String BROWSER = "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,"
			+ "*/*;q=0.8";

	CorsPageTests(WebApplicationType type) {
		super(type);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8 | text/html
			text/html | text/html
			text/* | text/html
			application/json;q=0.8, text/html | text/html
			application/json, text/html;q=0.5 | application/json
			*/* | application/vnd.spring-boot.actuator.v3+json
			application/json | application/json
			application/json, */* | application/json
			application/vnd.spring-boot.actuator.v2+json | application/vnd.spring-boot.actuator.v2+json
			""")
	void pageIsForThoseWhoPreferHtml(String accept, String type) {
		start();
		HttpExchange response = send("GET /actuator/cors", "Accept: " + accept);
		assertThat(response.status()).isEqualTo(200);
		assertThat(response.header("Content-Type")).startsWith(type);
		assertThat(response.body()).startsWith(type.equals("text/html") ? "<!DOCTYPE html>" : "{");
	}

	@Test
	void withoutAcceptTheAnswerIsJson() {
		start();
		assertThat(json(send("GET /actuator/cors")).has("policies")).isTrue();
	}

	@Test
	void onlyWhatIsInsideMayBeUsed() throws Exception {
		start();
		HttpExchange page = send("GET /actuator/cors", BROWSER);
		String policy = page.header("Content-Security-Policy");
		assertThat(policy.split("; ")).contains("default-src 'none'", "frame-ancestors 'none'", "connect-src 'self'",
				"style-src '" + hash("style", page) + "'", "script-src '" + hash("script", page) + "'");
		assertThat(policy).doesNotContain("unsafe");
		assertThat(page.header("Cache-Control")).contains("no-store");
		assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
		assertThat(page.body()).doesNotContainPattern("(?i) (src|href)=\"(?!#)|http-equiv=\"refresh|@import|url\\(");
		assertThat(page.body()).contains("http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'");
	}

	/**
	 * Return the hash of the only element of a kind.
	 */
	private static String hash(String element, HttpExchange page) throws Exception {
		List<String> contents = Pattern.compile("<" + element + ">(.*?)</" + element + ">", Pattern.DOTALL)
			.matcher(page.body())
			.results()
			.map((result) -> result.group(1))
			.toList();
		assertThat(contents).hasSize(1);
		return "sha256-" + Base64.getEncoder()
			.encodeToString(
					MessageDigest.getInstance("SHA-256").digest(contents.get(0).getBytes(StandardCharsets.UTF_8)));
	}

	@Test
	void pageIsThereWhereverTheEndpointIs() {
		boolean servlet = this.type == WebApplicationType.SERVLET;
		start("--management.endpoints.web.base-path=/manage", "--management.endpoints.web.path-mapping.cors=policies",
				"--" + (servlet ? "server.servlet.context-path" : "spring.webflux.base-path") + "=/app");
		HttpExchange page = send("GET /app/manage/policies", BROWSER);
		assertThat(page.body()).startsWith("<!DOCTYPE html>");
		assertThat(page.header("Content-Security-Policy")).contains("frame-ancestors 'none'");
		stop();
		start("--management.server.port=0");
		HttpExchange elsewhere = HttpExchange.send(managementPort(), "GET /actuator/cors", BROWSER);
		assertThat(elsewhere.body()).startsWith("<!DOCTYPE html>");
		assertThat(elsewhere.header("Content-Security-Policy")).contains("frame-ancestors 'none'");
	}

	@Test
	void otherResponsesOfTheApplicationStayAsTheyAre() {
		start();
		assertThat(send("GET /api/data").header("Content-Security-Policy")).isNull();
		assertThat(send("GET /actuator/health").header("Content-Security-Policy")).isNull();
		assertThat(send("GET /cors", BROWSER).header("Content-Security-Policy")).isNull();
	}

	/**
	 * An address of a page stands in the history of a browser. What was refused does not
	 * have to stand in its cache.
	 */
	@Test
	void nothingOfTheEndpointIsStored() {
		start();
		for (String path : List.of("/actuator/cors", "/actuator/cors/rejections",
				"/actuator/cors/explain?url=/api/data", "/actuator/c%6frs/explain?url=/api/data")) {
			assertThat(send("GET " + path).header("Cache-Control")).as(path).isEqualTo("no-store");
		}
	}

	/**
	 * What it shows, it asks for. So nothing of a stranger can be in it.
	 */
	@Test
	void pageContainsNothingOfTheApplication() {
		start("--spring.application.name=warehouse");
		send("GET /api/data", "Origin: https://<script>evil</script>.test");
		assertThat(send("GET /actuator/cors", BROWSER).body()).doesNotContain("evil", "warehouse");
	}

}
