package io.github.corsboot.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.github.corsboot.mapping.AttributeSource;
import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.mapping.MappedPolicy;
import io.github.corsboot.mapping.PolicyMapping;
import io.github.corsboot.policy.CorsPolicy;
import io.github.corsboot.policy.InvalidCorsPolicyException;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationContext;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;
import org.springframework.web.util.pattern.PatternParseException;

/**
 * Makes policies of properties. Finds everything that is wrong before it says so.
 */
final class CorsPolicyFactory {

	private static final List<String> DEFAULT_PATHS = List.of("/**");

	private final CorsProperties properties;

	private final PropertyOrigins origins;

	private final List<ConfigurationProblem> problems = new ArrayList<>();

	private CorsPolicyFactory(CorsProperties properties, PropertyOrigins origins) {
		this.properties = properties;
		this.origins = origins;
	}

	/**
	 * Create the policies of an application.
	 * @param properties the properties
	 * @param context the application
	 * @param actuatorPaths what is left to Actuator unless properties include it
	 * @param enforceWebSocketOrigin whether policies decide WebSocket handshakes, too
	 * @return the policies, none if {@code cors.enabled} is {@code false}
	 * @throws InvalidCorsConfigurationException if anything is wrong or unsafe
	 */
	static CorsPolicies createPolicies(CorsProperties properties, ApplicationContext context,
			ObjectProvider<ActuatorPaths> actuatorPaths, boolean enforceWebSocketOrigin) {
		if (!properties.isEnabled()) {
			return new CorsPolicies(PolicyMapping.EMPTY, List::of);
		}
		CorsPolicyFactory factory = new CorsPolicyFactory(properties, PropertyOrigins.of(context));
		List<MappedPolicy> policies = factory.policies(enforceWebSocketOrigin);
		List<PathPattern> uncovered = factory.excludedPaths();
		if (!factory.problems.isEmpty()) {
			throw new InvalidCorsConfigurationException(factory.problems);
		}
		return new CorsPolicies(new PolicyMapping(policies), () -> {
			ActuatorPaths actuator = properties.isIncludeActuator() ? null : actuatorPaths.getIfAvailable();
			return (actuator != null)
					? Stream.concat(uncovered.stream(), actuator.onApplicationPort().stream()).toList() : uncovered;
		});
	}

	private List<MappedPolicy> policies(boolean enforceWebSocketOrigin) {
		List<MappedPolicy> policies = new ArrayList<>();
		for (PolicyAttributes attributes : attributes()) {
			List<PathPattern> paths = paths(attributes);
			CorsPolicy policy = policy(attributes, enforceWebSocketOrigin);
			if (policy != null) {
				policies.add(new MappedPolicy(policy, paths, attributes.sources()));
			}
		}
		return policies;
	}

	private List<PolicyAttributes> attributes() {
		List<PolicyAttributes> attributes = new ArrayList<>();
		if (this.properties.getAllowedOrigins() != null) {
			attributes.add(PolicyAttributes.ofDefault(this.properties, this.origins));
		}
		for (String name : this.properties.getPolicies().keySet()) {
			attributes.add(PolicyAttributes.ofNamed(name, this.properties, this.origins));
		}
		return attributes;
	}

	private List<PathPattern> paths(PolicyAttributes attributes) {
		List<String> paths = attributes.getOwn("paths", CorsPolicyProperties::getPaths);
		AttributeSource source = attributes.source("paths");
		if (paths == null && attributes.isDefault()) {
			return parse(DEFAULT_PATHS, source);
		}
		if (paths == null || paths.isEmpty()) {
			missing(source, "name the paths of the policy, as in '/api/**'");
			return List.of();
		}
		return parse(paths, source);
	}

	private List<PathPattern> excludedPaths() {
		String property = PolicyAttributes.ROOT + ".exclude-paths";
		return parse(this.properties.getExcludePaths(), this.origins.sourceOf(property));
	}

	private List<PathPattern> parse(List<String> paths, AttributeSource source) {
		List<PathPattern> patterns = new ArrayList<>();
		for (PolicyAttributes.Entry path : PolicyAttributes.split(paths)) {
			String value = path.value();
			try {
				patterns.add(PathPatternParser.defaultInstance.parse(value));
				if (!value.startsWith("/")) {
					invalid(this.origins.sourceOf(source.property(), path.index()), value, 0,
							"start a path with '/', as in '/api/**'");
				}
			}
			catch (PatternParseException ex) {
				invalid(this.origins.sourceOf(source.property(), path.index()), value, ex.getPosition(),
						ex.getMessage());
			}
		}
		return patterns;
	}

	private @Nullable CorsPolicy policy(PolicyAttributes attributes, boolean enforceWebSocketOrigin) {
		List<String> allowedOrigins = attributes.list("allowed-origins", CorsPolicyProperties::getAllowedOrigins);
		if (allowedOrigins == null) {
			missing(attributes.source("allowed-origins"),
					"name the origins of the policy, or set " + PolicyAttributes.ROOT + ".allowed-origins for all");
			return null;
		}
		CorsPolicy.Builder policy = CorsPolicy.builder()
			.name(attributes.name())
			.enforceWebSocketOrigin(enforceWebSocketOrigin)
			.allowedOrigins(allowedOrigins);
		configure(policy, attributes);
		try {
			return policy.build();
		}
		catch (InvalidCorsPolicyException ex) {
			ex.getProblems()
				.forEach((problem) -> invalid(attributes.sourceOf(problem), problem.value(), problem.position(),
						problem.advice()));
			return null;
		}
	}

	private static void configure(CorsPolicy.Builder policy, PolicyAttributes attributes) {
		policy
			.allowedMethods(attributes.list("allowed-methods", CorsPolicyProperties::getAllowedMethods,
					CorsPolicy.DEFAULT_ALLOWED_METHODS))
			.allowedHeaders(attributes.list("allowed-headers", CorsPolicyProperties::getAllowedHeaders,
					CorsPolicy.DEFAULT_ALLOWED_HEADERS))
			.exposedHeaders(attributes.list("exposed-headers", CorsPolicyProperties::getExposedHeaders, List.of()))
			.allowCredentials(attributes.get("allow-credentials", CorsPolicyProperties::getAllowCredentials, false))
			.maxAge(attributes.get("max-age", CorsPolicyProperties::getMaxAge, CorsPolicy.DEFAULT_MAX_AGE))
			.allowNavigation(attributes.get("allow-navigation", CorsPolicyProperties::getAllowNavigation, false))
			.allowPrivateNetwork(
					attributes.get("allow-private-network", CorsPolicyProperties::getAllowPrivateNetwork, false))
			// Never inherited: each policy has to say by itself that it is dangerous.
			.dangerouslyAllowInsecureOrigins(Boolean.TRUE.equals(attributes.getOwn("dangerously-allow-insecure-origins",
					CorsPolicyProperties::getDangerouslyAllowInsecureOrigins)))
			.dangerouslyAllowPublicSuffixes(Boolean.TRUE.equals(attributes.getOwn("dangerously-allow-public-suffixes",
					CorsPolicyProperties::getDangerouslyAllowPublicSuffixes)));
	}

	private void missing(AttributeSource source, String advice) {
		invalid(source, "", -1, advice);
	}

	private void invalid(AttributeSource source, String value, int position, @Nullable String advice) {
		ConfigurationProblem problem = new ConfigurationProblem(source, value, position, String.valueOf(advice));
		// What is inherited by several policies is wrong once.
		if (!this.problems.contains(problem)) {
			this.problems.add(problem);
		}
	}

}
