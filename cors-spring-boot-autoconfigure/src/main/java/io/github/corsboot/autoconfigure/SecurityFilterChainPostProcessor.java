package io.github.corsboot.autoconfigure;

import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.rejection.CorsRecorder;
import io.github.corsboot.rejection.SpringCorsObserver;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.filter.CorsFilter;

/**
 * Has each {@link CorsFilter} observed that Spring Security makes for a chain.
 */
final class SecurityFilterChainPostProcessor extends SpringCorsPostProcessor {

	SecurityFilterChainPostProcessor(ObjectProvider<CorsPolicies> policies, ObjectProvider<CorsRecorder> recorder) {
		super(policies, recorder, SecurityFilterChain.class);
	}

	@Override
	Object observe(Object bean, String name, SpringCorsObserver observer) {
		if (bean instanceof SecurityFilterChain chain) {
			chain.getFilters()
				.stream()
				.filter(CorsFilter.class::isInstance)
				.map(CorsFilter.class::cast)
				.forEach((filter) -> CorsFilterPostProcessor.observeFilter(filter, name, observer));
		}
		return bean;
	}

}
