package io.github.corsboot.decision;

import io.github.corsboot.mapping.CorsPolicies;
import io.github.corsboot.mapping.CoveredPath;
import io.github.corsboot.mapping.PolicyMapping;
import org.jspecify.annotations.Nullable;

/**
 * Reads the path of a request, which each web stack keeps elsewhere.
 *
 * @param <R> the type of requests
 * @since 0.1.0
 */
public interface RequestReader<R> {

	/**
	 * Find the policies for the path of a request, as it is served now.
	 * @param request the request
	 * @param policies the policies of the application
	 * @param mapping the mapping by which the request is decided
	 * @return what covers the path, or {@code null} if nothing does
	 */
	@Nullable CoveredPath find(R request, CorsPolicies policies, PolicyMapping mapping);

	/**
	 * Return all that a handler may be found by in the path of a request.
	 * @param request the request
	 * @return a text that differs if a filter has changed the path
	 */
	String path(R request);

	/**
	 * Return the path for users: as it was sent, within the application, without query
	 * and path parameters.
	 * @param request the request
	 * @return the path, from an untrusted source
	 */
	String displayPath(R request);

}
