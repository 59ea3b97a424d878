package io.github.corsboot.benchmarks;

import java.lang.invoke.MethodHandles;

import net.bytebuddy.ByteBuddy;
import net.bytebuddy.dynamic.loading.ClassLoadingStrategy;
import net.bytebuddy.implementation.ExceptionMethod;
import net.bytebuddy.matcher.ElementMatchers;

/**
 * Completes a stand-in: whatever it does not implement is not needed, and fails.
 */
final class NotNeeded {

	/** One class for each stand-in, as an application has one container. */
	private static final ClassValue<Class<?>> COMPLETED = new ClassValue<>() {

		@Override
		protected Class<?> computeValue(Class<?> type) {
			return complete(type);
		}

	};

	private NotNeeded() {
	}

	static <T> T in(Class<T> type) {
		try {
			return type.cast(COMPLETED.get(type).getDeclaredConstructor().newInstance());
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static Class<?> complete(Class<?> type) {
		try {
			return new ByteBuddy().subclass(type)
				.method(ElementMatchers.isAbstract())
				.intercept(ExceptionMethod.throwing(UnsupportedOperationException.class))
				.make()
				.load(type.getClassLoader(),
						ClassLoadingStrategy.UsingLookup
							.of(MethodHandles.privateLookupIn(type, MethodHandles.lookup())))
				.getLoaded();
		}
		catch (IllegalAccessException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
