package io.github.corsboot.actuate;

import java.util.List;

import io.github.corsboot.explain.Explanation;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.jmx.annotation.EndpointJmxExtension;

/**
 * Gives the endpoint the operations over JMX that {@link CorsEndpointWebExtension} gives
 * it over HTTP.
 *
 * @since 0.1.0
 */
@EndpointJmxExtension(endpoint = CorsEndpoint.class)
public final class CorsEndpointJmxExtension {

	private final CorsEndpoint endpoint;

	/**
	 * Create an extension.
	 * @param endpoint the endpoint
	 */
	public CorsEndpointJmxExtension(CorsEndpoint endpoint) {
		this.endpoint = endpoint;
	}

	/**
	 * Return the policies, and the recent rejections of all instances.
	 * @return the description
	 * @throws IllegalArgumentException if nothing is known of other instances
	 */
	@ReadOperation
	public CorsDescriptor fleet() {
		return this.endpoint.cors(CorsEndpoint.FLEET);
	}

	/**
	 * Return recent rejections, newest first.
	 * @param since a time in ISO 8601, or a duration before now, such as {@code 15m}
	 * @param reason the code of a reason
	 * @param origin an {@code Origin}
	 * @param path the path, or its start
	 * @param limit how many at most, by default 100
	 * @return the rejections
	 * @throws IllegalArgumentException if a parameter is wrong
	 */
	@ReadOperation
	public List<CorsDescriptor.Rejection> rejections(@Nullable String since, @Nullable String reason,
			@Nullable String origin, @Nullable String path, @Nullable Integer limit) {
		return this.endpoint.rejections(new RejectionFilter(since, reason, origin, path, limit), null);
	}

	/**
	 * Explain a rejection, a line of a console or a request.
	 * @param id the ID of a rejection
	 * @param console a line of a browser's console, at most 4096 characters
	 * @param url an absolute URL, or a path of the application
	 * @param origin the origin of the page
	 * @param method the method, by default {@code GET}
	 * @param headers names of headers, or names and values with a colon between
	 * @param credentials whether the script asks for credentials
	 * @param mode {@code cors}, {@code no-cors}, {@code navigate} or {@code websocket}
	 * @return the explanation
	 * @throws IllegalArgumentException if a parameter is missing or wrong
	 */
	@ReadOperation
	public Explanation explain(@Nullable String id, @Nullable String console, @Nullable String url,
			@Nullable String origin, @Nullable String method, @Nullable List<String> headers,
			@Nullable Boolean credentials, @Nullable String mode) {
		return this.endpoint
			.explain(new ExplainParameters(id, console, url, origin, method, headers, credentials, mode));
	}

	/**
	 * Reload the policies, or say what a reload would change.
	 * @param dryRun whether nothing is to be changed
	 * @return what has changed, or would, or a failure that keeps everything as it is
	 * @throws UnsupportedOperationException if the policies cannot be reloaded
	 */
	@WriteOperation
	public ReloadDescriptor reload(boolean dryRun) {
		return this.endpoint.reload(dryRun);
	}

	/**
	 * Forget the rejections that are kept, and their groups. What was counted since the
	 * start stays.
	 */
	@DeleteOperation
	public void clearRejections() {
		this.endpoint.clear();
	}

}
