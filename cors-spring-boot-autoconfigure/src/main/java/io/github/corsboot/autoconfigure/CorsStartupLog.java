package io.github.corsboot.autoconfigure;

import java.util.List;
import java.util.StringJoiner;
import java.util.function.Consumer;

import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.mapping.CorsWarning;
import io.github.corsboot.mapping.CorsWarnings;
import io.github.corsboot.mapping.MappedPolicy;
import io.github.corsboot.policy.OriginPattern;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;

/**
 * Looks at the whole application for what is probably not meant, and says once, when it
 * is ready, which policies are in force and where more can be seen.
 */
final class CorsStartupLog implements SmartInitializingSingleton, ApplicationListener<ApplicationReadyEvent> {

	private static final Log logger = LogFactory.getLog(CorsStartupLog.class);

	private static final int MAX_POLICIES = 100;

	private static final int MAX_ITEMS = 10;

	private final ObjectProvider<CorsPolicies> policies;

	private final CorsWarnings warnings;

	private final ObjectProvider<ActuatorPaths> actuatorPaths;

	private final ApplicationContext context;

	private final Consumer<CorsPolicies> checks;

	/**
	 * Create a log.
	 * @param policies what is in force
	 * @param warnings what is probably not meant
	 * @param actuatorPaths tells whether the endpoint is served
	 * @param context the application that starts
	 * @param checks finds what does not fit together
	 */
	CorsStartupLog(ObjectProvider<CorsPolicies> policies, CorsWarnings warnings,
			ObjectProvider<ActuatorPaths> actuatorPaths, ApplicationContext context, Consumer<CorsPolicies> checks) {
		this.policies = policies;
		this.warnings = warnings;
		this.actuatorPaths = actuatorPaths;
		this.context = context;
		this.checks = checks;
	}

	@Override
	public void afterSingletonsInstantiated() {
		CorsPolicies inForce = this.policies.getIfAvailable();
		if (inForce != null) {
			this.checks.accept(inForce);
		}
	}

	@Override
	public void onApplicationEvent(ApplicationReadyEvent event) {
		if (event.getApplicationContext() == this.context) {
			logPolicies();
			logWarnings();
		}
	}

	private void logWarnings() {
		for (CorsWarning warning : this.warnings.all()) {
			if (!this.warnings.isAccepted(warning)) {
				logger.warn("CORS configuration: " + warning + " [" + warning.code() + "]");
			}
		}
	}

	private void logPolicies() {
		CorsPolicies policies = this.policies.getIfAvailable();
		if (policies != null && !policies.mapping().isEnabled()) {
			logger.info("CORS is not checked: cors.enabled is false");
		}
		else if (policies == null || policies.mapping().isEmpty()) {
			logger.info("No CORS policy: set cors.allowed-origins to let pages of other origins read responses");
		}
		else {
			log(policies.mapping().policies());
			logEndpoint();
		}
	}

	private static void log(List<MappedPolicy> policies) {
		for (MappedPolicy policy : policies.subList(0, Math.min(policies.size(), MAX_POLICIES))) {
			log(policy);
		}
		if (policies.size() > MAX_POLICIES) {
			logger.info("There are %d more CORS policies".formatted(policies.size() - MAX_POLICIES));
		}
	}

	private static void log(MappedPolicy policy) {
		logger.info("CORS policy '%s' allows %s on %s%s, %s credentials".formatted(policy.name(), allowed(policy),
				list(policy.paths()), policy.hosts().isEmpty() ? "" : " of " + list(policy.hosts()),
				policy.policy().allowCredentials() ? "with" : "without"));
	}

	private static String allowed(MappedPolicy policy) {
		List<OriginPattern> origins = policy.policy().allowedOrigins();
		String provided = policy.originsFrom().isEmpty() ? "" : "origins from " + list(policy.originsFrom());
		if (origins.isEmpty()) {
			return provided.isEmpty() ? "nobody" : provided;
		}
		return list(origins) + (provided.isEmpty() ? "" : " and " + provided);
	}

	private static String list(List<?> items) {
		StringJoiner shown = new StringJoiner(", ");
		for (Object item : items.subList(0, Math.min(items.size(), MAX_ITEMS))) {
			shown.add(item.toString());
		}
		return (items.size() > MAX_ITEMS) ? shown.add((items.size() - MAX_ITEMS) + " more").toString()
				: shown.toString();
	}

	private void logEndpoint() {
		ActuatorPaths actuator = this.actuatorPaths.getIfAvailable();
		String missing = (actuator != null) ? actuator.missingEndpoint()
				: "add spring-boot-starter-actuator, and cors to management.endpoints.web.exposure.include";
		if (missing != null) {
			logger.info("To see at /actuator/cors why requests are refused, " + missing);
		}
	}

}
