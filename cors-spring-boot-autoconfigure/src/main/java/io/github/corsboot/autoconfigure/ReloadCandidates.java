package io.github.corsboot.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

import io.github.corsboot.autoconfigure.ConfigurationCheck.Configured;
import io.github.corsboot.mapping.AttributeSource;
import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.mapping.CorsWarnings;
import io.github.corsboot.origins.AllowedOriginsLoader;
import io.github.corsboot.properties.BoundCorsProperties;
import io.github.corsboot.properties.CorsPolicyFactory;
import io.github.corsboot.properties.CorsProperties;
import io.github.corsboot.properties.ReloadedEnvironment;
import io.github.corsboot.reload.CorsReloader.Candidate;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.web.util.pattern.PathPattern;

/**
 * Creates what is configured now, in the way in which the start does.
 */
final class ReloadCandidates implements Supplier<Candidate> {

	private static final String ORIGINS = "cors.origins";

	private final ConfigurableApplicationContext context;

	private final CorsPolicies policies;

	private final ConfigurationCheck checks;

	private final ObjectProvider<AllowedOriginsLoader> loader;

	private final Supplier<List<PathPattern>> actuatorPaths;

	private final UntilRestart untilRestart;

	/** What providers of origins were made of at the start. */
	private final Map<String, Object> originsProperties;

	ReloadCandidates(ConfigurableApplicationContext context, CorsPolicies policies, CorsProperties properties,
			ConfigurationCheck checks, ObjectProvider<AllowedOriginsLoader> loader,
			Supplier<List<PathPattern>> actuatorPaths) {
		this.context = context;
		this.policies = policies;
		this.checks = checks;
		this.loader = loader;
		this.actuatorPaths = actuatorPaths;
		this.untilRestart = UntilRestart.of(properties);
		this.originsProperties = originsProperties(context.getEnvironment());
	}

	@Override
	public Candidate get() {
		ConfigurableEnvironment environment = ReloadedEnvironment.of(this.context.getEnvironment(), this.context);
		BoundCorsProperties bound = BoundCorsProperties.bind(environment);
		CorsProperties properties = bound.properties();
		List<String> needRestart = this.untilRestart.keep(properties);
		addChangedKeys(this.originsProperties, originsProperties(environment), needRestart);
		CorsWarnings warnings = new CorsWarnings(properties.getAcceptedWarnings());
		CorsPolicies configured = CorsPolicyFactory.createPolicies(bound, warnings, this.context,
				this.policies.enforcesWebSocketOrigin(), this.actuatorPaths, null);
		if (configured.mapping().isEnabled() && configured.mapping().isEmpty() && !this.policies.mapping().isEmpty()) {
			// Such as a file that is just being written.
			bound.problems()
				.add(new AttributeSource("cors", null), "",
						"there is no policy any more, perhaps because a file is empty or missing. To switch all checks off, set cors.enabled to false");
			bound.problems().throwAll();
		}
		AllowedOriginsLoader origins = this.loader.getIfAvailable();
		Runnable afterwards = (origins != null) ? origins.prepare(configured) : () -> {
		};
		CorsPolicies preview = this.policies.with(configured);
		this.checks.check(new Configured(preview, warnings, bound.problems(), properties, environment));
		return new Candidate(configured, preview, warnings, needRestart, afterwards);
	}

	private Map<String, Object> originsProperties(Environment environment) {
		return (this.loader.getIfAvailable() == null) ? Map.of()
				: Binder.get(environment).bind(ORIGINS, Bindable.mapOf(String.class, Object.class)).orElseGet(Map::of);
	}

	private static void addChangedKeys(Map<String, Object> before, Map<String, Object> now, List<String> changed) {
		Set<String> keys = new TreeSet<>(before.keySet());
		keys.addAll(now.keySet());
		for (String key : keys) {
			if (!Objects.equals(before.get(key), now.get(key))) {
				changed.add(ORIGINS + "." + key);
			}
		}
	}

	/**
	 * What stays as it was at the start, since beans were made of it.
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
