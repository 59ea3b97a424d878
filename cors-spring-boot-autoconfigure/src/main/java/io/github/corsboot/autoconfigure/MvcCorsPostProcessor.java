package io.github.corsboot.autoconfigure;

import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.rejection.CorsRejections;
import io.github.corsboot.rejection.SpringCorsObserver;
import io.github.corsboot.servlet.ObservingCorsProcessor;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.servlet.handler.AbstractHandlerMapping;

/**
 * Has the handler mappings of Spring MVC observed.
 */
final class MvcCorsPostProcessor extends SpringCorsPostProcessor {

	private final boolean behindPolicies;

	/**
	 * Create a post-processor.
	 * @param policies the policies
	 * @param rejections takes what is refused
	 * @param behindPolicies whether policies decide before the handler mappings
	 */
	MvcCorsPostProcessor(ObjectProvider<CorsPolicies> policies, ObjectProvider<CorsRejections> rejections,
			boolean behindPolicies) {
		super(policies, rejections, AbstractHandlerMapping.class);
		this.behindPolicies = behindPolicies;
	}

	@Override
	Object observe(Object bean, String name, SpringCorsObserver observer) {
		if (bean instanceof AbstractHandlerMapping mapping
				&& !(mapping.getCorsProcessor() instanceof ObservingCorsProcessor)) {
			mapping.setCorsProcessor(
					new ObservingCorsProcessor(mapping.getCorsProcessor(), observer, name, this.behindPolicies));
		}
		return bean;
	}

}
