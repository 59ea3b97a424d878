package io.github.corsboot.decision;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A request that nobody has sent.
 *
 * @param method the method
 * @param scheme the scheme under which the application is reached
 * @param host the host under which the application is reached, empty if it is not known
 * @param port the port, or -1 for the default of the scheme
 * @param path the raw path, with the context path
 * @param query the raw query, or {@code null} if there is none
 * @param headers the headers, by their names in the case in which they are shown
 * @since 0.1.0
 */
public record RehearsedRequest(String method, String scheme, String host, int port, String path, @Nullable String query,
		Map<String, String> headers) {

	/**
	 * Create a request.
	 * @param method the method
	 * @param scheme the scheme under which the application is reached
	 * @param host the host, empty if it is not known
	 * @param port the port, or -1 for the default of the scheme
	 * @param path the raw path, with the context path
	 * @param query the raw query, or {@code null} if there is none
	 * @param headers the headers
	 */
	public RehearsedRequest {
		headers = new LinkedHashMap<>(headers);
	}

	/**
	 * Return the value of a header.
	 * @param name the name, in any case
	 * @return the value, or {@code null} if there is none
	 */
	public @Nullable String header(String name) {
		return this.headers.entrySet()
			.stream()
			.filter((header) -> header.getKey().equalsIgnoreCase(name))
			.map(Map.Entry::getValue)
			.findFirst()
			.orElse(null);
	}

}
