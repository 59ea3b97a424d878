package io.github.corsboot.mapping;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

import io.github.corsboot.policy.CorsPolicy;
import io.github.corsboot.policy.PolicyAttribute;
import io.github.corsboot.policy.ProvidedOrigins;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PolicyHash}.
 */
class PolicyHashTests {

	private static final CorsPolicy POLICY = CorsPolicy.builder()
		.name("a")
		.allowedOrigins("https://a.test", "https://*.b.test")
		.build();

	private static MappedPolicy mapped(UnaryOperator<CorsPolicy.Builder> change) {
		return MappedPolicy.of(change.apply(POLICY.toBuilder()).build(), "/a/**", "/b/**");
	}

	private static ProvidedOrigins provided(String origin, String host) {
		ProvidedOrigins.Builder builder = new ProvidedOrigins.Builder(POLICY);
		builder.add(origin, host);
		return builder.build(ProvidedOrigins.none("table"));
	}

	private static long hash(MappedPolicy... policies) {
		return new PolicyMapping(List.of(policies)).hash();
	}

	@Test
	void orderAndPlaceDoNotMatter() {
		MappedPolicy same = new MappedPolicy(
				CorsPolicy.builder().name("a").allowedOrigins("https://*.b.test", "https://a.test").build(),
				MappedPolicy.of(POLICY, "/b/**", "/a/**").paths(),
				Map.of(PolicyAttribute.PATHS, new AttributeSource("cors.paths", "elsewhere")));
		MappedPolicy other = MappedPolicy.of(CorsPolicy.builder().name("other").build(), "/c");
		long hash = hash(mapped(UnaryOperator.identity()), other);
		assertThat(hash(other, same)).isEqualTo(hash);
		assertThat(hash).isBetween(0L, 1L << 48);
		CorsPolicies policies = new CorsPolicies(new PolicyMapping(List.of(other, same)), List::of);
		policies.replace(policies.mapping());
		assertThat(policies.mapping().hash()).isEqualTo(hash);
		assertThat((long) (double) hash).isEqualTo(hash);
	}

	@Test
	void whateverPoliciesDecideMatters() {
		List<MappedPolicy> all = new ArrayList<>(List.of(mapped(UnaryOperator.identity()),
				mapped((policy) -> policy.name("b")), mapped((policy) -> policy.addAllowedOrigins("https://c.test")),
				mapped((policy) -> policy.allowedMethods(List.of("GET"))),
				mapped((policy) -> policy.allowedHeaders(List.of("X-A"))),
				mapped((policy) -> policy.exposedHeaders(List.of("X-A"))),
				mapped((policy) -> policy.allowCredentials(true)), mapped((policy) -> policy.maxAge(Duration.ZERO)),
				mapped((policy) -> policy.allowNavigation(true)),
				mapped((policy) -> policy.enforceWebSocketOrigin(true)),
				mapped(UnaryOperator.identity()).forHosts("a.test"), MappedPolicy.of(POLICY, "/a/**")));
		for (ProvidedOrigins origins : List.of(provided("https://p.test", null), provided("https://p.test", "a.test"),
				provided("https://p.test", "b.test"), provided("https://q.test", null))) {
			all.add(MappedPolicy.of(POLICY.withProvidedOrigins(List.of(origins)), "/a/**", "/b/**"));
		}
		Set<Long> hashes = new HashSet<>();
		all.forEach((policy) -> hashes.add(hash(policy)));
		assertThat(hashes).hasSameSizeAs(all);
	}

}
