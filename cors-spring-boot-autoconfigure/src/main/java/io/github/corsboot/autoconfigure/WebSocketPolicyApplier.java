package io.github.corsboot.autoconfigure;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import io.github.corsboot.mapping.AttributeSource;
import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.mapping.CorsWarning;
import io.github.corsboot.mapping.CorsWarning.Code;
import io.github.corsboot.mapping.MappedPolicy;
import io.github.corsboot.mapping.PathPolicies;
import io.github.corsboot.policy.OriginPattern;
import io.github.corsboot.policy.PolicyAttribute;
import io.github.corsboot.reload.CorsPoliciesReloadedEvent;
import io.github.corsboot.servlet.WebSocketOrigins;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;
import org.springframework.util.StringUtils;
import org.springframework.web.servlet.handler.AbstractUrlHandlerMapping;

/**
 * Lets policies decide on the handshakes of Spring's WebSocket handlers that have no
 * allowed origins, if they are enforced. Others keep their own check in any case.
 */
final class WebSocketPolicyApplier implements ConfigurationCheck, SmartInitializingSingleton,
		ApplicationListener<CorsPoliciesReloadedEvent>, Ordered {

	private static final AttributeSource CORS = new AttributeSource("cors", null);

	private final ApplicationContext context;

	private final CorsPolicies policies;

	private final String servletPath;

	private final boolean enforced;

	WebSocketPolicyApplier(ApplicationContext context, CorsPolicies policies, String servletPath, boolean enforced) {
		this.context = context;
		this.policies = policies;
		this.servletPath = servletPath;
		this.enforced = enforced;
	}

	// Also without policies: others may replace them later.
	@Override
	public void afterSingletonsInstantiated() {
		if (this.policies.mapping().isEnabled()) {
			handlers().forEach(this::apply);
		}
	}

	private void apply(WebSocketOrigins origins, Set<String> served) {
		origins.ensureChecked();
		if (this.enforced && !origins.areSet()) {
			leaveToPolicies(origins, served);
		}
	}

	/**
	 * Let SockJS accept what is allowed now, and nothing that was before.
	 */
	@Override
	public void onApplicationEvent(CorsPoliciesReloadedEvent event) {
		if (this.policies.mapping().isEnabled()) {
			handlers().forEach(this::apply);
		}
		else if (this.enforced) {
			handlers().keySet()
				.stream()
				.filter((origins) -> !origins.areSet())
				.forEach((origins) -> origins.acceptOtherRequests(Set.of()));
		}
	}

	/**
	 * Return the order: no listener of the application keeps this from being done.
	 */
	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

	@Override
	public void check(Configured configured) {
		if (configured.policies().mapping().isEmpty()) {
			return;
		}
		handlers().forEach((origins, served) -> {
			if (this.enforced && !origins.areSet()) {
				served.forEach((path) -> warnOfEveryone(path, configured));
			}
			if (origins.isSockJs() && (this.enforced || origins.areSet())) {
				warnOfCredentials(served.iterator().next(), configured);
			}
		});
	}

	/**
	 * Find the handlers and the paths on which each is served.
	 */
	private Map<WebSocketOrigins, Set<String>> handlers() {
		Map<WebSocketOrigins, Set<String>> paths = new LinkedHashMap<>();
		BeanFactoryUtils.beansOfTypeIncludingAncestors(this.context, AbstractUrlHandlerMapping.class, true, false)
			.values()
			.forEach((mapping) -> handlers(mapping).forEach((path, handler) -> {
				WebSocketOrigins origins = WebSocketOrigins.of(handler);
				if (origins != null) {
					paths.computeIfAbsent(origins, (key) -> new LinkedHashSet<>()).add(this.servletPath + path);
				}
			}));
		return paths;
	}

	private static Map<String, Object> handlers(AbstractUrlHandlerMapping mapping) {
		Map<String, Object> handlers = new LinkedHashMap<>(mapping.getHandlerMap());
		if (mapping.getRootHandler() != null) {
			handlers.put("/", mapping.getRootHandler());
		}
		if (mapping.getDefaultHandler() != null) {
			handlers.put("/**", mapping.getDefaultHandler());
		}
		return handlers;
	}

	private void leaveToPolicies(WebSocketOrigins origins, Set<String> paths) {
		origins.leaveToPolicies();
		Set<String> patterns = new LinkedHashSet<>();
		boolean covered = true;
		for (String path : paths) {
			List<MappedPolicy> found = this.policies.findAny(path);
			found.forEach((policy) -> collect(policy, patterns));
			covered = covered && isCoveredBy(found, path);
		}
		origins.acceptOtherRequests(covered ? patterns : Set.of());
	}

	private static void warnOfCredentials(String path, Configured configured) {
		configured.policies()
			.findAny(path)
			.stream()
			.filter((policy) -> !policy.policy().allowCredentials() && !policy.policy().allowsAnyOrigin())
			.forEach((policy) -> configured.warnings()
				.add(new CorsWarning(Code.SOCKJS_WITHOUT_CREDENTIALS,
						Objects.requireNonNullElse(policy.source(PolicyAttribute.ALLOW_CREDENTIALS), CORS), path,
						("allow credentials in policy '%s', or exclude the path: SockJS sends its requests with credentials, "
								+ "so that a browser blocks the responses")
							.formatted(policy.name()))));
	}

	private static void collect(MappedPolicy policy, Set<String> patterns) {
		for (OriginPattern origin : policy.policy().allowedOrigins()) {
			if (!origin.isAny()) {
				patterns.add(inTermsOfSpring(origin));
			}
		}
	}

	/**
	 * Return whether all that is below a path has the same policies, for every host that
	 * has none of its own.
	 */
	private boolean isCoveredBy(List<MappedPolicy> found, String path) {
		String below = StringUtils.trimTrailingCharacter(path.replace("/**", ""), '/');
		PathPolicies covered = this.policies.find(below + "/info");
		return covered != null && Set.copyOf(covered.policies())
			.equals(found.stream().filter((policy) -> policy.hosts().isEmpty()).collect(Collectors.toSet()));
	}

	private static void warnOfEveryone(String path, Configured configured) {
		configured.policies()
			.findAny(path)
			.stream()
			.filter((policy) -> policy.policy().allowsAnyOrigin())
			.forEach((policy) -> configured.warnings()
				.add(new CorsWarning(Code.WEBSOCKET_FOR_EVERYONE,
						Objects.requireNonNullElse(policy.source(PolicyAttribute.ALLOWED_ORIGINS), CORS), "*",
						"list the origins of the pages that open a WebSocket on '%s': a handshake carries cookies, so it stays "
							.formatted(path) + "same-origin, or set allowed origins on the handler")));
	}

	/**
	 * Spring writes any port as {@code [*]}.
	 */
	private static String inTermsOfSpring(OriginPattern origin) {
		String text = origin.toString();
		return text.endsWith(":*") ? text.substring(0, text.length() - 1) + "[*]" : text;
	}

}
