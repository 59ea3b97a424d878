package io.github.corsboot.sample;

import java.util.List;

import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;

/**
 * What a visit to a page left behind.
 *
 * @param document the document, after all scripts
 * @param console the lines on the console
 */
record Visit(Document document, List<String> console) {

	/**
	 * Read what Chromium leaves.
	 * @param document the document that it prints
	 * @param log its log, with the console among other lines
	 */
	static Visit of(String document, String log) {
		return new Visit(Jsoup.parse(document), log.lines().filter((line) -> line.contains("CONSOLE")).toList());
	}

	/**
	 * Return a text of a call's card.
	 * @param call the ID of the call
	 * @param side {@code script}, {@code wire} or {@code server}
	 */
	String outcome(String call, String side) {
		return this.document.select("#" + call + " ." + side + " .outcome").text();
	}

	String result(String call) {
		return this.document.select("#" + call).attr("data-result");
	}

}
