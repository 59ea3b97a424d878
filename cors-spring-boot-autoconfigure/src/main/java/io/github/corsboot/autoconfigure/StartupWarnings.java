package io.github.corsboot.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

import io.github.corsboot.autoconfigure.ConfigurationCheck.Configured;
import io.github.corsboot.mapping.AttributeSource;
import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.mapping.CorsWarning;
import io.github.corsboot.mapping.CorsWarning.Code;
import io.github.corsboot.mapping.CorsWarnings;
import io.github.corsboot.mapping.MappedPolicy;
import io.github.corsboot.mapping.OutrankedPath;
import io.github.corsboot.mapping.PatternText;
import io.github.corsboot.policy.OriginPattern;
import io.github.corsboot.policy.PolicyAttribute;
import io.github.corsboot.properties.CorsProperties;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.cloud.CloudPlatform;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.context.ApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.http.server.PathContainer;
import org.springframework.util.StringUtils;
import org.springframework.web.context.WebApplicationContext;
import org.springframework.web.util.pattern.PathPattern;

/**
 * Finds what does not fit together: policies, and other properties of the application.
 */
final class StartupWarnings {

	private static final Set<String> PRODUCTION = Set.of("prod", "production");

	private static final List<String> GATEWAYS = List.of("spring.cloud.gateway.server.webflux.globalcors",
			"spring.cloud.gateway.globalcors");

	private static final String DISPATCHER_SERVLET = "org.springframework.web.servlet.DispatcherServlet";

	private static final String GRAPHQL_WEBSOCKET = "spring.graphql.websocket.path";

	private static final String COVERED = "delete it, or exclude the path: a policy covers the same path, and decides "
			+ "alone";

	/** How many hosts a warning names. */
	private static final int MAX_HOSTS = 10;

	private final CorsPolicies policies;

	private final CorsProperties properties;

	private final CorsWarnings warnings;

	private final ApplicationContext context;

	private final Environment environment;

	/**
	 * Create the checks of one configuration.
	 * @param configured what is configured, with at least one policy
	 * @param context the application
	 */
	StartupWarnings(Configured configured, ApplicationContext context) {
		this.policies = configured.policies();
		this.properties = configured.properties();
		this.warnings = configured.warnings();
		this.context = context;
		this.environment = configured.environment();
	}

	/**
	 * Check everything.
	 * @param actuator where Actuator is, {@code null} in an application without it
	 */
	void check(@Nullable ActuatorPaths actuator) {
		List<MappedPolicy> all = this.policies.mapping().policies();
		if (isProduction() || CloudPlatform.getActive(this.environment) != null) {
			for (MappedPolicy policy : all) {
				warnOfLocalhost(policy);
			}
		}
		warnOfPaths(all);
		if (actuator != null && !this.properties.isIncludeActuator()) {
			warnOfActuator(all, actuator.onApplicationPort());
		}
		if (all.size() > 1) {
			for (OutrankedPath path : OutrankedPath.find(this.policies.mapping())) {
				warnOfOutranked(path);
			}
			for (OutrankedPath path : OutrankedPath.findByHost(this.policies.mapping())) {
				warnOfOutrankedAtHosts(path);
			}
		}
		warnOfGraphQl();
		if (this.properties.isIncludeActuator() && actuator != null && !actuator.onApplicationPort().isEmpty()) {
			warnOfOther("management.endpoints.web.cors", COVERED);
		}
		for (String gateway : GATEWAYS) {
			warnOfGateway(gateway);
		}
	}

	private boolean isProduction() {
		// Those of the application, whatever its files say now.
		Environment inUse = this.context.getEnvironment();
		String[] active = inUse.getActiveProfiles();
		for (String profile : (active.length != 0) ? active : inUse.getDefaultProfiles()) {
			if (PRODUCTION.contains(profile)) {
				return true;
			}
		}
		return false;
	}

	private void warn(Code code, @Nullable AttributeSource source, String value, String advice) {
		this.warnings.add(new CorsWarning(code, Objects.requireNonNullElse(source, new AttributeSource("cors", null)),
				value, advice));
	}

	private void warnOfLocalhost(MappedPolicy policy) {
		for (OriginPattern origin : policy.policy().allowedOrigins()) {
			if (origin.isLoopback()) {
				warn(Code.LOCALHOST_IN_PRODUCTION, policy.source(PolicyAttribute.ALLOWED_ORIGINS), origin.toString(),
						"delete it in production: whatever runs on the machine of a user has this origin");
			}
		}
	}

	private boolean isServletStack() {
		return this.context instanceof WebApplicationContext;
	}

	private void warnOfPaths(List<MappedPolicy> policies) {
		String base = this.environment
			.getProperty(isServletStack() ? "server.servlet.context-path" : "spring.webflux.base-path", "");
		Set<String> servlets = (this.context instanceof WebApplicationContext web) ? DispatcherServlets.prefixes(web)
				: Set.of();
		for (MappedPolicy policy : policies) {
			AttributeSource source = policy.source(PolicyAttribute.PATHS);
			if (source != null && source.location() != null) {
				for (PathPattern path : policy.paths()) {
					warnOfPath(source, path.getPatternString(), base, servlets);
				}
			}
		}
	}

	private void warnOfPath(AttributeSource source, String path, String base, Set<String> servlets) {
		if (!base.isEmpty() && !base.equals("/") && (path.equals(base) || path.startsWith(base + "/"))) {
			String within = path.substring(base.length());
			warn(Code.PATH_PREFIX, source, path, "write '%s': paths are within the application, behind '%s'"
				.formatted(within.isEmpty() ? "/" : within, base));
		}
		boolean anywhere = path.startsWith("/*") || path.startsWith("/{");
		if (!anywhere && !servlets.isEmpty()
				&& servlets.stream().noneMatch((servlet) -> path.equals(servlet) || path.startsWith(servlet + "/"))) {
			servlets.forEach((servlet) -> warn(Code.PATH_PREFIX, source, path,
					"write '%s%s' if Spring MVC serves it, which is at '%s'".formatted(servlet, path, servlet)));
		}
	}

	private void warnOfOutranked(OutrankedPath path) {
		String outranked = path.outrankedPath().getPatternString();
		warn(Code.OUTRANKED_PATH, path.broader().source(PolicyAttribute.PATHS), path.broaderPath().getPatternString(),
				"add '%s' to the paths of policy '%s', or to those of '%s' if that one is meant to decide: this pattern ranks before '%s', and policy '%s' allows more"
					.formatted(path.common(), path.outranked().name(), path.broader().name(), outranked,
							path.broader().name())
						+ (path.more() ? ". More patterns outrank '%s', and are named when these are mended"
							.formatted(outranked) : ""));
	}

	private void warnOfOutrankedAtHosts(OutrankedPath path) {
		List<String> hosts = path.hosts();
		String others = (hosts.size() > MAX_HOSTS) ? " and %d more".formatted(hosts.size() - MAX_HOSTS) : "";
		String broader = path.broader().name();
		warn(Code.OUTRANKED_PATH, path.outranked().source(PolicyAttribute.PATHS),
				path.outrankedPath().getPatternString(),
				"add a copy of policy '%s' for '%s' with hosts: %s%s. There, '%s' of policy '%s' decides, which allows more. If that is intended, add '%s' to the paths of policy '%s'"
					.formatted(path.outranked().name(), path.common(),
							String.join(", ", hosts.subList(0, Math.min(hosts.size(), MAX_HOSTS))), others,
							path.broaderPath().getPatternString(), broader, path.common(), broader));
	}

	private void warnOfActuator(List<MappedPolicy> policies, List<PathPattern> owned) {
		for (MappedPolicy policy : policies) {
			warnOfActuator(policy, owned);
		}
	}

	private void warnOfActuator(MappedPolicy policy, List<PathPattern> owned) {
		for (PathPattern path : policy.paths()) {
			PathContainer start = PathContainer.parsePath(
					StringUtils.trimTrailingCharacter(new PatternText(path.getPatternString()).literalStart(), '/'));
			if (start.value().length() > 1 && owned.stream().anyMatch((pattern) -> pattern.matches(start))) {
				warn(Code.ACTUATOR_PATH, policy.source(PolicyAttribute.PATHS), path.getPatternString(),
						"set cors.include-actuator to true: the paths of Actuator are left to management.endpoints.web.cors");
			}
		}
	}

	/**
	 * On servlets, the properties of GraphQL also rule its WebSocket, where a policy
	 * decides only if it is told to.
	 */
	private void warnOfGraphQl() {
		if (this.policies.find(this.environment.getProperty("spring.graphql.http.path", "/graphql")) == null) {
			return;
		}
		boolean keepsWebSocket = isServletStack() && this.environment.containsProperty(GRAPHQL_WEBSOCKET)
				&& !Boolean.TRUE.equals(this.properties.getWebsocket().getEnforceOrigin());
		warnOfOther("spring.graphql.cors", keepsWebSocket
				? "set cors.websocket.enforce-origin to true, and then delete it: a policy covers the same path and "
						+ "decides on it alone, but not yet on GraphQL over WebSocket"
				: COVERED);
	}

	/**
	 * Return whether the property is about a path that a policy covers. The path is the
	 * name of the configuration, such as {@code cors-configurations[/api/**]}.
	 */
	private boolean isCovered(ConfigurationPropertyName prefix, ConfigurationPropertyName property) {
		int path = prefix.getNumberOfElements() + 1;
		return property.getNumberOfElements() > path
				&& !this.policies.findAny(property.getElement(path, ConfigurationPropertyName.Form.ORIGINAL)).isEmpty();
	}

	private void warnOfGateway(String prefix) {
		ConfigurationPropertyName name = ConfigurationPropertyName.of(prefix);
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(this.environment)) {
			for (ConfigurationPropertyName property : below(name, source)) {
				if (isCovered(name, property)) {
					warnOfOther(source, property, COVERED);
					break;
				}
			}
		}
	}

	private void warnOfOther(String prefix, String advice) {
		ConfigurationPropertyName name = ConfigurationPropertyName.of(prefix);
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(this.environment)) {
			for (ConfigurationPropertyName property : below(name, source)) {
				warnOfOther(source, property, advice);
				break;
			}
		}
	}

	private static List<ConfigurationPropertyName> below(ConfigurationPropertyName prefix,
			ConfigurationPropertySource source) {
		List<ConfigurationPropertyName> below = new ArrayList<>();
		if (source instanceof IterableConfigurationPropertySource names
				&& source.containsDescendantOf(prefix) != ConfigurationPropertyState.ABSENT) {
			for (ConfigurationPropertyName name : names) {
				if (prefix.isAncestorOf(name)) {
					below.add(name);
				}
			}
		}
		return below;
	}

	private void warnOfOther(ConfigurationPropertySource source, ConfigurationPropertyName name, String advice) {
		ConfigurationProperty property = source.getConfigurationProperty(name);
		if (property != null) {
			warn(Code.SHADOWED_CORS,
					new AttributeSource(property.getName().toString(), String.valueOf(property.getOrigin())), "",
					advice);
		}
	}

	/** Only loaded with servlets. */
	private static final class DispatcherServlets {

		/**
		 * Return the prefixes behind which Spring MVC is also, or only, reached. It maps
		 * what follows the prefix.
		 */
		static Set<String> prefixes(WebApplicationContext context) {
			Set<String> prefixes = new TreeSet<>();
			add(context.getEnvironment().getProperty("spring.mvc.servlet.path", "/") + "/*", prefixes);
			ServletContext servlets = context.getServletContext();
			if (servlets != null) {
				for (ServletRegistration servlet : servlets.getServletRegistrations().values()) {
					if (DISPATCHER_SERVLET.equals(servlet.getClassName())) {
						for (String mapping : servlet.getMappings()) {
							add(mapping, prefixes);
						}
					}
				}
			}
			return prefixes;
		}

		private static void add(String mapping, Set<String> prefixes) {
			String prefix = mapping.endsWith("/*") ? mapping.replaceAll("/+\\*$", "") : "";
			if (!prefix.isEmpty()) {
				prefixes.add(prefix);
			}
		}

	}

}
