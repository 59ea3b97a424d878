package io.github.corsboot.browsers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.github.corsboot.explain.Explanation;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.WebApplicationType;
import org.springframework.util.function.SingletonSupplier;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * All cases in three engines, on both stacks, over {@code http} and {@code https}: what a
 * script sees, what crosses the wire, what the server records, and whether
 * {@code CorsExplainer} has said so.
 */
@Tag("browsers")
class BrowsersTests {

	@TempDir
	private static Path folder;

	private static Certificate certificate;

	@BeforeAll
	static void createCertificate() throws Exception {
		certificate = Certificate.create(folder);
	}

	@TestFactory
	Stream<DynamicContainer> inEachEngine() {
		return Stream.of(Engine.values())
			.flatMap((engine) -> Stream.of(WebApplicationType.SERVLET, WebApplicationType.REACTIVE)
				.flatMap((type) -> Stream.of(false, true).map((https) -> run(engine, type, https))));
	}

	private static DynamicContainer run(Engine engine, WebApplicationType type, boolean https) {
		String name = String.join(" ", engine.name(), type.name(), https ? "https" : "http").toLowerCase(Locale.ROOT);
		Supplier<Map<String, Run.Outcome>> outcomes = SingletonSupplier.of(() -> {
			try {
				return Run.of(engine, type, https ? certificate : null, Files.createDirectory(folder.resolve(name)));
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		});
		return DynamicContainer.dynamicContainer(name,
				Cases.all()
					.stream()
					.filter((each) -> each.isFor(https))
					.map((each) -> DynamicTest.dynamicTest(each.id() + ", " + name, () -> {
						engine.require();
						check(each, engine, outcomes.get().get(each.id()));
					})));
	}

	private static void check(Case subject, Engine engine, Run.Outcome outcome) {
		assertThat(outcome.sees()).as("what the script sees; %s", outcome).isEqualTo(subject.sees(engine));
		assertThat(outcome.wire().stream().filter(Wire.Sent::preflight)).as("preflights; %s", outcome)
			.hasSize(subject.preflights(engine));
		assertThat(outcome.records()).as("what the server records; %s", outcome)
			.containsExactlyElementsOf(subject.records(engine));
		if (outcome.explanation() != null) {
			checkExplanation(subject, engine, outcome, outcome.explanation());
		}
	}

	private static void checkExplanation(Case subject, Engine engine, Run.Outcome outcome, Explanation explanation) {
		String[] steps = outcome.sees().split(" \\| ", -1);
		String seen = steps[steps.length - 1];
		boolean silent = seen.equals("opaque") || seen.equals("nothing");
		boolean refused = silent ? !outcome.records().isEmpty() : seen.equals("blocked");
		assertThat(explanation.isAllowed()).as("explanation: %s; %s", explanation, outcome).isEqualTo(!refused);
		assertThat(explanation.preflight() != null).as("explained preflight; %s", outcome)
			.isEqualTo(outcome.wire().stream().anyMatch(Wire.Sent::preflight));
		List<String> predicted = printed(explanation.steps().stream(), engine).toList();
		if (!refused) {
			assertThat(predicted).as("explained line of the console; %s", outcome).isEmpty();
		}
		else if (!silent && subject.printsAsExplained(engine)) {
			// An explanation does not know what makes the request.
			assertThat(predicted).as("explained line of the console; %s", outcome)
				.allSatisfy((line) -> assertThat(outcome.console())
					.anySatisfy((printed) -> assertThat(printed).contains(line.replace("Access to fetch at", " at"))));
		}
		if (outcome.pasted() != null) {
			assertThat(outcome.pasted().verdict().code()).as("explanation of the console: %s", outcome)
				.isEqualTo(explanation.verdict().code());
		}
	}

	private static Stream<String> printed(Stream<Explanation.Step> steps, Engine engine) {
		return steps.flatMap((step) -> Stream.concat(
				step.code().code().equals(engine.prints()) ? Stream.of(step.text()) : Stream.empty(),
				printed(step.steps().stream(), engine)));
	}

}
