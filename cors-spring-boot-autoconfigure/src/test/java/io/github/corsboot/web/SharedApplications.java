package io.github.corsboot.web;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * Applications that the tests of a class have in common. Each is started for the first
 * test that needs it.
 */
final class SharedApplications {

	private final Map<List<Object>, ConfigurableApplicationContext> started = new HashMap<>();

	/**
	 * Return an application.
	 * @param start starts it
	 * @param key what tells it from the others
	 */
	ConfigurableApplicationContext get(Supplier<ConfigurableApplicationContext> start, Object... key) {
		return this.started.computeIfAbsent(List.of(key), (missing) -> start.get());
	}

	void close() {
		this.started.values().forEach(ConfigurableApplicationContext::close);
		this.started.clear();
	}

}
