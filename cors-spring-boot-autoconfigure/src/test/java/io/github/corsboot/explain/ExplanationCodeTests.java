package io.github.corsboot.explain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ExplanationCode}: codes are API.
 */
class ExplanationCodeTests {

	private static final Pattern ROW = Pattern.compile("^\\| `([a-z-]+)` \\| .*", Pattern.MULTILINE);

	@Test
	void documentationListsExactlyTheCodes() throws IOException {
		String page = Files.readString(Path.of("../docs/explain.md"));
		List<String> documented = ROW.matcher(page.substring(page.indexOf("## Codes")))
			.results()
			.map((row) -> row.group(1))
			.toList();
		assertThat(documented)
			.containsExactlyElementsOf(Stream.of(ExplanationCode.values()).map(ExplanationCode::code).toList())
			.doesNotHaveDuplicates();
	}

}
