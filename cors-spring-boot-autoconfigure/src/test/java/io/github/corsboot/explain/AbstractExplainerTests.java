package io.github.corsboot.explain;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.github.corsboot.decision.HandlerLookup;
import io.github.corsboot.explain.Explanation.Step;
import io.github.corsboot.mapping.AttributeSource;
import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.mapping.MappedPolicy;
import io.github.corsboot.mapping.PolicyMapping;
import io.github.corsboot.policy.CorsPolicy;
import io.github.corsboot.policy.PolicyAttribute;
import io.github.corsboot.servlet.ServletRehearsal;

import org.springframework.mock.web.MockServletContext;
import org.springframework.web.util.pattern.PathPatternParser;

import static io.github.corsboot.explain.BrowserRequest.put;

/**
 * An explainer for three policies, and what its explanations are asked for.
 */
abstract class AbstractExplainerTests {

	static final String APP = "https://app.example.com";

	static final String URL = "https://api.example.com/api/orders";

	final CorsExplainer explainer = explainer(
			policy("default", "/api/**",
					(policy) -> policy.allowedOrigins(APP, "http://localhost:*")
						.allowedHeaders(List.of("Content-Type"))
						.exposedHeaders(List.of("X-Total"))),
			policy("partners", "/partners/**",
					(policy) -> policy.allowedOrigins("https://*.partner.test").allowCredentials(true)),
			policy("open", "/open/**", (policy) -> policy.allowedOrigins("*").maxAge(Duration.ZERO)));

	static MappedPolicy policy(String name, String path, Consumer<CorsPolicy.Builder> customizer) {
		CorsPolicy.Builder builder = CorsPolicy.builder().name(name);
		customizer.accept(builder);
		Map<PolicyAttribute, AttributeSource> sources = new LinkedHashMap<>();
		String prefix = name.equals("default") ? "cors." : "cors.policies." + name + ".";
		for (PolicyAttribute attribute : PolicyAttribute.values()) {
			// One that nobody has set.
			String location = (attribute != PolicyAttribute.ALLOW_CREDENTIALS) ? "application.yml - 3:20" : null;
			sources.put(attribute, new AttributeSource(prefix + attribute.propertyName(), location));
		}
		return new MappedPolicy(builder.build(), List.of(PathPatternParser.defaultInstance.parse(path)), sources);
	}

	static CorsExplainer explainer(MappedPolicy... policies) {
		return explainer(new MockServletContext(), policies);
	}

	static CorsExplainer explainer(MockServletContext context, MappedPolicy... policies) {
		return new CorsExplainer(new CorsPolicies(new PolicyMapping(List.of(policies)), List::of),
				new ServletRehearsal(context, HandlerLookup.none()));
	}

	static Stream<Step> all(List<Step> steps) {
		return steps.stream().flatMap((step) -> Stream.concat(Stream.of(step), all(step.steps())));
	}

	static Step step(Explanation explanation, String code) {
		return all(explanation.steps()).filter((step) -> step.code().code().equals(code))
			.findFirst()
			.orElseThrow(() -> new AssertionError("No step " + code + " in " + all(explanation.steps()).toList()));
	}

	static List<String> codes(Explanation explanation) {
		return all(explanation.steps()).map(Step::code).map(ExplanationCode::code).toList();
	}

}
