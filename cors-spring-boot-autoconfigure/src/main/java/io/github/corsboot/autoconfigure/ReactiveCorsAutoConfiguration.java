package io.github.corsboot.autoconfigure;

import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.mapping.CorsWarnings;
import io.github.corsboot.reactive.CorsPolicyWebFilter;
import io.github.corsboot.reactive.HandlerLookup;
import io.github.corsboot.reactive.OverriddenMethodWebFilter;
import io.github.corsboot.rejection.CorsRejections;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration that applies CORS policies to reactive applications.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = CorsAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
public final class ReactiveCorsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	CorsPolicies corsPolicies(ApplicationContext context) {
		// Nothing else checks the origin of a WebSocket handshake on this stack.
		return CorsPolicyFactory.createPolicies(context, true);
	}

	@Bean
	@ConditionalOnMissingBean
	CorsPolicyWebFilter corsPolicyWebFilter(CorsPolicies policies, HandlerLookup handlers, CorsRejections rejections,
			ApplicationContext context) {
		return new CorsPolicyWebFilter(policies, handlers, rejections, context);
	}

	@Bean
	HandlerLookup corsHandlerLookup(ApplicationContext context) {
		return new HandlerLookup(context);
	}

	@Bean
	CrossOriginCheck corsCrossOriginCheck(HandlerLookup handlers, CorsPolicies policies, CorsWarnings warnings,
			ConfigurableApplicationContext context) {
		return new CrossOriginCheck(policies, warnings, context, handlers::collect);
	}

	@Bean
	OverriddenMethodWebFilter corsOverriddenMethodWebFilter(CorsPolicyWebFilter filter) {
		return new OverriddenMethodWebFilter(filter);
	}

}
