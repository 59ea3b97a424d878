package io.github.corsboot.browsers;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.WebApplicationType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What strangers send is shown on the page as it is, and never becomes a part of it.
 */
@Tag("browsers")
class PageInEachEngineTests {

	private static final JsonMapper MAPPER = new JsonMapper();

	/** All that the page is made of, in the document and in the script. */
	private static final List<String> ELEMENTS = List.of("A", "ARTICLE", "BODY", "BUTTON", "CAPTION", "CODE", "DETAILS",
			"DIV", "FIGCAPTION", "FIGURE", "FORM", "H1", "H2", "H3", "HEAD", "HEADER", "HTML", "INPUT", "LABEL", "LI",
			"MAIN", "META", "NOSCRIPT", "OPTION", "P", "PRE", "SCRIPT", "SECTION", "SELECT", "SPAN", "STRONG", "STYLE",
			"SUMMARY", "TABLE", "TBODY", "TD", "TEXTAREA", "TH", "THEAD", "TIME", "TITLE", "TR", "UL", "line", "rect",
			"svg");

	private static final String DOCUMENT = """
			(() => {
				const all = [...document.querySelectorAll('*')];
				const text = document.body.textContent;
				return {
					elements: [...new Set(all.map((each) => each.tagName))],
					scripts: document.scripts.length,
					links: [...document.links].map((each) => each.getAttribute('href')),
					handlers: all.flatMap((each) => each.getAttributeNames()).filter((name) => name.startsWith('on')),
					sources: all.flatMap((each) => each.getAttributeNames()).filter((name) => ['src', 'style', 'srcdoc'].includes(name)),
					hacked: typeof window.hacked,
					groups: document.querySelectorAll('#groups article').length,
					text: text,
					turned: /[\\u061C\\u200E\\u200F\\u202A-\\u202E\\u2066-\\u2069]/.test(text),
					control: /[\\u0000-\\u0008\\u000B-\\u001F\\u007F-\\u009F]/.test(text),
					surrogates: /[\\uD800-\\uDBFF](?![\\uDC00-\\uDFFF])|(?<![\\uD800-\\uDBFF])[\\uDC00-\\uDFFF]/.test(text)
				};
			})()""";

	@TempDir
	private Path folder;

	@ParameterizedTest
	@CsvSource({ "CHROMIUM, SERVLET", "CHROMIUM, REACTIVE", "FIREFOX, SERVLET", "FIREFOX, REACTIVE", "WEBKIT, SERVLET",
			"WEBKIT, REACTIVE" })
	void nothingOfAStrangerIsMarkup(Engine engine, WebApplicationType type) throws Exception {
		engine.require();
		try (PageApplication application = PageApplication.start(type, List.of("open", "policies"))) {
			application.meetOrdinaryMistakes();
			application.meetAttackers();
			String page = "http://localhost:" + application.port() + "/actuator/cors";
			try (Viewer viewer = engine.view(page, this.folder)) {
				await().atMost(Duration.ofSeconds(20))
					.until(() -> viewer.evaluate("document.querySelectorAll('#groups article').length > 20")
						.equals("true"));
				check(document(viewer));
				for (String origin : List.of("%3Cimg%20src=x%20onerror=hacked=1%3E", "%E2%80%AEmoc.elpmaxe",
						"%ED%A0%80", "%0D%0A%1B%5B31m")) {
					viewer.open(page + "#explain?url=%2Fapi%2F" + origin + "&method=PUT&origin=https%3A%2F%2F" + origin
							+ ".test");
					await().atMost(Duration.ofSeconds(20))
						.untilAsserted(
								() -> assertThat(viewer.evaluate("document.querySelector('#answer').textContent"))
									.containsPattern("[.]test'|answers 400"));
					check(document(viewer));
					viewer.evaluate("document.querySelector('#answer').replaceChildren() ?? 1");
				}
			}
		}
	}

	private static JsonNode document(Viewer viewer) {
		return MAPPER.readTree(viewer.evaluate(DOCUMENT));
	}

	private static void check(JsonNode document) {
		assertThat(document.path("elements")).allSatisfy((name) -> assertThat(ELEMENTS).contains(name.asString()));
		assertThat(document.path("scripts").asInt()).isOne();
		assertThat(document.path("links")).allSatisfy((link) -> assertThat(link.asString()).startsWith("#"));
		assertThat(document.path("handlers")).isEmpty();
		assertThat(document.path("sources")).isEmpty();
		assertThat(document.path("hacked").asString()).isEqualTo("undefined");
		assertThat(document.path("turned").asBoolean()).as("text is turned around").isFalse();
		assertThat(document.path("control").asBoolean()).as("control characters").isFalse();
		assertThat(document.path("surrogates").asBoolean()).as("half of a pair").isFalse();
		assertThat(document.path("text").asString()).contains("<img src=x onerror=hacked=1>", "\"><script>", "\\u0081",
				"<b><b>");
	}

}
