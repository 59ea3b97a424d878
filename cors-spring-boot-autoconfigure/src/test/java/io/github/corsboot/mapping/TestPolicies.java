package io.github.corsboot.mapping;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

import io.github.corsboot.policy.CorsPolicy;

import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Policies of an application, without the application.
 */
public final class TestPolicies {

	private TestPolicies() {
	}

	public static CorsPolicies of(MappedPolicy... policies) {
		return new CorsPolicies(new PolicyMapping(List.of(policies)), List::of);
	}

	public static MappedPolicy policy(String path, String... origins) {
		return policy(path, (policy) -> policy.allowedOrigins(origins));
	}

	public static MappedPolicy policy(String path, UnaryOperator<CorsPolicy.Builder> attributes) {
		return new MappedPolicy(attributes.apply(CorsPolicy.builder().name(path)).build(),
				List.of(PathPatternParser.defaultInstance.parse(path)), Map.of());
	}

}
