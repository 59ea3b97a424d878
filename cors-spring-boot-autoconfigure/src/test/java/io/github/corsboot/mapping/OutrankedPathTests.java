package io.github.corsboot.mapping;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.corsboot.policy.CorsPolicy;
import org.junit.jupiter.api.Test;

import org.springframework.web.util.pattern.PathPatternParser;

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
	void ofMoreThanTenThoseForEverybodyOrWithCredentialsAreNamed() {
		MappedPolicy credentials = MappedPolicy.of(CorsPolicy.builder()
			.name("credentials")
			.allowedOrigins("https://b.test")
			.allowCredentials(true)
			.build(), "/{tenant}/credentials");
		MappedPolicy everybody = MappedPolicy.of(CorsPolicy.builder().name("everybody").allowedOrigins("*").build(),
				"/{tenant}/everybody");
		List<MappedPolicy> all = Stream.concat(outrankedBy("https://b.test"), Stream.of(credentials, everybody))
			.toList();
		assertThat(OutrankedPath.find(all)).filteredOn((path) -> path.outranked().name().equals("narrow7"))
			.hasSize(10)
			.extracting((path) -> path.broader().name())
			.startsWith("everybody", "credentials", "wide0", "wide1");
	}

	@Test
	void whenTheFirstTenAreMendedTheNextAreNamed() {
		List<MappedPolicy> all = outrankedBy("https://b.test").toList();
		MappedPolicy narrow = all.get(1);
		List<String> additions = OutrankedPath.find(all)
			.stream()
			.filter((path) -> path.outranked().equals(narrow))
			.map(OutrankedPath::addition)
			.toList();
		assertThat(additions).hasSize(10).startsWith("/r0/w0");
		MappedPolicy mended = narrow.withPaths(Stream.concat(Stream.of("/r0/**"), additions.stream())
			.map(PathPatternParser.defaultInstance::parse)
			.toList());
		assertThat(OutrankedPath.find(
				Stream.concat(all.stream().limit(1), Stream.concat(Stream.of(mended), all.stream().skip(2))).toList()))
			.filteredOn((path) -> path.outranked().equals(mended))
			.hasSize(10)
			.extracting(OutrankedPath::addition)
			.startsWith("/r0/w10");
	}

	@Test
	void aPolicyForSomeHostsIsNamedHoweverManyDoNotConcernThePath() {
		MappedPolicy admin = PolicyMappingTests.policy("admin", "/admin/**");
		MappedPolicy acme = PolicyMappingTests.policy("acme", "/**").forHosts("acme.test");
		List<MappedPolicy> others = IntStream.range(0, 100)
			.mapToObj((i) -> PolicyMappingTests.policy("other" + i, "/x/**").forHosts("other" + i + ".test"))
			.toList();
		assertThat(OutrankedPath.findByHost(Stream.concat(others.stream(), Stream.of(admin, acme)).toList()))
			.extracting((path) -> path.broader().name())
			.containsExactly("acme");
	}

}
