package io.github.corsboot.autoconfigure;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.mapping.CorsWarnings;
import io.github.corsboot.mapping.MappedPolicy;
import io.github.corsboot.policy.OriginPattern;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;

/**
 * Says once, when the application is ready, which policies are in force and where more
 * can be seen.
 */
final class CorsStartupLog implements ApplicationListener<ApplicationReadyEvent> {

	private static final Log logger = LogFactory.getLog(CorsStartupLog.class);

	private static final int MAX_POLICIES = 100;

	private static final int MAX_ITEMS = 10;

	private final ObjectProvider<CorsPolicies> policies;

	private final CorsWarnings warnings;

	private final ObjectProvider<ActuatorPaths> actuatorPaths;

	private final ApplicationContext context;

	/**
	 * Create a log.
	 * @param policies what is in force
	 * @param warnings what is probably not meant
	 * @param actuatorPaths tells whether the endpoint is served
	 * @param context the application that starts
	 */
	CorsStartupLog(ObjectProvider<CorsPolicies> policies, CorsWarnings warnings,
			ObjectProvider<ActuatorPaths> actuatorPaths, ApplicationContext context) {
		this.policies = policies;
		this.warnings = warnings;
		this.actuatorPaths = actuatorPaths;
		this.context = context;
	}

	@Override
	public void onApplicationEvent(ApplicationReadyEvent event) {
		if (event.getApplicationContext() == this.context) {
			logPolicies();
			logWarnings();
		}
	}

	private void logWarnings() {
		this.warnings.all()
			.stream()
			.filter((warning) -> !this.warnings.isAccepted(warning))
			.forEach((warning) -> logger.warn("CORS configuration: " + warning + " [" + warning.code() + "]"));
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
		policies.stream().limit(MAX_POLICIES).forEach(CorsStartupLog::log);
		if (policies.size() > MAX_POLICIES) {
			logger.info("There are %d more CORS policies".formatted(policies.size() - MAX_POLICIES));
		}
	}

	private static void log(MappedPolicy policy) {
		List<OriginPattern> origins = policy.policy().allowedOrigins();
		logger.info("CORS policy '%s' allows %s on %s, %s credentials".formatted(policy.name(),
				origins.isEmpty() ? "nobody" : list(origins), list(policy.paths()),
				policy.policy().allowCredentials() ? "with" : "without"));
	}

	private static String list(List<?> items) {
		Stream<String> shown = items.stream().limit(MAX_ITEMS).map(Object::toString);
		Stream<String> more = Stream.of((items.size() - MAX_ITEMS) + " more").limit((items.size() > MAX_ITEMS) ? 1 : 0);
		return Stream.concat(shown, more).collect(Collectors.joining(", "));
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
