package io.github.corsboot.autoconfigure;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.BiConsumer;

import io.github.corsboot.mapping.AttributeSource;
import io.github.corsboot.mapping.CorsWarning;
import io.github.corsboot.mapping.CorsWarning.Code;
import io.github.corsboot.mapping.CorsWarnings;
import io.github.corsboot.servlet.CorsPolicyFilter;
import jakarta.servlet.Filter;

import org.springframework.boot.web.servlet.AbstractFilterRegistrationBean;
import org.springframework.context.ApplicationContext;
import org.springframework.web.cors.UrlBasedCorsConfigurationSource;
import org.springframework.web.filter.CorsFilter;
import org.springframework.web.filter.DelegatingFilterProxy;
import org.springframework.web.filter.ForwardedHeaderFilter;

/**
 * Finds filters that have to be on the other side of ours, and the sources of CORS
 * configurations that have no effect.
 */
final class ServletFilterWarnings implements ConfigurationCheck {

	private final ApplicationContext context;

	ServletFilterWarnings(ApplicationContext context) {
		this.context = context;
	}

	@Override
	public void check(Configured configured) {
		new Check(this.context, configured).run();
	}

	/**
	 * One check of all filters.
	 */
	private static final class Check {

		private final ApplicationContext context;

		private final CorsWarnings warnings;

		private final ShadowedCors shadowed;

		/** Filters that a bean registers, which may be beans themselves. */
		private final Set<Filter> registered = Collections.newSetFromMap(new IdentityHashMap<>());

		Check(ApplicationContext context, Configured configured) {
			this.context = context;
			this.warnings = configured.warnings();
			this.shadowed = new ShadowedCors(configured);
		}

		void run() {
			BiConsumer<String, Object> check = this::check;
			this.shadowed.forEach(this.context, UrlBasedCorsConfigurationSource.class, check);
			this.shadowed.forEach(this.context, AbstractFilterRegistrationBean.class, check);
			this.shadowed.forEach(this.context, Filter.class, check);
		}

		private void check(String name, Object bean) {
			if (bean instanceof UrlBasedCorsConfigurationSource source) {
				this.shadowed.add(name, null, source.getCorsConfigurations().keySet());
			}
			else if (bean instanceof AbstractFilterRegistrationBean<?> registration) {
				Filter filter = registration.getFilter();
				if (filter != null) {
					this.registered.add(filter);
					if (registration.isEnabled()) {
						check(name, filter, registration.getOrder());
					}
				}
			}
			else if (bean instanceof Filter filter && !this.registered.contains(filter)) {
				check(name, filter, ShadowedCors.orderOf(this.context, name, filter));
			}
		}

		private void check(String name, Filter filter, int order) {
			// At the same order, beans of the application come first.
			boolean earlier = order <= CorsPolicyFilter.ORDER;
			if (filter instanceof CorsFilter && earlier) {
				this.shadowed.addEarlier(name, CorsPolicyFilter.ORDER);
			}
			else if (earlier) {
				boolean proxy = filter instanceof DelegatingFilterProxy;
				this.shadowed.addEarlier(name, proxy ? DelegatingFilterProxy.class : filter.getClass(),
						CorsPolicyFilter.ORDER);
			}
			else if (filter instanceof CorsFilter) {
				Object source = SpringCorsPostProcessor.read(filter, CorsFilter.class, "configSource");
				this.shadowed.addConfigurations(name, (source instanceof UrlBasedCorsConfigurationSource configurations)
						? configurations.getCorsConfigurations() : null);
			}
			else if (isTomcatCorsFilter(filter.getClass())) {
				this.shadowed.addUnknown(name);
			}
			if (filter instanceof ForwardedHeaderFilter && order > CorsPolicyFilter.ORDER) {
				warn(name,
						"order it before %d, or set server.forward-headers-strategy instead: behind a proxy, requests "
							.formatted(CorsPolicyFilter.ORDER) + "of a page to its own origin look cross-origin");
			}
		}

		/**
		 * Return whether a filter is the one that Tomcat brings, which knows nothing of
		 * Spring.
		 */
		private static boolean isTomcatCorsFilter(Class<?> type) {
			return type.getName().equals("org.apache.catalina.filters.CorsFilter");
		}

		private void warn(String bean, String advice) {
			this.warnings.add(new CorsWarning(Code.LATE_FORWARDED_HEADERS,
					new AttributeSource("bean '" + bean + "'", null), "", advice));
		}

	}

}
