package io.github.corsboot.autoconfigure;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.github.corsboot.mapping.AttributeSource;
import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.mapping.CorsWarning;
import io.github.corsboot.mapping.CorsWarnings;
import io.github.corsboot.mapping.MappedPolicy;
import io.github.corsboot.policy.OriginPattern;
import io.github.corsboot.servlet.WebSocketOrigins;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.ApplicationContext;
import org.springframework.web.servlet.handler.AbstractUrlHandlerMapping;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;
import org.springframework.web.util.pattern.PatternParseException;

/**
 * Lets Spring's WebSocket handlers, which are same-origin by default, accept what the
 * policies of their paths allow. The policies themselves are still asked before.
 */
final class WebSocketCheck implements SmartInitializingSingleton {

	private final ApplicationContext context;

	private final CorsPolicies policies;

	private final CorsWarnings warnings;

	private final String servletPath;

	WebSocketCheck(ApplicationContext context, CorsPolicies policies, CorsWarnings warnings, String servletPath) {
		this.context = context;
		this.policies = policies;
		this.warnings = warnings;
		this.servletPath = servletPath;
	}

	@Override
	public void afterSingletonsInstantiated() {
		if (this.policies.mapping().isEmpty()) {
			return;
		}
		Map<WebSocketOrigins, Set<String>> allowed = new LinkedHashMap<>();
		BeanFactoryUtils.beansOfTypeIncludingAncestors(this.context, AbstractUrlHandlerMapping.class, true, false)
			.values()
			.forEach((mapping) -> mapping.getHandlerMap().forEach((path, handler) -> {
				WebSocketOrigins origins = WebSocketOrigins.of(handler);
				if (origins != null && !origins.areSet()) {
					allowed.computeIfAbsent(origins, (key) -> new LinkedHashSet<>()).addAll(allowedOn(path));
				}
			}));
		allowed.forEach((origins, patterns) -> {
			if (!patterns.isEmpty()) {
				origins.setByPolicies(patterns);
			}
		});
	}

	private Set<String> allowedOn(String path) {
		Set<String> patterns = new LinkedHashSet<>();
		for (MappedPolicy policy : this.policies.findAny(parse(this.servletPath + path))) {
			for (OriginPattern origin : policy.policy().allowedOrigins()) {
				if (!policy.policy().enforceWebSocketOrigin()) {
					continue;
				}
				if (origin.isAny()) {
					warn(policy, path);
				}
				else {
					patterns.add(inTermsOfSpring(origin));
				}
			}
		}
		return patterns;
	}

	private void warn(MappedPolicy policy, String path) {
		AttributeSource source = Objects.requireNonNullElse(policy.source("allowed-origins"),
				new AttributeSource("cors", null));
		this.warnings.add(new CorsWarning(source, "*",
				"list the origins of the pages that open a WebSocket on '%s': a handshake carries cookies, so it stays "
					.formatted(path) + "same-origin, or set allowed origins on the handler"));
	}

	private static PathPattern parse(String path) {
		try {
			return PathPatternParser.defaultInstance.parse(path);
		}
		catch (PatternParseException ex) {
			// What only an AntPathMatcher understands may be anywhere.
			return PathPatternParser.defaultInstance.parse("/**");
		}
	}

	/**
	 * Spring writes any port as {@code [*]}.
	 */
	private static String inTermsOfSpring(OriginPattern origin) {
		String text = origin.toString();
		return text.endsWith(":*") ? text.substring(0, text.length() - 1) + "[*]" : text;
	}

}
