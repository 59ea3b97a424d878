package io.github.corsboot.autoconfigure;

import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.reactive.ObservingCorsProcessor;
import io.github.corsboot.rejection.CorsRecorder;
import io.github.corsboot.rejection.SpringCorsObserver;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.cors.reactive.CorsConfigurationSource;
import org.springframework.web.cors.reactive.CorsProcessor;
import org.springframework.web.cors.reactive.CorsWebFilter;
import org.springframework.web.reactive.handler.AbstractHandlerMapping;

/**
 * Has the handler mappings of WebFlux observed, and each {@link CorsWebFilter} that is a
 * bean.
 */
final class WebFluxCorsPostProcessor extends SpringCorsPostProcessor {

	private final boolean behindPolicies;

	/**
	 * Create a post-processor.
	 * @param policies the policies
	 * @param recorder is told what becomes of requests
	 * @param behindPolicies whether policies decide before the handler mappings
	 */
	WebFluxCorsPostProcessor(ObjectProvider<CorsPolicies> policies, ObjectProvider<CorsRecorder> recorder,
			boolean behindPolicies) {
		super(policies, recorder, AbstractHandlerMapping.class);
		this.behindPolicies = behindPolicies;
	}

	@Override
	Object observe(Object bean, String name, SpringCorsObserver observer) {
		if (bean instanceof AbstractHandlerMapping mapping
				&& !(mapping.getCorsProcessor() instanceof ObservingCorsProcessor)) {
			mapping.setCorsProcessor(
					new ObservingCorsProcessor(mapping.getCorsProcessor(), observer, name, this.behindPolicies));
		}
		// A subclass may decide otherwise, and its processor is final.
		return (bean.getClass() == CorsWebFilter.class) ? replace(bean, name, observer) : bean;
	}

	private static Object replace(Object filter, String name, SpringCorsObserver observer) {
		Object source = read(filter, CorsWebFilter.class, "configSource");
		Object processor = read(filter, CorsWebFilter.class, "processor");
		return (source instanceof CorsConfigurationSource configurations && processor instanceof CorsProcessor original
				&& !(original instanceof ObservingCorsProcessor))
						? new CorsWebFilter(configurations, new ObservingCorsProcessor(original, observer, name, true))
						: filter;
	}

}
