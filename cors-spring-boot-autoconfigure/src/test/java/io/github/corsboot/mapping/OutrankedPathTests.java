package io.github.corsboot.mapping;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.corsboot.policy.CorsPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

import static io.github.corsboot.mapping.PolicyMappingTests.policy;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which patterns are named that outrank others; each of them becomes a warning.
 */
class OutrankedPathTests {

	/** All paths of up to four segments. */
	private static final List<String> PATHS = Stream
		.iterate(List.of(""),
				(paths) -> paths.stream()
					.flatMap((path) -> Stream.of("a", "b", "other").map((segment) -> path + "/" + segment))
					.toList())
		.skip(1)
		.limit(4)
		.flatMap(List::stream)
		.toList();

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
		List<OutrankedPath> found = OutrankedPath.find(new PolicyMapping(outrankedBy("https://b.test").toList()));
		assertThat(found).hasSize(300).filteredOn(OutrankedPath::more).hasSize(30);
		assertThat(found.get(9).more()).isTrue();
		assertThat(OutrankedPath.find(new PolicyMapping(outrankedBy("https://b.test").limit(20).toList()))).hasSize(100)
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
		assertThat(OutrankedPath.find(new PolicyMapping(all)))
			.filteredOn((path) -> path.outranked().name().equals("narrow7"))
			.hasSize(10)
			.extracting((path) -> path.broader().name())
			.startsWith("everybody", "credentials", "wide0", "wide1");
	}

	@Test
	void whenTheFirstTenAreMendedTheNextAreNamed() {
		List<MappedPolicy> all = outrankedBy("https://b.test").toList();
		MappedPolicy narrow = all.get(1);
		List<String> additions = OutrankedPath.find(new PolicyMapping(all))
			.stream()
			.filter((path) -> path.outranked().equals(narrow))
			.map(OutrankedPath::common)
			.toList();
		assertThat(additions).hasSize(10).startsWith("/r0/w0");
		MappedPolicy mended = narrow.withPaths(Stream.concat(Stream.of("/r0/**"), additions.stream())
			.map(PathPatternParser.defaultInstance::parse)
			.toList());
		assertThat(OutrankedPath.find(new PolicyMapping(
				Stream.concat(all.stream().limit(1), Stream.concat(Stream.of(mended), all.stream().skip(2))).toList())))
			.filteredOn((path) -> path.outranked().equals(mended))
			.hasSize(10)
			.extracting(OutrankedPath::common)
			.startsWith("/r0/w10");
	}

	@Test
	void theAdditionHasTheVariablesOfTheBroaderPatternSinceAnAsteriskLoses() {
		MappedPolicy wide = policy("wide", "/{tenant}/{page}");
		assertThat(OutrankedPath.find(new PolicyMapping(List.of(wide, policy("narrow", "/*/admin/**")))))
			.singleElement()
			.extracting(OutrankedPath::common)
			.isEqualTo("/{tenant}/admin");
		assertThat(OutrankedPath.find(new PolicyMapping(List.of(wide, policy("narrow", "/admin/*"))))).singleElement()
			.extracting(OutrankedPath::common)
			.isEqualTo("/admin/{page}");
		assertThat(OutrankedPath.find(new PolicyMapping(List.of(wide, policy("narrow", "/admin/**", "/admin/{page}")))))
			.isEmpty();
	}

	@Test
	void aPolicyForSomeHostsIsNamedHoweverManyAreRestricted() {
		MappedPolicy base = policy("base", "/api/admin/**");
		String[] hosts = IntStream.range(0, 60).mapToObj((i) -> "t" + i + ".test").toArray(String[]::new);
		Stream<MappedPolicy> tenants = Arrays.stream(hosts)
			.map((host) -> policy(host, "/**", "/api/**").forHosts(host));
		MappedPolicy admin = policy("admin", "/api/admin/**").forHosts(Arrays.copyOf(hosts, 59));
		assertThat(OutrankedPath.findByHost(new PolicyMapping(Stream.concat(tenants, Stream.of(base, admin)).toList())))
			.singleElement()
			.extracting(OutrankedPath::hosts)
			.isEqualTo(List.of("t59.test"));
	}

	@Test
	void aPolicyForSomeHostsIsNamedHoweverManyDoNotConcernThePath() {
		MappedPolicy admin = policy("admin", "/admin/**");
		MappedPolicy acme = policy("acme", "/**").forHosts("acme.test");
		List<MappedPolicy> others = IntStream.range(0, 100)
			.mapToObj((i) -> policy("other" + i, "/x/**").forHosts("other" + i + ".test"))
			.toList();
		assertThat(OutrankedPath
			.findByHost(new PolicyMapping(Stream.concat(others.stream(), Stream.of(admin, acme)).toList())))
			.extracting((path) -> path.broader().name())
			.containsExactly("acme");
	}

	@ParameterizedTest
	@CsvSource({ "/private/**, '/{area:[^\\/]+}/{file}', /private/{file}",
			"/{tenant}/admin/**, /acme-corporation/**, /acme-corporation/admin/**",
			"/{tenant}/{kind}/admin/{id}/**, /{id}/documentation-site/**, /{id}/documentation-site/admin/*/**" })
	void additionIsAPatternThatMends(String narrow, String wide, String addition) {
		MappedPolicy widePolicy = policy("wide", wide);
		assertThat(OutrankedPath.find(new PolicyMapping(List.of(policy("narrow", narrow), widePolicy)))).singleElement()
			.extracting(OutrankedPath::common)
			.isEqualTo(addition);
		assertThat(OutrankedPath.find(new PolicyMapping(List.of(policy("narrow", narrow, addition), widePolicy))))
			.isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "/**/a, /**", "/a/b/c, /**/c", "/a/**, /**/{id}/c", "/a/{id:[0-9]+}, /{x}/**",
			"/{id:[0-9]+}/**, /a/{b}", "/**, /**/a", "/a?/**, /{x}/b", "/{x}/a/{y}, /{y}/{*rest}" })
	void patternsOfEveryKindAreComparedAndTheAdditionSilences(String narrow, String wide) {
		MappedPolicy narrowPolicy = policy("narrow", narrow);
		MappedPolicy widePolicy = policy("wide", wide);
		assertThat(OutrankedPath.find(new PolicyMapping(List.of(narrowPolicy, widePolicy)))).isEmpty();
		MappedPolicy forHost = widePolicy.forHosts("a.test");
		List<OutrankedPath> found = OutrankedPath.findByHost(new PolicyMapping(List.of(narrowPolicy, forHost)));
		List<MappedPolicy> mended = Stream
			.concat(Stream.of(narrowPolicy, forHost),
					found.stream().map((path) -> policy("mended", path.common()).forHosts("a.test")))
			.toList();
		assertThat(OutrankedPath.findByHost(new PolicyMapping(mended))).isEmpty();
	}

	/**
	 * Compares what is found with what becomes of every path, in configurations of a few
	 * policies.
	 */
	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 4 })
	void whatIsFoundIsWhatBecomesOfRequests(int seed) {
		Random random = new Random(seed);
		int found = 0;
		for (int i = 0; i < 1000; i++) {
			List<MappedPolicy> policies = IntStream.range(0, 2 + random.nextInt(3))
				.mapToObj((number) -> randomPolicy("p" + number, random))
				.toList();
			List<OutrankedPath> reported = OutrankedPath.find(new PolicyMapping(policies));
			found += reported.size();
			check(policies, reported);
		}
		assertThat(found).isGreaterThan(300);
	}

	private static MappedPolicy randomPolicy(String name, Random random) {
		String[] paths = IntStream.rangeClosed(0, random.nextInt(3))
			.mapToObj((i) -> randomPath(random))
			.distinct()
			.toArray(String[]::new);
		String[] origins = List
			.of(new String[] { "*" }, new String[] { "https://a.test" }, new String[] { "https://b.test" },
					new String[] { "https://a.test", "https://b.test" })
			.get(random.nextInt(4));
		return MappedPolicy.of(CorsPolicy.builder().name(name).allowedOrigins(origins).build(), paths);
	}

	private static String randomPath(Random random) {
		String path = IntStream.range(0, random.nextInt(4))
			.mapToObj((i) -> "/" + List.of("a", "b", "*", "{v" + i + "}").get(random.nextInt(4)))
			.collect(Collectors.joining());
		return (path.isEmpty() || random.nextBoolean()) ? path + List.of("/**", "/{*rest}").get(random.nextInt(2))
				: path;
	}

	private static void check(List<MappedPolicy> policies, List<OutrankedPath> reported) {
		PolicyMapping mapping = new PolicyMapping(policies);
		Set<OutrankedPath> seen = new HashSet<>();
		for (String path : PATHS) {
			PathContainer parsed = PathContainer.parsePath(path);
			PathPolicies decided = mapping.find(path);
			List<MappedPolicy> deciding = (decided != null) ? decided.policies() : List.of();
			for (MappedPolicy policy : policies) {
				for (PathPattern own : policy.paths()) {
					for (MappedPolicy other : own.matches(parsed) ? deciding : List.<MappedPolicy>of()) {
						PathPattern first = other.paths()
							.stream()
							.filter((pattern) -> pattern.matches(parsed))
							.min(PathPattern.SPECIFICITY_COMPARATOR)
							.orElseThrow();
						List<OutrankedPath> same = reported.stream()
							.filter((each) -> each.outranked().equals(policy) && each.outrankedPath().equals(own)
									&& each.broader().equals(other) && each.broaderPath().matches(parsed)
									&& PathPattern.SPECIFICITY_COMPARATOR.compare(each.broaderPath(), first) == 0)
							.toList();
						seen.addAll(same);
						boolean expected = !deciding.contains(policy) && allowsMore(other, policy)
								&& PathPattern.SPECIFICITY_COMPARATOR.compare(first, own) < 0
								&& hasLiteral(own, first, parsed);
						assertThat(expected && same.isEmpty())
							.as("%s of %s %s, %s decides", path, policy.name(), own, first)
							.isFalse();
					}
				}
			}
		}
		// What ends in '/**' is also named if several patterns decide all of it together.
		assertThat(seen).as("those that some request shows")
			.containsAll(reported.stream()
				.filter((path) -> !path.common().contains("/**") && !path.common().contains("{*"))
				.toList());
		for (OutrankedPath path : reported) {
			PathPattern addition = PathPatternParser.defaultInstance.parse(path.common());
			MappedPolicy mended = path.outranked()
				.withPaths(Stream.concat(path.outranked().paths().stream(), Stream.of(addition)).toList());
			assertThat(OutrankedPath.find(new PolicyMapping(
					policies.stream().map((policy) -> policy.equals(path.outranked()) ? mended : policy).toList())))
				.noneMatch((other) -> other.outrankedPath().equals(path.outrankedPath())
						&& other.broaderPath().equals(path.broaderPath()) && other.outranked().equals(mended)
						&& other.broader().equals(path.broader()));
		}
	}

	private static boolean allowsMore(MappedPolicy policy, MappedPolicy than) {
		return Stream.of("https://a.test", "https://b.test", "https://c.test")
			.anyMatch((origin) -> policy.policy().allowsOrigin(origin) && !than.policy().allowsOrigin(origin));
	}

	private static boolean hasLiteral(PathPattern own, PathPattern other, PathContainer path) {
		List<String> literal = PathOverlap.segments(own);
		List<String> wildcard = PathOverlap.segments(other);
		List<String> requested = List.of(path.value().split("/", -1));
		return IntStream.range(1, Math.min(literal.size(), requested.size()))
			.anyMatch((i) -> literal.get(i).equals(requested.get(i))
					&& !wildcard.get(Math.min(i, wildcard.size() - 1)).equals(requested.get(i)));
	}

}
