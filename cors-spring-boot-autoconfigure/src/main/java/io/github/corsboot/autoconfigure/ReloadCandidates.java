package io.github.corsboot.autoconfigure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

import io.github.corsboot.autoconfigure.ConfigurationCheck.Configured;
import io.github.corsboot.mapping.AttributeSource;
import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.mapping.CorsWarnings;
import io.github.corsboot.origins.AllowedOriginsLoader;
import io.github.corsboot.policy.PolicyAttribute;
import io.github.corsboot.properties.BoundCorsProperties;
import io.github.corsboot.properties.CorsPolicyFactory;
import io.github.corsboot.properties.CorsProperties;
import io.github.corsboot.properties.ReloadedEnvironment;
import io.github.corsboot.reload.CorsReloader.Candidate;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.ConfigurationPropertiesBinding;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;
import org.springframework.web.util.pattern.PathPattern;

/**
 * Creates policies from the configuration as it is now, in the same way as the start.
 */
final class ReloadCandidates implements Supplier<Candidate> {

	private static final List<String> ORIGINS = List.of("cors.origins.refresh-interval", "cors.origins.fail-fast",
			"cors.origins.max-origins", "cors.origins.jdbc.query", "cors.origins.jdbc.version-query",
			"cors.origins.jdbc.listen");

	private final ConfigurableApplicationContext context;

	private final CorsPolicies policies;

	private final ConfigurationChecks checks;

	private final ObjectProvider<AllowedOriginsLoader> loader;

	private final Supplier<List<PathPattern>> actuatorPaths;

	private final UntilRestart untilRestart;

	/** The properties of which providers of origins were made at the start. */
	private final Map<String, String> originsProperties;

	ReloadCandidates(ConfigurableApplicationContext context, CorsPolicies policies, CorsProperties properties,
			ConfigurationChecks checks, ObjectProvider<AllowedOriginsLoader> loader,
			Supplier<List<PathPattern>> actuatorPaths) {
		this.context = context;
		this.policies = policies;
		this.checks = checks;
		this.loader = loader;
		this.actuatorPaths = actuatorPaths;
		this.untilRestart = UntilRestart.of(properties);
		this.originsProperties = originsProperties(context.getEnvironment());
	}

	/**
	 * Finds what the start has found, on any thread: where a context has no class loader
	 * of its own, it takes that of the thread, which need not know the application.
	 */
	@Override
	public Candidate get() {
		ClassLoader ofThread = ClassUtils
			.overrideThreadContextClassLoader(this.context.getBeanFactory().getBeanClassLoader());
		try {
			return create();
		}
		finally {
			if (ofThread != null) {
				Thread.currentThread().setContextClassLoader(ofThread);
			}
		}
	}

	private Candidate create() {
		ConfigurableEnvironment environment = ReloadedEnvironment.of(this.context.getEnvironment(), this.context);
		BoundCorsProperties bound = BoundCorsProperties.bind(environment, conversion());
		CorsProperties properties = bound.properties();
		List<String> needRestart = this.untilRestart.keep(properties);
		addChangedKeys(environment, needRestart);
		CorsWarnings warnings = new CorsWarnings(properties.getAcceptedWarnings());
		CorsPolicies configured = CorsPolicyFactory.createPolicies(bound, warnings, this.context,
				this.policies.enforcesWebSocketOrigin(), this.actuatorPaths, null);
		if (configured.mapping().isEnabled() && !hasPolicyOfProperties(configured)
				&& hasPolicyOfProperties(this.policies)) {
			// Such as a file that is just being written.
			bound.problems()
				.add(new AttributeSource("cors", null), "",
						"no policy is left: a file may be empty or missing. To switch off all checks, set cors.enabled to false");
			bound.problems().throwAll();
		}
		AllowedOriginsLoader origins = this.loader.getIfAvailable();
		Runnable afterwards = (origins != null) ? origins.prepare(configured) : () -> {
		};
		CorsPolicies preview = this.policies.copy();
		boolean changed = preview.adopt(configured);
		this.checks.check(new Configured(preview, warnings, bound.problems(), properties, environment));
		return new Candidate(configured, preview, changed, warnings, needRestart, afterwards);
	}

	private ConversionService conversion() {
		ApplicationConversionService conversion = new ApplicationConversionService();
		ApplicationConversionService.addBeans(conversion, this.context.getBeanFactory(),
				ConfigurationPropertiesBinding.VALUE);
		return conversion;
	}

	/**
	 * Return whether a policy stands in properties. Those of beans are always there.
	 */
	private static boolean hasPolicyOfProperties(CorsPolicies policies) {
		return policies.mapping().policies().stream().anyMatch((policy) -> {
			AttributeSource source = policy.source(PolicyAttribute.PATHS);
			return source != null && source.property().startsWith("cors.");
		});
	}

	private static Map<String, String> originsProperties(Environment environment) {
		Map<String, String> values = new LinkedHashMap<>();
		for (String key : ORIGINS) {
			values.put(key, String.valueOf(environment.getProperty(key)));
		}
		return values;
	}

	private void addChangedKeys(Environment environment, List<String> changed) {
		if (this.loader.getIfAvailable() != null) {
			originsProperties(environment).forEach((key, value) -> {
				if (!value.equals(this.originsProperties.get(key))) {
					changed.add(key);
				}
			});
		}
	}

	/**
	 * The properties that stay as they were at the start, since beans were made of them.
	 */
	private record UntilRestart(boolean enabled, @Nullable Boolean enforceOrigin, boolean rejections, int capacity,
			boolean fleet) {

		static UntilRestart of(CorsProperties properties) {
			return new UntilRestart(properties.isEnabled(), properties.getWebsocket().getEnforceOrigin(),
					properties.getRejections().isEnabled(), properties.getRejections().getCapacity(),
					properties.getFleet().getRedis().isEnabled());
		}

		/**
		 * Let properties have the values of the start.
		 * @return the names of those that had others
		 */
		List<String> keep(CorsProperties properties) {
			List<String> kept = new ArrayList<>();
			UntilRestart now = of(properties);
			if (now.enabled && !this.enabled) {
				kept.add("cors.enabled");
				properties.setEnabled(false);
			}
			if (!Objects.equals(now.enforceOrigin, this.enforceOrigin)) {
				kept.add("cors.websocket.enforce-origin");
				properties.getWebsocket().setEnforceOrigin(this.enforceOrigin);
			}
			if (now.rejections != this.rejections) {
				kept.add("cors.rejections.enabled");
			}
			if (now.capacity != this.capacity) {
				kept.add("cors.rejections.capacity");
			}
			if (now.fleet != this.fleet) {
				kept.add("cors.fleet.redis.enabled");
				properties.getFleet().getRedis().setEnabled(this.fleet);
			}
			return kept;
		}

	}

}
