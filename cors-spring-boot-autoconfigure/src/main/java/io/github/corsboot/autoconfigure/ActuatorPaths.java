package io.github.corsboot.autoconfigure;

import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.util.pattern.PathPattern;

/**
 * Where Actuator serves its endpoints, in an application that has it. Not all is known
 * before the first request.
 */
interface ActuatorPaths {

	/**
	 * Return what is served on the port of the application.
	 * @return the patterns of all such paths, within the application
	 */
	List<PathPattern> onApplicationPort();

	/**
	 * Return the path of {@code /actuator/cors}, on whatever port.
	 * @return the path within the application, or within what is served on a separate
	 * port; empty if the endpoint is not served
	 */
	String endpoint();

	/**
	 * Return what keeps {@code /actuator/cors} from being served, on whatever port.
	 * @return what to do, or {@code null} if the endpoint is served
	 */
	@Nullable String missingEndpoint();

	/**
	 * Return a supplier of what is served on the port of the application.
	 */
	static Supplier<List<PathPattern>> onApplicationPort(ObjectProvider<ActuatorPaths> provider) {
		return () -> {
			ActuatorPaths paths = provider.getIfAvailable();
			return (paths != null) ? paths.onApplicationPort() : List.of();
		};
	}

}
