package io.github.corsboot.autoconfigure;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

import io.github.corsboot.autoconfigure.ConfigurationCheck.Configured;
import io.github.corsboot.mapping.AttributeSource;
import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.mapping.CorsWarning;
import io.github.corsboot.mapping.CorsWarning.Code;
import io.github.corsboot.mapping.CorsWarnings;
import io.github.corsboot.mapping.MappedPolicy;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.support.ScopeNotActiveException;
import org.springframework.context.ApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.util.ClassUtils;
import org.springframework.web.bind.annotation.CrossOrigin;

/**
 * Finds Spring CORS configuration that has no effect because a policy covers the same
 * paths.
 */
final class ShadowedCors {

	/** Filters that never answer a request themselves. */
	private static final Set<String> HARMLESS_FILTERS = Set.of("io.github.corsboot.servlet.CorsPolicyFilter",
			"io.github.corsboot.reactive.CorsPolicyWebFilter",
			"org.springframework.session.web.http.SessionRepositoryFilter",
			"org.springframework.web.filter.AbstractRequestLoggingFilter",
			"org.springframework.web.filter.CharacterEncodingFilter",
			"org.springframework.web.filter.FormContentFilter", "org.springframework.web.filter.ForwardedHeaderFilter",
			"org.springframework.web.filter.HiddenHttpMethodFilter",
			"org.springframework.web.filter.RequestContextFilter",
			"org.springframework.web.filter.ServerHttpObservationFilter",
			"org.springframework.web.filter.ServletRequestPathFilter",
			"org.springframework.web.filter.reactive.ForwardedHeaderFilter",
			"org.springframework.web.filter.reactive.HiddenHttpMethodFilter",
			"org.springframework.web.filter.reactive.ServerHttpObservationFilter",
			"org.springframework.web.filter.reactive.ServerWebExchangeContextFilter");

	private static final String REPOSITORY = "org.springframework.data.repository.Repository";

	private final CorsPolicies policies;

	private final CorsWarnings warnings;

	ShadowedCors(Configured configured) {
		this.policies = configured.policies();
		this.warnings = configured.warnings();
	}

	/**
	 * Call an action with each singleton of a type, unless there is no policy that could
	 * shadow anything. Beans of other scopes cannot be created now.
	 * @param context the application
	 * @param type the type
	 * @param action takes the name of a bean, and the bean
	 */
	<T> void forEach(ApplicationContext context, Class<T> type, BiConsumer<String, ? super T> action) {
		if (this.policies.mapping().isEmpty()) {
			return;
		}
		for (String name : context.getBeanNamesForType(type, false, false)) {
			if (context.isSingleton(name) && !ScopedProxyUtils.isScopedTarget(name)) {
				T bean = context.getBean(name, type);
				try {
					action.accept(name, bean);
				}
				catch (ScopeNotActiveException ex) {
					addUnknown(name);
				}
			}
		}
	}

	/**
	 * Add CORS that is configured by a bean.
	 * @param bean the name of the bean
	 * @param member what in the bean configures it, or {@code null} if that is all of it
	 * @param patterns the patterns of its paths, within the application
	 */
	void add(String bean, @Nullable String member, Collection<String> patterns) {
		Set<String> shadowing = new LinkedHashSet<>();
		List<String> shadowed = new ArrayList<>();
		for (String pattern : patterns) {
			List<MappedPolicy> covering = this.policies.findAny(pattern);
			if (!covering.isEmpty()) {
				shadowed.add(pattern);
				covering.forEach((policy) -> shadowing.add(policy.name()));
			}
		}
		if (!shadowed.isEmpty()) {
			warn(bean, member, String.join(", ", shadowed), shadowing);
		}
	}

	/**
	 * Add CORS that a bean configures for paths that are not known.
	 * @param bean the name of the bean
	 */
	void addUnknown(String bean) {
		List<MappedPolicy> all = this.policies.mapping().policies();
		if (!all.isEmpty()) {
			warn(bean, null, "", all.stream().map(MappedPolicy::name).collect(Collectors.toSet()));
		}
	}

	/**
	 * Add a filter that comes before ours.
	 * @param bean the name of the bean
	 * @param order the order of ours
	 */
	void addEarlier(String bean, int order) {
		if (!this.policies.mapping().isEmpty()) {
			this.warnings.add(new CorsWarning(Code.EARLIER_FILTER, new AttributeSource("bean '" + bean + "'", null), "",
					"order it behind %d, or delete it: it answers preflights before a policy sees them"
						.formatted(order)));
		}
	}

	/**
	 * Add a filter that comes before ours, unless it is known never to answer a request.
	 * @param bean the name of the bean
	 * @param type the type of the filter
	 * @param order the order of ours
	 */
	void addEarlier(String bean, Class<?> type, int order) {
		if (!this.policies.mapping().isEmpty() && !isHarmless(type)) {
			this.warnings.add(new CorsWarning(Code.EARLIER_FILTER, new AttributeSource("bean '" + bean + "'", null), "",
					("if it answers requests itself, give it an order greater than %d (HIGHEST_PRECEDENCE + 100): "
							+ "such an answer has no CORS headers, so that a browser blocks it, and no policy sees the "
							+ "request; a filter that only changes the path may stay where it is")
						.formatted(order)));
		}
	}

	private static boolean isHarmless(Class<?> type) {
		for (Class<?> current = type; current != null; current = current.getSuperclass()) {
			if (HARMLESS_FILTERS.contains(current.getName())
					|| current.getName().startsWith("org.springframework.boot.")) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Return the order of a bean.
	 * @param context the application
	 * @param name the name of the bean
	 * @param bean the bean
	 */
	static int orderOf(ApplicationContext context, String name, Object bean) {
		if (bean instanceof Ordered ordered) {
			return ordered.getOrder();
		}
		Order order = context.findAnnotationOnBean(name, Order.class);
		return (order != null) ? order.value() : Ordered.LOWEST_PRECEDENCE;
	}

	/**
	 * Add the configurations of a source by path.
	 * @param bean the name of the bean
	 * @param configurations what was read of the source, {@code null} if it could not be
	 */
	void addConfigurations(String bean, @Nullable Object configurations) {
		if (configurations instanceof Map<?, ?> byPath) {
			add(bean, null, byPath.keySet().stream().map(Object::toString).toList());
		}
		else {
			addUnknown(bean);
		}
	}

	/**
	 * Add the repositories that Spring Data REST serves across origins.
	 * @param context the application
	 */
	void addRepositories(ApplicationContext context) {
		Class<?> repository = ClassUtils.resolveClassName(REPOSITORY, context.getClassLoader());
		String basePath = context.getEnvironment().getProperty("spring.data.rest.base-path", "");
		String pattern = ("/" + basePath + "/**").replaceAll("/+", "/");
		for (String name : context.getBeanNamesForAnnotation(CrossOrigin.class)) {
			Class<?> type = context.getType(name, false);
			if (type != null && repository.isAssignableFrom(type)) {
				add(name, "@CrossOrigin", List.of(pattern));
			}
		}
	}

	private void warn(String bean, @Nullable String member, String value, Set<String> shadowing) {
		String names = shadowing.stream().sorted().map((name) -> "'" + name + "'").collect(Collectors.joining(", "));
		this.warnings.add(new CorsWarning(Code.SHADOWED_CORS, new AttributeSource("bean '" + bean + "'", member), value,
				("is not used on paths that a policy covers (%s): set there what it allows, or name the paths in "
						+ "cors.exclude-paths")
					.formatted(names)));
	}

}
