package io.github.corsboot.autoconfigure;

import java.util.List;

import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.rejection.CorsRecorder;
import io.github.corsboot.rejection.SpringCorsObserver;
import io.github.corsboot.servlet.MvcLastLookInterceptor;
import io.github.corsboot.servlet.ObservingCorsProcessor;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.servlet.handler.AbstractHandlerMapping;
import org.springframework.web.servlet.handler.MappedInterceptor;

/**
 * Has the handler mappings of Spring MVC observed, and the last look in front of their
 * interceptors.
 */
final class MvcCorsPostProcessor extends SpringCorsPostProcessor {

	private final boolean behindPolicies;

	/**
	 * Create a post-processor.
	 * @param policies the policies
	 * @param recorder is told what becomes of requests
	 * @param behindPolicies whether policies decide before the handler mappings
	 */
	MvcCorsPostProcessor(ObjectProvider<CorsPolicies> policies, ObjectProvider<CorsRecorder> recorder,
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
			lookFirst(read(mapping, AbstractHandlerMapping.class, "adaptedInterceptors"));
		}
		return bean;
	}

	/**
	 * Have the last look in front of all interceptors, where Spring has its own check:
	 * one of them may answer the request. Beans cannot be ordered there.
	 */
	@SuppressWarnings("unchecked")
	private static void lookFirst(@Nullable Object interceptors) {
		if (interceptors instanceof List<?> list) {
			for (int i = 0; i < list.size(); i++) {
				if (list.get(i) instanceof MappedInterceptor mapped
						&& mapped.getInterceptor() instanceof MvcLastLookInterceptor) {
					list.remove(i);
					((List<Object>) list).add(0, mapped);
					return;
				}
			}
		}
	}

}
