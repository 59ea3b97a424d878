package io.github.corsboot.autoconfigure;

import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.mapping.CorsWarnings;
import io.github.corsboot.rejection.CorsRejections;
import io.github.corsboot.servlet.CorsPolicyFilter;
import io.github.corsboot.servlet.OverriddenMethodFilter;
import jakarta.servlet.DispatcherType;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;

/**
 * Auto-configuration that applies CORS policies to servlet applications.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = CorsAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
public final class ServletCorsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	CorsPolicies corsPolicies(ApplicationContext context) {
		// Spring's servlet WebSocket support is same-origin unless it is told otherwise.
		return CorsPolicyFactory.createPolicies(context, false);
	}

	@Bean
	@ConditionalOnMissingBean(value = CorsPolicyFilter.class, parameterizedContainer = FilterRegistrationBean.class)
	FilterRegistrationBean<CorsPolicyFilter> corsPolicyFilterRegistration(CorsPolicies policies,
			CorsRejections rejections) {
		FilterRegistrationBean<CorsPolicyFilter> registration = new FilterRegistrationBean<>(
				new CorsPolicyFilter(policies, rejections));
		registration.setName("corsPolicyFilter");
		registration.setOrder(CorsPolicyFilter.ORDER);
		registration.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ERROR, DispatcherType.FORWARD);
		return registration;
	}

	@Bean
	ServletFilterWarnings corsServletFilterWarnings(ApplicationContext context, CorsPolicies policies,
			CorsWarnings warnings) {
		return new ServletFilterWarnings(context, policies, warnings);
	}

	@Bean
	FilterRegistrationBean<OverriddenMethodFilter> corsOverriddenMethodFilterRegistration(CorsPolicies policies,
			CorsRejections rejections) {
		FilterRegistrationBean<OverriddenMethodFilter> registration = new FilterRegistrationBean<>(
				new OverriddenMethodFilter(policies, rejections));
		registration.setName("corsOverriddenMethodFilter");
		registration.setOrder(Ordered.LOWEST_PRECEDENCE);
		return registration;
	}

}
