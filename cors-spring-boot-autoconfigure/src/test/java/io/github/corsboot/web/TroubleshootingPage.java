package io.github.corsboot.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.util.StringUtils;
import org.springframework.web.util.UriUtils;

/**
 * The sections of {@code docs/troubleshooting.md}, with what they quote.
 */
final class TroubleshootingPage {

	private static final Pattern HEADING = Pattern.compile("^#+ (.*)$", Pattern.MULTILINE);

	private static final Pattern BLOCK = Pattern.compile("^```(\\w+)\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

	private static final Pattern PARAMETER = Pattern
		.compile("(?:-d|--data-urlencode)\\s+(?:'([^']*)'|\"([^\"]*)\"|(\\S+))");

	/** What is given to a command. */
	private static final Pattern PASTED = Pattern.compile("console@- <<'END'\n(.*?)\nEND\n", Pattern.DOTALL);

	/** A label at the start of a line, and text that may go on in indented lines. */
	private static final Pattern LABELLED = Pattern.compile("^([\\w-]+): +(.*(?:\n +.*)*)", Pattern.MULTILINE);

	private final String text;

	TroubleshootingPage() {
		try {
			this.text = Files.readString(Path.of("../docs/troubleshooting.md"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	List<Section> sections() {
		List<MatchResult> headings = HEADING.matcher(BLOCK.matcher(this.text).replaceAll(TroubleshootingPage::hide))
			.results()
			.toList();
		List<Section> sections = new ArrayList<>();
		for (int i = 0; i < headings.size(); i++) {
			int end = (i + 1 < headings.size()) ? headings.get(i + 1).start() : this.text.length();
			sections.add(new Section(headings.get(i).group(1), this.text.substring(headings.get(i).end(), end)));
		}
		return sections;
	}

	/**
	 * Comments in a block begin as headings do.
	 */
	private static String hide(MatchResult block) {
		return "-".repeat(block.end() - block.start());
	}

	/**
	 * Return the section whose title is the name of a test in words.
	 */
	Section section(String test) {
		return sections().stream()
			.filter((section) -> section.test().equals(test))
			.findFirst()
			.orElseThrow(() -> new AssertionError("No section for " + test));
	}

	private static String inOneLine(String text) {
		return text.strip().replaceAll("\\s*\n\\s*", " ");
	}

	/**
	 * A section.
	 *
	 * @param title its heading
	 * @param text what is below the heading
	 */
	record Section(String title, String text) {

		/**
		 * Return the title as the name of a test.
		 */
		String test() {
			return StringUtils.uncapitalize(Stream.of(this.title.split("[^A-Za-z0-9]+"))
				.map((word) -> word.equals("CSRF") ? "Csrf" : StringUtils.capitalize(word))
				.collect(Collectors.joining()));
		}

		private Stream<String> blocks(String language) {
			return BLOCK.matcher(this.text)
				.results()
				.filter((block) -> block.group(1).equals(language))
				.map((block) -> block.group(2));
		}

		boolean isChecked() {
			return Stream.of("log", "json", "console").anyMatch((language) -> blocks(language).findAny().isPresent());
		}

		List<String> shell() {
			return blocks("bash").toList();
		}

		List<String> yaml() {
			return blocks("yaml").toList();
		}

		/**
		 * Return the lines of the log.
		 */
		List<String> log() {
			return blocks("log").map(TroubleshootingPage::inOneLine).toList();
		}

		/**
		 * Return the excerpts from the endpoint.
		 */
		List<JsonNode> excerpts() {
			return blocks("json").map((excerpt) -> JsonMapper.shared().readTree("{" + inOneLine(excerpt) + "}"))
				.toList();
		}

		List<Question> questions() {
			return blocks("console").map(Question::parse).toList();
		}

	}

	/**
	 * A question to explain, and what is quoted of the answer.
	 *
	 * @param query the query of the request
	 * @param answer what is quoted
	 */
	record Question(String query, List<Quote> answer) {

		static Question parse(String block) {
			Matcher pasted = PASTED.matcher(block);
			if (pasted.find()) {
				return new Question("console=" + UriUtils.encode(inOneLine(pasted.group(1)), StandardCharsets.UTF_8),
						answer(block.substring(pasted.end())));
			}
			int end = block.indexOf('\n', block.lastIndexOf("\\\n") + 2);
			String command = block.substring(0, end).replace("\\\n", "");
			String query = PARAMETER.matcher(command).results().map((parameter) -> {
				String pair = Stream.of(1, 2, 3).map(parameter::group).filter((each) -> each != null).findFirst().get();
				int equals = pair.indexOf('=');
				return pair.substring(0, equals + 1)
						+ UriUtils.encode(pair.substring(equals + 1), StandardCharsets.UTF_8);
			}).collect(Collectors.joining("&"));
			return new Question(query, answer(block.substring(end)));
		}

		private static List<Quote> answer(String text) {
			return LABELLED.matcher(text)
				.results()
				.map((line) -> new Quote(line.group(1), inOneLine(line.group(2))))
				.toList();
		}

	}

	/**
	 * A sentence of an answer.
	 *
	 * @param label what it is about
	 * @param text the sentence
	 */
	record Quote(String label, String text) {

	}

}
