package io.github.corsboot.mapping;

import java.util.Arrays;
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
	void anAdditionThatLosesMendsNothing() {
		MappedPolicy wide = PolicyMappingTests.policy("wide", "/{tenant}/{page}");
		assertThat(OutrankedPath.find(List.of(wide, PolicyMappingTests.policy("narrow", "/*/admin/**", "/*/admin"))))
			.hasSize(1);
		assertThat(OutrankedPath.find(List.of(wide, PolicyMappingTests.policy("narrow", "/admin/**", "/admin/{page}"))))
			.isEmpty();
	}

	@Test
	void aPolicyForSomeHostsIsNamedHoweverManyAreRestricted() {
		MappedPolicy base = PolicyMappingTests.policy("base", "/api/admin/**");
		String[] hosts = IntStream.range(0, 60).mapToObj((i) -> "t" + i + ".test").toArray(String[]::new);
		Stream<MappedPolicy> tenants = Arrays.stream(hosts)
			.map((host) -> PolicyMappingTests.policy(host, "/**", "/api/**").forHosts(host));
		MappedPolicy admin = PolicyMappingTests.policy("admin", "/api/admin/**").forHosts(Arrays.copyOf(hosts, 59));
		assertThat(OutrankedPath.findByHost(Stream.concat(tenants, Stream.of(base, admin)).toList())).singleElement()
			.extracting(OutrankedPath::addition)
			.isEqualTo("t59.test");
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
