package io.github.corsboot.mapping;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

import io.github.corsboot.policy.CorsPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/**
 * Tests for {@link PolicyMapping}.
 */
class PolicyMappingTests {

	private static PathPattern pattern(String pattern) {
		return PathPatternParser.defaultInstance.parse(pattern);
	}

	static MappedPolicy policy(String name, String... paths) {
		CorsPolicy policy = CorsPolicy.builder().name(name).allowedOrigins("https://" + name + ".test").build();
		return new MappedPolicy(policy, Arrays.stream(paths).map(PolicyMappingTests::pattern).toList(), Map.of());
	}

	private static String names(PathPolicies covered) {
		return (covered != null)
				? String.join("+", covered.policies().stream().map(MappedPolicy::name).sorted().toList()) : "none";
	}

	@ParameterizedTest
	@CsvSource({ "/, all", "/x, all", "/apix, all", "/api, api", "/api/, api", "/api/x, api", "/api/admin, admin",
			"/api/admin/x, admin", "/api/adminx, api", "/login, login", "/login/, all+login", "/login/x, all" })
	void findWhenPatternsAreLiteralReturnsTheMostSpecific(String path, String expected) {
		List<MappedPolicy> policies = new ArrayList<>(List.of(policy("all", "/**"), policy("api", "/api/**"),
				policy("admin", "/api/admin/**"), policy("login", "/login")));
		Random random = new Random(1);
		for (int i = 0; i < 24; i++) {
			Collections.shuffle(policies, random);
			PolicyMapping mapping = new PolicyMapping(policies);
			assertThat(names(mapping.find(path))).isEqualTo(expected);
			assertThat(names(mapping.find(RequestedPath.of(path)))).isEqualTo(expected);
		}
	}

	@ParameterizedTest
	@CsvSource({ "/files/a.json, json", "/files/a.txt, files", "/files/x/a.json, files", "/users/7, user",
			"/users/me, me", "/users/7/posts, posts", "/other, none", "/FILES/a.json, none" })
	void findWhenPatternsHaveWildcardsReturnsTheMostSpecific(String path, String expected) {
		PolicyMapping mapping = new PolicyMapping(List.of(policy("files", "/files/**"), policy("json", "/files/*.json"),
				policy("user", "/users/{id}"), policy("me", "/users/me"), policy("posts", "/users/{id}/posts")));
		assertThat(names(mapping.find(path))).isEqualTo(expected);
	}

	@Test
	void findWhenPatternsAreEquallySpecificReturnsAllThatMatch() {
		PolicyMapping mapping = new PolicyMapping(
				List.of(policy("one", "/{a}/x"), policy("two", "/{b}/x", "/{b}/y"), policy("three", "/{c}/y")));
		assertThat(names(mapping.find("/1/x"))).isEqualTo("one+two");
		assertThat(names(mapping.find("/1/y"))).isEqualTo("three+two");
		assertThat(mapping.find("/1/x").pattern()).contains("/{a}/x", "/{b}/x");
		assertThat(mapping.find("/1/x")).isSameAs(mapping.find("/2/x"));
	}

	@Test
	void findWhenTwoPoliciesHaveOnePatternReturnsBoth() {
		PolicyMapping mapping = new PolicyMapping(List.of(policy("one", "/x/**"), policy("two", "/x/**")));
		assertThat(names(mapping.find("/x/y"))).isEqualTo("one+two");
		assertThat(mapping.find("/x/y").pattern()).isEqualTo("/x/**");
	}

	@Test
	void findWhenOnePolicyHasSeveralPathsReturnsItForEach() {
		PolicyMapping mapping = new PolicyMapping(List.of(policy("one", "/a/**", "/b/*", "/c")));
		assertThat(List.of("/a/x/y", "/b/x", "/c"))
			.allSatisfy((path) -> assertThat(names(mapping.find(path))).isEqualTo("one"));
		assertThat(mapping.find("/b/x/y")).isNull();
	}

	@Test
	void findComparesLiteralPatternsAsSpringDoes() {
		List<String> patterns = List.of("/**", "/a/**", "/a", "/a/", "/ab/**", "/a/b", "/a/b/**", "/a.b/**");
		List<String> paths = List.of("/", "/a", "/a/", "/a/b", "/a/b/", "/a/b/c", "/ab", "/ab/c", "/a.b", "/a.b/c",
				"/b");
		for (String pattern : patterns) {
			PolicyMapping mapping = new PolicyMapping(List.of(policy("one", pattern)));
			for (String path : paths) {
				assertThat(mapping.find(path) != null).as("%s matches %s", pattern, path)
					.isEqualTo(pattern(pattern).matches(PathContainer.parsePath(path)));
			}
		}
	}

	@Test
	void emptyMappingCoversNothing() {
		assertThat(PolicyMapping.EMPTY.isEmpty()).isTrue();
		assertThat(PolicyMapping.EMPTY.find("/")).isNull();
	}

	@Test
	void mappingWhenAPolicyOrAPathIsNullThrows() {
		assertThatNullPointerException().isThrownBy(() -> new PolicyMapping(Collections.singletonList(null)));
		CorsPolicy policy = CorsPolicy.builder().build();
		assertThatNullPointerException()
			.isThrownBy(() -> new MappedPolicy(policy, Collections.singletonList(null), Map.of()));
	}

	@Test
	void policyWithoutPathsCoversNothing() {
		assertThat(new PolicyMapping(List.of(policy("one"))).find("/")).isNull();
	}

	@Test
	void policiesKeepTheirOrder() {
		PolicyMapping mapping = new PolicyMapping(List.of(policy("z", "/z"), policy("a", "/a")));
		assertThat(mapping.policies()).extracting(MappedPolicy::name).containsExactly("z", "a");
	}

	@ParameterizedTest
	@CsvSource({ "/items, all", "/api/items, api", "/api/admin/users, admin", "/api/{id}, admin+api",
			"/{area}/items, all+api", "/api/{*rest}, admin+api", "/**, admin+all+api", "/api/**, admin+api",
			"/{area}/{below}, admin+all+api", "/api/{id:[a-z]+}, admin+api", "/api, api", "/apis, all",
			"/api/admin/**, admin" })
	void findAnyReturnsThePoliciesThatMayCoverAHandler(String handler, String expected) {
		PolicyMapping mapping = new PolicyMapping(
				List.of(policy("all", "/**"), policy("api", "/api/**"), policy("admin", "/api/admin/**")));
		List<String> names = mapping.findAny(pattern(handler)).stream().map(MappedPolicy::name).sorted().toList();
		assertThat(String.join("+", names)).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource({ "/legacy/items, 0", "/legacy/{id}, 0", "/legacy/**, 0", "/{area}/items, 1", "/items, 1" })
	void findAnyLeavesOutWhatNoPolicyCovers(String handler, int count) {
		PolicyMapping mapping = new PolicyMapping(List.of(policy("all", "/**")));
		CorsPolicies policies = new CorsPolicies(mapping, () -> List.of(pattern("/legacy/**")));
		assertThat(policies.findAny(pattern(handler))).hasSize(count);
	}

	/**
	 * One of them compares strings, the other asks each pattern.
	 */
	@ParameterizedTest
	@CsvSource({ "1, 5", "2, 20", "3, 100", "4, 500" })
	void findReturnsForTheTextOfAPathWhatItReturnsForTheParsedPath(long seed, int count) {
		Random random = new Random(seed);
		List<MappedPolicy> policies = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			policies.add(policy("p" + i, randomPath(random, 3) + (random.nextInt(3) > 0 ? "/**" : "")));
		}
		policies.removeIf((policy) -> policy.paths().get(0).getPatternString().isEmpty());
		PolicyMapping mapping = new PolicyMapping(policies);
		int found = 0;
		for (int i = 0; i < 2000; i++) {
			String path = randomPath(random, 5);
			String expected = names(mapping.find(RequestedPath.of(path)));
			assertThat(names(mapping.find(path))).as(path).isEqualTo(expected);
			found += expected.equals("none") ? 0 : 1;
		}
		assertThat(found).isPositive();
	}

	private static String randomPath(Random random, int maxDepth) {
		StringBuilder path = new StringBuilder();
		for (int depth = random.nextInt(maxDepth + 1); depth > 0; depth--) {
			path.append('/').append(List.of("a", "b", "ab", "ba", "c1").get(random.nextInt(5)));
		}
		return path.toString();
	}

	@Test
	void patternsThatIgnoreCaseAreMatchedSo() {
		PathPatternParser parser = new PathPatternParser();
		parser.setCaseSensitive(false);
		for (String path : List.of("/private/**", "/private/{x}", "/private/x")) {
			MappedPolicy policy = new MappedPolicy(CorsPolicy.builder().allowedOrigins("https://a.test").build(),
					List.of(parser.parse(path)), Map.of());
			PolicyMapping mapping = new PolicyMapping(List.of(policy));
			assertThat(mapping.find("/PRIVATE/x")).as(path).isNotNull();
			assertThat(mapping.find("/private/x")).as(path).isNotNull();
			assertThat(mapping.find("/other/x")).as(path).isNull();
			CorsPolicies excluding = new CorsPolicies(mapping, () -> List.of(parser.parse("/private/x")));
			assertThat(excluding.find("/PRIVATE/X")).as(path).isNull();
		}
	}

	@Test
	void policiesIgnoreCaseOnceTheyAreToldTo() {
		MappedPolicy policy = new MappedPolicy(CorsPolicy.builder().allowedOrigins("https://a.test").build(),
				List.of(PathPatternParser.defaultInstance.parse("/private/**")), Map.of());
		CorsPolicies policies = new CorsPolicies(new PolicyMapping(List.of(policy)),
				() -> List.of(PathPatternParser.defaultInstance.parse("/private/public")));
		assertThat(policies.find("/PRIVATE/x")).isNull();
		assertThat(policies.find("/private/PUBLIC")).isNotNull();
		policies.ignoreCase();
		assertThat(policies.find("/PRIVATE/x")).isNotNull();
		assertThat(policies.find("/private/PUBLIC")).isNull();
		policies.replace(new PolicyMapping(List.of(policy)));
		assertThat(policies.find("/PRIVATE/x")).isNotNull();
		policies.replace(PolicyMapping.DISABLED);
		assertThat(policies.mapping().isEnabled()).isFalse();
	}

}
