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

	MvcCorsPostProcessor(ObjectProvider<CorsPolicies> policies, ObjectProvider<CorsRejections> rejections) {
		super(policies, rejections, AbstractHandlerMapping.class);
	}

	@Override
	Object observe(Object bean, String name, SpringCorsObserver observer) {
		if (bean instanceof AbstractHandlerMapping mapping
				&& !(mapping.getCorsProcessor() instanceof ObservingCorsProcessor)) {
			mapping.setCorsProcessor(new ObservingCorsProcessor(mapping.getCorsProcessor(), observer, name));
		}
		return bean;
	}

}
