package io.github.corsboot.mapping;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

import io.github.corsboot.policy.CorsPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPatternParser;

import static io.github.corsboot.mapping.PolicyMappingTests.policy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for policies that only count for some hosts.
 */
class HostTests {

	private static final List<MappedPolicy> POLICIES = List.of(policy("all", "/**"), policy("users", "/users/{id}"),
			policy("a", "/api/**").forHosts("a.example.com", "b.example.com"),
			policy("a-admin", "/api/admin/**").forHosts("a.example.com"),
			policy("below", "/**").forHosts("*.example.com"), policy("deep", "/api/x/**").forHosts("*.x.example.com"),
			policy("address", "/**").forHosts("[::1]", "127.0.0.1"));

	private static String name(PathPolicies covered) {
		return (covered != null)
				? String.join("+", covered.policies().stream().map(MappedPolicy::name).sorted().toList()) : "none";
	}

	@ParameterizedTest
	@CsvSource({ "a.example.com, /api/1, a", "b.example.com, /api/1, a", "c.example.com, /api/1, below",
			"a.example.com, /api/admin/1, a-admin", "b.example.com, /api/admin/1, a", "a.example.com, /users/1, below",
			"example.com, /api/1, all", "example.com, /users/1, users", "evila.example.com, /api/1, below",
			"a.example.com.evil.test, /api/1, all", "y.x.example.com, /api/x/1, deep", "y.x.example.com, /api/1, below",
			"x.example.com, /api/x/1, below", "A.EXAMPLE.com, /api/1, a", "a.example.com., /api/1, a",
			"'[::1]', /api/1, address", "::1, /api/1, address", "127.0.0.1, /, address", "'', /users/1, users",
			"*.example.com, /api/1, below", "., /, all", "a..example.com, /api/1, below" })
	void hostComesBeforePath(String host, String path, String expected) {
		List<MappedPolicy> policies = new ArrayList<>(POLICIES);
		Random random = new Random(1);
		for (int i = 0; i < 20; i++) {
			Collections.shuffle(policies, random);
			PolicyMapping mapping = new PolicyMapping(policies);
			assertThat(mapping.hasHosts()).isTrue();
			assertThat(name(mapping.forHost(host).find(path))).isEqualTo(expected);
			assertThat(name(mapping.forHost(host).find(RequestedPath.of(path)))).isEqualTo(expected);
		}
	}

	@Test
	void pathThatIsLiteralIsFoundForEachHost() {
		PolicyMapping mapping = new PolicyMapping(List.of(policy("all", "/api/**"), policy("login", "/login"),
				policy("a", "/login", "/api/x/**").forHosts("a.test")));
		assertThat(name(mapping.forHost("a.test").find("/login"))).isEqualTo("a");
		assertThat(name(mapping.forHost("b.test").find("/login"))).isEqualTo("login");
		assertThat(name(mapping.forHost("a.test").find("/api/x/1"))).isEqualTo("a");
		assertThat(name(mapping.forHost("a.test").find("/api/1"))).isEqualTo("all");
		assertThat(name(mapping.forHost("a.test").find("/other"))).isEqualTo("none");
	}

	@Test
	void patternNamesTheHost() {
		PolicyMapping mapping = new PolicyMapping(POLICIES);
		assertThat(mapping.forHost("b.example.com").find("/api/1").pattern()).isEqualTo("b.example.com/api/**");
		assertThat(mapping.forHost("c.example.com").find("/api/1").pattern()).isEqualTo("*.example.com/**");
		assertThat(mapping.forHost("c.test").find("/api/1").pattern()).isEqualTo("/**");
	}

	@Test
	void severalFormsOfAPathHaveTheHostInCommon() {
		PolicyMapping mapping = new PolicyMapping(
				List.of(policy("all", "/**"), policy("private", "/private/**").forHosts("a.test")));
		RequestedPath path = RequestedPath.of(PathContainer.parsePath("/x/../private/y"));
		assertThat(name(mapping.find(path))).isEqualTo("all");
		assertThat(name(mapping.forHost("a.test").find(path))).contains("private");
	}

	@Test
	void mappingForAHostIsTheSameVersion() {
		Instant now = Instant.now();
		PolicyMapping mapping = new PolicyMapping(POLICIES).inForce(() -> UncoveredPaths.NONE, 7, now);
		PolicyMapping ofHost = mapping.forHost("a.example.com");
		assertThat(ofHost.version()).isEqualTo(7);
		assertThat(ofHost.since()).isEqualTo(now);
		assertThat(ofHost.policies()).isEqualTo(mapping.policies());
		assertThat(mapping.forHost("other.test")).isSameAs(mapping);
		assertThat(PolicyMapping.DISABLED.forHost("a.example.com")).isSameAs(PolicyMapping.DISABLED);
		assertThat(PolicyMapping.EMPTY.hasHosts()).isFalse();
	}

	@Test
	void copiesKeepTheHosts() {
		CorsPolicies policies = new CorsPolicies(PolicyMapping.EMPTY, List::of, true);
		policies.ignoreCase();
		policies.replace(new PolicyMapping(POLICIES));
		PolicyMapping mapping = policies.mapping().forHost("a.example.com");
		PathPolicies found = mapping.find("/API/1");
		assertThat(name(found)).isEqualTo("a");
		assertThat(found.policies().get(0).policy().enforceWebSocketOrigin()).isTrue();
		assertThat(name(policies.find("/API/1"))).isEqualTo("all");
	}

	@Test
	void findAnyReturnsThePoliciesOfAllHosts() {
		CorsPolicies policies = new CorsPolicies(new PolicyMapping(POLICIES), List::of);
		assertThat(policies.findAny("/api/1")).extracting(MappedPolicy::name)
			.containsExactlyInAnyOrder("all", "a", "below", "address");
	}

	@Test
	void findForOtherHostsReturnsThePoliciesOfOtherHosts() {
		PolicyMapping mapping = new PolicyMapping(
				List.of(policy("all", "/other/**"), policy("a", "/api/**").forHosts("a.test"),
						policy("b", "/api/**", "/b/**").forHosts("b.test", "*.b.test")));
		assertThat(mapping.findForOtherHosts("c.test", "/api/1")).extracting(MappedPolicy::name)
			.containsExactly("a", "b");
		assertThat(mapping.findForOtherHosts("A.test.", "/api/1")).extracting(MappedPolicy::name).containsExactly("b");
		assertThat(mapping.findForOtherHosts("x.b.test", "/api/1")).extracting(MappedPolicy::name).containsExactly("a");
		assertThat(mapping.findForOtherHosts("", "/b/%zz")).extracting(MappedPolicy::name).containsExactly("b");
		assertThat(mapping.findForOtherHosts("c.test", "/other/1")).isEmpty();
	}

	@Test
	void pathThatAPolicyForSomeHostsOutranksIsFoundUntilItIsRestrictedThere() {
		MappedPolicy admin = policy("admin", "/admin/**");
		MappedPolicy acme = policy("acme", "/**").forHosts("acme.test");
		assertThat(OutrankedPath.findByHost(new PolicyMapping(List.of(admin, acme)))).singleElement()
			.satisfies((path) -> assertThat(path.outranked()).isEqualTo(admin))
			.satisfies((path) -> assertThat(path.hosts()).containsExactly("acme.test"));
		MappedPolicy restricted = policy("acme-admin", "/admin/**").forHosts("acme.test");
		assertThat(OutrankedPath.findByHost(new PolicyMapping(List.of(admin, acme, restricted)))).isEmpty();
		assertThat(OutrankedPath.findByHost(new PolicyMapping(List.of(policy("base", "/**"), acme)))).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/{a}/{b}", "/**", "/{a}/**", "/*" })
	void pathIsFoundHoweverThePatternForSomeHostsRanks(String broader) {
		MappedPolicy admin = policy("admin", "/admin/**");
		MappedPolicy acme = policy("acme", broader).forHosts("acme.test");
		MappedPolicy onePage = policy("page", "/admin/page").forHosts("acme.test");
		List<OutrankedPath> found = OutrankedPath.findByHost(new PolicyMapping(List.of(admin, acme, onePage)));
		assertThat(found).singleElement().satisfies((path) -> assertThat(path.broader()).isEqualTo(acme));
		MappedPolicy restricted = policy("restricted", found.get(0).common()).forHosts("acme.test");
		assertThat(OutrankedPath.findByHost(new PolicyMapping(List.of(admin, acme, restricted)))).isEmpty();
	}

	@Test
	void onlyTheHostsAreNamedAtWhichAPathIsNotRestrictedYet() {
		MappedPolicy admin = policy("admin", "/admin/**").forHosts("*.test");
		MappedPolicy acme = policy("acme", "/**").forHosts("a.test", "b.test", "*.c.test", "d.example");
		MappedPolicy a = policy("a", "/admin/**").forHosts("a.test");
		assertThat(OutrankedPath.findByHost(new PolicyMapping(List.of(admin, acme, a)))).singleElement()
			.satisfies((path) -> assertThat(path.hosts()).containsExactly("b.test", "*.c.test"));
		MappedPolicy others = policy("others", "/admin/**").forHosts("b.test", "*.c.test");
		assertThat(OutrankedPath.findByHost(new PolicyMapping(List.of(admin, acme, a, others)))).isEmpty();
	}

	@Test
	void ofThePoliciesForSomeHostsTheOneThatAllowsMostIsNamed() {
		MappedPolicy admin = policy("admin", "/admin/**");
		MappedPolicy acme = policy("acme", "/**").forHosts("acme.test");
		MappedPolicy everybody = new MappedPolicy(CorsPolicy.builder().name("everybody").allowedOrigins("*").build(),
				acme.paths(), Map.of())
			.forHosts("open.test");
		assertThat(OutrankedPath.findByHost(new PolicyMapping(List.of(admin, acme, everybody)))).singleElement()
			.satisfies((path) -> assertThat(path.broader()).isEqualTo(everybody));
	}

	@ParameterizedTest
	@ValueSource(strings = { "A.test", "a.test.", "a.test:80", "https://a.test", "*", "::1", " a.test", "", "a.*.test",
			"pr-*.a.test", "*.*.test", "a.test/x", "*a.test" })
	void hostThatNoRequestHasIsRefused(String host) {
		MappedPolicy policy = policy("a", "/**");
		assertThatIllegalArgumentException().isThrownBy(() -> policy.forHosts(host)).withMessageContaining(host);
	}

	@Test
	void hostThatIsRepeatedCountsOnce() {
		PolicyMapping mapping = new PolicyMapping(List.of(policy("a", "/**").forHosts("a.test", "a.test")));
		assertThat(mapping.forHost("a.test").find("/x").policies()).hasSize(1);
	}

	@Test
	void hostThatIsTooLongHasNoPolicyOfItsOwn() {
		PolicyMapping mapping = new PolicyMapping(POLICIES);
		assertThat(mapping.forHost("a.".repeat(4000) + "example.com")).isSameAs(mapping);
		assertThat(name(mapping.forHost("a.".repeat(120) + "example.com.").find("/api/1"))).isEqualTo("below");
	}

	@Test
	void policiesOfOtherHostsDoNotOverlap() {
		MappedPolicy any = policy("any", "/api/**");
		MappedPolicy a = policy("a", "/api/**").forHosts("a.test", "b.test");
		MappedPolicy b = policy("b", "/api/**").forHosts("b.test");
		MappedPolicy c = policy("c", "/api/**").forHosts("*.test");
		assertThat(a.findOverlap(b)).isEqualTo(PathPatternParser.defaultInstance.parse("/api/**"));
		assertThat(any.findOverlap(a)).isNull();
		assertThat(a.findOverlap(c)).isNull();
		assertThat(PolicyOverlaps.find(List.of(any, a, b, c))).containsExactly(new PolicyOverlaps.Overlap(a, b));
	}

}
