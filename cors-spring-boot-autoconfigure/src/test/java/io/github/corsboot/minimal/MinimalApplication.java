package io.github.corsboot.minimal;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.preinitialize.BackgroundPreinitializer;
import org.springframework.core.io.support.SpringFactoriesLoader;

/**
 * An application that is nothing but its dependencies.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class MinimalApplication {

	public static void main(String[] args) throws Exception {
		preinitialize();
		SpringApplication.run(MinimalApplication.class, args);
	}

	/**
	 * Spring Boot does the same on a thread of its own, and says nothing if it fails.
	 */
	private static void preinitialize() throws Exception {
		int own = 0;
		for (BackgroundPreinitializer preinitializer : SpringFactoriesLoader.forDefaultResourceLocation()
			.load(BackgroundPreinitializer.class)) {
			if (preinitializer.getClass().getName().startsWith("io.github.corsboot.")) {
				preinitializer.preinitialize();
				own++;
			}
		}
		if (own != 1) {
			throw new IllegalStateException(own + " preinitializers");
		}
	}

}
