package io.github.corsboot.decision;

import io.github.corsboot.mapping.PathPolicies;
import io.github.corsboot.mapping.PolicyMapping;
import org.jspecify.annotations.Nullable;

/**
 * Reads host and path of a request of one web stack.
 *
 * @param <R> the type of requests
 * @since 0.1.0
 */
public interface PathReader<R> {

	/**
	 * Find the policies for the path of a request, as it is served now.
	 * @param request the request
	 * @param mapping the mapping by which the request is decided, for its host
	 * @return what covers the path, or {@code null} if nothing does
	 */
	@Nullable PathPolicies find(R request, PolicyMapping mapping);

	/**
	 * Return the host under which the client reached the application, after forwarded
	 * headers.
	 * @param request the request
	 * @return the host in any case, without port, an IPv6 address with or without
	 * brackets; from an untrusted source
	 */
	String host(R request);

	/**
	 * Return a key of the path of a request. It changes whenever a filter changes a part
	 * that handlers are found by.
	 * @param request the request
	 * @return the key, to be compared only with others of the same request
	 */
	String pathKey(R request);

	/**
	 * Return the path for users: as it was sent, within the application, without query
	 * and path parameters.
	 * @param request the request
	 * @return the path, from an untrusted source
	 */
	String displayPath(R request);

}
