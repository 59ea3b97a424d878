package io.github.corsboot.benchmarks;

import java.lang.invoke.MethodHandles;
import java.lang.reflect.Constructor;

import net.bytebuddy.ByteBuddy;
import net.bytebuddy.dynamic.loading.ClassLoadingStrategy;
import net.bytebuddy.implementation.ExceptionMethod;
import net.bytebuddy.matcher.ElementMatchers;

/**
 * Completes a stand-in: whatever it does not implement is not needed, and fails.
 */
final class NotNeeded {

	private NotNeeded() {
	}

	static <T> T in(Class<T> type) {
		try {
			Constructor<? extends T> constructor = new ByteBuddy().subclass(type)
				.method(ElementMatchers.isAbstract())
				.intercept(ExceptionMethod.throwing(UnsupportedOperationException.class))
				.make()
				.load(type.getClassLoader(),
						ClassLoadingStrategy.UsingLookup
							.of(MethodHandles.privateLookupIn(type, MethodHandles.lookup())))
				.getLoaded()
				.getDeclaredConstructor();
			return constructor.newInstance();
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
