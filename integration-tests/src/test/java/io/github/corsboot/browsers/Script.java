package io.github.corsboot.browsers;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the pages of a run have to do, and what they report.
 */
final class Script {

	private static final JsonMapper MAPPER = new JsonMapper();

	private final Site site;

	private final List<Case> cases;

	private final Map<String, String> seen = new ConcurrentHashMap<>();

	private final CountDownLatch done = new CountDownLatch(1);

	Script(Site site, List<Case> cases) {
		this.site = site;
		this.cases = cases;
	}

	Site site() {
		return this.site;
	}

	/**
	 * Return the page that begins.
	 */
	String first() {
		return page(this.cases.get(0).page());
	}

	private String page(Place place) {
		return this.site.origin(place) + "/page.html?" + place.name();
	}

	/**
	 * Return what a page does, and which page is next.
	 */
	String read(Place page) {
		List<Place> pages = this.cases.stream().map(Case::page).distinct().toList();
		int next = pages.indexOf(page) + 1;
		return MAPPER.writeValueAsString(Map.of("cases",
				this.cases.stream()
					.filter((each) -> each.page() == page)
					.map((each) -> each.script(this.site))
					.toList(),
				"next", (next < pages.size()) ? page(pages.get(next)) : ""));
	}

	/**
	 * Take what a page reports.
	 */
	void report(String json) {
		JsonNode report = MAPPER.readTree(json);
		String id = report.path("id").asString("");
		if (id.isEmpty()) {
			this.done.countDown();
		}
		else {
			this.seen.put(id, report.path("sees").asString());
		}
	}

	CountDownLatch done() {
		return this.done;
	}

	String seen(Case subject) {
		return this.seen.getOrDefault(subject.id(), "the page did not report");
	}

}
