package io.github.corsboot.autoconfigure;

import java.util.Set;

import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.rejection.Failures;
import io.github.corsboot.reload.ReloadCorsPoliciesEvent;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.context.ApplicationEvent;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.SmartApplicationListener;

/**
 * Reloads the policies when an application asks for it, and when Spring Cloud has changed
 * the environment.
 */
final class ReloadListener implements SmartApplicationListener {

	private static final Log logger = LogFactory.getLog(ReloadListener.class);

	/** Known by its name: few applications have Spring Cloud. */
	private static final Set<String> CLOUD = Set.of(
			"org.springframework.cloud.context.environment.EnvironmentChangeEvent",
			// Beans in refresh scope are others from now on: a customizer may use one.
			"org.springframework.cloud.context.scope.refresh.RefreshScopeRefreshedEvent");

	private final CorsPolicies policies;

	private final ConfigurableApplicationContext context;

	ReloadListener(CorsPolicies policies, ConfigurableApplicationContext context) {
		this.policies = policies;
		this.context = context;
	}

	@Override
	public boolean supportsEventType(Class<? extends ApplicationEvent> type) {
		return ReloadCorsPoliciesEvent.class.isAssignableFrom(type) || CLOUD.contains(type.getName());
	}

	@Override
	public void onApplicationEvent(ApplicationEvent event) {
		if (!this.policies.isReloadable() || !this.context.isRunning()) {
			return;
		}
		try {
			this.policies.reload();
		}
		catch (Throwable ex) {
			Failures.rethrowIfFatal(ex);
			// Reported, and none of the business of whoever publishes an event.
			logger.debug("The policies were not reloaded", ex);
		}
	}

}
