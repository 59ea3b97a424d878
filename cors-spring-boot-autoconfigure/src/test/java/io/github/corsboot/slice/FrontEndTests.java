package io.github.corsboot.slice;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.github.corsboot.explain.BrowserRequest;
import io.github.corsboot.explain.CorsExplainer;
import io.github.corsboot.explain.Explanation;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The example in {@code docs/testing.md}: many requests in a few lines.
 */
// example
@SpringBootTest(properties = "cors.allowed-origins=https://*.example.com, http://localhost:*")
class FrontEndTests {

	private static final List<String> FRONT_ENDS = List.of("https://app.example.com", "https://shop.example.com",
			"http://localhost:3000");

	private static final List<String> OTHERS = List.of("https://example.com", "https://app.example.com.evil.test",
			"null");

	@Autowired
	private CorsExplainer explainer;

	private Explanation order(String origin) {
		return this.explainer
			.explain(BrowserRequest.put("/orders/1").from(origin).withHeader("Content-Type", "application/json"));
	}

	@Test
	void frontEndsMayOrder() {
		assertThat(FRONT_ENDS).map(this::order).allMatch(Explanation::isAllowed);
	}

	@Test
	void othersMayNot() {
		assertThat(OTHERS).map(this::order).noneMatch(Explanation::isAllowed);
	}

	// end

	@Test
	void exampleIsTheOneInTheDocumentation() throws IOException {
		String source = Files.readString(Path.of("src/test/java/io/github/corsboot/slice/FrontEndTests.java"));
		String example = source.substring(source.indexOf("// example\n") + "// example\n".length(),
				source.indexOf("\n\t// end"));
		assertThat(Files.readString(Path.of("../docs/testing.md"))).contains(example.strip());
	}

}
