package io.github.corsboot.mapping;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.corsboot.policy.CorsPolicy;
import org.junit.jupiter.api.Test;

import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ManyPatterns}.
 */
class ManyPatternsTests {

	private static final List<String> SEGMENTS = List.of("a", "b", "ab", "a.b", "{x}", "{x:[ab]+}", "a*", "*", "?b");

	private static final List<String> PATH_SEGMENTS = List.of("a", "A", "b", "ab", "a.b", "a;x=1", "%61", "", "c");

	private final Random random = new Random(25);

	private final PathPatternParser ignoringCase = new PathPatternParser();

	ManyPatternsTests() {
		this.ignoringCase.setCaseSensitive(false);
	}

	private static List<EqualRankPatterns> levels(List<PathPattern> patterns) {
		Map<PathPattern, List<MappedPolicy>> policies = new LinkedHashMap<>();
		patterns.forEach((pattern) -> policies.put(pattern,
				List.of(new MappedPolicy(
						CorsPolicy.builder().name(pattern.getPatternString()).allowedOrigins("https://a.test").build(),
						List.of(pattern), Map.of()))));
		List<PathPattern> sorted = policies.keySet().stream().sorted(PathPattern.SPECIFICITY_COMPARATOR).toList();
		List<EqualRankPatterns> levels = new ArrayList<>();
		int start = 0;
		for (int i = 1; i <= sorted.size(); i++) {
			if (i == sorted.size()
					|| PathPattern.SPECIFICITY_COMPARATOR.compare(sorted.get(start), sorted.get(i)) != 0) {
				levels.add(new EqualRankPatterns("", sorted.subList(start, i), policies));
				start = i;
			}
		}
		return levels;
	}

	private String random(List<String> segments, int max) {
		return IntStream.rangeClosed(0, this.random.nextInt(max))
			.mapToObj((i) -> "/" + segments.get(this.random.nextInt(segments.size())))
			.reduce("", String::concat);
	}

	private PathPattern randomPattern() {
		String text = random(SEGMENTS, 4) + List.of("", "/**", "/{*rest}").get(this.random.nextInt(3));
		text = text.replaceFirst("\\{x", "{y").replaceFirst("\\{x", "{z").replaceFirst("\\{x", "{w");
		return ((this.random.nextInt(4) == 0) ? this.ignoringCase : PathPatternParser.defaultInstance).parse(text);
	}

	@Test
	void findsWhatTryingEachFinds() {
		List<EqualRankPatterns> levels = levels(Stream.generate(this::randomPattern).limit(400).distinct().toList());
		ManyPatterns many = Objects.requireNonNull(ManyPatterns.of(levels));
		int found = 0;
		for (int i = 0; i < 20_000; i++) {
			PathContainer path = PathContainer.parsePath((i % 100 == 0) ? "" : random(PATH_SEGMENTS, 6));
			PathPolicies expected = levels.stream()
				.map((level) -> level.find(path))
				.filter(Objects::nonNull)
				.findFirst()
				.orElse(null);
			assertThat(many.find(path)).as("%s", path).isSameAs(expected);
			found += (expected != null) ? 1 : 0;
		}
		assertThat(found).isBetween(10_000, 20_000);
	}

	@Test
	void onlyPatternsThatStartLikeThePathAreTried() {
		LiteralStarts starts = new LiteralStarts();
		starts.add("/tenants/t1/", 0);
		starts.add("/tenants/t2/", 1);
		starts.add("/tenants/", 2);
		starts.add("", 3);
		assertThat(starts.find(PathContainer.parsePath("/tenants/t2/orders/1"))).containsExactly(1, 2, 3);
		assertThat(starts.related("/tenants/t2/")).containsExactlyInAnyOrder(1, 2, 3);
		assertThat(starts.related("/tenants/")).containsExactlyInAnyOrder(0, 1, 2, 3);
		assertThat(starts.related("/tenants/t2/orders/")).containsExactlyInAnyOrder(1, 2, 3);
	}

	@Test
	void pathOfAnyLengthIsReadAsFarAsThePatternsGo() {
		LiteralStarts starts = new LiteralStarts();
		starts.add("/a/b/", 0);
		String longPath = "/a/b" + "/c".repeat(4000);
		assertThat(starts.find(PathContainer.parsePath(longPath))).containsExactly(0);
		assertThat(starts.find(PathContainer.parsePath("/".repeat(8000)))).isEmpty();
	}

	@Test
	void fewPatternsNeedNoIndex() {
		assertThat(ManyPatterns.of(levels(List.of(PathPatternParser.defaultInstance.parse("/{x}"))))).isNull();
	}

}
