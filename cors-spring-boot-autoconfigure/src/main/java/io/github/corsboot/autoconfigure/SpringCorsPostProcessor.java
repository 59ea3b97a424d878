package io.github.corsboot.autoconfigure;

import java.lang.reflect.Field;
import java.util.List;
import java.util.Objects;

import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.rejection.CorsRecorder;
import io.github.corsboot.rejection.SpringCorsObserver;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.SingletonBeanRegistry;
import org.springframework.util.ReflectionUtils;

/**
 * Has Spring's own CORS support observed wherever it is configured, whatever decides
 * there.
 */
abstract class SpringCorsPostProcessor implements BeanPostProcessor, BeanFactoryAware, SmartInitializingSingleton {

	private final SpringCorsObserver observer;

	private final List<Class<?>> types;

	private @Nullable ListableBeanFactory beanFactory;

	/**
	 * Create a post-processor.
	 * @param policies the policies
	 * @param recorder is told what becomes of requests
	 * @param types the types of beans that may be observed
	 */
	SpringCorsPostProcessor(ObjectProvider<CorsPolicies> policies, ObjectProvider<CorsRecorder> recorder,
			Class<?>... types) {
		this.observer = new SpringCorsObserver(policies, recorder);
		this.types = List.of(types);
	}

	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		this.beanFactory = (ListableBeanFactory) beanFactory;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		return observe(bean, beanName, this.observer);
	}

	/**
	 * Look once more at what was created before this.
	 */
	@Override
	public void afterSingletonsInstantiated() {
		ListableBeanFactory beans = Objects.requireNonNull(this.beanFactory);
		for (Class<?> type : this.types) {
			for (String name : beans.getBeanNamesForType(type, false, false)) {
				if (beans instanceof SingletonBeanRegistry singletons && singletons.containsSingleton(name)) {
					observe(beans.getBean(name), name, this.observer);
				}
			}
		}
	}

	/**
	 * Have a bean observed, unless it is already.
	 * @return the bean, or what stands for it
	 */
	abstract Object observe(Object bean, String name, SpringCorsObserver observer);

	/**
	 * Read what has no getter.
	 * @return the value, or {@code null} if it cannot be read
	 */
	static @Nullable Object read(Object bean, Class<?> type, String name) {
		try {
			Field field = ReflectionUtils.findField(type, name);
			if (field == null) {
				return null;
			}
			ReflectionUtils.makeAccessible(field);
			return field.get(bean);
		}
		catch (IllegalAccessException | RuntimeException ex) {
			return null;
		}
	}

}
