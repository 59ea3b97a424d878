package io.github.corsboot.autoconfigure;

import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.rejection.CorsRecorder;
import io.github.corsboot.rejection.SpringCorsObserver;
import io.github.corsboot.servlet.ObservingCorsProcessor;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.web.cors.CorsProcessor;
import org.springframework.web.filter.CorsFilter;

/**
 * Has each {@link CorsFilter} observed that is a bean or registered by one.
 */
final class CorsFilterPostProcessor extends SpringCorsPostProcessor {

	CorsFilterPostProcessor(ObjectProvider<CorsPolicies> policies, ObjectProvider<CorsRecorder> recorder) {
		super(policies, recorder, CorsFilter.class, FilterRegistrationBean.class);
	}

	@Override
	Object observe(Object bean, String name, SpringCorsObserver observer) {
		if (bean instanceof CorsFilter filter) {
			observeFilter(filter, name, observer);
		}
		else if (bean instanceof FilterRegistrationBean<?> registration
				&& registration.getFilter() instanceof CorsFilter filter) {
			observeFilter(filter, name, observer);
		}
		return bean;
	}

	/**
	 * A filter whose processor cannot be read is left alone: it may be the user's own.
	 */
	static void observeFilter(CorsFilter filter, String name, SpringCorsObserver observer) {
		if (read(filter, CorsFilter.class, "processor") instanceof CorsProcessor processor
				&& !(processor instanceof ObservingCorsProcessor)) {
			filter.setCorsProcessor(new ObservingCorsProcessor(processor, observer, name, true));
		}
	}

}
