package io.github.corsboot.mapping;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.corsboot.policy.CorsPolicy;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which patterns are named that outrank others; each of them becomes a warning.
 */
class OutrankedPathTests {

	private static Stream<MappedPolicy> outrankedBy(String... origins) {
		return IntStream.range(0, 30)
			.boxed()
			.flatMap((i) -> Stream.of(
					MappedPolicy.of(CorsPolicy.builder().name("wide" + i).allowedOrigins(origins).build(),
							"/{tenant}/w" + i),
					MappedPolicy.of(CorsPolicy.builder().name("narrow" + i).allowedOrigins("https://a.test").build(),
							"/r" + i + "/**")));
	}

	@Test
	void tenAreNamedForEachAndTheLastSaysThatThereAreMore() {
		List<OutrankedPath> found = OutrankedPath.find(outrankedBy("https://b.test").toList());
		assertThat(found).hasSize(300).filteredOn(OutrankedPath::more).hasSize(30);
		assertThat(found.get(9).more()).isTrue();
		assertThat(OutrankedPath.find(outrankedBy("https://b.test").limit(20).toList())).hasSize(100)
			.noneMatch(OutrankedPath::more);
	}

	@Test
	void ofMoreThanTenTheOnesThatAllowMostAreNamed() {
		MappedPolicy many = MappedPolicy.of(
				CorsPolicy.builder().name("many").allowedOrigins("https://b.test", "https://c.test").build(),
				"/{tenant}/many");
		MappedPolicy credentials = MappedPolicy.of(CorsPolicy.builder()
			.name("credentials")
			.allowedOrigins("https://b.test")
			.allowCredentials(true)
			.build(), "/{tenant}/credentials");
		MappedPolicy everybody = MappedPolicy.of(CorsPolicy.builder().name("everybody").allowedOrigins("*").build(),
				"/{tenant}/everybody");
		List<MappedPolicy> all = Stream.concat(outrankedBy("https://b.test"), Stream.of(many, credentials, everybody))
			.toList();
		assertThat(OutrankedPath.find(all)).filteredOn((path) -> path.outranked().name().equals("narrow7"))
			.hasSize(10)
			.extracting((path) -> path.broader().name())
			.startsWith("everybody", "credentials", "many", "wide0");
	}

}
